"""Row security of daily reports: the rows of the unit that reports. What was signed and said is added
only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_TABLES = ("report", "version", "remark", "sending", "receipt")


class Migration(migrations.Migration):
    dependencies = [("dailyreports", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(protect(f"dailyreports_{name}") for name in _TABLES),
        *(own_school(f"dailyreports_{name}") for name in _TABLES),
        *(
            composite_key(
                f"dailyreports_{name}", "school_id, report_id", "dailyreports_report", "school_id, id"
            )
            for name in ("version", "remark", "sending")
        ),
        composite_key(
            "dailyreports_receipt", "school_id, sending_id", "dailyreports_sending", "school_id, id"
        ),
        *(insert_only(f"dailyreports_{name}") for name in _TABLES[1:]),
    ]
