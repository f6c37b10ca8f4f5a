"""Row security of allocation: a plan is read where the office that made it is seen."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

_PLAN = ("unit_no, plan_id", "allocation_plan", "unit_no, id")


class Migration(migrations.Migration):
    dependencies = [("allocation", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("allocation_plan"),
        protect("allocation_need"),
        protect("allocation_line"),
        composite_key("allocation_need", *_PLAN),
        composite_key("allocation_line", *_PLAN),
    ]
