"""The access table of boards, the map and the big screen. Letters: see table.py."""

from tests.builders import PRIMARY, TOWN
from tests.security.rows import ALL, Row, unit_row

_SEES = "22222nnnnnnn"
_UNIT, _HERE, _TOWN = (
    "situation/<int:unit_no>/", f"/situation/{PRIMARY}/", f"/situation/{TOWN}/",
)  # fmt: skip

SITUATION_ROWS = (
    Row("situation/", "GET", "/situation/", _SEES, _SEES, "snsn"),
    Row("situation/checks/", "GET", "/situation/checks/", _SEES, _SEES, "snsn"),
    Row("situation/tiles/", "GET", "/situation/tiles/", _SEES, _SEES, "snsn"),
    Row("situation/tiles/", "POST", "/situation/tiles/", "uuuuunnnnnnn", "uuuuunnnnnnn", "snsn"),
    # The one map of the county, set by its own office.
    Row("situation/maps/", "GET", "/situation/maps/", "n2nnnnnnnnnn", ALL, "snsn"),
    Row("situation/maps/", "POST", "/situation/maps/", "nunnnnnnnnnn", ALL, "snsn"),
    unit_row(_UNIT, _HERE, _SEES, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{_UNIT}needs/", f"{_HERE}needs/", "33333nnnnnnn", ALL, "snsn", unit=PRIMARY),
    unit_row(f"{_UNIT}screen/", f"{_HERE}screen/", _SEES, ALL, "snsn", unit=PRIMARY),
    # With a ticket of the page above, past the gate; without one nobody.
    unit_row(f"{_UNIT}screen/live/", f"{_HERE}screen/live/", ALL, ALL, "nnnn", unit=PRIMARY),
    unit_row(f"{_UNIT}map/", f"{_TOWN}map/", "222nnnnnnnnn", ALL, "snsn", unit=TOWN),
    unit_row(
        f"{_UNIT}<str:key>/", f"{_HERE}rollcall.sick/", _SEES, ALL, "snsn", unit=PRIMARY
    ),
    unit_row(
        f"{_UNIT}<str:key>/sheet/", f"{_HERE}rollcall.sick/sheet/", _SEES, ALL, "snsn", unit=PRIMARY
    ),
)  # fmt: skip
