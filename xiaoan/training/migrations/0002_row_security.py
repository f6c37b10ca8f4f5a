"""Row security of training: one's own rows, and those inside the scope. Acts, what a second person saw,
what the county set and what was retired are added only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_OWN = "user_id = (select scope_user())"
_MINE = "by_id = (select scope_user())"
_PEOPLE = ("act", "attempt", "practical", "certificate", "owed", "count")


class Migration(migrations.Migration):
    dependencies = [("training", "0001_tables")]
    operations = [
        protect("training_act", also=_MINE, insert_also=_MINE),
        protect("training_attempt", also=_OWN, insert_also=_OWN, update_also=_OWN),
        protect("training_practical", also=_OWN),
        protect("training_certificate", also=_OWN),
        protect("training_owed", also=_OWN),
        protect("training_count"),
        *(own_school(f"training_{table}") for table in _PEOPLE),
        composite_key("training_practical", "school_id, attempt_id", "training_attempt", "school_id, id"),
        composite_key(
            "training_certificate", "school_id, attempt_id", "training_attempt", "school_id, id"
        ),
        insert_only("training_act"),
        insert_only("training_practical"),
        insert_only("training_need"),
        insert_only("training_retired"),
    ]
