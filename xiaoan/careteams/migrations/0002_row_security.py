"""Row security of care teams: everything inside one's units; what was done is added, never changed."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

_PERSON = ("school_id, person_id", "directory_person", "school_id, id")


def _added_only(table: str) -> migrations.RunSQL:
    """Rows are added, and follow the pupil's class; nothing else of them changes."""
    return migrations.RunSQL(
        f"revoke update, delete, truncate on {table} from xiaoan_app; "
        f"grant update (unit_no) on {table} to xiaoan_app",
        f"grant update, delete on {table} to xiaoan_app",
    )


class Migration(migrations.Migration):
    dependencies = [("careteams", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("careteams_school"),
        protect("careteams_act"),
        protect("careteams_link"),
        protect("careteams_listed"),
        protect("careteams_limit"),
        protect("careteams_tally"),
        protect("careteams_contact"),
        composite_key("careteams_link", *_PERSON),
        composite_key("careteams_contact", *_PERSON),
        insert_only("careteams_act"),
        _added_only("careteams_contact"),
    ]
