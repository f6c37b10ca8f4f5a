"""Absences of which nobody knows the cause: opened by a roll-call, followed until it is known."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.illness import queries, rules
from xiaoan.illness.events import AbsenceAsked, AbsencesOpened
from xiaoan.illness.models import Absence, Illness
from xiaoan.illness.services.opening import LOOKS_BACK
from xiaoan.illness.services.people import named
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import queries as screening

CAUSE = queries.CAUSE
_WITHIN = "illness.cause.within"


def look_for_causes(actor: Actor, interval: tuple[int, int], day: dt.date) -> int:
    """Hold the roll-calls of a day against the absences that are asked after inside an interval; gives how
    many are new. Who is followed as ill, or was asked after that day already, is not asked after again.
    """
    if not clock.today() - LOOKS_BACK <= day <= clock.today():
        return 0
    lo, hi = interval
    open_rows = Absence.objects.select_for_update().filter(
        closed_at=None, unit_no__gte=lo, unit_no__lt=hi
    )
    known = {row.person_id: row for row in open_rows.order_by("id")}
    found = screening.unexplained_on(actor, interval, day)
    _follow(actor, known, {one.person_id for one in found}, day)
    new = [one for one in found if one.person_id not in known]
    asked = _asked_already({one.person_id for one in new}, day)
    return len(_open(actor, [one for one in new if one.person_id not in asked], day))


def _asked_already(people: set[UUID], day: dt.date) -> set[UUID]:
    ill = Illness.objects.filter(person_id__in=people, closed_at=None)
    told = Absence.objects.filter(person_id__in=people, seen_on=day)
    return {*ill.values_list("person_id", flat=True), *told.values_list("person_id", flat=True)}


def _open(actor: Actor, found: Sequence[screening.Unexplained], day: dt.date) -> list[Absence]:
    now, settings, ladders = clock.now(), queries.settings(), duty_queries.ladders()
    rows = [
        Absence(
            id=uuid7(), school_id=school_of(one.unit_no), unit_no=one.unit_no, class_no=one.unit_no,
            person_id=one.person_id, since=day, slot=one.slot, seen_on=day, opened_at=now,
            due_at=rules.cause_due(
                now, ladders.within(_WITHIN, one.unit_no), settings.at(one.unit_no).trace_hours
            ),
        )
        for one in found
    ]  # fmt: skip
    Absence.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    made = list(Absence.objects.filter(pk__in=[row.pk for row in rows]).order_by("id"))
    _open_duties(actor, made)
    by_unit: dict[tuple[int, int], list[Absence]] = defaultdict(list)
    for row in made:
        by_unit[row.school_id, row.unit_no].append(row)
    facts = [
        AbsencesOpened(
            school_id=school_id, unit_no=unit_no, absence_ids=tuple(row.pk for row in alike)
        )
        for (school_id, unit_no), alike in sorted(by_unit.items())
    ]
    if actor.is_system and len(facts) > 1:
        journal.record_many(actor, facts)
    else:
        for fact in facts:
            journal.record(actor, fact)
    return made


def _open_duties(actor: Actor, rows: Sequence[Absence]) -> None:
    """One about each: the class teacher's, with the doctor as deputy; due the same morning."""
    if not rows:
        return
    today = clock.today()
    people, ladders = named(actor, [row.unit_no for row in rows], today), duty_queries.ladders()
    groups: dict[int, list[duties.NewDuty]] = defaultdict(list)
    for row in rows:
        row.turn += 1
        assignee, deputy = people.teacher(row.unit_no)
        groups[row.turn].append(
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=1, due_at=row.due_at,
                assignee_id=assignee, deputy_id=deputy, about_id=row.pk,
                next_step_at=ladders.first_step_at(row.unit_no, row.due_at),
            )
        )  # fmt: skip
    Absence.objects.bulk_update(rows, ["turn"], batch_size=500)
    for turn, found in sorted(groups.items()):
        duties.open_duties(actor, CAUSE, today, str(turn), found)


def _follow(actor: Actor, known: dict[UUID, Absence], still: set[UUID], day: dt.date) -> int:
    """What the roll-calls of a day say of those who are asked after; gives how many are not any more."""
    seen = screening.last_seen(actor, {who: row.unit_no for who, row in known.items()}, day)
    ended = 0
    for who, row in known.items():
        if who in still:
            if day > row.seen_on:
                row.seen_on = day
                row.save(update_fields=["seen_on"])
        elif who in seen and day >= row.seen_on:
            ended += _ended(actor, row, seen[who], day)
    return ended


_ORDER = ("morning", "noon", "evening")


def _ended(actor: Actor, row: Absence, one: screening.LastSeen, day: dt.date) -> bool:
    outcome = rules.outcome_of(
        one.kind, is_same_day=day == row.since,
        is_later_slot=_ORDER.index(one.slot) > _ORDER.index(row.slot),
    )  # fmt: skip
    if outcome:
        close(actor, row, outcome)
    return bool(outcome)


def close(actor: Actor, row: Absence, outcome: str, roll_calls: int = 0) -> None:
    """It is known, or nobody asks any more: its duty is done, or not due after all."""
    row.outcome, row.closed_at, row.closed_by_id = outcome, clock.now(), actor.user_id
    row.save()
    if outcome in ("withdrawn", "moved", "left"):
        duties.excuse_about(actor, CAUSE, [row.pk], row.since, duties.Why("ended"))
    else:
        duties.discharge_about(actor, row.pk, CAUSE, row.closed_at)
    tell(actor, row, outcome, roll_calls)


def tell(actor: Actor, row: Absence, outcome: str, roll_calls: int = 0) -> None:
    """The fact that somebody asked, or that it ended."""
    journal.record(
        actor,
        AbsenceAsked(
            school_id=row.school_id, unit_no=row.unit_no, absence_id=row.pk, outcome=outcome,
            roll_calls=roll_calls,
        ),
    )  # fmt: skip


def settle_absences(actor: Actor) -> int:
    """Hold all that are open against today's roll-calls and the roll: who came, who is not here any more,
    whose duty names another class. Gives how many ended.
    """
    rows = Absence.objects.select_for_update().filter(closed_at=None).order_by("id")
    known = {row.person_id: row for row in rows}
    if not known:
        return 0
    today = clock.today()
    here = directory.classes_of_people(actor, known, today)
    lost = {who: row for who, row in known.items() if who not in here}
    elsewhere = directory.same_people(actor, lost, today) if lost else {}
    for who, row in lost.items():
        close(actor, row, "moved" if who in elsewhere else "left")
    rest = {who: row for who, row in known.items() if who in here}
    units = {row.unit_no for row in rest.values()}
    still = {who for unit_no in units for who in _unexplained(actor, unit_no, today)}
    ended = _follow(actor, rest, still, today)
    _rehome(actor, [row for row in rest.values() if row.closed_at is None])
    return len(lost) + ended


def _unexplained(actor: Actor, unit_no: int, day: dt.date) -> list[UUID]:
    found = screening.unexplained_on(actor, (unit_no, unit_no + 1), day)
    return [one.person_id for one in found]


def _rehome(actor: Actor, rows: Iterable[Absence]) -> None:
    """Pupils who changed class are asked after by the new class's teacher."""
    found = {row.pk: row for row in rows}
    standing = duty_queries.open_about(actor, list(found))
    moved = [
        row
        for row in found.values()
        if any(due.unit_no != row.unit_no for due in standing.get(row.pk, []))
    ]
    for row in moved:
        duties.excuse_about(actor, CAUSE, [row.pk], row.since, duties.Why("ended"))
    _open_duties(actor, moved)
