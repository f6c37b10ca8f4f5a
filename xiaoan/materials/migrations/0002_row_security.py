"""Row security of materials: who read what lies in the scope of the class or office, and is read by the family
and by whoever did it. Acts, reviews and halts are added only."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect

_MINE = "by_id = (select scope_user())"
_OWN = "user_id = (select scope_user())"
_FAMILY = f"{_OWN} or person_id = any ((select scope_people())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("materials", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("materials_act", also=_MINE, insert_also=_MINE),
        protect("materials_reading", also=_FAMILY, insert_also=_OWN, update_also=_FAMILY),
        protect("materials_tally"),
        *(own_school(f"materials_{table}") for table in ("act", "reading", "tally")),
        insert_only("materials_act"),
        insert_only("materials_review"),
        insert_only("materials_halt"),
    ]
