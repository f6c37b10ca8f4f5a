"""Many changes at once, row by row over the key.

As one `update … from unnest(…)` the planner expects a single row behind the policies, and compares
every row of the table with every change: it grew with history.
"""

from importlib import import_module

from django.db import migrations

_adding = import_module("xiaoan.overview.migrations.0003_adding")
_PLUS = ", ".join(f"{name} = t.{name} + plus[{n}]" for n, name in enumerate(_adding.COLUMNS, 1))
_LIST = ", ".join(_adding.COLUMNS)
_VALUES = ", ".join(f"plus[{n}]" for n in range(1, len(_adding.COLUMNS) + 1))

# The caller's own reach holds: only the system records many facts, and it reaches everywhere.
ADD_MANY = f"""
create function overview_add_many(schools int[], days date[], slots text[], changes text[])
returns int language plpgsql as $$
declare
  one record;
  plus int[];
begin
  for one in
    select * from unnest(schools, days, slots, changes) as f(school, on_day, in_slot, change)
    order by school, on_day, in_slot
  loop
    plus := one.change::int[];
    update overview_school_day t set {_PLUS}
      where school_id = one.school and day = one.on_day and slot = one.in_slot;
    if not found then
      insert into overview_school_day (school_id, unit_no, day, slot, {_LIST})
        values (one.school, one.school, one.on_day, one.in_slot, {_VALUES});
    end if;
  end loop;
  return cardinality(schools);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("overview", "0003_adding")]
    operations = [
        migrations.RunSQL(
            ADD_MANY, "drop function overview_add_many(int[], date[], text[], text[])"
        ),
    ]
