"""The access table of supplies. Letters: see table.py."""

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

SEE, KEEP, MEND = "22222nnnn2nn", "n2222nnnn2nn", "fuuuunnnnunn"
STORE, ITEM = "supplies/store/<int:store_no>/", "supplies/store/<int:store_no>/item/<slug:item>/"
HERE = f"/supplies/store/{PRIMARY}/"
MASK = f"{HERE}item/mask_disposable/"
UNIT, GAPS = "supplies/unit/<int:unit_no>/", f"/supplies/unit/{PRIMARY}/"
ISSUED, COUNT = "supplies/issued/<uuid:entry_id>/", "supplies/counts/<uuid:count_id>/"
MOVE, RECALL = "supplies/transfers/<uuid:transfer_id>/", "supplies/recalls/<uuid:recall_id>/"
STANDARD = "supplies/standards/<uuid:standard_id>/"

SUPPLIES_ROWS = (
    Row("supplies/", "GET", "/supplies/", "33333nnnn3nn", "33333nnnn3nn", "snsn"),
    unit_row(UNIT, GAPS, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{UNIT}export/", f"{GAPS}export/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(STORE, HERE, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{STORE}month/", f"{HERE}month/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{STORE}transfers/", f"{HERE}transfers/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{STORE}counts/", f"{HERE}counts/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{STORE}import/", f"{HERE}import/", KEEP, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{STORE}import/", f"{HERE}import/", "nuuuunnnnunn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    Row("supplies/import/template/", "GET", "/supplies/import/template/", KEEP, KEEP, "snsn"),
    unit_row(
        f"{STORE}learn/", f"{HERE}learn/", "n3333nnnn3nn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    unit_row(ITEM, MASK, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{ITEM}card/", f"{MASK}card/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{ITEM}<slug:act>/", f"{MASK}receive/", KEEP, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{ITEM}<slug:act>/", f"{MASK}receive/", "nuuuunnnnunn", ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    id_row(ISSUED, "/supplies/issued/{issue}/", SEE, ALL, "snsn"),
    id_row(ISSUED, "/supplies/issued/{issue}/", MEND, ALL, "snsn", method="POST"),
    Row("supplies/counts/", "GET", "/supplies/counts/", KEEP, KEEP, "snsn"),
    id_row(COUNT, "/supplies/counts/{stocktake}/", SEE, ALL, "snsn"),
    id_row(COUNT, "/supplies/counts/{stocktake}/", MEND, ALL, "snsn", method="POST"),
    Row("supplies/transfers/", "GET", "/supplies/transfers/", KEEP, KEEP, "snsn"),
    Row("supplies/transfers/short/", "GET", "/supplies/transfers/short/", KEEP, KEEP, "snsn"),
    id_row(MOVE, "/supplies/transfers/{consignment}/", SEE, ALL, "snsn"),
    id_row(MOVE, "/supplies/transfers/{consignment}/", MEND, ALL, "snsn", method="POST"),
    Row("supplies/recalls/", "GET", "/supplies/recalls/", SEE, SEE, "snsn"),
    # Only the county's own officer recalls.
    Row("supplies/recalls/", "POST", "/supplies/recalls/", "funnnnnnnnnn", ALL, "snsn"),
    id_row(RECALL, "/supplies/recalls/{recall}/", SEE, ALL, "snsn"),
    id_row(RECALL, "/supplies/recalls/{recall}/", MEND, ALL, "snsn", method="POST"),
    Row("supplies/standards/", "GET", "/supplies/standards/", SEE, SEE, "snsn"),
    Row("supplies/standards/", "POST", "/supplies/standards/", "uunnnnnnnnnn", ALL, "snsn"),
    # A standard is the county's and no secret from any of its stores.
    id_row(STANDARD, "/supplies/standards/{standard}/", SEE, SEE, "snsn"),
    id_row(STANDARD, "/supplies/standards/{standard}/?act=add", "uunnnnnnnnnn", ALL, "snsn", method="POST"),
)  # fmt: skip
