"""The access table of daily reports and briefings. Letters: see table.py."""

from tests.builders import COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.briefings import services as briefings
from xiaoan.dailyreports import services
from xiaoan.dailyreports.models import Report
from xiaoan.dailyreports.queries import drafting
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_FORM = {"submission_id": "0190b2d0-0000-7000-8000-0000000da111"}
_SEES, _LEADS = "22222nnnnnnn", "222nnnnnnnnn"
_HOME, _UNIT = "dailyreports/", "dailyreports/unit/<int:unit_no>/"
_REPORT, _BRIEFING = "dailyreports/<uuid:report_id>/", "briefings/<uuid:briefing_id>/"
_BRIEFED = "briefings/unit/<int:unit_no>/"

DAILY_ROWS = (
    Row(_HOME, "GET", "/dailyreports/", "33333nnnnnnn", "33333nnnnnnn", "snsn"),
    unit_row(_UNIT, f"/dailyreports/unit/{PRIMARY}/", _SEES, ALL, "snsn", unit=PRIMARY),
    unit_row(
        _UNIT, f"/dailyreports/unit/{PRIMARY}/", "uuuuunnnnnnn", ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    unit_row(
        f"{_UNIT}sheet/", f"/dailyreports/unit/{TOWN}/sheet/", _LEADS, ALL, "snsn", unit=TOWN
    ),
    id_row(_REPORT, "/dailyreports/{daily}/", _SEES, ALL, "snsn"),
    # Signed by nobody but whoever signs at the school; it is signed already.
    id_row(
        _REPORT, "/dailyreports/{daily}/", "fffcfnnnnnnn", ALL, "snsn", method="POST",
        body={**_FORM, "act": "sign"},
    ),
    id_row(f"{_REPORT}paper/", "/dailyreports/{daily}/paper/", "33333nnnnnnn", ALL, "snsn"),
    id_row(f"{_REPORT}paper/<int:no>/", "/dailyreports/{daily}/paper/1/", _SEES, ALL, "snsn"),
    Row("briefings/", "GET", "/briefings/", "333nnnnnnnnn", "333nnnnnnnnn", "snsn"),
    unit_row(_BRIEFED, f"/briefings/unit/{COUNTY}/", "22nnnnnnnnnn", ALL, "snsn", unit=COUNTY),
    unit_row(
        _BRIEFED, f"/briefings/unit/{COUNTY}/", "uunnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST"
    ),
    id_row(_BRIEFING, "/briefings/{briefed}/", "22nnnnnnnnnn", ALL, "snsn"),
    id_row(
        _BRIEFING, "/briefings/{briefed}/", "funnnnnnnnnn", ALL, "snsn", method="POST", body=_FORM
    ),
    id_row(f"{_BRIEFING}paper/", "/briefings/{briefed}/paper/", "22nnnnnnnnnn", ALL, "snsn"),
)  # fmt: skip


def reported(universe: Universe) -> dict[str, str]:
    """A signed report of the primary school, and a briefing of the county."""
    with acting_as(system("dailyreports")) as worker:
        services.open_day(worker, DAY)
        row = Report.objects.get(unit_no=PRIMARY, day=DAY)
        seen = drafting.mark_of(drafting.draft(worker, directory.place(PRIMARY), DAY))
    with acting_as(universe.cast["principal"]) as principal:
        services.sign(principal, services.Signing(uuid7(), row.pk, 0, seen, zero=False))
    made = uuid7()
    with acting_as(universe.cast["officer"]) as officer:
        briefings.make(officer, made, COUNTY)
    return {"daily": str(row.pk), "briefed": str(made)}
