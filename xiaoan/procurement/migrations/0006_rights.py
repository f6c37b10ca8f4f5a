"""Suppliers, papers and lead times are read by all and written by the county alone; papers and lead times are
added and never changed. Rows of a store belong to its own school."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect

_OF_STORES = (
    "step", "requisition", "requisition_line", "order", "order_line", "delivery", "delivery_line", "bill",
    "donation", "donation_line",
)  # fmt: skip
_COUNTY = ("supplier", "paper", "pace")


class Migration(migrations.Migration):
    dependencies = [("procurement", "0005_whom")]
    operations = [
        *(protect(f"procurement_{name}", also="true") for name in _COUNTY),
        *(insert_only(f"procurement_{name}") for name in ("paper", "pace")),
        *(own_school(f"procurement_{name}") for name in _OF_STORES),
    ]  # fmt: skip
