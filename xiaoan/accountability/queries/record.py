"""The record of a unit and of people in it: of a month, with numerator and denominator, beside comparable
schools (same stage and size band) by median and quartiles. Nobody is ranked."""

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accountability import rules
from xiaoan.accountability.models import Conduct, Month, Reply
from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

CONDUCT, REPLY = "accountability_conduct.body", "accountability_reply.body"
# What is measured: numerator, denominator. More is better, but of faults and of changes.
MEASURES = {
    "in_time": ("in_time", "due"),
    "late": ("late", "due"),
    "missed": ("missed", "due"),
    "true": ("true", "checked"),
    "false": ("untrue", "checked"),
    "changed": ("changed", "reports"),
    "mended": ("mended", "returned"),
    "done_after": ("done_after", "gone_up"),
    "helped": ("helped", "asked"),
}
# Of persons nothing is verified one by one: only what they themselves were named for is counted.
OF_PEOPLE = ("in_time", "late", "missed", "changed", "done_after", "helped")
MOST_PEOPLE = 200


@dataclass(frozen=True)
class Figure:
    """One measure: `part` of `whole`; `share` is None where there is nothing to be part of."""

    code: str
    part: int
    whole: int
    compared: tuple[float, float, float] | None = None
    compared_with: int = 0

    @property
    def share(self) -> float | None:
        return rules.share(self.part, self.whole)


@dataclass(frozen=True)
class Person:
    user_id: UUID
    name: str
    figures: list[Figure]


@dataclass(frozen=True)
class Entry:
    """A commendation or a fault, with its reason and source."""

    id: UUID
    kind: str
    day: dt.date
    who: str
    reason: str
    source: str
    by: str
    at: dt.datetime
    file_id: UUID | None


@dataclass(frozen=True)
class Said:
    """A reply, beside the record."""

    text: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Record:
    """A school in a month; `reckoned_at` None: nothing has been reckoned yet."""

    place: directory.Place
    month: dt.date
    figures: list[Figure]
    people: list[Person]
    entries: list[Entry]
    replies: list[Said]
    months: list[dt.date]
    pupils: int
    reckoned_at: dt.datetime | None


def figures_of(row: Month, codes: tuple[str, ...] = tuple(MEASURES)) -> list[Figure]:
    counts = {**row.__dict__, "true": row.checked - row.untrue}
    return [Figure(code, *(counts[name] for name in MEASURES[code])) for code in codes]


def record(actor: Actor, place: directory.Place, month: dt.date) -> Record:
    """A school's record; the caller has decided that the actor may read it."""
    first = rules.month_of(month)
    rows = visible(Month.objects.all(), actor, Permission.SEE_RECORD).filter(school_id=place.no)
    own = rows.filter(month=first, user_id=None).first()
    people = [*rows.filter(month=first).exclude(user_id=None).order_by("user_id")[:MOST_PEOPLE]]
    names = accounts.names(actor, {one.user_id for one in people if one.user_id})
    months = list(rows.filter(user_id=None).order_by("-month").values_list("month", flat=True)[:12])
    return Record(
        place, first, _compared(own) if own else [],
        [
            Person(one.user_id, names.get(one.user_id, "?"), figures_of(one, OF_PEOPLE))
            for one in people
            if one.user_id
        ],
        entries(actor, place, first), replies(actor, place, first), months,
        own.pupils if own else 0, own.reckoned_at if own else None,
    )  # fmt: skip


def _compared(own: Month) -> list[Figure]:
    """Beside the schools of the same stage and size band; only their quartiles leave this function."""
    with everywhere("accountability"):
        others = [
            one
            for one in Month.objects.filter(month=own.month, user_id=None, stage=own.stage)
            if rules.band(one.pupils) == rules.band(own.pupils) and one.school_id != own.school_id
        ]
    beside: dict[str, list[float]] = {}
    for one in others:
        for figure in figures_of(one):
            if figure.share is not None:
                beside.setdefault(figure.code, []).append(figure.share)
    return [
        Figure(
            one.code, one.part, one.whole, rules.quartiles(beside.get(one.code, [])),
            len(beside.get(one.code, [])),
        )
        for one in figures_of(own)
    ]  # fmt: skip


def entries(actor: Actor, place: directory.Place, first: dt.date) -> list[Entry]:
    """What was entered for the school, its classes and its people of a month."""
    rows = visible(Conduct.objects.all(), actor, Permission.SEE_RECORD).filter(
        unit_no__gte=place.no, unit_no__lt=place.end, day__gte=first,
        day__lt=rules.next_month(first),
    )  # fmt: skip
    found = list(rows.order_by("-day", "-at"))
    people = {who for one in found for who in (one.user_id, one.by_id) if who}
    names = accounts.names(actor, people)
    return [_entry(one, names) for one in found]


def _entry(one: Conduct, names: dict[UUID, str]) -> Entry:
    told = json.loads(ciphers.unseal(one.body, place=CONDUCT, row=one.pk))
    return Entry(
        one.pk, one.kind, one.day, names.get(one.user_id, "?") if one.user_id else "",
        told["reason"], told["source"], names.get(one.by_id, "") if one.by_id else "", one.at,
        one.file_id,
    )  # fmt: skip


def replies(actor: Actor, place: directory.Place, first: dt.date) -> list[Said]:
    rows = visible(Reply.objects.all(), actor, Permission.SEE_RECORD).filter(
        unit_no=place.no, month=first
    )
    found = list(rows.order_by("-at"))
    names = accounts.names(actor, {one.by_id for one in found if one.by_id})
    return [
        Said(
            ciphers.unseal(one.body, place=REPLY, row=one.pk),
            names.get(one.by_id, "") if one.by_id else "", one.at,
        )
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A school on the list, in the order of the tree: never by a figure."""

    place: directory.Place
    figures: list[Figure]


def schools(actor: Actor, place: directory.Place, month: dt.date) -> list[Line]:
    """The schools of a county or township in a month, each with its figures."""
    first = rules.month_of(month)
    rows = visible(Month.objects.all(), actor, Permission.SEE_RECORD).filter(
        month=first, user_id=None, unit_no__gte=place.no, unit_no__lt=place.end
    )
    found = {one.school_id: figures_of(one) for one in rows}
    inside = directory.places_inside(place.interval, "school", day=first)
    return [Line(one, found.get(one.no, [])) for one in inside]
