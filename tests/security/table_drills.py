"""The access table of drills. Letters: see table.py."""

import datetime as dt

from tests.builders import CLASS_11, PRIMARY, TOWN, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.drills import services
from xiaoan.drills.rules import scenarios
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_FORM = {"submission_id": "0190b2d0-0000-7000-8000-0000000d4111"}
_UNIT, _DRILL = "drills/unit/<int:unit_no>/", "drills/<uuid:drill_id>/"

DRILL_ROWS = (
    Row("drills/", "GET", "/drills/", "333333nnnnnn", "333333nnnnnn", "snsn"),
    Row("drills/mine/", "GET", "/drills/mine/", "22222222222n", "22222222222n", "sns2"),
    unit_row(_UNIT, f"/drills/unit/{PRIMARY}/", "22222nnnnnnn", ALL, "snsn", unit=PRIMARY),
    unit_row(f"{_UNIT}sheet/", f"/drills/unit/{TOWN}/sheet/", "222nnnnnnnnn", ALL, "snsn", unit=TOWN),
    unit_row(f"{_UNIT}new/", f"/drills/unit/{PRIMARY}/new/", "n2n22nnnnnnn", ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{_UNIT}new/", f"/drills/unit/{PRIMARY}/new/", "nunuunnnnnnn", ALL, "snsn", unit=PRIMARY,
        method="POST", body=_FORM,
    ),
    # The teacher of class 1(1) plays a part in it.
    id_row(_DRILL, "/drills/{drilled}/", "22222n2nnnnn", ALL, "snsn"),
    id_row(
        _DRILL, "/drills/{drilled}/?act=conclude", "fufuunnnnnnn", ALL, "snsn", method="POST", body=_FORM
    ),
    id_row(f"{_DRILL}record/", "/drills/{drilled}/record/", "22222nnnnnnn", ALL, "snsn"),
)  # fmt: skip


def drilled(universe: Universe) -> dict[str, str]:
    """A drill of the primary school that is over and not assessed."""
    users = universe.users
    with acting_as(universe.cast["principal"]) as principal:
        made = services.plan(
            principal,
            services.NewDrill(
                uuid7(), PRIMARY, "flu_cluster", "tabletop", clock.now() + dt.timedelta(hours=2),
                users["doctor"].pk, "", CLASS_11, {"teacher": users["teacher"].pk},
            ),
        )  # fmt: skip
        services.begin(principal, services.Said(uuid7(), made))
        code = scenarios.book().scenarios["flu_cluster"].steps[0].code
        services.done(principal, services.Said(uuid7(), made, code))
        services.end(principal, services.End(uuid7(), made, 5, 0))
    return {"drilled": str(made)}
