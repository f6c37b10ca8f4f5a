"""The access table of returns. Letters: see table.py."""

from tests.builders import COUNTY, DAY, PRIMARY, Universe
from tests.returns import papers
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.returns import services
from xiaoan.returns.models import Ask, Round

_SEE, _FILL, _KEEP = "22222nnnnnnn", "n2222nnnnnnn", "n2nnnnnnnnnn"
# Whoever reads what the county keeps may not change it; its officer is asked to mend the form.
_KEPT, _READ = "fufffnnnnnnn", "fffffnnnnnnn"
_FORM, _ASKED = "returns/form/<uuid:form_id>/", "returns/asked/<uuid:ask_id>/"
_REQUEST = "returns/requests/<uuid:request_id>/"
_FORM_AT, _REQUEST_AT, _ASKED_AT = (
    "/returns/form/{blank}/", "/returns/requests/{wanted}/", "/returns/asked/{wanted_of}/",
)  # fmt: skip

RETURNS_ROWS = (
    # What other offices ask for is no secret from whoever fills it in: forms and requests name no pupil.
    Row("returns/", "GET", "/returns/", _SEE, _SEE, "snsn"),
    Row("returns/marks/", "GET", "/returns/marks/", _SEE, _SEE, "snsn"),
    Row("returns/new/", "GET", "/returns/new/", _KEEP, ALL, "snsn"),
    Row("returns/new/", "POST", "/returns/new/", "nunnnnnnnnnn", ALL, "snsn"),
    id_row(_FORM, _FORM_AT, _SEE, _SEE, "snsn"),
    id_row(_FORM, _FORM_AT, _KEPT, _READ, "snsn", method="POST"),
    id_row(f"{_FORM}file/<int:no>/", f"{_FORM_AT}file/1/", _SEE, _SEE, "snsn"),
    # Each fills it for their own unit.
    id_row(f"{_FORM}fill/", f"{_FORM_AT}fill/", _SEE, _SEE, "snsn"),
    id_row(f"{_FORM}fill/", f"{_FORM_AT}fill/", _SEE, _SEE, "snsn", method="POST"),
    id_row(f"{_FORM}runs/", f"{_FORM_AT}runs/", _SEE, _SEE, "snsn"),
    id_row(f"{_FORM}runs/", f"{_FORM_AT}runs/", "fuuuunnnnnnn", "fuuuunnnnnnn", "snsn", method="POST"),
    id_row("returns/run/<uuid:run_id>/", "/returns/run/{blank_run}/", "22nnnnnnnnnn", ALL, "snsn"),
    Row("returns/requests/", "GET", "/returns/requests/", _SEE, _SEE, "snsn"),
    Row("returns/requests/new/", "GET", "/returns/requests/new/", _KEEP, ALL, "snsn"),
    Row("returns/requests/new/", "POST", "/returns/requests/new/", _KEEP, ALL, "snsn"),
    id_row(_REQUEST, _REQUEST_AT, _SEE, _SEE, "snsn"),
    id_row(_REQUEST, _REQUEST_AT, _KEPT, _READ, "snsn", method="POST"),
    # Everybody sees the schools of their own.
    id_row(f"{_REQUEST}<uuid:round_id>/", f"{_REQUEST_AT}{{wanted_round}}/", _SEE, _SEE, "snsn"),
    Row("returns/asked/", "GET", "/returns/asked/", _FILL, _FILL, "snsn"),
    id_row(_ASKED, _ASKED_AT, _SEE, ALL, "snsn"),
    id_row(_ASKED, _ASKED_AT, "fuuuunnnnnnn", ALL, "snsn", method="POST"),
    Row("returns/census/", "GET", "/returns/census/", _SEE, _SEE, "snsn"),
    Row("returns/exchange/", "GET", "/returns/exchange/", _SEE, _SEE, "snsn"),
    unit_row(
        "returns/exchange/<int:unit_no>/<slug:form>/", f"/returns/exchange/{PRIMARY}/ndjson/", _SEE, ALL,
        "snsn", unit=PRIMARY,
    ),
    Row("returns/exchange/names/", "GET", "/returns/exchange/names/", _KEEP, ALL, "snsn"),
    Row("returns/exchange/names/", "POST", "/returns/exchange/names/", "nunnnnnnnnnn", ALL, "snsn"),
)  # fmt: skip


def wanted(universe: Universe) -> dict[str, str]:
    """A form of another office with a run of the county; a request that the primary school is asked."""
    with acting_as(universe.cast["officer"]) as officer:
        new = services.NewForm(
            uuid7(), "表", "局", "未报", "m.xlsx", papers.workbook([["{{单位}}"]])
        )
        blank = services.add(officer, new)
        run = services.ask_run(officer, services.NewRun(uuid7(), blank, COUNTY, "school", DAY, {}))
        request = services.NewRequest(
            uuid7(),
            "局",
            "王",
            "1号",
            "用",
            "once",
            DAY,
            DAY,
            1,
            "",
            (services.NewField("人", "ask"),),
        )
        services.register(officer, request)
        asked = Ask.objects.get(request_id=request.id, unit_no=PRIMARY)
        turn = Round.objects.get(request_id=request.id)
    return {
        "blank": str(blank), "blank_run": str(run), "wanted": str(request.id), "wanted_of": str(asked.pk),
        "wanted_round": str(turn.pk),
    }  # fmt: skip
