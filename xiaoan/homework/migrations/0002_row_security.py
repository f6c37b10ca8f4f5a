"""Row security of homework: inside the scope of the class; a family reads the tasks of its child's class and
writes the pieces of its child. Acts and turns are added only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_MINE = "by_id = (select scope_user())"
_CLASS = "unit_no = any ((select scope_classes())::int[])"
_CHILD = "person_id = any ((select scope_people())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("homework", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("homework_act", also=_MINE, insert_also=_MINE),
        protect("homework_task", also=_CLASS),
        protect("homework_piece", people="person_id", insert_also=_CHILD, update_also=_CHILD),
        protect("homework_turn"),
        protect("homework_day"),
        *(own_school(f"homework_{table}") for table in ("act", "task", "piece", "turn", "day")),
        composite_key("homework_piece", "school_id, task_id", "homework_task", "school_id, id"),
        composite_key("homework_turn", "school_id, task_id", "homework_task", "school_id, id"),
        insert_only("homework_act"),
        insert_only("homework_turn"),
    ]
