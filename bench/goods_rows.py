"""Three years of buying, gifts and devices, as no service would write them row by row."""

from importlib import import_module
from typing import Any

# An order of five items every month at every store, bought of thirty suppliers; the newest are still open.
MONTHS, LINES, SUPPLIERS = 36, 5, 30
_BUYING = """
set session_replication_role = replica;
insert into procurement_supplier (id, unit_no, name, code, edits, made_at, blocked_reason)
select md5('supplier' || n)::uuid, %(county)s, 'bench ' || n, 'bench' || n, 0, %(now)s, ''
from generate_series(0, %(suppliers)s - 1) n on conflict do nothing;
insert into procurement_paper (id, unit_no, supplier_id, title, number, expires, at)
select gen_random_uuid(), %(county)s, md5('supplier' || n)::uuid, 'bench', 'bench', %(today)s::date + 300,
  %(now)s - y * interval '1 year'
from generate_series(0, %(suppliers)s - 1) n, generate_series(0, 2) y;
insert into procurement_requisition (id, school_id, unit_no, year, number, state, reason, edits, made_at,
  submitted_at, approved_at, ended_reason)
select md5('asked' || no || m)::uuid, school_id, no, 2000, m + 1,
  case when m = 0 then 'submitted' else 'decided' end, '', 0, %(now)s - m * interval '30 days',
  %(now)s - m * interval '30 days', case when m > 0 then %(now)s - m * interval '30 days' end, ''
from directory_unit, generate_series(0, %(months)s - 1) m where kind in ('school', 'township', 'county');
insert into procurement_requisition_line (id, requisition_id, school_id, unit_no, at, item, quantity, pack,
  reason, bought, given, refused, why, placed, waits)
select gen_random_uuid(), r.id, r.school_id, r.unit_no, k,
  (%(items)s::text[])[1 + (r.number * 5 + k) %% %(n)s],
  100, '', '', case when r.state = 'decided' then 100 else 0 end, 0, 0, '',
  case when r.state = 'decided' then 100 else 0 end, case when r.state = 'decided' then 0 else 100 end
from procurement_requisition r, generate_series(0, %(lines)s - 1) k where r.year = 2000;
insert into procurement_order (id, school_id, unit_no, buyer_no, requisition_id, year, number, state,
  supplier_id, expected, promised, note, edits, made_at, sent_at, last_came_on, ended_reason, total,
  came_worth,
  over_worth, invoiced, paid)
select md5('order' || unit_no || number)::uuid, school_id, unit_no, unit_no, id, 2000, number,
  case when number <= 2 then 'sent' else 'closed' end,
  md5('supplier' || (unit_no / 4096 + number) %% %(suppliers)s)::uuid,
  (made_at + interval '14 days')::date, (made_at + interval '14 days')::date, '', 0, made_at, made_at,
  case when number > 2 then (made_at + (8 + number %% 9) * interval '1 day')::date end, '', 5000, 5000,
  0, 5000, 5000
from procurement_requisition where year = 2000;
insert into procurement_order_line (id, order_id, school_id, unit_no, at, item, quantity, pack, size, price,
  requisition_line_id, placed, received, refused, cancelled, "left", over, in_time, sent_at)
select gen_random_uuid(), o.id, o.school_id, o.unit_no, l.at, l.item, 100, '', 1,
  900 + o.number * 3 + o.unit_no %% 7,
  l.id, 100, case when o.state = 'closed' then 100 else 0 end, 0, 0,
  case when o.state = 'closed' then 0 else 100 end, 0,
  case when o.state = 'closed' and o.number %% 9 < 6 then 100 else 0 end, o.sent_at
from procurement_order o join procurement_requisition_line l on l.requisition_id = o.requisition_id
where o.year = 2000;
insert into procurement_delivery (id, order_id, school_id, unit_no, day, at, note)
select md5('came' || id)::uuid, id, school_id, unit_no, last_came_on, sent_at, '' from procurement_order
where year = 2000 and state = 'closed';
insert into procurement_delivery_line (id, delivery_id, order_id, line_id, school_id, unit_no, item,
  received,
  over, refused, fault, again, batch, maker)
select gen_random_uuid(), md5('came' || l.order_id)::uuid, l.order_id, l.id, l.school_id, l.unit_no,
  l.item, 100, 0, 0,
  '', false, 'bench', 'bench'
from procurement_order_line l join procurement_order o on o.id = l.order_id
where o.year = 2000 and o.state = 'closed';
insert into procurement_donation (id, school_id, unit_no, year, number, state, donor, donor_kind, wish,
  consent,
  purpose, offered_on, edits, made_at, decided_reason, received_on, difference, public, used_for,
  published_at,
  published_by_id, asked_by_id)
select md5('gift' || unit_no || number)::uuid, school_id, unit_no, 2000, number, 'received', 'bench',
  'organisation',
  'named', true, '', made_at::date, 0, made_at, '', made_at::date, '', 'published', 'bench', made_at,
  md5('one')::uuid, md5('two')::uuid
from procurement_requisition where year = 2000 and number %% 6 = 1;
insert into procurement_donation_line (id, donation_id, school_id, unit_no, at, item, offered, pack,
  received, batch)
select gen_random_uuid(), id, school_id, unit_no, k, (%(items)s::text[])[k + 1], 100, '', 100, ''
from procurement_donation, generate_series(0, 1) k where year = 2000;
"""
# Twelve devices at a school, each checked out, mended and calibrated each month; two kits of five lots.
_HANDS = """
set session_replication_role = replica;
insert into screening_device (id, school_id, unit_no, kind, serial, place, method, calibrated,
  valid_until, doubtful,
  added_at)
select md5('tool' || no || k)::uuid, school_id, no, 'thermometer', 'bench ' || k, '', 'ear',
  %(today)s::date - 400 + (k - 2) * 40, %(today)s::date + (k - 2) * 40, false, %(now)s
from directory_unit, generate_series(0, 11) k where kind = 'school' on conflict do nothing;
insert into equipment_tool (id, school_id, unit_no, item, state, fault, valid_until, since)
select md5('tool' || no || k)::uuid, school_id, no, (%(devices)s::text[])[1 + k %% %(kinds)s],
  case when k = 7 then 'fault' else 'in_use' end, '', %(today)s::date + (k - 2) * 40, %(now)s
from directory_unit, generate_series(0, 11) k where kind = 'school' on conflict do nothing;
insert into equipment_step (id, school_id, unit_no, device_id, what, body_hash, at, number, maker, note)
select gen_random_uuid(), school_id, unit_no, id, 'certify', '', %(now)s - m * interval '30 days', '',
  '', ''
from equipment_tool, generate_series(0, %(months)s - 1) m;
insert into equipment_kit (id, school_id, unit_no, template, name, made_at, checked_at)
select md5('kit' || no || k)::uuid, school_id, no, (%(kits)s::text[])[1 + k %% %(sorts)s], 'bench ' || k,
  %(now)s, %(now)s
from directory_unit, generate_series(0, 1) k where kind = 'school' on conflict do nothing;
insert into equipment_piece (id, school_id, unit_no, kit_id, item, lot_id, expires, quantity)
select gen_random_uuid(), school_id, unit_no, k.id, l.item, l.id, %(today)s::date + 200, 5
from equipment_kit k, (select distinct on (item) item, id from supplies_lot order by item limit 8) l
on conflict do nothing;
insert into equipment_kit_step (id, school_id, unit_no, kit_id, what, body_hash, at, figures,
  short, lost, note)
select gen_random_uuid(), school_id, unit_no, id, 'check', '', %(now)s - m * interval '30 days', '{}', 0,
  '{}', ''
from equipment_kit, generate_series(0, %(months)s - 1) m;
"""
TABLES = (
    "procurement_requisition", "procurement_requisition_line", "procurement_order",
  "procurement_order_line",
    "procurement_delivery", "procurement_delivery_line", "procurement_donation",
  "procurement_donation_line",
    "procurement_supplier", "procurement_paper", "screening_device", "equipment_tool", "equipment_step",
  "equipment_kit",
    "equipment_piece", "equipment_kit_step",
)  # fmt: skip


def fill(connection: Any) -> dict[str, int]:
    """`connection`: above row security. Gives how many orders, lines and devices there are then."""
    given = _given()
    cursor = import_module("psycopg").ClientCursor(connection)
    for text in (_BUYING, _HANDS):
        cursor.execute(text, given)
    connection.execute("reset session_replication_role")
    for table in TABLES:
        connection.execute(f"vacuum analyze {table}")
    found = {}
    for table in ("procurement_order", "procurement_order_line", "equipment_tool"):
        (found[table],) = connection.execute(f"select count(*) from {table}").fetchone()
    return found


def _given() -> dict[str, Any]:
    from xiaoan.directory.rules import COUNTY
    from xiaoan.equipment.rules import DEVICE_KINDS, KIT_KINDS
    from xiaoan.kernel import clock
    from xiaoan.supplies.rules import ITEMS

    return {
        "county": COUNTY, "items": list(ITEMS), "n": len(ITEMS), "devices": list(DEVICE_KINDS),
        "kinds": len(DEVICE_KINDS), "kits": list(KIT_KINDS), "sorts": len(KIT_KINDS),
        "months": MONTHS, "lines": LINES, "suppliers": SUPPLIERS, "today": clock.today(),
        "now": clock.now(),
    }  # fmt: skip
