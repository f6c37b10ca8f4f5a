"""A balance is brought up to date once for all entries of a statement, not once for each of them."""

from django.db import migrations

_BY_STATEMENT = """
drop trigger supplies_entry_balance on supplies_entry;
create or replace function supplies_keep_balance() returns trigger language plpgsql as $$
begin
  -- What is proposed to an insert has to be above zero even where an update follows: those that are there are
  -- updated first. All in one statement, so that no balance can come to be there between the two.
  with sums as (
    select school_id, unit_no, item, lot_id, sum(quantity)::bigint quantity from added group by 1, 2, 3, 4
  ), changed as (
    update supplies_balance b set held = b.held + s.quantity from sums s
    where b.unit_no = s.unit_no and b.lot_id = s.lot_id returning b.unit_no, b.lot_id
  )
  insert into supplies_balance as b (school_id, unit_no, item, lot_id, held)
  select s.school_id, s.unit_no, s.item, s.lot_id, s.quantity from sums s
  where not exists (select 1 from changed c where c.unit_no = s.unit_no and c.lot_id = s.lot_id)
  on conflict (unit_no, lot_id) do update set held = b.held + excluded.held;
  return null;
end $$;
create trigger supplies_entry_balance after insert on supplies_entry
referencing new table as added for each statement execute function supplies_keep_balance();
"""
_BY_ROW = """
drop trigger supplies_entry_balance on supplies_entry;
create or replace function supplies_keep_balance() returns trigger language plpgsql as $$
begin
  update supplies_balance set held = held + new.quantity
  where unit_no = new.unit_no and lot_id = new.lot_id;
  if not found then
    insert into supplies_balance (school_id, unit_no, item, lot_id, held)
    values (new.school_id, new.unit_no, new.item, new.lot_id, new.quantity)
    on conflict (unit_no, lot_id) do update set held = supplies_balance.held + excluded.held;
  end if;
  return null;
end $$;
create trigger supplies_entry_balance after insert on supplies_entry
for each row execute function supplies_keep_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("supplies", "0002_row_security")]
    operations = [migrations.RunSQL(_BY_STATEMENT, _BY_ROW)]
