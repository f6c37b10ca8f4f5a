"""What 0008 moved in plans that were handed in or approved by then (airing, from after school to the whole day)
is on record: an entry of each such plan in the chain of its school, once.

Before 0007 no line could be of the whole day, and a plan is not changed once it is handed in. So a line of
airing in the day, of a plan that was handed in before 0008 ran, is one that 0008 moved.
"""

from django.db import migrations

from xiaoan.kernel import clock

# A plan that is known already is left out: run again, it tells nothing twice.
TELL = """
select journal_append(
  school_id, school_id, 'hygiene.lines_moved', 'system:hygiene', %(now)s,
  format('{"lines":%%s,"moved_at":"%%s","plan_id":"%%s","version":%%s}', lines, %(said)s::text, id, version))
from (
  select p.school_id, p.id, p.version, count(*) as lines
  from hygiene_plan p
  join hygiene_line l on l.plan_id = p.id and l.school_id = p.school_id
  where coalesce(p.asked_at, p.decided_at) < %(moved)s
    and l.task = 'air' and l.method = 'ventilate' and l.slot = 'day'
    and not exists (
      select 1 from journal_entry e
      where e.school_id = p.school_id and e.kind = 'hygiene.lines_moved'
        and e.body::json->>'plan_id' = p.id::text)
  group by p.school_id, p.id, p.version
  order by p.school_id, p.version) found
"""
_APPLIED = "select applied from django_migrations where app = 'hygiene' and name = '0008_airing_all_day'"
_EVERYWHERE = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true),
       set_config('xiaoan.ranges', '', true)
"""


def tell(cursor, moved):
    cursor.execute(TELL, {"now": clock.now(), "moved": moved, "said": moved.isoformat()})


def _forwards(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_APPLIED)
        row = cursor.fetchone()
        if row:
            cursor.execute(_EVERYWHERE)
            tell(cursor, row[0])


class Migration(migrations.Migration):

    dependencies = [("hygiene", "0012_papers"), ("journal", "0005_salts")]
    operations = [migrations.RunPython(_forwards, migrations.RunPython.noop)]
