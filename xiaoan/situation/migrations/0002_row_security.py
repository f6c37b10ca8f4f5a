"""Row security of situation: the tiles are one's own; the map of a county is drawn for whoever has a scope,
and a version stays as it was."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect

OWN = "user_id = (select scope_user())"


class Migration(migrations.Migration):
    dependencies = [("situation", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("situation_view", also=OWN, insert_also=OWN, update_also=OWN, delete_also=OWN),
        protect("situation_map", also="unit_no % 16777216 = 0"),
        own_school("situation_view"),
        own_school("situation_map"),
        insert_only("situation_map"),
    ]
