"""The one door through which a school's figures grow.

A class teacher's reach is the class, the figures are the school's: the policies refuse the teacher
the row, for reading and for writing, and stay as strict as they are. This function alone widens the
reach, to exactly the one row's school and for exactly its own statements, after checking that the
caller acts somewhere in that school. Reading the sums stays with those whose reach covers it.

First UPDATE, then INSERT: check constraints judge a proposed row before ON CONFLICT does, and a
difference alone (one class more reported, none due) is not a row that may stand.
"""

from django.db import migrations

COLUMNS = (
    "classes_due",
    "classes_reported",
    "classes_late",
    "zero_reports",
    "corrections",
    "enrolled_due",
    "enrolled_reported",
    "expected",
    "present",
    "absent_sick",
    "absent_personal",
    "absent_unknown",
    "absent_isolation",
    "late_arrivals",
    "sent_home",
    "fever",
    "symptomatic",
    "resp",
    "gi",
    "rash",
)
_LIST = ", ".join(COLUMNS)
_PLUS = ", ".join(f"{name} = t.{name} + plus[{n}]" for n, name in enumerate(COLUMNS, 1))
_PLUS_EXCLUDED = ", ".join(f"{name} = t.{name} + excluded.{name}" for name in COLUMNS)
_VALUES = ", ".join(f"plus[{n}]" for n in range(1, len(COLUMNS) + 1))

ADD = f"""
create function overview_add(school int, on_day date, in_slot text, plus int[])
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


class Migration(migrations.Migration):
    dependencies = [("overview", "0002_row_security")]
    operations = [
        migrations.RunSQL(ADD, "drop function overview_add(int, date, text, int[])"),
    ]
