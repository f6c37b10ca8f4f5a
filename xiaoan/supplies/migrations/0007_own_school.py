"""Rows of a store belong to its own school; a lot, which all stores share, is added and never changed."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school

_TABLES = (
    "act", "entry", "balance", "size", "count", "count_line", "recall_store", "transfer", "transfer_line",
    "placed",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("supplies", "0006_placed_security")]
    operations = [
        *(own_school(f"supplies_{name}") for name in _TABLES),
        insert_only("supplies_lot"),
    ]
