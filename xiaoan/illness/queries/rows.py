"""One illness as lists and pages read it, and what it calls for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiaoan.directory import queries as directory
from xiaoan.illness import rules
from xiaoan.illness.models import Illness
from xiaoan.illness.queries.settings import InForce, settings
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside


def situation(row: Illness) -> rules.Situation:
    """What decides who acts next."""
    return rules.Situation(row.stage, row.traced_at is not None, row.long, row.held)


def past_day(text: Any) -> dt.date | None:
    """A day that can have been: of the record, and not ahead; else none."""
    try:
        day = dt.date.fromisoformat(str(text))
    except ValueError:
        return None
    return day if clock.FIRST_DAY <= day <= clock.today() else None


def known_dates(row: Illness) -> dict[str, dt.date]:
    """From which days the exclusion counts."""
    return dates_of(row.dates, row.onset)


def dates_of(dates: Mapping[str, Any], onset: dt.date | None) -> dict[str, dt.date]:
    """The same of a row that is not at hand. A stored day that cannot be counts as not known."""
    given = {name: past_day(text) for name, text in {**dates, "onset": onset}.items()}
    return {name: day for name, day in given.items() if day}


def verdict(row: Illness, in_force: InForce) -> rules.Verdict:
    """When the child may be back, as far as is known."""
    facts = rules.Facts(known_dates(row))
    return rules.earliest_return(rules.book(), row.diagnosis, in_force.profile, facts, row.since)


@dataclass(frozen=True)
class Row:
    """One illness on a list, with the name as the roll has it."""

    id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    name: str
    sex: str
    stage: str
    since: dt.date
    absent_since: dt.date | None
    onset: dt.date | None
    symptoms: int
    fever: bool
    diagnosis: str
    certainty: str
    moved_at: dt.datetime
    trace_due_at: dt.datetime | None
    traced_at: dt.datetime | None
    followed_on: dt.date | None
    long: bool
    held: bool
    certificate: str
    against: bool
    back_on: dt.date | None
    closed_at: dt.datetime | None

    @property
    def is_untraced(self) -> bool:
        return self.closed_at is None and self.traced_at is None and self.stage in rules.ABSENT


_FIELDS = tuple(name for name in Row.__dataclass_fields__ if name not in ("name", "sex"))


def rows_of(actor: Actor, found: list[Illness]) -> list[Row]:
    """Illnesses with the names of their pupils."""
    roll = directory.enrolments(actor, {one.person_id for one in found}, clock.today())
    rows = []
    for one in found:
        pupil = roll.get(one.person_id)
        told = {name: getattr(one, name) for name in _FIELDS}
        rows.append(Row(name=pupil.name if pupil else "", sex=pupil.sex if pupil else "", **told))
    return rows


def seen(actor: Actor, illness_id: UUID) -> Illness:
    """An illness that the actor may see; else it is not there."""
    row = Illness.objects.filter(inside(actor.reach(Permission.SEE_ILLNESS)), pk=illness_id).first()
    if row is None:
        raise NotFound
    return row


def open_of(actor: Actor, person_ids: set[UUID]) -> dict[UUID, Illness]:
    """The open illness of each pupil, by pupil."""
    rows = Illness.objects.filter(
        inside(actor.intervals) | Q(person_id__in=actor.people),
        person_id__in=person_ids,
        closed_at=None,
    )
    return {row.person_id: row for row in rows}


@dataclass(frozen=True)
class OfChild:
    """A guardian's own child: where it stands and what is known of the way back."""

    person_id: UUID
    name: str
    stage: str
    onset: dt.date | None
    since: dt.date
    diagnosis: str
    certainty: str
    verdict: rules.Verdict | None
    back_on: dt.date | None
    moved_at: dt.datetime


# How long a guardian still reads that it is over.
SHOWN_AFTER = dt.timedelta(days=14)


def of_children(actor: Actor) -> list[OfChild]:
    """The illnesses of the children a guardian answers for: open, and of the last two weeks."""
    if not actor.people:
        raise NotFound
    rows = list(
        Illness.objects.filter(
            Q(closed_at=None) | Q(closed_at__gt=clock.now() - SHOWN_AFTER),
            person_id__in=actor.people,
        )
        .exclude(stage__in=("withdrawn", "moved", "left"))
        .order_by("-since", "-id")
    )
    roll = directory.enrolments(actor, actor.people, clock.today())
    known = settings()
    return [
        OfChild(
            row.person_id,
            roll[row.person_id].name if row.person_id in roll else "",
            row.stage, row.onset, row.since, row.diagnosis, row.certainty,
            verdict(row, known.at(row.unit_no)) if row.held else None, row.back_on, row.moved_at,
        )
        for row in rows
    ]  # fmt: skip
