"""Row security of outreach: the pupil's unit. A try is never changed, but that it follows the pupil's class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, own_school, protect

_TABLES = ("task", "line", "try")


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        *(protect(f"outreach_{name}") for name in _TABLES),
        *(own_school(f"outreach_{name}") for name in _TABLES),
        migrations.RunSQL(
            "revoke update, delete, truncate on outreach_try from xiaoan_app; "
            "grant update (unit_no) on outreach_try to xiaoan_app",
            "grant update, delete on outreach_try to xiaoan_app",
        ),
        *(
            composite_key(
                f"outreach_{name}", "school_id, person_id", "directory_person", "school_id, id"
            )
            for name in _TABLES
        ),
        *(
            composite_key(f"outreach_{name}", "school_id, task_id", "outreach_task", "school_id, id")
            for name in ("line", "try")
        ),
    ]
