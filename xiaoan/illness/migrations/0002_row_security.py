"""Row security of illness. A step is never changed, but that it follows the pupil's class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("illness", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("illness_illness", people="person_id"),
        protect("illness_step"),
        migrations.RunSQL(
            "revoke update, delete, truncate on illness_step from xiaoan_app; "
            "grant update (unit_no) on illness_step to xiaoan_app",
            "grant update, delete on illness_step to xiaoan_app",
        ),
        composite_key("illness_illness", "school_id, person_id", "directory_person", "school_id, id"),
        composite_key("illness_step", "school_id, illness_id", "illness_illness", "school_id, id"),
        composite_key("illness_step", "school_id, person_id", "directory_person", "school_id, id"),
    ]
