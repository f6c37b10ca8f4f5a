"""Row security of looks: one's scope, one's own children, one's own looks; never changed or removed.

What the record holds of looks from before is laid out too; the positions of then are not known any more.
"""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, protect

FROM_THE_RECORD = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);
insert into registry_look (id, school_id, unit_no, person_id, user_id, role, held_at, page, at)
select gen_random_uuid(), school_id, unit_no, (body::json->>'person_id')::uuid, actor::uuid, '', 0,
  case kind when 'registry.life_seen' then 'life' else 'access' end, at
from journal_entry where kind in ('registry.life_seen', 'registry.access_seen')
  and actor not like 'system:%';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_looks"),
        ("journal", "0002_append_many"),
        ("kernel", "0001_scope"),
    ]
    operations = [
        migrations.RunSQL(FROM_THE_RECORD, migrations.RunSQL.noop),
        protect(
            "registry_look",
            people="person_id",
            insert_also="user_id = (select scope_user())",
        ),
        insert_only("registry_look"),
    ]
