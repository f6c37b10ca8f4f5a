"""Row security of school plans: inside the school; who was told reads it wherever they stand. Versions, steps and
acts are added only; the template is read by everybody with a scope."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_TABLES = ("act", "plan", "text", "task", "version", "step", "comment", "told", "template")
_OF_PLAN = ("text", "task", "version", "step", "comment", "told")


class Migration(migrations.Migration):
    dependencies = [("schoolplans", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(
            protect(f"schoolplans_{name}")
            for name in _TABLES
            if name not in ("told", "template")
        ),
        protect("schoolplans_told", also="user_id = (select scope_user())"),
        protect("schoolplans_template", also="(select scope_lo()) <= (select scope_hi())"),
        *(own_school(f"schoolplans_{name}") for name in _TABLES),
        *(insert_only(f"schoolplans_{name}") for name in ("act", "version", "step")),
        *(
            composite_key(
                f"schoolplans_{name}", "school_id, plan_id", "schoolplans_plan", "school_id, id"
            )
            for name in _OF_PLAN
        ),
    ]
