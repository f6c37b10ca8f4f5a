"""DHIS2 aggregate data: a data value set (POST /api/dataValueSets), JSON.

Shape: dataSet, period (yyyyMMdd for a day), orgUnit, dataElement, value as text. Identifiers are codes unless
the county has set the other system's (idScheme CODE, which DHIS2 looks up). A part of a figure of
which nothing
is on record is left out: DHIS2 takes a missing value for "not reported", a 0 for none.
Source: DHIS2 developer guide, "Data values" (as known in 2026; not checked against a running server).
"""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from typing import Any

from xiaoan.indicators.queries import Figure
from xiaoan.returns.queries.exchange.figures import PARTS, Found, code_of
from xiaoan.returns.queries.known import is_known

DATA_SET = "XIAOAN_DAILY"


def data_value_set(found: Found, names: Map[str, str]) -> dict[str, Any]:
    """The set of all units found. `names`: ours → theirs."""
    period = f"{found.day:%Y%m%d}"
    values = [
        {
            "dataElement": names.get(code, element(code)), "period": period,
            "orgUnit": names.get(place.code, place.code), "value": str(value),
        }
        for place, figures in found.units
        for one in figures.values()
        for code, value in _parts(one)
    ]  # fmt: skip
    return {
        "dataSet": DATA_SET, "dataElementIdScheme": "CODE", "orgUnitIdScheme": "CODE",
        "idScheme": "CODE", "period": period, "dataValues": values,
    }  # fmt: skip


def element(code: str) -> str:
    """Our code as DHIS2 takes codes: "XIAOAN_ROLLCALL_SICK_NUM"."""
    return f"XIAOAN_{code.replace('.', '_').upper()}"


def _parts(figure: Figure) -> Iterator[tuple[str, int]]:
    if figure.num is None:
        return
    known = (figure.num, figure.den) if is_known(figure) else (None, None)
    said = {"num": known[0], "den": known[1], "unknown": figure.unknown}
    for part in PARTS:
        value = said[part]
        if value is not None and (part != "unknown" or figure.den is not None):
            yield code_of(figure.key, part), value
