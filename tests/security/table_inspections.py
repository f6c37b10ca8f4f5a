"""The rows of the access table about inspections. Written by hand as the rest."""

from tests.builders import PRIMARY, Universe
from tests.inspections.rounds import REPORT, SHOT, an_answer, bad, begun, closed
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.inspections import services
from xiaoan.inspections.models import Finding, Step
from xiaoan.kernel.scope import acting_as

# Who sees inspections; who inspects; who does either at the primary school; who mends there, too.
_SEE, _INSPECT, _HERE, _MEND = "222222nnn2nn", "22222nnnn2nn", "22222nnnn2nn", "22222nnn222n"
_WRITE, _SET, _PUT = "uuuuunnnnunn", "f2ffffnnnfnn", "fuffffnnnfnn"
_FORM = {"submission_id": "0190b2d0-0000-7000-8000-00000000f00d"}
_ROUND, _AT = "inspections/rounds/<uuid:round_id>/", "/inspections/rounds/{inspection}/"
_FINDING, _OF = "inspections/findings/<uuid:finding_id>/", "/inspections/findings/{hazard}/"
_LIST, _WATER = "inspections/checklists/<slug:code>/", "/inspections/checklists/water/"
_NEW = "inspections/rounds/new/"

INSPECTIONS_ROWS = (
    Row("inspections/", "GET", "/inspections/", _SEE, _SEE, "snsn"),
    unit_row("inspections/", f"/inspections/?unit={PRIMARY}", _HERE, ALL, "snsn", unit=PRIMARY),
    Row("inspections/checks/", "GET", "/inspections/checks/", _INSPECT, _INSPECT, "snsn"),
    Row("inspections/rounds/", "GET", "/inspections/rounds/", _SEE, _SEE, "snsn"),
    Row(_NEW, "GET", "/inspections/rounds/new/", _INSPECT, _INSPECT, "snsn"),
    Row(_NEW, "POST", "/inspections/rounds/new/", _WRITE, _WRITE, "snsn"),
    id_row(_ROUND, _AT, _HERE, ALL, "snsn"),
    # Only whoever walks it acts on it, and it is over.
    id_row(
        _ROUND, _AT, "fffcfnnnnfnn", ALL, "snsn", method="POST", body={**_FORM, "act": "drop"}
    ),
    id_row(f"{_ROUND}record/", f"{_AT}record/", _HERE, ALL, "snsn"),
    id_row(f"{_ROUND}notice/", f"{_AT}notice/", _HERE, ALL, "snsn"),
    id_row(
        f"{_ROUND}photos/<uuid:photo_id>/", f"{_AT}photos/{{shot}}/", _HERE, ALL, "snsn"
    ),
    id_row(_FINDING, _OF, _MEND, ALL, "snsn"),
    id_row(
        _FINDING, f"{_OF}?act=answer", "fffuunnnuuun", ALL, "snsn", method="POST", body=_FORM
    ),
    id_row(_FINDING, f"{_OF}?act=close", "cccccnnnfcfn", ALL, "snsn", method="POST", body=_FORM),
    id_row(
        f"{_FINDING}photos/<uuid:photo_id>/", f"{_OF}photos/{{shot}}/", _MEND, ALL, "snsn"
    ),
    id_row(
        f"{_FINDING}papers/<uuid:paper_id>/", "/inspections/findings/{mended}/papers/{mended_paper}/",
        _MEND, ALL, "snsn",
    ),
    Row("inspections/checklists/", "GET", "/inspections/checklists/", _SEE, _SEE, "snsn"),
    Row("inspections/checklists/new/", "GET", "/inspections/checklists/new/", _SET, _SET, "snsn"),
    Row("inspections/checklists/new/", "POST", "/inspections/checklists/new/", _PUT, _PUT, "snsn"),
    Row(_LIST, "GET", _WATER, _SEE, _SEE, "snsn"),
    Row(_LIST, "POST", _WATER, _PUT, _PUT, "snsn"),
)  # fmt: skip


def inspected(universe: Universe) -> dict[str, str]:
    """A round of the principal at the primary school that found one thing, with a photo; another, of which a
    paper shows that it was mended."""
    with acting_as(universe.cast["principal"]) as principal:
        row = begun(principal)
        services.mark(principal, bad(row, severity="major", photos=(SHOT,)))
        closed(principal, row)
        found = Finding.objects.get(round_id=row.pk)
        again = begun(principal)
        services.mark(principal, bad(again))
        closed(principal, again)
        mended = Finding.objects.get(round_id=again.pk)
    with acting_as(universe.cast["logistics"]) as logistics:
        shown = services.Evidence(papers=(REPORT,))
        services.answer(logistics, an_answer(mended, shown=shown))
        paper = Step.objects.get(finding_id=mended.pk, kind="answer").paper_ids[0]
    return {
        "inspection": str(row.pk), "hazard": str(found.pk), "shot": str(found.photo_ids[0]),
        "mended": str(mended.pk), "mended_paper": str(paper),
    }  # fmt: skip
