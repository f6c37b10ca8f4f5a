"""Row security of platforms' lists. How columns are read names nobody, and is the county's."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect


class Migration(migrations.Migration):
    dependencies = [("homework", "0003_sheets"), ("kernel", "0001_scope")]
    operations = [
        protect("homework_preview"),
        protect("homework_import"),
        protect("homework_parked"),
        *(own_school(f"homework_{table}") for table in ("preview", "import", "parked")),
        composite_key("homework_parked", "school_id, task_id", "homework_task", "school_id, id"),
        composite_key("homework_import", "school_id, task_id", "homework_task", "school_id, id"),
        insert_only("homework_import"),
    ]
