"""What a carer has still to do today, the longest overdue first."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.keypersons.models import FollowUp, KeyPerson
from xiaoan.keypersons.queries.lines import names_of, overdue_before
from xiaoan.screening import queries as screening


@dataclass(frozen=True)
class ToFollow:
    """One person to ask after; `mine`: named first, not as the deputy."""

    line_id: UUID
    person_id: UUID
    kind: str
    name: str
    unit_no: int
    unit: str
    category: str
    whereabouts: str
    isolated: bool
    since: dt.date
    until: dt.date | None
    last_day: dt.date | None
    overdue: bool
    mine: bool


@dataclass(frozen=True)
class Last:
    """The last follow-up, in short."""

    day: dt.date
    reached: str
    temperature: str
    fever: bool
    symptoms: tuple[str, ...]


@dataclass(frozen=True)
class Today:
    """What is left, and how many the actor has done today."""

    left: tuple[ToFollow, ...]
    done: int


def today(actor: Actor) -> Today:
    """The actor's own follow-ups that are due: as the carer, then as the deputy."""
    now = clock.now()
    mine = Q(carer_id=actor.user_id) | Q(deputy_id=actor.user_id)
    rows = list(
        KeyPerson.objects.filter(
            mine, inside(actor.intervals), state="open", next_due__lte=now.date()
        ).order_by("next_due", "unit_no", "id")
    )
    found = _to_follow(actor, rows)
    left = tuple(sorted(found, key=lambda one: (not one.mine, not one.overdue)))
    return Today(left, done_today(actor))


def done_today(actor: Actor) -> int:
    """How many people the actor has reached today."""
    done = FollowUp.objects.filter(
        inside(actor.intervals), by_id=actor.user_id, day=clock.today()
    ).exclude(reached="nobody")
    return done.values("line_id").distinct().count()


def to_follow(actor: Actor, line_id: UUID) -> ToFollow:
    """One open line that the actor may follow up; who reads no key persons there learns of none."""
    row = KeyPerson.objects.filter(inside(actor.intervals), pk=line_id, state="open").first()
    if row is None:
        raise NotFound
    cares = actor.user_id is not None and actor.user_id in (row.carer_id, row.deputy_id)
    if not cares and not actor.may(Permission.KEEP_KEY_PERSONS, row.unit_no):
        raise Forbidden if actor.may(Permission.SEE_KEY_PERSONS, row.unit_no) else NotFound
    return _to_follow(actor, [row])[0]


def last_of(actor: Actor, line_id: UUID) -> Last | None:
    row = (
        FollowUp.objects.filter(inside(actor.intervals), line_id=line_id)
        .order_by("-at", "-id")
        .first()
    )
    if row is None:
        return None
    reading = f"{row.temperature} ℃" if row.temperature is not None else ""
    return Last(row.day, row.reached, reading, row.fever, screening.codes_of(row.symptoms))


def _to_follow(actor: Actor, rows: list[KeyPerson]) -> list[ToFollow]:
    names = names_of(actor, [row.person_id for row in rows])
    places = directory.places({row.unit_no for row in rows})
    late = overdue_before(clock.now())
    return [
        ToFollow(
            row.pk, row.person_id, row.kind, names.get(row.person_id, ""), row.unit_no,
            places[row.unit_no].name if row.unit_no in places else "", row.category,
            row.whereabouts, row.isolated, row.since, row.until, row.last_day,
            row.next_due is not None and row.next_due < late, row.carer_id == actor.user_id,
        )
        for row in rows
    ]  # fmt: skip
