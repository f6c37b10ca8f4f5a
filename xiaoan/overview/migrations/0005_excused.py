"""Classes that are excused stay in the figures: two more columns, and the functions that know them.

The columns stand last, so that a list of changes made for the earlier function means the same.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

_one = import_module("xiaoan.overview.migrations.0003_adding")
_many = import_module("xiaoan.overview.migrations.0004_adding_many")
COLUMNS = (*_one.COLUMNS, "classes_excused", "enrolled_excused")
_LIST = ", ".join(COLUMNS)
_ZEROS = ", ".join("0" for _ in COLUMNS)
_PLUS = ", ".join(f"{name} = t.{name} + plus[{n}]" for n, name in enumerate(COLUMNS, 1))
_PLUS_EXCLUDED = ", ".join(f"{name} = t.{name} + excluded.{name}" for name in COLUMNS)
_PLUS_MANY = _PLUS.replace("plus[", "f.plus[")
_VALUES = ", ".join(f"plus[{n}]" for n in range(1, len(COLUMNS) + 1))

ADD = f"""
create or replace function overview_add(school int, on_day date, in_slot text, plus int[])
returns void language plpgsql as $$
declare
  lo text := scope_lo()::text;
  hi text := scope_hi()::text;
  ranges text := coalesce(current_setting('xiaoan.ranges', true), '');
  reach int4multirange := coalesce(
    scope_ranges(), int4multirange(int4range(scope_lo(), scope_hi())));
begin
  if not reach && int4range(school, school + 4096) then
    raise exception 'the school is out of reach' using errcode = '42501';
  end if;
  perform set_config('xiaoan.lo', school::text, true),
          set_config('xiaoan.hi', (school + 1)::text, true),
          set_config('xiaoan.ranges', '', true);
  update overview_school_day t set {_PLUS}
    where school_id = school and day = on_day and slot = in_slot;
  if not found then
    insert into overview_school_day as t (school_id, unit_no, day, slot, {_LIST})
      values (school, school, on_day, in_slot, {_VALUES})
      on conflict (school_id, day, slot) do update set {_PLUS_EXCLUDED};
  end if;
  perform set_config('xiaoan.lo', lo, true), set_config('xiaoan.hi', hi, true),
          set_config('xiaoan.ranges', ranges, true);
end $$;
"""
# The caller's own reach holds: only the system records many facts, and it reaches everywhere.
# `offset 0`: each change is read from its text once, not once for every column.
ADD_MANY = f"""
create or replace function overview_add_many(schools int[], days date[], slots text[], changes text[])
returns int language plpgsql set enable_nestloop = off as $$
begin
  insert into overview_school_day (school_id, unit_no, day, slot, {_LIST})
    select school, school, on_day, in_slot, {_ZEROS}
    from unnest(schools, days, slots) as f(school, on_day, in_slot) order by 1, 3, 4
    on conflict (school_id, day, slot) do nothing;
  update overview_school_day t set {_PLUS_MANY}
    from (select school, on_day, in_slot, change::int[] as plus
          from unnest(schools, days, slots, changes) as g(school, on_day, in_slot, change)
          offset 0) f
    where t.day = any(days) and t.day = f.on_day and t.slot = f.in_slot and t.school_id = f.school;
  return cardinality(schools);
end $$;
"""

# What had been excused before: of classes that were there on the day.
FILL = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true),
       set_config('xiaoan.ranges', '', true);
update overview_school_day t set classes_excused = f.classes, enrolled_excused = f.people
from (select d.school_id, d.day, d.slot, count(*) as classes, sum(d.people) as people
      from duties_duty d join directory_unit u on u.no = d.unit_no
      where d.state = 'excused' and d.kind = 'screening.rollcall'
        and (u.closed is null or u.closed > d.day)
      group by 1, 2, 3) f
where t.school_id = f.school_id and t.day = f.day and t.slot = f.slot;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("overview", "0004_adding_many"),
        ("directory", "0008_days_of_lives"),
        ("duties", "0004_reasons"),
    ]
    operations = [
        migrations.AddField("schoolday", "classes_excused", models.IntegerField(default=0)),
        migrations.AddField("schoolday", "enrolled_excused", models.IntegerField(default=0)),
        migrations.RunSQL(
            ADD, _one.ADD.replace("create function", "create or replace function")
        ),
        migrations.RunSQL(
            ADD_MANY, _many.ADD_MANY.replace("create function", "create or replace function")
        ),
        migrations.RunSQL(FILL, ""),
        migrations.AddConstraint(
            "schoolday",
            models.CheckConstraint(
                condition=Q(classes_excused__gte=0, enrolled_excused__gte=0),
                name="school_day_excused",
            ),
        ),
    ]
