"""The ledger, the scores, key groups: who sees which names."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import moves as roll
from xiaoan.directory.queries.people import person_names
from xiaoan.dropout.models import Entry, KeyGroup, Score, Step
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

NOTE_PLACE = "dropout_step.note_cipher"
GROUP_PLACE, SOURCE_PLACE = "dropout_key_group.group_cipher", "dropout_key_group.source_cipher"
PAGE = 100
_NAMED_ABOVE = frozenset({"bureau_officer", "township_liaison", "township_leader"})


@dataclass(frozen=True)
class Row:
    """A line of the ledger."""

    id: UUID
    unit_no: int
    person_id: UUID
    name: str
    place: str
    school: str
    ledger: str
    state: str
    opened_at: dt.datetime
    by_score: bool
    responsible: str
    how: str
    closed_at: dt.datetime | None


@dataclass(frozen=True)
class Told:
    """A step as the page tells it."""

    kind: str
    at: dt.datetime
    by: str
    how: str
    receiver: str
    receipt: str
    note: str


@dataclass(frozen=True)
class Detail:
    entry: Entry
    row: Row
    told: tuple[Told, ...]
    may_keep: bool
    asked_here: bool


@dataclass(frozen=True)
class Scored:
    """A pupil of the night's list: `seen` the numbers, `parts` what each adds."""

    person_id: UUID
    unit_no: int
    name: str
    place: str
    p: float
    day: dt.date
    seen: dict[str, Any]
    parts: dict[str, float]
    entry_id: UUID | None


@dataclass(frozen=True)
class Grouped:
    id: UUID
    group: str
    source: str
    basis: str
    since: dt.date
    until: dt.date | None


def in_schools(actor: Actor) -> tuple[Interval, ...]:
    """Where the actor holds a post in a school that reads the watch: there scores have names."""
    return tuple(
        sorted(
            (s.lo, s.hi)
            for s in actor.scopes
            if Permission.SEE_DROPOUT in s.permissions and s.hi - s.lo <= numbering.SCHOOL
        )
    )


def named(actor: Actor) -> tuple[Interval, ...]:
    """Where the ledger has names: in schools, and for the bureau and the townships."""
    above = [(s.lo, s.hi) for s in actor.scopes if s.role in _NAMED_ABOVE]
    return tuple(sorted({*in_schools(actor), *above}))


def names_shown(actor: Actor, unit_no: int) -> bool:
    return any(lo <= unit_no < hi for lo, hi in named(actor))


def entries(
    actor: Actor, ledger: str, *, closed: bool = False, offset: int = 0, most: int = PAGE
) -> tuple[list[Row], int]:
    """Lines of a ledger with names from one on, the oldest first, closed ones the latest first; and how many
    there are."""
    rows = Entry.objects.filter(inside(named(actor)), ledger=ledger)
    if closed:
        rows = rows.exclude(closed_at=None).order_by("-closed_at", "id")
    else:
        rows = rows.filter(closed_at=None).order_by("opened_at", "id")
    return listed(actor, rows[offset : offset + most]), rows.count()


def listed(actor: Actor, rows: QuerySet[Entry]) -> list[Row]:
    found = list(rows)
    names = person_names(actor, [one.person_id for one in found])
    people = accounts.names(actor, {one.responsible_id for one in found if one.responsible_id})
    schools = {numbering.school_of(one.unit_no) for one in found}
    places = directory.places({*schools, *(one.unit_no for one in found)})

    def called(no: int) -> str:
        return places[no].name if no in places else ""

    return [
        Row(
            one.pk, one.unit_no, one.person_id, names.get(one.person_id, ""), called(one.unit_no),
            called(numbering.school_of(one.unit_no)), one.ledger, one.state, one.opened_at, one.by_score,
            people.get(one.responsible_id, "") if one.responsible_id else "", one.how, one.closed_at,
        )
        for one in found
    ]  # fmt: skip


def detail(actor: Actor, entry_id: UUID) -> Detail:
    """One line with its steps; NotFound."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None or not names_shown(actor, entry.unit_no):
        raise NotFound
    steps = list(Step.objects.filter(entry_id=entry.pk).order_by("no"))
    people = accounts.names(actor, {one.by_id for one in steps if one.by_id})
    told = tuple(
        Told(
            one.kind, one.at, people.get(one.by_id, "") if one.by_id else "", one.how, one.receiver,
            one.receipt,
            ciphers.unseal(one.note_cipher, place=NOTE_PLACE, row=one.pk) if one.note_cipher else "",
        )
        for one in steps
    )  # fmt: skip
    return Detail(
        entry, listed(actor, Entry.objects.filter(pk=entry.pk))[0], told,
        actor.may(Permission.KEEP_DROPOUT, entry.unit_no), entry.asked_by_id == actor.user_id,
    )  # fmt: skip


def staff(unit_no: int) -> list[tuple[UUID, str]]:
    """Who of a school can be named as responsible."""
    place = directory.place(numbering.school_of(unit_no))
    roles = ("principal", "grade_head", "class_teacher", "school_doctor", "counsellor")
    with everywhere("dropout") as system:
        units = range(place.interval[0], place.interval[1])
        found = {
            one.user_id: one.name for one in accounts.holders(system, roles, units, clock.today())
        }
    return sorted(found.items(), key=lambda one: one[1])


def scores(actor: Actor, most: int = 200) -> list[Scored]:
    """The night's list in the actor's schools, the likeliest first; nobody above a school sees it."""
    found = list(Score.objects.filter(inside(in_schools(actor))).order_by("-p")[:most])
    people = [one.person_id for one in found]
    names = person_names(actor, people)
    kept = dict(
        Entry.objects.filter(person_id__in=people, closed_at=None).values_list("person_id", "id")
    )
    places = directory.places({one.unit_no for one in found})
    return [
        Scored(
            one.person_id, one.unit_no, names.get(one.person_id, ""),
            places[one.unit_no].name if one.unit_no in places else "", one.p, one.day, one.seen,
            one.parts, kept.get(one.person_id),
        )
        for one in found
    ]  # fmt: skip


def groups(actor: Actor, person_id: UUID) -> list[Grouped]:
    """Which key groups a pupil is on record of, for posts of the school."""
    rows = KeyGroup.objects.filter(inside(in_schools(actor)), person_id=person_id).order_by(
        "-since"
    )
    return [
        Grouped(
            one.pk, ciphers.unseal(one.group_cipher, place=GROUP_PLACE, row=one.pk),
            ciphers.unseal(one.source_cipher, place=SOURCE_PLACE, row=one.pk), one.basis, one.since,
            one.until,
        )
        for one in rows
    ]  # fmt: skip


def to_close(actor: Actor) -> int:
    """Entries that wait for a second person, whom somebody else asked to close."""
    rows = Entry.objects.filter(inside(actor.reach(Permission.KEEP_DROPOUT)), state="closing")
    return rows.exclude(asked_by_id=actor.user_id).count()


def class_of(actor: Actor, person_id: UUID) -> int | None:
    """The class of a pupil of the actor's schools today."""
    where = roll.where_on_roll([person_id], clock.today()).get(person_id)
    return where[1] if where and any(lo <= where[1] < hi for lo, hi in in_schools(actor)) else None
