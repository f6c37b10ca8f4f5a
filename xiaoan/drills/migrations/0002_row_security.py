"""Row security of drills: the school's rows. Acts are added only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_TABLES = ("drill", "part", "step", "case", "act")


class Migration(migrations.Migration):
    dependencies = [("drills", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(protect(f"drills_{name}") for name in _TABLES),
        *(own_school(f"drills_{name}") for name in _TABLES),
        *(
            composite_key(f"drills_{name}", "school_id, drill_id", "drills_drill", "school_id, id")
            for name in ("part", "step", "case", "act")
        ),
        insert_only("drills_act"),
    ]
