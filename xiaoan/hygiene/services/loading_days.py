"""Past days of many schools, made by the database: temporary tables of who goes where and how things go,
then rounds, things due and records of a day in a statement each.

Nothing is drawn: what happens hangs on hashes of line and day, so that the same county has the same past.
"""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from xiaoan.directory.services import copy_in
from xiaoan.hygiene import rules
from xiaoan.hygiene.rules import donts, dosing
from xiaoan.hygiene.services.loaded import Habit, LoadedPlace
from xiaoan.kernel.ids import uuid7

_ZONE = "Asia/Shanghai"
_FLAG = (
    "id", "school_id", "unit_no", "day", "record_id", "what", "side", "source", "confidence", "said", "bound",
    "version",
)  # fmt: skip
# Thousandths of records of which somebody said more than "as planned", and of which the amounts are known.
_SAID, _AMOUNT = 60, 400
# Of tables that were empty a moment ago the planner believes that they still are.
_BEGIN = """
set local enable_nestloop = off;
create temporary table loading_who (
  place_id uuid primary key, post text, at_no int, who_id uuid, deputy_id uuid, forgotten date);
create temporary table loading_habit (
  school_id int primary key, missed int, late int, strong int, weak int, short int);
"""
_BASE = """
create temporary table loading_line as
select l.id, concat_ws(',', l.place_id, l.task, l.slot) as key, l.school_id, l.unit_no, l.place_id, l.task,
       l.method, l.agent, l.strength, l.contact, l.slot,
       split_part(l.frequency->>'normal', '/', 1)::int as wanted,
       split_part(l.frequency->>'normal', '/', 2)::int as days, l.anchor, f.since, f.until, p.walk,
       coalesce(p.area_m2, (%(areas)s::jsonb ->> p.kind)::int) as area,
       (%(slots)s::jsonb ->> l.slot)::time as due_time, w.post, w.at_no, w.who_id, w.deputy_id, w.forgotten,
       h.missed, h.late, h.strong, h.weak, h.short
from hygiene_line l
join hygiene_plan f on f.id = l.plan_id and f.since is not null
join hygiene_place p on p.id = l.place_id
join loading_who w on w.place_id = l.place_id
join loading_habit h on h.school_id = l.school_id
where not l.left_out;
"""
_DAY = """
create temporary table loading_day as
select *, chance >= missed and chance < missed + late and not lost as is_late,
       case when lost or chance < missed then (wanted > 1 and not lost)::int else wanted end as made,
       (%(day)s::date + due_time) at time zone %(zone)s as due_at,
       md5(concat_ws(',', 'round', at_no, %(day)s, slot, post, who_id))::uuid as round_id,
       md5(key || %(day)s)::uuid as due_id,
       row_number() over mine as pos, count(*) over (partition by at_no, slot, post, who_id) as of_all
from (
  select *, forgotten is not null and forgotten <= %(day)s as lost,
         abs(hashtextextended(key || %(day)s, 1)) %% 1000 as chance,
         abs(hashtextextended(key || %(day)s, 2)) as hash
  from loading_line
  where since <= %(day)s and (until is null or until > %(day)s) and anchor <= %(day)s
    and (days = 1 or %(before)s::date is null
         or anchor + ((%(day)s::date - anchor) / days) * days > %(before)s::date)
) turn
window mine as (partition by at_no, slot, post, who_id order by walk, task, id)
"""
_ROUNDS = """
insert into hygiene_round (id, school_id, unit_no, day, who_id, deputy_id, post, slot, dues, "left")
select round_id, school_id, at_no, %(day)s, who_id, min(deputy_id::text)::uuid, post, slot, count(*),
       count(*) filter (where made < wanted)
from loading_day group by round_id, school_id, at_no, who_id, post, slot
"""
_DUES = """
insert into hygiene_due (id, school_id, unit_no, day, place_id, line_id, round_id, task, state, wanted, made,
                         due_at, done_at, late, excused)
select due_id, school_id, unit_no, %(day)s, place_id, id, round_id, task,
       case when made < wanted then 'missed' else 'done' end, wanted, made, due_at,
       case when made >= wanted then due_at end, is_late and made >= wanted, ''
from loading_day
"""
# Who goes round takes one place after the other in walking order; what is done several times a day lies hours
# apart. What is late was done within two hours after its time.
_RECORDS = """
insert into hygiene_record (
  id, school_id, unit_no, day, place_id, due_id, body_hash, task, method, agent, item, batch, strength,
  stock_strength, stock_ml, mixed_ml, used_ml, contact, minutes, rinsed, present, started_at, ended_at,
  said_at, received_at, usual, scanned, by_id, target, weather, plate, driver, attendant, root_id, first_at,
  void, reason, note)
select id, school_id, unit_no, %(day)s, place_id, due_id, sha256(id::text::bytea), task, method, agent,
       case when known then 'disinfectant_84' else '' end, '', case when said then strength end,
       case when known and said then %(stock)s end,
       case when known then greatest(1, used * strength / %(stock)s) end,
       case when known then used end, case when known and said then used end,
       case when said and method <> 'ventilate' then contact end,
       case when said and method = 'ventilate' then contact end,
       case when said and agent = 'chlorine' then true end, case when said then false end,
       ended_at - make_interval(mins => case when said then greatest(contact, 3 + (hash %% 6)::int)
                                             else contact end), ended_at,
       ended_at, ended_at, not said, hash %% 10 < 7, who_id, '', '', '', '', '', id, ended_at, false, '', ''
from (
  select *, md5(key || %(day)s || k)::uuid as id,
         case when odd = 'strong' then strength_planned * 2 + 500
              when odd = 'weak' then greatest(strength_planned / 3, 1) else strength_planned end as strength,
         case when odd = 'short' then contact_planned / 3 else contact_planned end as contact,
         odd <> '' or hash %% 1000 < %(said)s as said,
         agent = 'chlorine' and (odd <> '' or hash / 7 %% 1000 < %(amount)s) as known,
         greatest(area * %(ml)s * (70 + hash / 17 %% 50) / 100, 500) as used
  from (
    select d.key, d.school_id, d.unit_no, d.place_id, d.due_id, d.task, d.method, d.agent,
           d.strength as strength_planned, d.contact as contact_planned, d.hash, d.area, d.who_id, k,
           case when d.agent <> 'chlorine' and d.hash / 11 %% 1000 < d.short then 'short'
                when d.agent <> 'chlorine' then ''
                when d.hash / 13 %% 1000 < d.strong then 'strong'
                when d.hash / 13 %% 1000 < d.strong + d.weak then 'weak'
                when d.hash / 13 %% 1000 < d.strong + d.weak + d.short then 'short' else '' end as odd,
           case when d.is_late and k = d.made then d.due_at + make_interval(mins => 2 + (d.hash %% 100)::int)
                else d.due_at - make_interval(
                  mins => (d.made - k)::int * 180 + least(150, ((d.of_all - d.pos) * 3 + 2)::int),
                  secs => (d.hash %% 50)::int) end as ended_at
    from loading_day d cross join lateral generate_series(1, d.made) k
  ) one
) record
"""
_ODD = """
select r.id, r.school_id, r.unit_no, r.day, p.kind, r.task, r.method, r.agent, r.strength,
       coalesce(r.contact, r.minutes), r.rinsed, r.present, l.agent, l.strength, l.contact, l.rinse, l.absent,
       d.wanted
from hygiene_record r
join hygiene_due d on d.id = r.due_id
join hygiene_line l on l.id = d.line_id
join hygiene_place p on p.id = r.place_id
join loading_habit h on h.school_id = r.school_id
where r.day >= %s and r.day <= %s and not r.usual
  and (r.strength is distinct from l.strength or coalesce(r.contact, r.minutes) < l.contact)
"""


def begin(places: Sequence[LoadedPlace], habits: Sequence[Habit]) -> None:
    """Make the temporary tables for `load_day`."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN)
        with cursor.copy("copy loading_who from stdin") as sheet:
            for one in places:
                sheet.write_row(
                    (one.id, one.post, one.at_no, one.who_id, one.deputy_id, one.forgotten)
                )
        with cursor.copy("copy loading_habit from stdin") as sheet:
            for each in habits:
                sheet.write_row(
                    (each.school_no, each.missed, each.late, each.strong, each.weak, each.short)
                )
        cursor.execute("analyze loading_who; analyze loading_habit")
        areas = {kind.code: kind.area for kind in rules.PLACE_KINDS.values()}
        slots = {slot: at.isoformat() for slot, at in rules.SLOTS.items()}
        cursor.execute(_BASE, {"areas": json.dumps(areas), "slots": json.dumps(slots)})
        cursor.execute("analyze loading_line")


def load_day(day: dt.date, before: dt.date | None) -> int:
    """Rounds, things due and records of one day; gives how many records."""
    said = {
        "day": day, "before": before, "zone": _ZONE, "stock": donts.USE_STOCK, "said": _SAID,
        "amount": _AMOUNT, "ml": donts.USE_ML,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DAY, said)
        cursor.execute(_ROUNDS, said)
        cursor.execute(_DUES, said)
        cursor.execute(_RECORDS, said)
        count = int(cursor.rowcount)
        cursor.execute("drop table loading_day")
    return count


def flag_odd(first: dt.date, last: dt.date) -> int:
    """Judge what was not done as planned on those days; gives how many flags."""
    with connection.cursor() as cursor:
        cursor.execute(_ODD, [first, last])
        rows = cursor.fetchall()
    return copy_in("hygiene_flag", _FLAG, (flag for row in rows for flag in _flags(row)))


def _flags(row: Sequence[Any]) -> list[Sequence[object]]:
    record_id, school_id, unit_no, day, *said, agent, strength, contact, rinse, absent, wanted = row
    told = dosing.Said(*said)
    asked = dosing.Asked(agent, strength, contact, rinse, absent, wanted)
    return [
        (
            uuid7(), school_id, unit_no, day, record_id, one.what, one.side, one.source, one.confidence,
            one.said, one.bound, rules.DOSE_VERSION,
        )
        for one in dosing.judge(told, asked)
    ]  # fmt: skip


def end() -> None:
    """Take the temporary tables away."""
    with connection.cursor() as cursor:
        cursor.execute("drop table loading_who, loading_habit, loading_line")
        cursor.execute("set local enable_nestloop = on")
