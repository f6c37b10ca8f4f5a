"""The access table of questions over the figures. Letters: see table.py."""

from tests.builders import COUNTY, Universe
from tests.security.rows import ALL, DAY, Row, id_row, unit_row
from xiaoan.analysis import services
from xiaoan.analysis.rules import Question
from xiaoan.indicators import services as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_SEE, _UNIT = "33333nnnnnnn", "analysis/unit/<int:unit_no>/"
_ASKED = f"/analysis/unit/{COUNTY}/"
_ONE = "analysis/saved/<uuid:saved_id>/"

ANALYSIS_ROWS = (
    Row("analysis/", "GET", "/analysis/", _SEE, _SEE, "snsn"),
    Row(
        "analysis/indicators/",
        "GET",
        "/analysis/indicators/",
        "22222nnnnnnn",
        "22222nnnnnnn",
        "snsn",
    ),
    unit_row(_UNIT, _ASKED, "22nnnnnnnnnn", ALL, "snsn", unit=COUNTY),
    unit_row(
        f"{_UNIT}sheet/",
        f"{_ASKED}sheet/?m=rollcall.sick",
        "22nnnnnnnnnn",
        ALL,
        "snsn",
        unit=COUNTY,
    ),
    unit_row(
        f"{_UNIT}save/", f"{_ASKED}save/", "uunnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST"
    ),
    unit_row(f"{_UNIT}files/", f"{_ASKED}files/", "22nnnnnnnnnn", ALL, "snsn", unit=COUNTY),
    unit_row(
        f"{_UNIT}files/views/", f"{_ASKED}files/views/", "22nnnnnnnnnn", ALL, "snsn", unit=COUNTY
    ),
    unit_row(
        f"{_UNIT}files/<slug:month>/",
        f"{_ASKED}files/{DAY[:7]}/",
        "22nnnnnnnnnn",
        ALL,
        "snsn",
        unit=COUNTY,
    ),
    id_row(_ONE, "/analysis/saved/{kept_question}/", "33nnnnnnnnnn", ALL, "snsn"),
    id_row(
        f"{_ONE}drop/",
        "/analysis/saved/{kept_question}/drop/",
        "f3nnnnnnnnnn",
        ALL,
        "snsn",
        method="POST",
    ),
)


def questioned(universe: Universe) -> dict[str, str]:
    """A question of the officer's that others of the county share, and figures of today."""
    with acting_as(system("indicators")) as actor:
        indicators.refresh(actor, clock.today())
    with acting_as(universe.cast["officer"]) as officer:
        asked = Question(("rollcall.sick",), COUNTY, "township", "", "today")
        found = services.save(officer, uuid7(), "因病缺勤", asked, shared=True)
    return {"kept_question": str(found)}
