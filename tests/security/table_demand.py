"""The access table of demand. Letters: see table.py."""

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

SEE = "22222nnnn2nn"
UNIT, HERE = "demand/unit/<int:unit_no>/", f"/demand/unit/{PRIMARY}/"
ITEM = "demand/store/<int:store_no>/item/<slug:item>/"
MASK = f"/demand/store/{PRIMARY}/item/mask_disposable/"
SCENARIO = "demand/scenarios/<uuid:scenario_id>/"

DEMAND_ROWS = (
    Row("demand/", "GET", "/demand/", "33333nnnn3nn", "33333nnnn3nn", "snsn"),
    unit_row(UNIT, HERE, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{UNIT}export/", f"{HERE}export/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(ITEM, MASK, SEE, ALL, "snsn", unit=PRIMARY),
    Row("demand/scenarios/", "GET", "/demand/scenarios/", SEE, SEE, "snsn"),
    Row("demand/scenarios/", "POST", "/demand/scenarios/", "uunnnnnnnnnn", ALL, "snsn"),
    # A scenario is the county's and no secret from any of its stores.
    id_row(SCENARIO, "/demand/scenarios/{scenario}/", SEE, SEE, "snsn"),
    id_row(SCENARIO, "/demand/scenarios/{scenario}/?act=add", "uunnnnnnnnnn", ALL, "snsn", method="POST"),
)  # fmt: skip
