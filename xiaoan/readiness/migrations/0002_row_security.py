"""Row security of readiness: each row is its school's; versions of the pack are read by all. What was said, and how
items turned, is added only."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect

_TABLES = ("act", "statement", "inspection", "finding", "decision", "standing", "cell", "turn")


class Migration(migrations.Migration):
    dependencies = [("readiness", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(protect(f"readiness_{name}") for name in _TABLES),
        # Whoever has a scope at all reads what is asked of schools.
        protect("readiness_version", also="(select scope_lo()) <= (select scope_hi())"),
        *(own_school(f"readiness_{name}") for name in (*_TABLES, "version")),
        insert_only("readiness_act"),
        insert_only("readiness_statement"),
        insert_only("readiness_turn"),
    ]
