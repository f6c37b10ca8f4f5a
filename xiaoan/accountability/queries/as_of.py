"""What the record showed of a unit at an instant, put together from the dated rows of every app.

Nothing that was entered later is in it; that it was is said, with its time.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accountability import rules
from xiaoan.accounts.queries import as_of as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import as_of as rolls
from xiaoan.directory.rules import SCHOOL, TOWNSHIP, ancestors
from xiaoan.duties.queries import as_of as owed_as_of
from xiaoan.illness.queries import as_of as illness
from xiaoan.investigations.queries import as_of as investigations
from xiaoan.journal import queries as journal
from xiaoan.journal.rules import Receipt
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.keypersons.queries import as_of as keypersons
from xiaoan.outbreaks.queries import as_of as outbreaks
from xiaoan.registry.queries import as_of as registry
from xiaoan.screening.queries import SLOT_NAMES, duty_kinds
from xiaoan.screening.queries import as_of as screening

ROLL_CALL = duty_kinds.ROLL_CALL.code
_BROUGHT = "screening.roll_calls_recorded"
_MADE = ("screening.roll_call_submitted", "screening.roll_call_conflicted")


@dataclass(frozen=True)
class Check:
    """A class and slot of the day: the duty, what had been reported, and which of the four words fits."""

    unit_no: int
    slot: str
    due: owed_as_of.DueThen | None
    told: screening.SlotThen | None
    words: frozenset[str]


@dataclass(frozen=True)
class Tally:
    """Of one slot: how many were due, reported in time, reported late, missing; `open`: not due yet."""

    slot: str
    due: int = 0
    in_time: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0
    excused: int = 0
    changed: int = 0
    conflicts: int = 0


@dataclass(frozen=True)
class Brought:
    """When reports of a slot were brought in together, by the first entry that says so."""

    receipt: Receipt
    at: dt.datetime


@dataclass(frozen=True)
class Then:
    """A unit at an instant. Lists that the actor may not read are None."""

    place: directory.Place
    at: dt.datetime
    checks: list[Check]
    tallies: list[Tally]
    roll: rolls.Roll
    marks: list[screening.MarkThen]
    duties: list[owed_as_of.DueThen]
    later_duties: int
    grants: list[accounts.HeldThen]
    later_grants: int
    in_force: list[owed_as_of.Rule]
    later_rules: int
    followed: list[keypersons.FollowedThen]
    ill: list[illness.IllThen]
    signals: list[outbreaks.SignalThen]
    events: list[investigations.EventThen]
    looks: list[registry.LookThen]
    looks_total: int
    told: list[owed_as_of.ToldThen]
    pack: str
    receipts: dict[UUID, Receipt] = field(default_factory=dict)
    bulk: dict[str, Brought] = field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        return self.at.astimezone(clock.ZONE).date()


def refuse_future(at: dt.datetime) -> None:
    """Nobody can say what will be known."""
    if at > clock.now():
        raise Invalid(_("不能选将来的时刻:那时会知道什么,没有人能说。"), {"at": "future"})


def as_of(actor: Actor, place: directory.Place, at: dt.datetime) -> Then:
    """A school, grade or class; of a county or township only what `summary` sums up is read."""
    day = at.astimezone(clock.ZONE).date()
    within, school_id = place.interval, place.school_id
    told = screening.roll_calls_as_of(actor, within, day, at)
    due, later_duties = owed_as_of.duties_as_of(actor, within, at)
    checks = _checks(due, told)
    roll = rolls.roll_as_of(actor, within, school_id, at)
    grants, later_grants = accounts.grants_as_of(actor, ancestors(place.no), within, at)
    in_force, later_rules = owed_as_of.rules_as_of(place.no, at)
    looks, looks_total = registry.looks_as_of(actor, within, at)
    then = Then(
        place, at, checks, tallies(checks), roll, screening.marks_as_of(actor, list(told.values()), day),
        [one for one in due if one.kind != ROLL_CALL], later_duties, grants, later_grants, in_force,
        later_rules, keypersons.followed_as_of(actor, within, at),
        illness.illnesses_as_of(actor, within, at), outbreaks.signals_as_of(actor, within, at),
        investigations.events_as_of(actor, within, at), looks, looks_total,
        owed_as_of.told_as_of(actor, within, at), keypersons.pack_as_of(at),
    )  # fmt: skip
    then.receipts.update(_receipts(then, school_id))
    then.bulk.update(_bulk(actor, school_id, day))
    return then


def _bulk(actor: Actor, school_id: int, day: dt.date) -> dict[str, Brought]:
    """By slot. A report that was brought in later than the instant bears the time it claims, and the page
    says when the record came to know of it."""
    facts = journal.facts(
        actor, kinds=(_BROUGHT,), school_id=school_id, at__gte=clock.at(day, dt.time()),
        body__contains=f'"day":"{day.isoformat()}"',
    )  # fmt: skip
    found: dict[str, Brought] = {}
    for one in facts:
        receipt = Receipt(one.school_id, one.n, one.hash)
        found.setdefault(one.payload.get("slot", ""), Brought(receipt, one.at))
    return found


def _checks(
    due: Iterable[owed_as_of.DueThen], told: dict[tuple[int, str], screening.SlotThen]
) -> list[Check]:
    owed = {(one.unit_no, one.slot): one for one in due if one.kind == ROLL_CALL}
    order = list(SLOT_NAMES)
    where = sorted(owed.keys() | told.keys(), key=lambda one: (one[0], order.index(one[1])))
    return [
        Check(*one, owed.get(one), told.get(one), _words(owed.get(one), told.get(one)))
        for one in where
    ]


def _words(due: owed_as_of.DueThen | None, told: screening.SlotThen | None) -> frozenset[str]:
    """late, missed and changed are three words; each is counted for itself."""
    current = told.current if told else None
    found = {
        rules.LATE: current is not None and current.late,
        rules.MISSED: due is not None and due.state == "missed",
        rules.CHANGED: told is not None and told.corrections > 0,
        rules.CONFLICT: told is not None and told.in_conflict,
    }
    return frozenset(word for word, holds in found.items() if holds)


def tallies(checks: Iterable[Check]) -> list[Tally]:
    """By slot. Due: without what was excused; what was missed is no report, what was late is one."""
    rows = list(checks)
    return [_tally(slot, [one for one in rows if one.slot == slot]) for slot in SLOT_NAMES]


def _tally(slot: str, rows: list[Check]) -> Tally:
    owed = [one.due.state for one in rows if one.due]
    late = sum(rules.LATE in one.words for one in rows)
    reported = sum(one.told is not None and one.told.current is not None for one in rows)
    return Tally(
        slot, len(owed) - owed.count("excused"), reported - late, late, owed.count("missed"),
        owed.count("open"), owed.count("excused"), sum(rules.CHANGED in one.words for one in rows),
        sum(rules.CONFLICT in one.words for one in rows),
    )  # fmt: skip


def _receipts(then: Then, school_id: int) -> dict[UUID, Receipt]:
    """The entry of the journal behind each line, where a line has one of its own."""
    versions = [v for one in then.checks if one.told for v in one.told.versions]
    groups: list[tuple[tuple[str, ...], list[tuple[UUID, dt.datetime]]]] = [
        (_MADE, [(one.id, one.submitted_at) for one in versions]),
        (("keypersons.opened",), [(one.id, one.opened_at) for one in then.followed]),
        (("illness.opened",), [(one.id, one.opened_at) for one in then.ill]),
        (
            ("outbreaks.signal_raised", "outbreaks.signal_reported"),
            [(one.id, one.raised_at) for one in then.signals],
        ),
        (("investigations.event_opened",), [(one.id, one.opened_at) for one in then.events]),
    ]
    found: dict[UUID, Receipt] = {}
    for kinds, about in groups:
        found |= journal.receipts_about(school_id, kinds, about)
    return found


@dataclass(frozen=True)
class UnitThen:
    """A line of a wider unit: one of the units inside it."""

    place: directory.Place
    tallies: list[Tally]


def summary(actor: Actor, place: directory.Place, at: dt.datetime) -> list[UnitThen]:
    """A county by townships, a township by schools, as their checks stood at an instant."""
    day = at.astimezone(clock.ZONE).date()
    is_county = place.kind == "county"
    kind, size = ("township", TOWNSHIP) if is_county else ("school", SCHOOL)
    owed = owed_as_of.counts_as_of(actor, place.interval, at, ROLL_CALL, size)
    told = screening.counts_as_of(actor, place.interval, day, at, size)
    inside = directory.places_inside(place.interval, kind, day=day)
    return [
        UnitThen(one, [_summed(one.no, slot, owed, told) for slot in SLOT_NAMES]) for one in inside
    ]


def _summed(
    no: int,
    slot: str,
    owed: dict[tuple[int, str], owed_as_of.Counts],
    told: dict[tuple[int, str], screening.Counts],
) -> Tally:
    due = owed.get((no, slot), owed_as_of.Counts(0, 0, 0, 0))
    said = told.get((no, slot), screening.Counts())
    return Tally(
        slot, due.due, said.reported - said.late, said.late, due.missed, due.open, due.excused,
        said.changed, said.conflicts,
    )  # fmt: skip
