"""What was noticed between the checks, and which readings wait for a second one by hand."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Max

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Observation, Retest, RollCall

RETEST = "screening.retest"
# What was seen after the last check of a day is proposed at the next one, over a weekend too.
_PROPOSED_FOR = dt.timedelta(days=3)


@dataclass(frozen=True)
class Proposal:
    """What a roll-call is told of a pupil: symptoms seen since the last one, a reading to check."""

    symptoms: int
    temperature: Decimal | None
    method: str
    at: dt.datetime


@dataclass(frozen=True)
class Observed:
    """One observation on a list."""

    row: Observation
    name: str
    class_name: str
    by: str

    @property
    def symptoms(self) -> tuple[str, ...]:
        return rules.codes_of(self.row.symptoms)


@dataclass(frozen=True)
class ToRetest:
    """One retest on a list, open or done."""

    row: Retest
    name: str
    class_name: str
    by: str


def proposals(actor: Actor, unit_no: int, day: dt.date) -> dict[UUID, Proposal]:
    """What a class's next roll-call is told of, by enrolment; nothing is filled in over what was said."""
    if not actor.sees(unit_no):
        return {}
    school = school_of(unit_no)
    days = clock.days(day - _PROPOSED_FOR, day)
    last = RollCall.objects.filter(
        school_id=school, unit_no=unit_no, day__in=days, state="current"
    ).aggregate(last=Max("submitted_at"))["last"]
    since = last or clock.at(day - _PROPOSED_FOR, dt.time(0))
    found: dict[UUID, Proposal] = {}
    for retest in Retest.objects.filter(
        school_id=school, unit_no=unit_no, day=day, done_at=None
    ).order_by("at"):
        method = str(rules.AS_METHOD[retest.method])
        found[retest.enrolment_id] = Proposal(0, retest.celsius, method, retest.at)
    seen = Observation.objects.filter(
        school_id=school, unit_no=unit_no, day__in=days, withdrawn_at=None, at__gt=since
    )
    for row in seen.order_by("at"):
        before = found.get(row.enrolment_id)
        found[row.enrolment_id] = Proposal(
            row.symptoms | (before.symptoms if before else 0),
            row.temperature or (before.temperature if before else None),
            row.method or (before.method if before else ""),
            row.at,
        )
    return found


def observations_on(actor: Actor, day: dt.date, unit_no: int = 0) -> list[Observed]:
    """What was noted on a day where the actor looks after pupils, the newest first."""
    rows = Observation.objects.filter(inside(actor.reach(Permission.OBSERVE)), day=day)
    if unit_no:
        rows = rows.filter(unit_no=unit_no)
    found = list(rows.order_by("-at", "id")[:200])
    places = directory.places({row.unit_no for row in found}) if found else {}
    names = accounts.names(actor, {row.by_id for row in found if row.by_id})
    pupils = directory.enrolments(actor, {row.person_id for row in found}, day)
    return [
        Observed(
            row,
            pupils[row.person_id].name if row.person_id in pupils else "",
            places[row.unit_no].name,
            names.get(row.by_id, "") if row.by_id else "",
        )
        for row in found
    ]


def retests_on(actor: Actor, day: dt.date) -> list[ToRetest]:
    """Readings of a day to be measured again by hand, the open ones first, the earliest due first."""
    rows = Retest.objects.filter(inside(actor.reach(Permission.OBSERVE)), day=day)
    found = sorted(rows.order_by("due_at", "id")[:200], key=lambda row: row.done_at is not None)
    places = directory.places({row.unit_no for row in found}) if found else {}
    names = accounts.names(actor, {row.done_by_id for row in found if row.done_by_id})
    pupils = directory.enrolments(actor, {row.person_id for row in found}, day)
    return [
        ToRetest(
            row,
            pupils[row.person_id].name if row.person_id in pupils else "",
            places[row.unit_no].name,
            names.get(row.done_by_id, "") if row.done_by_id else "",
        )
        for row in found
    ]


def observation(actor: Actor, observation_id: UUID) -> Observation:
    """One observation where the actor looks after pupils."""
    row = Observation.objects.filter(
        inside(actor.reach(Permission.OBSERVE)), pk=observation_id
    ).first()
    if row is None:
        raise NotFound
    return row
