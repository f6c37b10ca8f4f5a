"""What the record showed of one pupil or member of staff at an instant, and what became of each line since.

Of the day of the instant: the class, the marks of its roll-calls, what was due about the person, from whom.
Who may read it: whoever may narrow the course to a person (queries.rights).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accountability.queries import course, rights
from xiaoan.accounts.queries import as_of as accounts
from xiaoan.careteams.queries import as_of as careteams
from xiaoan.directory.models import Person
from xiaoan.directory.queries import as_of as rolls
from xiaoan.duties.queries import as_of as owed_as_of
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.illness.queries import as_of as illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.keypersons.queries import as_of as keypersons
from xiaoan.registry.queries import as_of as registry
from xiaoan.screening.queries import SLOT_NAMES
from xiaoan.screening.queries import as_of as screening
from xiaoan.surveys.queries import as_of as surveys

# Of what has happened since, so many facts are shown (our own choice); the course has them all.
MOST_SINCE = 30


@dataclass(frozen=True)
class Whom:
    """Whom the page is about. `unit_no`: the class (of staff the school) of now."""

    id: UUID
    name: str
    kind: str
    school_id: int
    unit_no: int


@dataclass(frozen=True)
class MarkThen:
    """Of one roll-call. `kind`: how the pupil was marked in the version in force, "" simply present.
    `later`: the version that says otherwise of the pupil now, and how, by whom."""

    slot: str
    version: screening.VersionThen
    kind: str
    symptoms: int
    later: screening.VersionThen | None
    later_kind: str


@dataclass(frozen=True)
class PersonThen:
    """One person at an instant. `since`: what has been recorded about them afterwards, oldest first."""

    whom: Whom
    at: dt.datetime
    enrolled: list[rolls.Enrolled]
    later_rows: int
    marks: list[MarkThen]
    unreported: list[owed_as_of.DueThen]
    ill: list[illness.IllThen]
    steps: list[illness.StepThen]
    followed: list[keypersons.FollowedThen]
    holds: list[screening.HoldThen]
    said: list[surveys.SaidThen]
    care: list[careteams.CareThen]
    duties: list[owed_as_of.DueThen]
    looks: list[registry.LookThen]
    looks_total: int
    since: list[course.Fact]
    since_total: int
    account_id: UUID | None

    @property
    def day(self) -> dt.date:
        return self.at.astimezone(clock.ZONE).date()


def whom(actor: Actor, person_id: UUID) -> Whom:
    """NotFound beyond the actor's record; Forbidden without each right to the health of a person."""
    row = visible(Person.objects.filter(pk=person_id), actor, Permission.SEE_RECORD).first()
    if row is None:
        raise NotFound
    if not rights.may_narrow(actor, (row.unit_no, row.unit_no + 1)):
        raise Forbidden
    return Whom(row.pk, row.name, row.kind, row.school_id, row.unit_no)


def person_as_of(actor: Actor, one: Whom, at: dt.datetime) -> PersonThen:
    """The caller has asked `whom`."""
    who, school = one.id, one.school_id
    enrolled, later_rows = rolls.enrolled_as_of(actor, who, school, at)
    units = {row.unit_no for row in enrolled} or {one.unit_no}
    ill, steps = illness.course_as_of(actor, who, school, at)
    followed = keypersons.lines_as_of(actor, who, school, at)
    due = [d for no in sorted(units) for d in owed_as_of.duties_as_of(actor, (no, no + 1), at)[0]]
    marks = [m for no in sorted(units) for m in _marks(actor, who, no, at)] if enrolled else []
    looks, looks_total = registry.looks_at_as_of(actor, who, at)
    own = {row.id for row in ill} | {row.id for row in followed}
    since, since_total = _since(actor, one, own, at)
    told = {(m.version.unit_no, m.slot) for m in marks}
    return PersonThen(
        one, at, enrolled, later_rows, marks,
        [d for d in due if d.kind == ROLL_CALL and (d.unit_no, d.slot) not in told and enrolled],
        ill, steps, followed, screening.holds_as_of(actor, who, school, at),
        surveys.said_as_of(actor, who, school, at), careteams.team_as_of(actor, who, school, at),
        _about(actor, who, due, own),
        looks, looks_total, since, since_total, accounts.account_of(actor, who),
    )  # fmt: skip


ROLL_CALL = "screening.rollcall"


def _marks(actor: Actor, person_id: UUID, unit_no: int, at: dt.datetime) -> list[MarkThen]:
    """How each roll-call of the day had the pupil, and how it has them now."""
    within, day = (unit_no, unit_no + 1), at.astimezone(clock.ZONE).date()
    then = screening.roll_calls_as_of(actor, within, day, at)
    now = screening.roll_calls_as_of(actor, within, day, clock.now())
    every = [*then.values(), *now.values()]
    marked = {
        (one.roll_call_id, one.slot): (one.kind, one.symptoms)
        for one in screening.marks_as_of(actor, every, day)
        if one.person_id == person_id
    }
    found = []
    for (_no, slot), one in sorted(then.items(), key=lambda row: list(SLOT_NAMES).index(row[0][1])):
        current, newest = one.current, now[unit_no, slot].current
        # Of the evening only boarders are asked: without a mark nothing was said of this one.
        if current is None or (slot == "evening" and (current.id, slot) not in marked):
            continue
        kind, symptoms = marked.get((current.id, slot), ("", 0))
        other = marked.get((newest.id, slot), ("", 0)) if newest else (kind, symptoms)
        later = newest if newest and other != (kind, symptoms) else None
        found.append(MarkThen(slot, current, kind, symptoms, later, other[0]))
    return found


def _about(
    actor: Actor, person_id: UUID, due: Sequence[owed_as_of.DueThen], row_ids: set[UUID]
) -> list[owed_as_of.DueThen]:
    """Of the duties of a class those about this person: by what each kind says whom a row is about."""
    others = [one for one in due if one.about_id]
    about = duty_kinds.whom(actor, [(one.kind, one.about_id) for one in others if one.about_id])
    return [
        one
        for one in others
        if one.about_id in row_ids
        or (one.about_id in about and about[one.about_id].pupil_id == person_id)
    ]


def _since(
    actor: Actor, one: Whom, row_ids: set[UUID], at: dt.datetime
) -> tuple[list[course.Fact], int]:
    """What names the person, or an illness or a line of theirs that ran."""
    names = Q()
    for about in (one.id, *sorted(row_ids)):
        names |= Q(body__contains=f'"{about}"')
    rows = rights.readable(actor).filter(names, school_id=one.school_id, at__gt=at)
    rows = rows.exclude(kind__in=LOOKS)
    total = rows[: course.DEEPEST].count()
    return course.facts(actor, list(rows.order_by("at", "n")[:MOST_SINCE])), total


# Looks have a list of their own.
LOOKS = (
    "registry.life_seen", "registry.access_seen", "registry.looks_seen", "directory.class_seen",
    "directory.pupils_seen", "accountability.course_seen", "accountability.person_past_seen",
    "accountability.post_past_seen",
)  # fmt: skip
