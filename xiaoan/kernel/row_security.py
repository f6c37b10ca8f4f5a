"""The SQL of row security, for migrations: one way to protect a table, no second."""

from django.db import migrations

FUNCTIONS = """
create function scope_lo() returns int language plpgsql stable parallel safe as $$
begin
  if coalesce(current_setting('xiaoan.lo', true), '') = '' then
    raise exception 'no scope is set' using errcode = '42501',
      hint = 'enter the transaction with acting_as(actor)';
  end if;
  return current_setting('xiaoan.lo')::int;
end $$;
create function scope_hi() returns int language plpgsql stable parallel safe as $$
begin
  if coalesce(current_setting('xiaoan.hi', true), '') = '' then
    raise exception 'no scope is set' using errcode = '42501',
      hint = 'enter the transaction with acting_as(actor)';
  end if;
  return current_setting('xiaoan.hi')::int;
end $$;
create function scope_ranges() returns int4multirange language sql stable parallel safe as $$
  select nullif(current_setting('xiaoan.ranges', true), '')::int4multirange $$;
create function scope_people() returns uuid[] language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('xiaoan.people', true), ''), '{}')::uuid[] $$;
create function scope_classes() returns int[] language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('xiaoan.classes', true), ''), '{}')::int[] $$;
create function scope_user() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('xiaoan.user', true), '')::uuid $$;
"""
FUNCTIONS_BACK = """
drop function scope_lo(); drop function scope_hi(); drop function scope_ranges();
drop function scope_people(); drop function scope_classes(); drop function scope_user();
"""

# Integers, because their comparison operators are leak-proof and index scans stay. Several grants:
# the hull goes through the index, the multirange cuts the gaps.
INSIDE = (
    "unit_no >= (select scope_lo()) and unit_no < (select scope_hi()) "
    "and ((select scope_ranges()) is null or (select scope_ranges()) @> unit_no)"
)


def protect(
    table: str,
    *,
    people: str = "",
    also: str = "",
    insert_also: str = "",
    update_also: str = "",
    delete_also: str = "",
) -> migrations.RunSQL:
    """Enable and force row security on `table` by its `unit_no`.

    `people`: a column of person ids that a guardian may read too. `also`, `insert_also`,
    `update_also`, `delete_also`: one more condition for reading, adding, changing and removing. All
    else needs the interval.
    """
    reading = f"({INSIDE})"
    adding = f"({INSIDE})" + (f" or {insert_also}" if insert_also else "")
    changing = f"({INSIDE})" + (f" or {update_also}" if update_also else "")
    removing = f"({INSIDE})" + (f" or {delete_also}" if delete_also else "")
    if people:
        reading += f" or {people} = any ((select scope_people())::uuid[])"
    if also:
        reading += f" or {also}"
    forward = f"""
    alter table {table} enable row level security;
    alter table {table} force row level security;
    create policy inside_read on {table} for select using ({reading});
    create policy inside_insert on {table} for insert with check ({adding});
    create policy inside_update on {table} for update using ({changing}) with check ({changing});
    create policy inside_delete on {table} for delete using ({removing});
    """
    back = f"""
    drop policy inside_read on {table}; drop policy inside_insert on {table};
    drop policy inside_update on {table}; drop policy inside_delete on {table};
    alter table {table} no force row level security;
    alter table {table} disable row level security;
    """
    return migrations.RunSQL(forward, back)


def composite_key(table: str, columns: str, target: str, target_columns: str) -> migrations.RunSQL:
    """A foreign key over several columns: foreign keys by-pass policies, so the scope is part of them."""
    # Adding a key reads both tables once, under the policies: the migration sees everything.
    everywhere = (
        "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);"
    )
    name = f"{table}_{columns.replace(', ', '_')}_fk"[:63]
    return migrations.RunSQL(
        f"{everywhere} alter table {table} add constraint {name} foreign key ({columns}) "
        f"references {target} ({target_columns})",
        f"alter table {table} drop constraint {name}",
    )


def insert_only(table: str) -> migrations.RunSQL:
    """The application may add rows to `table` and read them, never change or remove them."""
    return migrations.RunSQL(
        f"revoke update, delete, truncate on {table} from xiaoan_app",
        f"grant update, delete on {table} to xiaoan_app",
    )


# Of a county or township, whose own numbers are the first 4,096 of its block, the school is 0.
_SCHOOL = "case when unit_no % 524288 < 4096 then 0 else unit_no - unit_no % 4096 end"


def own_school(table: str) -> migrations.RunSQL:
    """A row's `school_id` is that of its `unit_no`: nobody inside their unit writes into another's chain."""
    name = f"{table}_own_school"
    return migrations.RunSQL(
        f"alter table {table} add constraint {name} check (school_id = {_SCHOOL})",
        f"alter table {table} drop constraint {name}",
    )
