"""The record of a unit and of people in it: of a month or a term, with numerator and denominator, beside
comparable schools (same stage and size band) by median and quartiles. Nobody is ranked."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accountability import rules
from xiaoan.accountability.models import Conduct, Month, Reply
from xiaoan.accountability.queries.periods import Period
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
    "seen": ("seen", "said"),
    "true": ("true", "checked"),
    "false": ("untrue", "checked"),
    "changed": ("changed", "reports"),
    "mended": ("mended", "returned"),
    "done_after": ("done_after", "gone_up"),
    "helped": ("helped", "asked"),
    "covered": ("covered", "cared"),
}
# Of a person: what they were named for, and what became of what they themselves had said.
OF_PEOPLE = (
    "in_time",
    "late",
    "missed",
    "changed",
    "seen",
    "true",
    "false",
    "done_after",
    "helped",
)
MOST_PEOPLE = 200
MOST_MONTHS = 12


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
class Said:
    """A reply, beside the record."""

    text: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Person:
    """Somebody of a school; `replies`: what they say to their figures."""

    user_id: UUID
    name: str
    figures: list[Figure]
    replies: list[Said]


@dataclass(frozen=True)
class Entry:
    """A commendation or a fault, with its reason and source; `replies` of whoever it names."""

    id: UUID
    unit_no: int
    kind: str
    day: dt.date
    who: str
    reason: str
    source: str
    by: str
    at: dt.datetime
    file_id: UUID | None
    replies: list[Said]


@dataclass(frozen=True)
class Record:
    """A school in a period; `reckoned_at` None: nothing has been reckoned yet. `course`: its figures by
    month, the oldest first, of a year at most."""

    place: directory.Place
    period: Period
    figures: list[Figure]
    people: list[Person]
    entries: list[Entry]
    replies: list[Said]
    course: list[tuple[dt.date, list[Figure]]]
    pupils: int
    reckoned_at: dt.datetime | None


_COUNTS = (
    "due", "in_time", "late", "missed", "gone_up", "done_after", "reports", "changed", "said",
    "seen", "checked", "untrue", "returned", "mended", "asked", "helped", "cared", "covered",
)  # fmt: skip


def summed(rows: Iterable[Month]) -> dict[str, int]:
    """The counts of months added up: each count and the one it is of, so that shares stay true."""
    found = Counter(dict.fromkeys(_COUNTS, 0))
    for row in rows:
        found.update({name: getattr(row, name) for name in _COUNTS})
    return dict(found)


def figures_of(counts: Mapping[str, int], codes: Iterable[str] = tuple(MEASURES)) -> list[Figure]:
    told = {**counts, "true": counts["checked"] - counts["untrue"]}
    return [Figure(code, told[MEASURES[code][0]], told[MEASURES[code][1]]) for code in codes]


def record(actor: Actor, place: directory.Place, period: Period) -> Record:
    """A school's record; the caller has decided that the actor may read it."""
    rows = visible(Month.objects.all(), actor, Permission.SEE_RECORD).filter(school_id=place.no)
    found = rows.filter(month__in=period.months).order_by("month")
    own = [one for one in found if one.user_id is None]
    year = rows.filter(user_id=None, month__lt=period.end).order_by("-month")[:MOST_MONTHS]
    return Record(
        place, period, _compared(own, period), _people(actor, found, place, period),
        entries(actor, place, period), replies(actor, place, period),
        [(one.month, figures_of(summed([one]))) for one in reversed(year)],
        own[-1].pupils if own else 0, max((one.reckoned_at for one in own), default=None),
    )  # fmt: skip


def months_of(actor: Actor, place: directory.Place) -> list[dt.date]:
    """The months of which there is a record, the newest first."""
    rows = visible(Month.objects.all(), actor, Permission.SEE_RECORD).filter(school_id=place.no)
    return list(
        rows.filter(user_id=None).order_by("-month").values_list("month", flat=True)[:MOST_MONTHS]
    )


def _people(
    actor: Actor, rows: Iterable[Month], place: directory.Place, period: Period
) -> list[Person]:
    by_person: dict[UUID, list[Month]] = defaultdict(list)
    for one in rows:
        if one.user_id:
            by_person[one.user_id].append(one)
    people = sorted(by_person)[:MOST_PEOPLE]
    names = accounts.names(actor, people)
    said: dict[UUID, list[Said]] = defaultdict(list)
    for row, reply in said_by(actor, _said_to(actor, place, period), names):
        if row.user_id and row.conduct_id is None:
            said[row.user_id].append(reply)
    return [
        Person(who, names.get(who, "?"), figures_of(summed(by_person[who]), OF_PEOPLE), said[who])
        for who in people
    ]


def _compared(own: Sequence[Month], period: Period) -> list[Figure]:
    """Beside the schools of the same stage and size band; only their quartiles leave this function."""
    if not own:
        return []
    last = own[-1]
    others: dict[int, list[Month]] = defaultdict(list)
    with everywhere("accountability"):
        rows = Month.objects.filter(month__in=period.months, user_id=None, stage=last.stage)
        for one in rows.exclude(school_id=last.school_id).order_by("month"):
            others[one.school_id].append(one)
    beside: dict[str, list[float]] = defaultdict(list)
    for some in others.values():
        if rules.band(some[-1].pupils) != rules.band(last.pupils):
            continue
        for figure in figures_of(summed(some)):
            if figure.share is not None:
                beside[figure.code].append(figure.share)
    return [
        Figure(
            one.code, one.part, one.whole, rules.quartiles(beside[one.code]), len(beside[one.code])
        )
        for one in figures_of(summed(own))
    ]


def entries(actor: Actor, place: directory.Place, period: Period) -> list[Entry]:
    """What was entered for the school, its classes and its people in a period."""
    rows = visible(Conduct.objects.all(), actor, Permission.SEE_RECORD).filter(
        unit_no__gte=place.no, unit_no__lt=place.end, day__gte=period.first, day__lt=period.end
    )
    return told(actor, list(rows.order_by("-day", "-at")))


def told(actor: Actor, found: Sequence[Conduct]) -> list[Entry]:
    """Entries in words, each with what was replied to it."""
    people = {who for one in found for who in (one.user_id, one.by_id) if who}
    names = accounts.names(actor, people)
    said: dict[UUID, list[Said]] = defaultdict(list)
    rows = Reply.objects.filter(
        unit_no__in={one.unit_no for one in found}, conduct_id__in=[one.pk for one in found]
    )
    for row, reply in said_by(actor, rows, names):
        if row.conduct_id:
            said[row.conduct_id].append(reply)
    return [_entry(one, names, said[one.pk]) for one in found]


def _entry(one: Conduct, names: Mapping[UUID, str], said: list[Said]) -> Entry:
    told = json.loads(ciphers.unseal(one.body, place=CONDUCT, row=one.pk))
    return Entry(
        one.pk, one.unit_no, one.kind, one.day, names.get(one.user_id, "?") if one.user_id else "",
        told["reason"], told["source"], names.get(one.by_id, "") if one.by_id else "", one.at,
        one.file_id, said,
    )  # fmt: skip


def _said_to(actor: Actor, place: directory.Place, period: Period) -> QuerySet[Reply]:
    rows = visible(Reply.objects.all(), actor, Permission.SEE_RECORD)
    return rows.filter(unit_no=place.no, month__in=period.months)


def said_by(
    actor: Actor, rows: QuerySet[Reply], names: Mapping[UUID, str]
) -> list[tuple[Reply, Said]]:
    """The oldest first: a second reply adds to the first."""
    found = list(rows.order_by("at", "id"))
    known = {**accounts.names(actor, {one.by_id for one in found if one.by_id}), **names}
    return [
        (
            one,
            Said(
                ciphers.unseal(one.body, place=REPLY, row=one.pk),
                known.get(one.by_id, "") if one.by_id else "", one.at,
            ),
        )
        for one in found
    ]  # fmt: skip


def replies(actor: Actor, place: directory.Place, period: Period) -> list[Said]:
    """What the head of the school says to its record."""
    rows = _said_to(actor, place, period).filter(user_id=None)
    return [said for _row, said in said_by(actor, rows, {})]


@dataclass(frozen=True)
class Line:
    """A school on the list, in the order of the tree: never by a figure."""

    place: directory.Place
    figures: list[Figure]


def schools(actor: Actor, place: directory.Place, period: Period) -> list[Line]:
    """The schools of a county or township in a period, each with its figures."""
    rows = visible(Month.objects.all(), actor, Permission.SEE_RECORD).filter(
        month__in=period.months, user_id=None, unit_no__gte=place.no, unit_no__lt=place.end
    )
    found: dict[int, list[Month]] = defaultdict(list)
    for one in rows:
        found[one.school_id].append(one)
    inside = directory.places_inside(place.interval, "school", day=period.first)
    return [
        Line(one, figures_of(summed(found[one.no])) if one.no in found else []) for one in inside
    ]
