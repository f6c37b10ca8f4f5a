"""Row security of procurement. Suppliers, their papers and lead times are the county's and no person's."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

_TABLES = (
    "step", "requisition", "requisition_line", "order", "order_line", "delivery", "delivery_line", "bill",
    "donation", "donation_line",
)  # fmt: skip
_ADDED = ("step", "delivery", "delivery_line", "bill")


class Migration(migrations.Migration):
    dependencies = [("procurement", "0001_tables"), ("supplies", "0002_row_security")]
    operations = [
        *(protect(f"procurement_{name}") for name in _TABLES),
        composite_key(
            "procurement_requisition_line", "requisition_id, unit_no", "procurement_requisition",
            "id, unit_no",
        ),
        composite_key(
            "procurement_order_line", "order_id, unit_no", "procurement_order", "id, unit_no"
        ),
        composite_key(
            "procurement_delivery", "order_id, unit_no", "procurement_order", "id, unit_no"
        ),
        composite_key(
            "procurement_delivery_line", "delivery_id, order_id", "procurement_delivery",
            "id, order_id",
        ),
        composite_key(
            "procurement_delivery_line", "line_id, order_id", "procurement_order_line",
            "id, order_id",
        ),
        composite_key("procurement_bill", "order_id, unit_no", "procurement_order", "id, unit_no"),
        composite_key(
            "procurement_donation_line", "donation_id, unit_no", "procurement_donation",
            "id, unit_no",
        ),
        *(insert_only(f"procurement_{name}") for name in _ADDED),
    ]  # fmt: skip
