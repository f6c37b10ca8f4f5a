"""What the record holds of class lists and rosters that were taken away before is laid out too; the positions
of then are not known any more.
"""

from django.db import migrations

FROM_THE_RECORD = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);
insert into registry_look (id, school_id, unit_no, day, user_id, role, held_at, page, at)
select gen_random_uuid(), school_id, unit_no,
  coalesce((body::json->>'day')::date, (at at time zone 'Asia/Shanghai')::date), actor::uuid, '', 0,
  case kind when 'registry.class_list_taken' then 'class_sheet' else 'roster' end, at
from journal_entry where kind in ('registry.class_list_taken', 'registry.roster_export_taken')
  and actor not like 'system:%';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0011_class_looks"),
        ("journal", "0002_append_many"),
    ]
    operations = [migrations.RunSQL(FROM_THE_RECORD, migrations.RunSQL.noop)]
