"""Rows of illness, verification, devices and rounds: what is open today, and the months before it.

Written as the server's superuser without the checks of each row, so that a term of gate readings takes
seconds; what the lists read is what the product would have written.
"""

import datetime as dt
from typing import Any

import psycopg

Super = psycopg.Connection[tuple[Any, ...]]
# School days behind today: the tenth that is measured first, and all of them (half a school year).
TENTH, WHOLE = 10, 100
TABLES = (
    "illness_illness", "illness_absence", "illness_late", "verification_list",
    "verification_disagreement", "verification_verdict", "verification_lapse", "verification_sample",
    "verification_spot_check", "screening_device", "screening_reading", "screening_retest",
    "screening_observation", "screening_doubt", "screening_round", "screening_round_mark",
    "screening_missing",
)  # fmt: skip
_ROLL = """
set session_replication_role = replica;
create temp table roll as
select e.id as enrolment_id, e.person_id, e.school_id, e.unit_no, e.dormitory_no, e.boarder,
  row_number() over (order by md5(e.id::text))::int as n
from directory_enrolment e where e.until is null;
create temp table rooms as
select school_id, dormitory_no as room_no, count(*)::int as sleep, min(unit_no) as unit_no
from roll where boarder and dormitory_no is not null group by 1, 2;
create temp table gates as
select no as school_id, md5('gate' || no)::uuid as id from directory_unit where kind = 'school' and
  (no / 4096) %% 6 = 0;
analyze roll; analyze rooms; analyze gates;
"""
_STAGES = (
    "(array['detected','retested','watched','observed','reached','in_care','diagnosed','at_home',"
    "'at_home','at_home','cleared'])"
)
# Today's: some of a hundred are ill, the wave of a January.
_OPEN = (
    f"""
insert into illness_illness (id, school_id, unit_no, class_no, person_id, stage, opened_at, since,
  absent_since, seen_on, symptoms, fever, moved_at, trace_due_at, traced_at, long, diagnosis, certainty,
  dates, held, against, turn, steps, certificate)
select gen_random_uuid(), school_id, unit_no, unit_no, person_id, {_STAGES}[1 + n %% 11],
  %(now)s - n %% 9 * interval '1 day', %(today)s - n %% 9, %(today)s - n %% 9, %(today)s, 1, n %% 3 = 0,
  %(now)s - n %% 5000 * interval '1 minute', %(now)s - (n %% 9 - 1) * interval '1 day',
  case when n %% 4 > 0 then %(now)s - n %% 9 * interval '1 day' end, n %% 20 = 0,
  case when n %% 5 = 0 then 'norovirus' else '' end, case when n %% 5 = 0 then 'suspected' else '' end,
  '{{}}', n %% 10 = 0, n %% 50 = 0, 1, 3, ''
from roll where n <= 4000 on conflict do nothing
""",
    """
insert into illness_absence (id, school_id, unit_no, class_no, person_id, since, slot, seen_on, opened_at,
  due_at, tries, asked, turn, outcome)
select gen_random_uuid(), school_id, unit_no, unit_no, person_id, %(today)s - n %% 2, 'morning', %(today)s,
  %(now)s - interval '4 hours', %(now)s + (n %% 7 - 3) * interval '1 hour', n %% 3, n %% 3, 1, ''
from roll where n between 4001 and 5500 on conflict do nothing
""",
    """
insert into illness_late (id, school_id, unit_no, illness_id, person_id, kind, at, recorded_at, facts,
  steps, state)
select gen_random_uuid(), i.school_id, i.unit_no, i.id, i.person_id, 'follow', %(now)s, %(now)s, '{}', 3,
  'waiting'
from (select *, row_number() over (order by id) k from illness_illness where closed_at is null) i
where k <= 150
""",
    """
insert into verification_disagreement (id, school_id, unit_no, class_then, person_id, list_id, round_id,
  category, rule, stands, state, opened_at, due_at, outcome, reason, channel, turn)
select gen_random_uuid(), school_id, unit_no, unit_no, person_id, md5('list0')::uuid, %(round)s, 'away',
  'id_number', (array['denied','silent'])[1 + n %% 2], 'open', %(now)s - interval '20 hours',
  %(now)s + (n %% 40 - 20) * interval '1 hour', '', '', '', 0
from roll where n between 6001 and 9000
""",
    """
insert into verification_verdict (id, school_id, unit_no, person_id, answer_id, round_id, status, untrue,
  stands, changed_at)
select gen_random_uuid(), school_id, unit_no, person_id, gen_random_uuid(), %(round)s,
  (array['verified','verified','checked','contradicted'])[1 + n %% 4], n %% 4 = 3, true,
  %(now)s - n %% 600 * interval '1 minute'
from roll where n <= 40000
""",
    """
insert into verification_lapse (id, school_id, unit_no, round_id, person_id, answer_id, what, at)
select gen_random_uuid(), school_id, unit_no, %(round)s, person_id, gen_random_uuid(),
  case when n %% 6 = 0 then 'changed' else 'late' end, %(now)s - n %% 600 * interval '1 minute'
from roll where n <= 30000
""",
    """
insert into screening_device (id, school_id, unit_no, kind, serial, place, method, calibrated, doubtful,
  token_hash, token_at, added_at, seen_at)
select case when k = 1 then md5('gate' || no)::uuid else gen_random_uuid() end, no, no,
  (array['gate','camera','thermometer'])[k], 'B-' || no || '-' || k, '东门', 'forehead', %(today)s - 30,
  false, sha256(convert_to(no || '-' || k, 'UTF8')), %(now)s, %(now)s - interval '90 days', %(now)s
from directory_unit, generate_series(1, 3) k where kind = 'school'
""",
    """
insert into screening_doubt (id, school_id, unit_no, rule, first_day, last_day, figures, state, found_at,
  seen_at, answer)
select gen_random_uuid(), (no / 4096) * 4096, no, 'same_figures', %(today)s - 8, %(today)s - 1,
  '{"days": 6, "people": 2}', (array['open','explained','explained'])[1 + k %% 3], %(now)s, %(now)s, ''
from (select no, row_number() over (order by no)::int k from directory_unit where kind = 'class') c
on conflict do nothing
""",
    """
insert into screening_missing (id, school_id, unit_no, room_no, person_id, day, at, due_at, found_where,
  found_note)
select gen_random_uuid(), school_id, unit_no, dormitory_no, person_id, %(today)s, %(now)s, %(now)s, '', ''
from roll where boarder and dormitory_no is not null and n %% 500 = 0 on conflict do nothing
""",
)
# Each day before: %(first)s to %(last)s days back, and for devices and rounds today too (0).
_DAYS = "generate_series(%(first)s::int, %(last)s::int) d"
_DAY = "(%(today)s - (d * 7 / 5)::int)"
_AT = f"({_DAY} + time '08:00') at time zone 'Asia/Shanghai'"
_PAST = (
    f"""
insert into illness_illness (id, school_id, unit_no, class_no, person_id, stage, opened_at, since,
  absent_since, seen_on, symptoms, fever, moved_at, trace_due_at, traced_at, long, diagnosis, certainty,
  dates, held, against, turn, steps, certificate, closed_at)
select gen_random_uuid(), school_id, unit_no, unit_no, person_id,
  (array['returned','returned','returned','well','withdrawn'])[1 + n %% 5], {_AT} - interval '4 days',
  {_DAY} - 4, {_DAY} - 4, {_DAY} - 1, 1, n %% 3 = 0, {_AT}, {_AT} - interval '3 days',
  {_AT} - interval '4 days' + n %% 30 * interval '1 hour', false, '', '', '{{}}', false, n %% 50 = 0, 4, 6,
  '', {_AT}
from {_DAYS} join roll on n %% 310 = d %% 310 where d > 0
""",
    f"""
insert into illness_absence (id, school_id, unit_no, class_no, person_id, since, slot, seen_on, opened_at,
  due_at, tries, asked, turn, outcome, closed_at)
select gen_random_uuid(), school_id, unit_no, unit_no, person_id, {_DAY}, 'morning', {_DAY}, {_AT}, {_AT},
  0, 1, 1, 'personal', {_AT} + interval '3 hours'
from {_DAYS} join roll on n %% 400 = d %% 400 where d > 0
""",
    f"""
insert into illness_late (id, school_id, unit_no, illness_id, person_id, kind, at, recorded_at, facts,
  steps, state, decided_at)
select gen_random_uuid(), school_id, unit_no, gen_random_uuid(), person_id, 'follow', {_AT}, {_AT}, '{{}}',
  3, 'kept', {_AT}
from {_DAYS} join roll on n %% 9000 = d where d > 0
""",
    f"""
insert into verification_list (id, school_id, unit_no, round_id, kind, category, source, basis, paper,
  file_name, file_hash, received_at, state, rows_total, rows_done, counts, fault, stop_requested, keep_days,
  closed_at, delete_on, rows_hash)
select md5('list' || d)::uuid, 0, %(county)s, %(round)s, 'travel', 'away', 'bench', 'bench', 'bench' || d,
  d || '.csv', '', {_AT}, 'closed', 5000, 5000, '{{"silent": 300}}', '{{}}', false, 30, {_AT}, {_DAY} + 30, ''
from {_DAYS} where d > 0
""",
    f"""
insert into verification_disagreement (id, school_id, unit_no, class_then, person_id, list_id, round_id,
  category, rule, stands, state, opened_at, due_at, outcome, reason, channel, cleared_at, turn)
select gen_random_uuid(), school_id, unit_no, unit_no, person_id, md5('list' || d)::uuid,
  case when d < 4 then %(round)s else md5('round' || d / 5)::uuid end, 'away', 'id_number', 'silent',
  'cleared', {_AT}, {_AT} + interval '1 day',
  (array['list_wrong','not_person','omitted','untrue','over'])[1 + n %% 5], '', 'phone',
  {_AT} + n %% 2000 * interval '1 minute', 0
from {_DAYS} join roll on n %% 310 = d %% 310 where d > 0
""",
    f"""
insert into verification_verdict (id, school_id, unit_no, person_id, answer_id, round_id, status, untrue,
  stands, changed_at)
select gen_random_uuid(), school_id, unit_no, person_id, gen_random_uuid(), md5('round' || d / 5)::uuid,
  (array['verified','verified','checked','contradicted'])[1 + n %% 4], n %% 4 = 3, true, {_AT}
from {_DAYS} join roll on n %% 100 = d %% 100 where d > 0
""",
    f"""
insert into verification_lapse (id, school_id, unit_no, round_id, person_id, answer_id, what, at)
select gen_random_uuid(), school_id, unit_no, md5('round' || d / 5)::uuid, person_id, gen_random_uuid(),
  case when n %% 6 = 0 then 'changed' else 'late' end, {_AT}
from {_DAYS} join roll on n %% 150 = d %% 150 where d > 0
""",
    f"""
insert into verification_sample (id, school_id, unit_no, round_id, seed, answers, wanted, drawn_at, due_at,
  answer_ids)
select md5('sample' || d || ' ' || t.no)::uuid, 0, t.no, %(round)s, 1, 500, 20, {_AT}, {_AT}, '{{}}'
from {_DAYS}, directory_unit t where t.kind = 'township' and d > 0
""",
    f"""
insert into verification_spot_check (id, school_id, unit_no, sample_id, person_id, answer_id, due_at,
  done_at, check_id, turn)
select gen_random_uuid(), school_id, unit_no, md5('sample' || d || ' ' || unit_no - unit_no %% 524288)::uuid,
  person_id, gen_random_uuid(), {_AT}, {_AT}, gen_random_uuid(), 0
from {_DAYS} join roll on n %% 500 = d %% 500 where d > 0
""",
    f"""
insert into screening_reading (id, school_id, unit_no, device_id, person_id, day, at, received_at, celsius,
  method, verdict, body_hash)
select gen_random_uuid(), r.school_id, r.unit_no, g.id, r.person_id, {_DAY}, {_AT}, {_AT},
  36.0 + n %% 10 / 10.0, 'forehead', case when n %% 40 = 0 then 'low' else 'normal' end, ''
from {_DAYS}, roll r join gates g using (school_id)
""",
    f"""
insert into screening_retest (id, school_id, unit_no, enrolment_id, person_id, day, at, celsius, method,
  due_at, done_at, result, fever)
select gen_random_uuid(), school_id, unit_no, enrolment_id, person_id, {_DAY}, {_AT}, 37.6, 'forehead',
  {_AT} + interval '30 minutes', case when d > 0 then {_AT} + interval '20 minutes' end,
  case when d > 0 then 36.8 end, false
from {_DAYS} join roll on n %% 600 = d %% 600 on conflict do nothing
""",
    f"""
insert into screening_observation (id, school_id, unit_no, class_no, enrolment_id, person_id, day, at,
  source, symptoms, method, reason)
select gen_random_uuid(), school_id, unit_no, unit_no, enrolment_id, person_id, {_DAY}, {_AT}, 'seen', 1,
  '', ''
from {_DAYS} join roll on n %% 300 = d %% 300
""",
    f"""
insert into screening_round (id, school_id, unit_no, day, version, base, state, residents, in_bed, on_leave,
  missing, ill, ventilated, at, late, reason, body_hash)
select md5(room_no || ' ' || d)::uuid, school_id, room_no, {_DAY}, 1, 0, 'current', sleep, sleep, 0, 0, 0,
  true, {_AT} + interval '14 hours', false, '', ''
from {_DAYS}, rooms where d > 0 or room_no %% 2 = 0
""",
    f"""
insert into screening_round_mark (id, school_id, unit_no, room_no, round_id, enrolment_id, person_id, day,
  current, kind, symptoms, note)
select gen_random_uuid(), school_id, unit_no, dormitory_no, md5(dormitory_no || ' ' || d)::uuid,
  enrolment_id, person_id, {_DAY}, true, 'ill', 1, ''
from {_DAYS} join roll on n %% 200 = d %% 200 where boarder and dormitory_no is not null and d > 0
""",
    f"""
insert into screening_missing (id, school_id, unit_no, room_no, person_id, day, at, due_at, shown_at,
  found_at, found_where, found_note)
select gen_random_uuid(), school_id, unit_no, dormitory_no, person_id, {_DAY}, {_AT}, {_AT}, {_AT}, {_AT},
  'campus', ''
from {_DAYS} join roll on n %% 3000 = d where boarder and dormitory_no is not null and d > 0
""",
)


def begin(server: Super, round_id: Any, county: int, now: dt.datetime) -> dict[str, Any]:
    """What is open today, and the tenth; gives the values that `go_on` fills in too."""
    given = {"now": now, "today": now.date(), "round": round_id, "county": county}
    server.execute(_ROLL.replace("%%", "%"))
    for text in _OPEN:
        server.execute(text, given)
    _fill(server, given | {"first": 0, "last": TENTH})
    return given


def go_on(server: Super, given: dict[str, Any]) -> None:
    """The rest of the days."""
    _fill(server, given | {"first": TENTH + 1, "last": WHOLE})


def _fill(server: Super, given: dict[str, Any]) -> None:
    for text in _PAST:
        server.execute(text, given)
    for table in TABLES:
        server.execute(f"vacuum analyze {table}")
