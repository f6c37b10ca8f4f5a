"""Opening the rounds of an evening, and having them follow the calendar."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.events import DutyLetOff
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.screening import queries, rules
from xiaoan.screening.events import RoundsExcused
from xiaoan.screening.services.day import KIND, excused_above, lock_day


def open_rounds(actor: Actor, day: dt.date, interval: Interval) -> int:
    """Open the round duties of an evening inside an interval: one a building, each with a keeper.

    Running again opens only what is missing. Gives how many are new.
    """
    lock_day(day)
    return _open(actor, day, queries.rounds_owed(actor, day, interval))


def _open(actor: Actor, day: dt.date, owed: Sequence[queries.OwedRound]) -> int:
    schools = {one.school_id for one in owed}
    keepers = _people(actor, "dormitory_keeper", schools, day)
    doctors = _people(actor, "school_doctor", schools, day)
    ladders = duty_queries.ladders()
    turns: Counter[int] = Counter()
    wanted = []
    for one in owed:
        named, deputy = _turn(keepers[one.school_id], turns[one.school_id], doctors[one.school_id])
        turns[one.school_id] += 1
        nights = dt.timedelta(days=int(rules.is_next_day(one.opens, one.due)))
        due_at = clock.at(day + nights, one.due)
        wanted.append(
            duties.NewDuty(
                school_id=one.school_id, unit_no=one.unit_no, people=one.people, due_at=due_at,
                assignee_id=named, deputy_id=deputy, opens_at=clock.at(day, one.opens),
                next_step_at=ladders.first_step_at(one.unit_no, due_at),
            )
        )  # fmt: skip
    return duties.open_duties(actor, queries.ROUND, day, queries.ROUND_SLOT, wanted)


def _people(
    actor: Actor, role: str, school_ids: set[int], day: dt.date
) -> defaultdict[int, list[UUID]]:
    """Who holds a role at each school, whoever stands in first."""
    found: defaultdict[int, list[UUID]] = defaultdict(list)
    for holder in accounts.holders(actor, [role], school_ids, day):
        if holder.user_id not in found[holder.unit_no]:
            found[holder.unit_no].append(holder.user_id)
    return found


def _turn(
    keepers: Sequence[UUID], at: int, doctors: Sequence[UUID]
) -> tuple[UUID | None, UUID | None]:
    """The buildings of a school go round among its keepers; the next one is the deputy, or the doctor."""
    named = keepers[at % len(keepers)] if keepers else None
    others = [*(keepers[(at + 1) % len(keepers) :] if keepers else ()), *doctors]
    return named, next((who for who in others if who != named), None)


def follow_rounds(actor: Actor, unit_no: int, day: dt.date) -> None:
    """Bring the rounds under a unit to what the calendar says now: excused, due again, or opened."""
    lock_day(day)
    interval = directory.place(unit_no).interval
    owed = queries.rounds_owed(actor, day, interval)
    due = {one.unit_no for one in owed}
    standing = duty_queries.standing(actor, interval, day, queries.ROUND)
    why = duties.Why("calendar")
    gone = (one.id for one in standing if one.state == "open" and one.unit_no not in due)
    excused = Counter(one.school_id for one in duties.excuse_many(actor, gone, why))
    for school_id, rounds in sorted(excused.items()):
        journal.record(
            actor, RoundsExcused(school_id=school_id, unit_no=school_id, day=day, rounds=rounds)
        )
    back = [one.id for one in standing if one.state == "excused" and one.unit_no in due]
    duties.reopen(actor, queries.ROUND, day, back, why)
    if clock.now().hour >= rules.FIRST_HOUR:
        _open(actor, day, owed)


def let_off(actor: Actor, event: DutyLetOff) -> None:
    """A superior has let off a check of a class, or the round of a building."""
    if event.duty == KIND:
        excused_above(actor, event)
    elif event.duty == queries.ROUND:
        school = event.school_id
        journal.record(
            actor, RoundsExcused(school_id=school, unit_no=school, day=event.day, rounds=1)
        )
