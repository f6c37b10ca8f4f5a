"""The access table of procurement. Letters: see table.py."""

from tests.builders import PRIMARY, TOWN
from tests.security.rows import ALL, Row, id_row, unit_row

SEE, KEEP = "22222nnnn2nn", "n2222nnnn2nn"
MEND, NEW = "fuuuunnnnunn", "nuuuunnnnunn"
# Whoever leads the unit; the township and the county that buy; the county's own office.
LEAD, BUY, OFFICE = "ufuufnnnnfnn", "fuuffnnnnfnn", "fufffnnnnfnn"
UNIT, HERE = "procurement/unit/<int:unit_no>/", f"/procurement/unit/{PRIMARY}/"
BUYER = f"/procurement/unit/{TOWN}/"
STORE, MINE = "procurement/store/<int:store_no>/", f"/procurement/store/{PRIMARY}/"
ASKED, ASKS = (
    "procurement/requisitions/<uuid:requisition_id>/",
    "/procurement/requisitions/{requisition}/",
)
ORDER, BOUGHT = "procurement/orders/<uuid:order_id>/", "/procurement/orders/{order}/"
GIFT, GIVEN = "procurement/gifts/<uuid:donation_id>/", "/procurement/gifts/{gift}/"
FIRM, SOLD = "procurement/suppliers/<uuid:supplier_id>/", "/procurement/suppliers/{supplier}/"
LISTS = ("requisitions/", "orders/", "gifts/", "gifts/published/")

PROCUREMENT_ROWS = (
    # Whoever buys for the county or leads it sets the rule: a form without its id is refused.
    Row("procurement/release/", "GET", "/procurement/release/", "22222nnnn2nn", "22222nnnn2nn", "snsn"),
    Row("procurement/release/", "POST", "/procurement/release/", "uufffnnnnfnn", "fffffnnnnfnn", "snsn"),
    Row("procurement/", "GET", "/procurement/", "33333nnnn3nn", "33333nnnn3nn", "snsn"),
    *(unit_row(f"{UNIT}{one}", f"{HERE}{one}", SEE, ALL, "snsn", unit=PRIMARY) for one in LISTS),
    unit_row(
        f"{UNIT}orders/new/", f"{BUYER}orders/new/", "n22nnnnnnnnn", ALL, "snsn", unit=TOWN
    ),
    unit_row(
        f"{UNIT}orders/new/", f"{BUYER}orders/new/", "nuunnnnnnnnn", ALL, "snsn", unit=TOWN,
        method="POST",
    ),
    unit_row(f"{STORE}proposals/", f"{MINE}proposals/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{STORE}proposals/", f"{MINE}proposals/", MEND, ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    *(
        unit_row(f"{STORE}{one}/new/", f"{MINE}{one}/new/", letters, ALL, "snsn", unit=PRIMARY, method=method)
        for one in ("requisitions", "gifts")
        for method, letters in (("GET", KEEP), ("POST", NEW))
    ),
    Row("procurement/requisitions/new/", "GET", "/procurement/requisitions/new/", KEEP, KEEP, "snsn"),
    Row("procurement/requisitions/new/", "POST", "/procurement/requisitions/new/", NEW, NEW, "snsn"),
    id_row(ASKED, ASKS, SEE, ALL, "snsn"),
    id_row(ASKED, f"{ASKS}?act=submit", MEND, ALL, "snsn", method="POST"),
    id_row(ASKED, f"{ASKS}?act=withdraw", MEND, ALL, "snsn", method="POST"),
    Row(
        "procurement/gifts/waiting/", "GET", "/procurement/gifts/waiting/", "2n22nnnnnnnn",
        "2n22nnnnnnnn", "snsn",
    ),
    id_row(ASKED, f"{ASKS}?act=approve", LEAD, ALL, "snsn", method="POST"),
    id_row(ASKED, f"{ASKS}?act=decide", BUY, ALL, "snsn", method="POST"),
    id_row(f"{ASKED}edit/", f"{ASKS}edit/", KEEP, ALL, "snsn"),
    id_row(f"{ASKED}edit/", f"{ASKS}edit/", NEW, ALL, "snsn", method="POST"),
    id_row(ORDER, BOUGHT, SEE, ALL, "snsn"),
    # The county has ordered: the township sees it and does not act in its place.
    *(
        id_row(ORDER, f"{BOUGHT}?act={one}", OFFICE, ALL, "snsn", method="POST")
        for one in ("cancel", "chase", "bill")
    ),
    # Whoever leads the office may be the second person who releases an order.
    id_row(ORDER, f"{BOUGHT}?act=send", "uufffnnnnfnn", ALL, "snsn", method="POST"),
    id_row(f"{ORDER}edit/", f"{BOUGHT}edit/", "n2fnnnnnnnnn", ALL, "snsn"),
    id_row(f"{ORDER}edit/", f"{BOUGHT}edit/", "nufnnnnnnnnn", ALL, "snsn", method="POST"),
    id_row(f"{ORDER}receive/", f"{BOUGHT}receive/", KEEP, ALL, "snsn"),
    id_row(f"{ORDER}receive/", f"{BOUGHT}receive/", NEW, ALL, "snsn", method="POST"),
    id_row(GIFT, GIVEN, SEE, ALL, "snsn"),
    *(
        id_row(GIFT, f"{GIVEN}?act={one}", MEND, ALL, "snsn", method="POST")
        for one in ("receive", "thank", "ask")
    ),
    *(
        id_row(GIFT, f"{GIVEN}?act={one}", LEAD, ALL, "snsn", method="POST")
        for one in ("answer", "publish", "take_down")
    ),
    # The register of suppliers is the county's and no secret from any store; contacts are shown to buyers.
    Row("procurement/suppliers/", "GET", "/procurement/suppliers/", SEE, SEE, "snsn"),
    Row("procurement/suppliers/", "POST", "/procurement/suppliers/", "funnnnnnnnnn", ALL, "snsn"),
    id_row(FIRM, SOLD, SEE, SEE, "snsn"),
    *(
        id_row(FIRM, f"{SOLD}?act={one}", OFFICE, "fffffnnnnfnn", "snsn", method="POST")
        for one in ("paper", "pace", "renew", "block", "unblock")
    ),
    Row("procurement/paces/", "GET", "/procurement/paces/", SEE, SEE, "snsn"),
    Row("procurement/paces/", "POST", "/procurement/paces/", "funnnnnnnnnn", ALL, "snsn"),
    Row(
        "procurement/prices/<slug:item>/", "GET", "/procurement/prices/mask_disposable/", SEE, SEE,
        "snsn",
    ),
)  # fmt: skip
