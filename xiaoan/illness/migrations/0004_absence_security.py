"""Row security of absences. What somebody said who asked is never changed, but that it follows the class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("illness", "0003_absences"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("illness_absence", people="person_id"),
        protect("illness_asking"),
        migrations.RunSQL(
            "revoke update, delete, truncate on illness_asking from xiaoan_app; "
            "grant update (unit_no) on illness_asking to xiaoan_app",
            "grant update, delete on illness_asking to xiaoan_app",
        ),
        composite_key("illness_absence", "school_id, person_id", "directory_person", "school_id, id"),
        composite_key("illness_absence", "school_id, illness_id", "illness_illness", "school_id, id"),
        composite_key("illness_asking", "school_id, absence_id", "illness_absence", "school_id, id"),
        composite_key("illness_asking", "school_id, person_id", "directory_person", "school_id, id"),
    ]
