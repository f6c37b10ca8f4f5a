"""Each school day: what is reported is owed by name, and drafted before its time."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import connection

from xiaoan.dailyreports import rules
from xiaoan.dailyreports.events import DailyReportsOpened
from xiaoan.dailyreports.models import Report
from xiaoan.dailyreports.queries import DUTY, drafting
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7


def open_day(actor: Actor, day: dt.date) -> int:
    """Of the system: every school that has school today, every township with one of these, and the county
    owe their report; gives how many are new. Twice opens nothing twice."""
    if not actor.is_system:
        raise Forbidden
    try:
        county = directory.county()
    except NotFound:  # before the county is set up
        return 0
    wanted = _who_reports(county, day)
    known = set(Report.objects.filter(day=day).values_list("unit_no", flat=True))
    fresh = [one for one in wanted if one.no not in known]
    if not fresh:
        return 0
    ladders = duty_queries.ladders()
    now = clock.now()
    rows = [
        Report(
            id=uuid7(), school_id=numbering.chain_of(one.no), unit_no=one.no, level=one.kind, day=day,
            due_at=_due_at(ladders, one, day), opened_at=now,
        )
        for one in fresh
    ]  # fmt: skip
    Report.objects.bulk_create(rows, ignore_conflicts=True)
    made = set(Report.objects.filter(day=day).values_list("id", flat=True))
    rows = [row for row in rows if row.pk in made]
    _owe(actor, rows, day, ladders)
    chains = Counter(row.school_id for row in rows)
    journal.record_many(
        actor,
        [
            DailyReportsOpened(school_id=no, unit_no=no or county.no, day=day, reports=n)
            for no, n in sorted(chains.items())
        ],
    )
    return len(rows)


def _who_reports(county: directory.Place, day: dt.date) -> list[directory.Place]:
    there = [
        one for one in directory.places_inside(county.interval, "school", "township", day=day)
        if one.is_open_on(day)
    ]  # fmt: skip
    schools = [one for one in there if one.kind == "school"]
    on = directory.schools_open([day], [one.no for one in schools])[day]
    reporting = [one for one in schools if one.no in on]
    above = {numbering.ancestors(one.no)[1] for one in reporting}
    townships = [one for one in there if one.kind == "township" and one.no in above]
    return [*reporting, *townships, *([county] if reporting else [])]


def _due_at(ladders: duty_queries.Ladders, place: directory.Place, day: dt.date) -> dt.datetime:
    minutes = ladders.value(f"{DUTY[place.kind]}.by", place.no, clock.at(day, dt.time()))
    return clock.at(day, dt.time(minutes // 60, minutes % 60))


def _owe(actor: Actor, rows: Sequence[Report], day: dt.date, ladders: duty_queries.Ladders) -> None:
    for level in rules.LEVELS:
        kind = DUTY[level]
        owing = [row for row in rows if row.level == level]
        named = duty_queries.present_holders({(kind, row.unit_no) for row in owing}, day, ladders)
        new = [
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=0, due_at=row.due_at,
                assignee_id=named[kind, row.unit_no][0], deputy_id=named[kind, row.unit_no][1],
                next_step_at=ladders.first_step_at(row.unit_no, row.due_at, kind), about_id=row.pk,
            )
            for row in owing
        ]  # fmt: skip
        duties.open_duties(actor, kind, day, "", new)


_KEEP = """
update dailyreports_report r set draft = d.draft::jsonb, drafted_at = %(now)s
from unnest(%(ids)s::uuid[], %(drafts)s::text[]) as d (id, draft)
where r.id = d.id and r.versions = 0 and r.drafted_at is null
"""


def draft_due(actor: Actor, day: dt.date, now: dt.datetime | None = None) -> int:
    """Of the system: what is due soon, neither signed nor drafted, is drafted; gives how many."""
    if not actor.is_system:
        raise Forbidden
    at = now or clock.now()
    ahead = at + dt.timedelta(minutes=rules.pattern().draft_before)
    rows = list(
        Report.objects.filter(day=day, versions=0, drafted_at=None, due_at__lte=ahead)
        .order_by("unit_no")
        .values_list("id", "unit_no")
    )
    places = directory.places(no for _pk, no in rows)
    found = drafting.drafts(actor, [places[no] for _pk, no in rows], day)
    given: dict[str, Any] = {
        "now": clock.now(), "ids": [pk for pk, _no in rows],
        "drafts": [drafting.canonical(found[no]) for _pk, no in rows],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, given)
        return int(cursor.rowcount)
