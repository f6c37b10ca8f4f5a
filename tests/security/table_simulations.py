"""The access table of simulations. Letters: see table.py."""

from tests.builders import COUNTY, DAY, Universe
from tests.security.rows import ALL, Row, id_row
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.simulations import services

_SEE, _ONE = "2222nnnnnnnn", "simulations/<uuid:run_id>/"
_WAY = f"{_ONE}suppose/<slug:way>/"

SIMULATIONS_ROWS = (
    Row("simulations/", "GET", "/simulations/", _SEE, _SEE, "snsn"),
    Row("simulations/", "POST", "/simulations/", "uunnnnnnnnnn", ALL, "snsn"),
    # A comparison of the county names nobody and is no secret from its schools.
    id_row(_ONE, "/simulations/{simulation}/", _SEE, _SEE, "snsn"),
    id_row(f"{_ONE}sheet/", "/simulations/{simulation}/sheet/", _SEE, _SEE, "snsn"),
    id_row(_WAY, "/simulations/{simulation}/suppose/all/", "22nnnnnnnnnn", ALL, "snsn"),
    id_row(
        _WAY, "/simulations/{simulation}/suppose/all/", "uunnnnnnnnnn", ALL, "snsn", method="POST"
    ),
)  # fmt: skip


def simulated(universe: Universe) -> dict[str, str]:
    """A finished comparison of the county."""
    with acting_as(universe.cast["officer"]) as officer:
        new = services.NewRun(uuid7(), COUNTY, "influenza", ("all",), DAY, replicates=20, seed=1)
        found = services.ask(officer, new)
    services.reckon(found)
    return {"simulation": str(found)}
