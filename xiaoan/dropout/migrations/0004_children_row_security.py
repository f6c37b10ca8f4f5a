"""Row security of the third ledger: the township's own number, which nobody below it reaches. A comparison is
never changed; steps go only with what is forgotten of a child."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_TABLES = ("list", "list_mark", "child", "candidate", "child_step", "check", "difference")
# A school that is asked about a difference reads the comparison that found it.
_OF_A_DIFFERENCE = (
    "exists (select 1 from dropout_difference d where d.check_id = dropout_check.id "
    "and d.unit_no >= (select scope_lo()) and d.unit_no < (select scope_hi()))"
)


class Migration(migrations.Migration):
    dependencies = [("dropout", "0003_children"), ("directory", "0010_enrolled_once")]
    operations = [
        *(protect(f"dropout_{name}") for name in _TABLES if name != "check"),
        protect("dropout_check", also=_OF_A_DIFFERENCE),
        *(own_school(f"dropout_{name}") for name in _TABLES),
        insert_only("dropout_list_mark"),
        insert_only("dropout_check"),
        migrations.RunSQL(
            "revoke update, truncate on dropout_child_step from xiaoan_app",
            "grant update on dropout_child_step to xiaoan_app",
        ),
        composite_key(
            "dropout_difference", "school_id, person_id", "directory_person", "school_id, id"
        ),
        *(
            composite_key(f"dropout_{name}", "school_id, child_id", "dropout_child", "school_id, id")
            for name in ("candidate", "child_step", "difference")
        ),
        *(
            composite_key(f"dropout_{name}", "school_id, list_id", "dropout_list", "school_id, id")
            for name in ("list_mark", "child")
        ),
    ]
