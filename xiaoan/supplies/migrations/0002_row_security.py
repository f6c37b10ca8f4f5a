"""Row security of supplies, and the balance that follows the entries."""

from django.db import migrations

from xiaoan.kernel.row_security import INSIDE, composite_key, insert_only, protect

# Goods on the way belong to both ends.
_TO = f"({INSIDE.replace('unit_no', 'to_no')})"
_BALANCE = """
create function supplies_keep_balance() returns trigger language plpgsql as $$
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
-- The application may write a balance only by way of an entry.
create function supplies_guard_balance() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception 'a balance follows its entries' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger supplies_balance_guard before insert or update on supplies_balance
for each row execute function supplies_guard_balance();
revoke delete, truncate on supplies_balance from xiaoan_app;
"""
_BALANCE_BACK = """
grant delete on supplies_balance to xiaoan_app;
drop trigger supplies_balance_guard on supplies_balance;
drop function supplies_guard_balance();
drop trigger supplies_entry_balance on supplies_entry;
drop function supplies_keep_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("supplies", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("supplies_act"),
        protect("supplies_entry"),
        protect("supplies_balance"),
        protect("supplies_size"),
        protect("supplies_count"),
        protect("supplies_count_line"),
        protect("supplies_recall_store"),
        protect("supplies_transfer", also=_TO, update_also=_TO),
        protect("supplies_transfer_line", also=_TO, update_also=_TO),
        composite_key("supplies_entry", "school_id, act_id", "supplies_act", "school_id, id"),
        composite_key("supplies_entry", "lot_id, item", "supplies_lot", "id, item"),
        composite_key("supplies_balance", "lot_id, item", "supplies_lot", "id, item"),
        composite_key("supplies_transfer_line", "lot_id, item", "supplies_lot", "id, item"),
        composite_key(
            "supplies_transfer_line", "transfer_id, unit_no, to_no", "supplies_transfer",
            "id, unit_no, to_no",
        ),
        composite_key("supplies_count_line", "school_id, count_id", "supplies_count", "school_id, id"),
        insert_only("supplies_act"),
        insert_only("supplies_entry"),
        migrations.RunSQL(_BALANCE, _BALANCE_BACK),
    ]  # fmt: skip
