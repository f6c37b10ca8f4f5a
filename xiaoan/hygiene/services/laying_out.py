"""The day laid out: of every line whose turn it is a thing to do, in the round of whoever is to do it.

Laid out again when the plan, a level, the calendar or a post has changed: what is told stays, what is past
its time stays as it was, the rest follows.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.hygiene.events import DayLaidOut
from xiaoan.hygiene.models import Due, Round
from xiaoan.hygiene.queries import turns
from xiaoan.hygiene.queries.words import ROUND_DUTY
from xiaoan.hygiene.rules import standing as rules
from xiaoan.hygiene.services import figures, standing
from xiaoan.hygiene.services.acting import hold_days
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7

# So many schools in one transaction: nobody waits for longer than these take.
BATCH = 40
_Key = tuple[int, str, str, UUID | None]


@dataclass
class _Work:
    """A day at some schools, as it is being brought to what is asked. `born`: schools laid out for the first
    time today; `moved`: rounds that have lost or got something; `taken`: turns that something laid out before
    stands for."""

    found: turns.Day
    now: dt.datetime
    rounds: dict[_Key, Round]
    slots: dict[UUID, str]
    new_rounds: list[Round] = field(default_factory=list)
    fresh: list[Due] = field(default_factory=list)
    changed: list[Due] = field(default_factory=list)
    moved: set[UUID] = field(default_factory=set)
    taken: set[turns.Key] = field(default_factory=set)


def lay_out(actor: Actor, day: dt.date, school_nos: Collection[int]) -> int:
    """Bring today (or a day to come) at some schools to what is asked; twice changes nothing twice. Gives how
    many things to do are new."""
    if not actor.is_system:
        raise Forbidden
    schools = sorted(set(school_nos))
    hold_days(schools)
    if day < clock.today() or not schools:
        return 0
    known = list(Due.objects.filter(school_id__in=schools, day=day).order_by("id"))
    rounds = list(Round.objects.filter(school_id__in=schools, day=day))
    work = _Work(
        turns.day_of(day, schools), clock.now(), {_key(one): one for one in rounds},
        {one.pk: one.slot for one in rounds},
    )  # fmt: skip
    before = {no: figures.tally(d for d in known if d.school_id == no) for no in schools}
    for no, places in figures.places(schools, day).items():
        before[no] += places
    had = {one.place_id for one in known}
    standing.hold_rounds(one.pk for one in rounds)
    _follow(work, known)
    _add(work)
    _store(actor, work)
    _count(work, [*known, *work.fresh], before, had)
    _tell(actor, work)
    return len(work.fresh)


def _key(one: Round) -> _Key:
    return (one.unit_no, one.slot, one.post, one.who_id)


def _follow(work: _Work, known: Iterable[Due]) -> None:
    """What was laid out before is as it is asked now."""
    dues = list(known)
    said = standing.told([one.pk for one in dues])
    work.taken = {(one.place_id, one.task, work.slots[one.round_id]) for one in dues}
    for due in dues:
        turn = _turn_of(work, due)
        was = (due.state, due.wanted, due.line_id, due.round_id)
        if turn is None:
            _drop(work, due)
        else:
            _ask_anew(work, due, turn, said.get(due.pk, []))
        if was != (due.state, due.wanted, due.line_id, due.round_id):
            work.changed.append(due)
            work.moved |= {was[3], due.round_id}


def _turn_of(work: _Work, due: Due) -> turns.Turn | None:
    """What is asked of it now: in the same part of the day, or of the whole day, if it has come to be that
    (what was told in the morning stays told)."""
    turn = work.found.turns.get((due.place_id, due.task, work.slots[due.round_id]))
    whole = (due.place_id, due.task, rules.WHOLE_DAY)
    if turn is None and whole not in work.taken and (turn := work.found.turns.get(whole)):
        work.taken.add(whole)
    return turn


def _drop(work: _Work, due: Due) -> None:
    off = due.school_id not in work.found.open
    if due.state != "due" or (due.due_at <= work.now and not off):
        return
    lines = work.found.lines
    places = {one.place_id for one in lines.values()} if not off else set()
    due.state, due.excused_by_id = "excused", None
    if off:
        due.excused = "calendar"
    elif due.place_id not in places:
        due.excused = "place"
    elif due.place_id in work.found.away:
        due.excused = "remote"
    else:
        due.excused = "level" if due.line_id in lines else "plan"


def _ask_anew(work: _Work, due: Due, turn: turns.Turn, said: list[dt.datetime]) -> None:
    ahead = due.due_at > work.now
    due.line_id = turn.line.id
    if due.state == "excused":
        by_itself = due.excused_by_id is None and due.excused in rules.BY_ITSELF
        if not by_itself or not (ahead or due.excused == "calendar"):
            return
        due.state, due.excused = "due", ""
    if ahead:
        due.wanted, due.due_at = turn.times, turn.due_at
    found = rules.after(due.wanted, said, due.due_at, is_over=False, before=due.state)
    due.state, due.made, due.done_at, due.late = found.state, found.made, found.done_at, found.late
    if due.state == "due":
        due.round_id = _round(work, turn).pk


def _add(work: _Work) -> None:
    for key, turn in work.found.turns.items():
        decided_at = turn.line.decided_at
        is_late = decided_at is not None and turn.due_at <= decided_at
        if key in work.taken or is_late:
            continue
        line, going = turn.line, _round(work, turn)
        work.moved.add(going.pk)
        work.fresh.append(
            Due(
                id=uuid7(), school_id=line.school_id, unit_no=line.unit_no, day=work.found.day,
                place_id=line.place_id, line_id=line.id, round_id=going.pk, task=line.task,
                wanted=turn.times, due_at=turn.due_at,
            )
        )  # fmt: skip


def _round(work: _Work, turn: turns.Turn) -> Round:
    """The round of whoever is to do it in that part of the day."""
    person, line = turn.person, turn.line
    key = (person.unit_no, line.slot, person.post, person.who_id)
    if key not in work.rounds:
        made = Round(
            id=uuid7(), school_id=line.school_id, unit_no=person.unit_no, day=work.found.day,
            who_id=person.who_id, deputy_id=person.deputy_id, post=person.post, slot=line.slot,
            dues=0, left=0,
        )  # fmt: skip
        work.rounds[key] = made
        work.new_rounds.append(made)
    return work.rounds[key]


def _store(actor: Actor, work: _Work) -> None:
    Round.objects.bulk_create(work.new_rounds, batch_size=2000)
    Due.objects.bulk_create(work.fresh, batch_size=4000)
    standing.store(work.changed)
    standing.settle(actor, work.moved)
    _open(actor, work)


def _open(actor: Actor, work: _Work) -> None:
    """A duty about each new round, due when its part of the day ends."""
    ladders = duty_queries.ladders() if work.new_rounds else duty_queries.Ladders()
    due_at = {one.line.slot: one.due_at for one in work.found.turns.values()}
    wanted: dict[str, list[duties.NewDuty]] = defaultdict(list)
    for one in work.new_rounds:
        wanted[one.slot].append(
            duties.NewDuty(
                school_id=one.school_id, unit_no=one.unit_no, people=0, due_at=due_at[one.slot],
                assignee_id=one.who_id, deputy_id=one.deputy_id, about_id=one.pk,
                next_step_at=ladders.first_step_at(one.unit_no, due_at[one.slot], ROUND_DUTY),
            )
        )  # fmt: skip
    for slot, found in sorted(wanted.items()):
        duties.open_duties(actor, ROUND_DUTY, work.found.day, slot, found)


def _count(work: _Work, dues: list[Due], before: dict[int, Counter[str]], had: set[UUID]) -> None:
    """Of schools where nothing is asked today a row is put down too: it was looked at."""
    by_school: dict[int, list[Due]] = defaultdict(list)
    for one in dues:
        by_school[one.school_id].append(one)
    planned = {one.school_id for one in work.found.lines.values()} & work.found.open
    places = figures.places(before, work.found.day)
    for no in sorted(planned | by_school.keys()):
        change = figures.tally(by_school[no]) + places[no]
        change.subtract(before[no])
        change["places"] = len({one.place_id for one in by_school[no]} - had)
        if any(change.values()) or not before[no]:
            figures.add_up(no, work.found.day, change)


def _tell(actor: Actor, work: _Work) -> None:
    places: dict[int, set[UUID]] = defaultdict(set)
    dues: Counter[int] = Counter()
    for one in (*work.fresh, *work.changed):
        places[one.school_id].add(one.place_id)
        dues[one.school_id] += 1
    journal.record_many(
        actor,
        [
            DayLaidOut(
                school_id=no, unit_no=no, day=work.found.day, places=len(places[no]), dues=dues[no]
            )
            for no in sorted(places)
        ],
    )  # fmt: skip
