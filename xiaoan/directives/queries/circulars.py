"""Circulars a person may see, who has read them, what units say to them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directives import rules
from xiaoan.directives.models import Addressee, Circular, Directive, Reply
from xiaoan.directives.queries import answers_for, offices
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible


@dataclass(frozen=True)
class Row:
    """A circular in a line; how many of the units in sight have read it."""

    id: UUID
    number: str
    title: str
    office: str
    state: str
    at: dt.datetime
    units: int
    read: int


@dataclass(frozen=True)
class UnitRow:
    unit_no: int
    place: str
    read_at: dt.datetime | None
    read_by: str
    is_late: bool
    is_own: bool


@dataclass(frozen=True)
class ReplyRow:
    place: str
    text: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Detail:
    """A circular with its facts, its readers in sight and all answers."""

    row: Row
    circular: Circular
    facts: dict[str, Any]
    drafted_by: str
    edited_by: str
    issued_by: str
    units: list[UnitRow]
    replies: list[ReplyRow]


def _seen(actor: Actor) -> QuerySet[Circular]:
    """Issued ones of offices in sight or sent to a unit in sight; drafts only of one's own office."""
    sent = _addressees(actor).values("circular_id")
    kept = visible(Circular.objects.all(), actor, Permission.SEE_DIRECTIVES).values("id")
    issued = Q(state="issued") & (Q(pk__in=sent) | Q(pk__in=kept))
    return Circular.objects.filter(issued | Q(unit_no__in=offices(actor)))


def _addressees(actor: Actor) -> QuerySet[Addressee]:
    return visible(Addressee.objects.all(), actor, Permission.SEE_DIRECTIVES)


def page_of(actor: Actor, offset: int, limit: int) -> tuple[int, list[Row]]:
    """How many there are, and one page, the newest first."""
    rows = _seen(actor)
    page = rows.defer("text", "facts", "said").order_by("-drafted_at", "id")
    return rows.count(), _rows(actor, list(page[offset : offset + limit]))


def _rows(actor: Actor, found: list[Circular]) -> list[Row]:
    counted = {
        one["circular_id"]: (one["units"], one["read"])
        for one in _addressees(actor)
        .filter(circular_id__in=[row.pk for row in found])
        .order_by()
        .values("circular_id")
        .annotate(units=Count("id"), read=Count("id", filter=Q(read_at__isnull=False)))
    }
    places = directory.places(row.unit_no for row in found)
    return [
        Row(
            row.pk, rules.number(row.year, row.no) if row.year and row.no else "", row.title,
            places[row.unit_no].name, row.state, row.issued_at or row.edited_at,
            *counted.get(row.pk, (0, 0)),
        )
        for row in found
    ]  # fmt: skip


def circular(actor: Actor, circular_id: UUID) -> Detail:
    """One circular in the actor's sight."""
    row = _seen(actor).filter(pk=circular_id).first()
    if row is None:
        raise NotFound
    sent = list(_addressees(actor).filter(circular_id=row.pk).order_by("unit_no"))
    said = list(Reply.objects.filter(circular_id=row.pk).order_by("at", "id"))
    who = {row.drafted_by_id, row.edited_by_id, row.issued_by_id, *(one.read_by_id for one in sent)}
    with everywhere("directives") as system:
        names = accounts.names(system, {one for one in who if one})
    places = directory.places({*(one.unit_no for one in sent), *(one.of_unit for one in said)})
    return Detail(
        _rows(actor, [row])[0], row, row.facts, names.get(row.drafted_by_id, ""),
        names.get(row.edited_by_id, ""), names.get(row.issued_by_id, "") if row.issued_by_id else "",
        [
            UnitRow(
                one.unit_no, places[one.unit_no].name, one.read_at,
                names.get(one.read_by_id, "") if one.read_by_id else "",
                one.read_at is not None and one.read_at > one.read_due_at,
                answers_for(actor, one.unit_no),
            )
            for one in sorted(sent, key=lambda one: one.read_at is not None)
        ],
        [ReplyRow(places[one.of_unit].name, one.text, one.at, one.by_name) for one in said],
    )  # fmt: skip


def of_addressee(actor: Actor, addressee_id: UUID) -> UUID:
    """Which circular a unit's duty to read is about."""
    found = _addressees(actor).filter(pk=addressee_id).values_list("circular_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def draftable(office_no: int) -> list[tuple[UUID, int, str]]:
    """Directives of an office that a circular can be about, with their year, the newest first."""
    rows = Directive.objects.filter(unit_no=office_no, issued_at__isnull=False)
    return [
        (row.pk, row.year, f"{rules.number(row.year, row.no)} {row.title}")
        for row in rows.defer("text", "said").order_by("-issued_at")[:200]
    ]
