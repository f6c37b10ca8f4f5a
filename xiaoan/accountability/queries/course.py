"""The course of a unit or a person: every fact of the journal between two instants, in readable words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.accountability.queries import rights, words
from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.journal.models import Entry
from xiaoan.journal.rules import Receipt
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

PAGE = 50
# No history makes the database read and count for long; nobody turns pages farther.
DEEPEST = 5_000


@dataclass(frozen=True)
class Asked:
    """Of which unit, between which instants; `group`: the facts of one app; `person_id`: those that name this
    id, or were written by it."""

    place: directory.Place
    since: dt.datetime
    until: dt.datetime
    group: str = ""
    person_id: UUID | None = None
    offset: int = 0


@dataclass(frozen=True)
class Fact:
    """One entry, said in words; `told`: what of its payload can be said without names."""

    school_id: int
    n: int
    kind: str
    words: str
    place: str
    who: str
    at: dt.datetime
    told: tuple[tuple[str, str], ...]
    slip: str


@dataclass(frozen=True)
class Course:
    """A page of facts, the newest first, and how many there are (at most `DEEPEST` are counted)."""

    rows: list[Fact]
    total: int


def course(actor: Actor, asked: Asked) -> Course:
    rows = _rows(actor, asked)
    total = rows.order_by()[:DEEPEST].count()
    found = list(rows.order_by("-at", "-n")[asked.offset : asked.offset + PAGE])
    return Course(facts(actor, found), total)


def _rows(actor: Actor, asked: Asked) -> QuerySet[Entry]:
    place = asked.place
    if asked.person_id and not rights.may_narrow(actor, place.interval):
        raise Forbidden
    rows = rights.readable(actor).filter(
        at__gte=asked.since, at__lte=asked.until, unit_no__gte=place.no, unit_no__lt=place.end
    )
    if place.school_id:
        # What concerns a school stands in its own chain, or in the county's.
        rows = rows.filter(school_id__in=[place.school_id, 0])
    if asked.group:
        rows = rows.filter(kind__startswith=f"{asked.group}.")
    if asked.person_id:
        told = Q(body__contains=f'"{asked.person_id}"') | Q(actor=str(asked.person_id))
        rows = rows.filter(told)
    return rows


def facts(actor: Actor, found: Sequence[Entry]) -> list[Fact]:
    places = directory.places(one.unit_no for one in found)
    people = {UUID(one.actor) for one in found if not one.actor.startswith("system:")}
    names = accounts.names(actor, people)
    return [_fact(one, places, names) for one in found]


def _fact(one: Entry, places: dict[int, directory.Place], names: dict[UUID, str]) -> Fact:
    system = one.actor.startswith("system:")
    receipt = Receipt(one.school_id, one.n, bytes(one.hash))
    payload: dict[str, Any] = words.payload_of(one.body)
    return Fact(
        one.school_id, one.n, one.kind, words.of_kind(one.kind),
        places[one.unit_no].name if one.unit_no in places else "",
        "" if system else names.get(UUID(one.actor), "?"), one.at, words.told(payload), str(receipt),
    )  # fmt: skip
