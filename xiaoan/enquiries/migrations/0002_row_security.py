"""Row security of enquiries: the child's unit, and whoever asked. A step is never changed, but that it follows the
child's class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, own_school, protect

_TABLES = ("enquiry", "step", "turn")


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("enquiries_enquiry", also="asked_by_id = (select scope_user())"),
        protect("enquiries_step"),
        protect("enquiries_turn"),
        *(own_school(f"enquiries_{name}") for name in _TABLES),
        migrations.RunSQL(
            "revoke update, delete, truncate on enquiries_step from xiaoan_app; "
            "grant update (unit_no) on enquiries_step to xiaoan_app",
            "grant update, delete on enquiries_step to xiaoan_app",
        ),
        *(
            composite_key(
                f"enquiries_{name}", "school_id, person_id", "directory_person", "school_id, id"
            )
            for name in _TABLES
        ),
        *(
            composite_key(
                f"enquiries_{name}", "school_id, enquiry_id", "enquiries_enquiry", "school_id, id"
            )
            for name in ("step", "turn")
        ),
    ]
