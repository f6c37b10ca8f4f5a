"""Plans approved before airing belonged to the whole day still had it after school: it counts in the day there
too. How often, how long and by whom stay as they were approved; versions that were replaced stay as they are."""

from django.db import migrations

_MOVE = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true),
       set_config('xiaoan.ranges', '', true);
update hygiene_line l set slot = 'day'
from hygiene_plan p
where p.id = l.plan_id and p.school_id = l.school_id and p.state <> 'replaced'
  and l.task = 'air' and l.method = 'ventilate' and l.slot = 'after'
  and not exists (
    select 1 from hygiene_line o
    where o.plan_id = l.plan_id and o.place_id = l.place_id and o.task = 'air' and o.slot = 'day');
"""


class Migration(migrations.Migration):

    dependencies = [("hygiene", "0007_all_day")]
    operations = [migrations.RunSQL(_MOVE, migrations.RunSQL.noop)]
