"""Many changes at once: rows of nothing where there are none yet, then one update.

The planner expects a single row behind the policies, and would compare every row of the table with
every change: so the days are named, for the index, and nested loops are off in this function.
"""

from importlib import import_module

from django.db import migrations

_adding = import_module("xiaoan.overview.migrations.0003_adding")
_PLUS = ", ".join(f"{name} = t.{name} + f.plus[{n}]" for n, name in enumerate(_adding.COLUMNS, 1))
_LIST = ", ".join(_adding.COLUMNS)
_ZEROS = ", ".join("0" for _ in _adding.COLUMNS)

# The caller's own reach holds: only the system records many facts, and it reaches everywhere.
# `offset 0`: each change is read from its text once, not once for every column.
ADD_MANY = f"""
create function overview_add_many(schools int[], days date[], slots text[], changes text[])
returns int language plpgsql set enable_nestloop = off as $$
begin
  insert into overview_school_day (school_id, unit_no, day, slot, {_LIST})
    select school, school, on_day, in_slot, {_ZEROS}
    from unnest(schools, days, slots) as f(school, on_day, in_slot) order by 1, 3, 4
    on conflict (school_id, day, slot) do nothing;
  update overview_school_day t set {_PLUS}
    from (select school, on_day, in_slot, change::int[] as plus
          from unnest(schools, days, slots, changes) as g(school, on_day, in_slot, change)
          offset 0) f
    where t.day = any(days) and t.day = f.on_day and t.slot = f.in_slot and t.school_id = f.school;
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
