"""The access table of the gate of schools. Letters: see table.py."""

from tests.builders import COUNTY, DAY, PRIMARY, Universe
from tests.readiness.schools import MEMBERS, SHOWN
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.photos.services.evidence import Evidence, NewPaper
from xiaoan.readiness import services
from xiaoan.readiness.models import Finding, Statement, Version
from xiaoan.readiness.rules import packs

_FORM = {"submission_id": "0190b2d0-0000-7000-8000-0000000ead1e"}
_SEES = "222222nnnnnn"
_SCHOOL = "readiness/schools/<int:school_no>/"
_HERE = f"/readiness/schools/{PRIMARY}/"
_ITEM = _SCHOOL + "items/<slug:code>/"

READINESS_ROWS = (
    # Whoever has one school is led to it.
    Row("readiness/", "GET", "/readiness/", "222333nnnnnn", "222333nnnnnn", "snsn"),
    Row("readiness/sheet/", "GET", "/readiness/sheet/", _SEES, _SEES, "snsn"),
    Row(
        "readiness/what-if/", "GET", "/readiness/what-if/", "22222nnnnnnn", "22222nnnnnnn", "snsn"
    ),
    Row(
        "readiness/findings/", "GET", "/readiness/findings/", "n22nnnnnnnnn", "n22nnnnnnnnn", "snsn"
    ),
    Row("readiness/decisions/", "GET", "/readiness/decisions/", _SEES, _SEES, "snsn"),
    Row("readiness/packs/", "GET", "/readiness/packs/", _SEES, _SEES, "snsn"),
    Row("readiness/packs/", "POST", "/readiness/packs/", "fuffffnnnnnn", "ffffffnnnnnn", "snsn"),
    Row(
        "readiness/packs/shipped/<slug:code>/", "GET", "/readiness/packs/shipped/today/", _SEES,
        _SEES, "snsn", absent="/readiness/packs/shipped/nothing/",
    ),
    id_row("readiness/packs/<uuid:version_id>/", "/readiness/packs/{pack}/", _SEES, _SEES, "snsn"),
    id_row(
        "readiness/packs/<uuid:version_id>/", "/readiness/packs/{pack}/?act=save", "fcffffnnnnnn",
        "ffffffnnnnnn", "snsn", method="POST", body=_FORM,
    ),
    id_row(
        "readiness/inspections/<uuid:inspection_id>/", "/readiness/inspections/{visit}/", _SEES, ALL,
        "snsn",
    ),
    id_row(
        "readiness/inspections/<uuid:inspection_id>/", "/readiness/inspections/{visit}/",
        "fuufffnnnnnn", ALL, "snsn", method="POST", body={**_FORM, "act": "close"},
    ),
    id_row(
        "readiness/findings/<uuid:finding_id>/", "/readiness/findings/{wanting}/", _SEES, ALL, "snsn"
    ),
    id_row(
        "readiness/findings/<uuid:finding_id>/", "/readiness/findings/{wanting}/?act=mend",
        "fffuufnnnnnn", ALL, "snsn", method="POST", body=_FORM,
    ),
    id_row(
        "readiness/decisions/<uuid:decision_id>/", "/readiness/decisions/{verdict}/", _SEES, ALL,
        "snsn",
    ),
    id_row(
        "readiness/decisions/<uuid:decision_id>/", "/readiness/decisions/{verdict}/?act=sign",
        "ufffffnnnnnn", ALL, "snsn", method="POST", body=_FORM,
    ),
    id_row(
        "readiness/evidence/<uuid:statement_id>/photo/<uuid:photo_id>/",
        "/readiness/evidence/{stated}/photo/{stated_shot}/", _SEES, ALL, "snsn",
    ),
    id_row(
        "readiness/evidence/<uuid:statement_id>/paper/<uuid:paper_id>/",
        "/readiness/evidence/{stated}/paper/{stated_paper}/", _SEES, ALL, "snsn",
    ),
    unit_row(_SCHOOL, _HERE, _SEES, ALL, "snsn", unit=PRIMARY),
    unit_row(
        _SCHOOL, f"{_HERE}?act=decide", "uuffffnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST",
        body=_FORM | {"at": str(PRIMARY)},
    ),
    unit_row(_SCHOOL + "print/", f"{_HERE}print/", _SEES, ALL, "snsn", unit=PRIMARY),
    unit_row(_ITEM, f"{_HERE}items/hospital/", _SEES, ALL, "snsn", unit=PRIMARY),
    unit_row(
        _ITEM, f"{_HERE}items/hospital/", "fffuufnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST",
        body=_FORM | {"at": str(PRIMARY)},
    ),
)  # fmt: skip


def at_the_gate(universe: Universe) -> dict[str, str]:
    """The primary school with a check and its evidence, an inspection with a finding, a decision to
    sign; and a
    version of the pack."""
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    with acting_as(universe.cast["principal"]) as principal:
        shown = Evidence(SHOWN.photos, (NewPaper("报告.pdf", pdf),))
        check = services.SelfCheck(uuid7(), PRIMARY, "hospital", "ok", "看过", shown)
        stated = Statement.objects.get(pk=services.self_check(principal, check))
    with acting_as(universe.cast["liaison"]) as liaison:
        visit = services.begin(liaison, services.Begin(uuid7(), PRIMARY, MEMBERS))
        services.mark(liaison, services.Mark(uuid7(), visit, "water", "bad", "没有报告"))
        finding = Finding.objects.get(inspection_id=visit)
    with acting_as(universe.cast["officer"]) as officer:
        ask = services.Ask(uuid7(), PRIMARY, "override", DAY, "科长", "先返校")
        verdict = services.ask(officer, ask)
        pack = packs.default()
        version = Version.objects.create(
            school_id=0, unit_no=COUNTY, base=pack.code, title="下学期", state="published",
            since=DAY.replace(year=2027), groups=dict(pack.groups),
            items=[packs.item_json(one) for one in pack.items], made_at=clock.now(),
            made_by_id=uuid7(), asked_by_id=uuid7(), published_at=clock.now(),
            published_by_id=uuid7(),
        )  # fmt: skip
    return {
        "stated": str(stated.pk), "stated_shot": str(stated.photo_ids[0]),
        "stated_paper": str(stated.paper_ids[0]), "visit": str(visit), "wanting": str(finding.pk),
        "verdict": str(verdict), "pack": str(version.pk),
    }  # fmt: skip
