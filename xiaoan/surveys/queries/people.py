"""Every person of a unit in a round, by name: who, where, how, as of when, and who answers for them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import visible
from xiaoan.surveys.models import Round, Tally
from xiaoan.surveys.queries.declared import PLACE, opened
from xiaoan.surveys.queries.units import BY_NAME

# state → the column of a tally that counts it, and the same of a person.
STATES = {
    "all": ("on_roll", "true"),
    "unknown": ("unknown", "a.id is null"),
    "contradicted": ("contradicted", "a.contra_id is not null"),
    "key_group": ("key_group", "a.categories <> '{}'"),
    "away": ("away", "a.whereabouts = 'away'"),
    "symptoms": ("symptoms", "a.condition = 'symptoms'"),
    "isolated": ("isolated", "a.condition = 'isolated'"),
    "late": ("late", "a.late"),
}
LIMIT = 100


@dataclass(frozen=True)
class Person:
    """One person as a round knows them; `state` is known, unknown or contradicted."""

    unit_no: int
    school_id: int
    person_id: UUID
    seat: int
    name: str
    state: str
    answer_id: UUID | None
    whereabouts: str
    place: str
    condition: str
    categories: tuple[str, ...]
    answered_at: dt.datetime | None
    source: str
    late: bool
    in_bulk: bool
    contra_id: UUID | None


@dataclass(frozen=True)
class Page:
    """How many there are in all, and one page of them; the class of each with its tally."""

    total: int
    rows: tuple[Person, ...]
    tallies: dict[int, UUID]


_ROWS = """
select r.unit_no, r.school_id, r.person_id, r.seat, r.name, a.id, a.whereabouts, a.place_cipher,
  a.condition, a.categories, a.answered_at, a.source, a.late, a.in_bulk, a.contra_id
from (
  select e.unit_no, e.school_id, e.person_id, e.seat, e.name from directory_enrolment e
  where e.unit_no = any(%(units)s) and e.since <= %(day)s
    and (e.until is null or e.until > %(day)s)
  union all
  select p.unit_no, p.school_id, p.id, 0, p.name from directory_person p
  where p.unit_no = any(%(units)s) and p.unit_no = p.school_id and p.kind = 'staff'
) r left join surveys_answer a on a.school_id = r.school_id and a.round_id = %(round)s
  and a.person_id = r.person_id and a.state = 'current'
where {which}
order by r.unit_no, r.seat, r.name, r.person_id offset %(skip)s limit %(limit)s
"""


def people(
    actor: Actor, row: Round, interval: Interval, state: str, offset: int = 0, limit: int = LIMIT
) -> Page:
    """One page of a state's people by class and seat. Classes are passed over by their counts: the page
    of a county reads as many rows as that of a class. Nobody, once a round's answers have been cleared.
    """
    if row.cleared_at is not None:
        return Page(0, (), {})
    column, which = STATES[state]
    lo, hi = interval
    named = Tally.objects.all()
    for needed in BY_NAME:
        named = visible(named, actor, needed)
    counted = (
        named.filter(round_id=row.pk, unit_no__gte=lo, unit_no__lt=hi, **{f"{column}__gt": 0})
        .order_by("unit_no")
        .values_list("unit_no", "id", column)
    )
    classes = list(counted)
    skipped, units = _window([(no, n) for no, _pk, n in classes], offset, limit)
    given: dict[str, Any] = {
        "units": units,
        "day": _day_of(row),
        "round": row.pk,
        "skip": offset - skipped,
        "limit": limit,
    }
    return Page(
        sum(n for *_, n in classes),
        tuple(_fetched(which, given)) if units else (),
        {no: pk for no, pk, _n in classes if no in units},
    )


def _window(counted: Sequence[tuple[int, int]], offset: int, limit: int) -> tuple[int, list[int]]:
    """How many people the classes before the page hold, and which classes the page touches."""
    before, skipped, units = 0, 0, []
    for no, people_ in counted:
        if before + people_ <= offset:
            skipped += people_
        elif before < offset + limit:
            units.append(no)
        before += people_
    return skipped, units


def _day_of(row: Round) -> dt.date:
    """A round that is over is shown with the roll on which it ended."""
    return row.closed_at.astimezone(clock.ZONE).date() if row.closed_at else clock.today()


def _fetched(which: str, given: dict[str, Any]) -> list[Person]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(which=which), given)
        return [_person(*found) for found in cursor.fetchall()]


def _person(*found: Any) -> Person:
    (unit_no, school_id, person_id, seat, name, answer_id, whereabouts, place, condition,
     categories, answered_at, source, late, in_bulk, contra_id) = found  # fmt: skip
    state = "unknown" if answer_id is None else "contradicted" if contra_id else "known"
    return Person(
        unit_no, school_id, person_id, seat, name, state, answer_id, whereabouts or "",
        opened(place, PLACE, answer_id) if answer_id else "", condition or "",
        tuple(categories or ()), answered_at, source or "", bool(late), bool(in_bulk), contra_id,
    )  # fmt: skip


def person(actor: Actor, row: Round, unit_no: int, person_id: UUID) -> Person | None:
    """One person of a class as a round knows them; the caller knows that the actor may see them."""
    given: dict[str, Any] = {
        "units": [unit_no], "day": _day_of(row), "round": row.pk, "skip": 0, "limit": None,
        "who": person_id,
    }  # fmt: skip
    return next(iter(_fetched("r.person_id = %(who)s", given)), None)
