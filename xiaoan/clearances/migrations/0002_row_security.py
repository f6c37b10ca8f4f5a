"""Row security of clearances: the pupil's class; a family reads what keeps its child. Papers are never changed, but
that they follow the class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, own_school, protect

_TABLES = ("ground", "paper", "override")


class Migration(migrations.Migration):
    dependencies = [("clearances", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        *(protect(f"clearances_{name}", people="person_id") for name in _TABLES),
        *(own_school(f"clearances_{name}") for name in _TABLES),
        migrations.RunSQL(
            "revoke update, delete, truncate on clearances_paper from xiaoan_app; "
            "grant update (unit_no) on clearances_paper to xiaoan_app",
            "grant update, delete on clearances_paper to xiaoan_app",
        ),
        *(
            composite_key(
                f"clearances_{name}", "school_id, person_id", "directory_person", "school_id, id"
            )
            for name in _TABLES
        ),
    ]
