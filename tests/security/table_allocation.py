"""The access table of allocation. Letters: see table.py."""

from tests.builders import COUNTY, PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

OFFICE, SEE = "222nnnnnnnnn", "22nnnnnnnnnn"
NEW, PLAN = "allocation/new/<int:unit_no>/", "allocation/<uuid:plan_id>/"
HERE = "/allocation/{allotment}/"
ROADS, WAYS = "allocation/roads/<int:unit_no>/", f"/allocation/roads/{COUNTY}/"

ALLOCATION_ROWS = (
    Row("allocation/", "GET", "/allocation/", OFFICE, OFFICE, "snsn"),
    unit_row(NEW, f"/allocation/new/{COUNTY}/", "n2nnnnnnnnnn", ALL, "snsn", unit=COUNTY),
    unit_row(
        NEW, f"/allocation/new/{COUNTY}/", "nunnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST"
    ),
    # Ways inside a unit are entered by whoever keeps its store.
    unit_row(ROADS, WAYS, "n2nnnnnnnnnn", ALL, "snsn", unit=COUNTY),
    unit_row(ROADS, WAYS, "nunnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST"),
    unit_row(
        f"{ROADS}template.xlsx", f"{WAYS}template.xlsx", "n2nnnnnnnnnn", ALL, "snsn", unit=COUNTY
    ),
    # A county's plan is the county's: a township sees its own plans, a school what is sent to it.
    id_row(PLAN, HERE, SEE, ALL, "snsn"),
    id_row(PLAN, f"{HERE}?act=ask", "fcnnnnnnnnnn", ALL, "snsn", method="POST", body={"base": "99"}),
    id_row(f"{PLAN}item/<slug:item>/", f"{HERE}item/mask_disposable/", SEE, ALL, "snsn"),
    id_row(f"{PLAN}school/<int:school_no>/", f"{HERE}school/{PRIMARY}/", SEE, ALL, "snsn"),
    id_row(
        f"{PLAN}school/<int:school_no>/", f"{HERE}school/{PRIMARY}/?item=mask_disposable",
        "funnnnnnnnnn", ALL, "snsn", method="POST",
    ),
    id_row(f"{PLAN}export/", f"{HERE}export/", SEE, ALL, "snsn"),
)  # fmt: skip
