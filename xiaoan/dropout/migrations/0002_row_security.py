"""Row security of the drop-out watch: the pupil's unit, the reporting unit. Steps, reports and reviews are never
changed, but that a step follows the pupil's class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_PEOPLE = ("score", "key_group", "entry", "step")
_TABLES = (*_PEOPLE, "report", "review")


class Migration(migrations.Migration):
    dependencies = [("dropout", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        *(protect(f"dropout_{name}") for name in _TABLES),
        *(own_school(f"dropout_{name}") for name in _TABLES),
        migrations.RunSQL(
            "revoke update, delete, truncate on dropout_step from xiaoan_app; "
            "grant update (unit_no) on dropout_step to xiaoan_app",
            "grant update, delete on dropout_step to xiaoan_app",
        ),
        insert_only("dropout_report"),
        insert_only("dropout_review"),
        *(
            composite_key(
                f"dropout_{name}", "school_id, person_id", "directory_person", "school_id, id"
            )
            for name in _PEOPLE
        ),
        composite_key("dropout_step", "school_id, entry_id", "dropout_entry", "school_id, id"),
    ]
