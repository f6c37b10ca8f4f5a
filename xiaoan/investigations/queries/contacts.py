"""The contacts of an event: the list, the figures with their denominators, who has gaps."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.investigations import queries
from xiaoan.investigations.models import Contact
from xiaoan.investigations.queries.contact_sheets import reached_on
from xiaoan.investigations.queries.drawing import term_of
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.rules.contacts import Term
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

_FOLLOWED = """
select c.id, count(distinct k.day) from investigations_contact c
join investigations_contact_check k on k.school_id = c.school_id and k.person_id = c.person_id
  and k.current and k.reached and k.day >= c.first_day and k.day <= c.until and k.day < %s
where c.id = any(%s::uuid[]) group by c.id
"""


@dataclass(frozen=True)
class Which:
    """The filter of the list; empty: all."""

    level: str = ""
    state: str = ""
    unit_no: int = 0


@dataclass(frozen=True)
class ContactRow:
    """One contact. `name` is empty where the actor reads no names."""

    id: UUID
    person_id: UUID
    unit_no: int
    unit: str
    name: str
    level: str
    ways: tuple[str, ...]
    activity: str
    last_exposed: dt.date
    until: dt.date
    state: str
    ended_as: str
    ended_at: dt.datetime | None
    gaps: int
    gap_reason: str
    reached_today: bool


@dataclass(frozen=True)
class LevelFigures:
    """`ill` of `total`: the secondary attack rate; `reached` of `due` today."""

    level: str
    total: int
    watching: int
    due: int
    reached: int
    ill: int
    released: int
    over: int

    @property
    def rate(self) -> float | None:
        """Per cent who fell ill; None of nobody."""
        return 100 * self.ill / self.total if self.total else None


@dataclass(frozen=True)
class Overview:
    """`outside`: of all, at another school, not the actor's to see."""

    levels: tuple[LevelFigures, ...]
    outside: int
    term: Term
    until: dt.date | None


def rows(
    actor: Actor, event_id: UUID, which: Which, offset: int, limit: int
) -> tuple[int, list[ContactRow]]:
    """How many there are, and one page of them: by level, class and day; NotFound as `queries.event`."""
    queries.event(actor, event_id)
    found = visible(Contact.objects.filter(event_id=event_id), actor, Permission.SEE_EVENTS)
    found = found.exclude(ended_as="merged")
    if which.level:
        found = found.filter(level=which.level)
    if which.state:
        found = found.filter(state=which.state)
    if which.unit_no:
        found = found.filter(unit_no=which.unit_no)
    page = list(found.order_by("level", "unit_no", "until", "id")[offset : offset + limit])
    return found.count(), _told(actor, page)


def _told(actor: Actor, page: Sequence[Contact]) -> list[ContactRow]:
    today = clock.today()
    named = [one for one in page if actor.may(Permission.SEE_KEY_PERSONS, one.unit_no)]
    names = person_names(actor, [one.person_id for one in named])
    places = directory.places({one.unit_no for one in page})
    gaps = gaps_of(page)
    reached = reached_on([one.person_id for one in page], today)
    return [
        ContactRow(
            one.pk, one.person_id, one.unit_no,
            places[one.unit_no].name if one.unit_no in places else "",
            names.get(one.person_id, ""), one.level, tuple(one.ways), one.activity,
            one.last_exposed, one.until, one.state, one.ended_as, one.ended_at,
            gaps[one.pk] if one.state == "watching" else one.gap_days, one.gap_reason,
            one.person_id in reached,
        )
        for one in page
    ]  # fmt: skip


def overview(actor: Actor, event_id: UUID) -> Overview:
    """The figures of all contacts of an event, those at other schools counted without being shown."""
    head = queries.event(actor, event_id)
    today = clock.today()
    with everywhere("contacts"):
        found = list(Contact.objects.filter(event_id=event_id).exclude(state="moved"))
        reached = reached_on([one.person_id for one in found], today)
    by_level: dict[str, list[Contact]] = defaultdict(list)
    for one in found:
        by_level[one.level].append(one)
    outside = sum(not actor.may(Permission.SEE_EVENTS, one.unit_no) for one in found)
    until = max((one.until for one in found if one.state == "watching"), default=None)
    return Overview(
        tuple(_figures(level, by_level[level], reached, today) for level in contacts.LEVELS),
        outside, term_of(head.disease, head.syndrome), until,
    )  # fmt: skip


def _figures(
    level: str, found: Sequence[Contact], reached: set[UUID], today: dt.date
) -> LevelFigures:
    watching = [one for one in found if one.state == "watching"]
    due = [one for one in watching if one.first_day <= today <= one.until]
    return LevelFigures(
        level, len(found), len(watching), len(due), sum(one.person_id in reached for one in due),
        sum(one.state == "case" for one in found), sum(one.state == "released" for one in found),
        sum(contacts.is_over(one.until, today) for one in watching),
    )  # fmt: skip


def classes_of(actor: Actor, event_id: UUID) -> list[tuple[int, str, int]]:
    """The classes that contacts of an event are in, where the actor sees them, with how many."""
    found = visible(Contact.objects.filter(event_id=event_id), actor, Permission.SEE_EVENTS)
    counted = found.exclude(state="moved").values("unit_no").annotate(n=Count("id"))
    sums = {row["unit_no"]: row["n"] for row in counted.order_by("unit_no")}
    places = directory.places(sums)
    return [(no, places[no].name if no in places else "", n) for no, n in sums.items()]


def over_of(event_id: UUID, which: Which) -> QuerySet[Contact]:
    """Who of a list has the observation behind them and waits to be released; those at other schools too, who
    are counted and not shown. In the running scope."""
    found = Contact.objects.filter(event_id=event_id, state="watching", until__lt=clock.today())
    if which.level:
        found = found.filter(level=which.level)
    if which.unit_no:
        found = found.filter(unit_no=which.unit_no)
    return found if which.state in ("", "watching") else found.none()


def unexplained(rows: Iterable[Contact], gaps: Mapping[UUID, int]) -> dict[UUID, int]:
    """Of whom nobody has said yet why they were not reached on so many days."""
    missed = {row.pk: gaps[row.pk] - (row.gap_days if row.gap_reason else 0) for row in rows}
    return {pk: days for pk, days in missed.items() if days > 0}


def to_release(event_id: UUID, which: Which) -> tuple[int, int]:
    """How many of a list can be released, and of how many it has to be said why they were not reached."""
    with everywhere("contacts"):
        rows = list(over_of(event_id, which))
        return len(rows), len(unexplained(rows, gaps_of(rows)))


def gaps_of(found: Iterable[Contact]) -> dict[UUID, int]:
    """On how many days of the observation nobody was reached, up to yesterday; with what was missed at the
    school before. In the running scope."""
    listed, today = list(found), clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED, [today, [one.pk for one in listed]])
        followed: dict[UUID, int] = dict(cursor.fetchall())
    return {
        one.pk: one.gap_days * (one.state == "watching")
        + max(contacts.days_owed(one.first_day, one.until, today) - followed.get(one.pk, 0), 0)
        for one in listed
    }
