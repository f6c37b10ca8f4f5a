"""Row security of platforms. What is told of a class is read by whoever sees the class, by no guardian."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, own_school, protect

_TABLES = ("platform", "tally", "launch", "account", "activity", "statement", "watch")


class Migration(migrations.Migration):
    dependencies = [("platforms", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(protect(f"platforms_{table}") for table in _TABLES),
        *(own_school(f"platforms_{table}") for table in _TABLES),
        composite_key("platforms_tally", "school_id, unit_no, platform_id", "platforms_platform", "school_id, unit_no, id"),
        composite_key("platforms_launch", "school_id, unit_no, platform_id", "platforms_platform", "school_id, unit_no, id"),
    ]  # fmt: skip
