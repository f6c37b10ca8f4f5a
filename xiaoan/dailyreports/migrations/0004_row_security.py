"""Row security of readers and of remarks that became directives: the rows of the unit that reports."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_TABLES = ("dailyreports_reader", "dailyreports_order")


class Migration(migrations.Migration):
    dependencies = [("dailyreports", "0003_readers_orders"), ("kernel", "0001_scope")]
    operations = [
        *(protect(name) for name in _TABLES),
        *(own_school(name) for name in _TABLES),
        *(
            composite_key(name, "school_id, report_id", "dailyreports_report", "school_id, id")
            for name in _TABLES
        ),
        insert_only("dailyreports_order"),
    ]
