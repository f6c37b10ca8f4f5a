"""Whom the actor looks after: names, classes, flags, when they were last in touch."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.careteams.models import Contact, Link
from xiaoan.careteams.queries import flags
from xiaoan.careteams.queries.sealed import NOTE_PLACE
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.directory.services import PHONE_PLACE
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible

PAGE = 60


@dataclass(frozen=True)
class Mine:
    """One whom the actor looks after."""

    person_id: UUID
    kind: str
    school_no: int
    unit_no: int
    unit: str
    name: str
    roles: tuple[str, ...]
    since: dt.date
    last_day: dt.date | None = None
    raised: tuple[flags.Raised, ...] = ()


@dataclass(frozen=True)
class Noted:
    """A contact as it was noted."""

    day: dt.date
    way: str
    state: str
    note: str


def who(actor: Actor) -> UUID:
    """The account that looks after people; the system looks after nobody."""
    if actor.user_id is None:
        raise NotFound
    return actor.user_id


def _links(actor: Actor) -> QuerySet[Link]:
    """The actor's links of now, where a position of theirs reaches the person still."""
    rows = visible(Link.objects.all(), actor, Permission.CARE_FOR_OWN)
    return rows.filter(carer_kind="user", carer_id=who(actor), until=None)


def page_of(actor: Actor, typed: str, offset: int, limit: int = PAGE) -> tuple[int, list[Mine]]:
    """How many there are, and one page: by class and number; `typed`: whose name has it."""
    people = Person.objects.filter(
        inside(actor.intervals), pk__in=_links(actor).values("person_id")
    )
    if typed:
        people = people.filter(Q(name__contains=typed) | Q(pinyin__contains=f"|{typed.lower()}"))
    columns = ("id", "kind", "school_id", "unit_no", "name")
    rows = list(
        people.order_by("unit_no", "number", "id").values_list(*columns)[offset : offset + limit]
    )
    return people.count(), _mine(actor, rows)


_Row = tuple[UUID, str, int, int, str]


def _mine(actor: Actor, rows: list[_Row]) -> list[Mine]:
    ids = [row[0] for row in rows]
    places = directory.places({row[3] for row in rows})
    links: dict[UUID, list[tuple[str, dt.date]]] = {}
    for person_id, role, since in (
        _links(actor).filter(person_id__in=ids).values_list("person_id", "role", "since")
    ):
        links.setdefault(person_id, []).append((role, since))
    own = Contact.objects.filter(inside(actor.intervals), person_id__in=ids, by_id=who(actor))
    last = dict(own.values("person_id").annotate(day=Max("day")).values_list("person_id", "day"))
    raised = flags.of(actor, ids)
    return [
        Mine(
            pk, kind, school_no, unit_no, places[unit_no].name, name,
            tuple(role for role, _since in links.get(pk, ())),
            min(since for _role, since in links[pk]), last.get(pk), tuple(raised.get(pk, ())),
        )
        for pk, kind, school_no, unit_no, name in rows
    ]  # fmt: skip


def one(actor: Actor, person_id: UUID) -> Mine:
    """One whom the actor looks after; NotFound of everybody else."""
    if not _links(actor).filter(person_id=person_id).exists():
        raise NotFound
    columns = ("id", "kind", "school_id", "unit_no", "name")
    rows = Person.objects.filter(inside(actor.intervals), pk=person_id).values_list(*columns)
    if not rows:
        raise NotFound
    return _mine(actor, list(rows))[0]


def contacts_of(actor: Actor, found: Mine) -> list[directory.Contact]:
    """Whom to call about a pupil, or the phone of one of the staff, in full where the policy shows it."""
    if found.kind == "student":
        in_full = accounts.sees_family_phones(actor)
        return directory.contacts(actor, found.person_id, in_full=in_full)
    row = Person.objects.values_list("phone_cipher", flat=True).get(pk=found.person_id)
    shown = row is not None and bool(accounts.phones(actor, [who(actor)]))
    phone = ciphers.unseal(row, place=PHONE_PLACE, row=found.person_id) if shown and row else ""
    return [directory.Contact(found.name, "", phone)]


def noted(actor: Actor, person_id: UUID) -> list[Noted]:
    """What the actor noted of one of theirs, the newest first."""
    rows = Contact.objects.filter(
        inside(actor.intervals), person_id=person_id, by_id=who(actor)
    ).order_by("-at", "-id")[:20]
    return [Noted(row.day, row.way, row.state, _opened(row)) for row in rows]


def _opened(row: Contact) -> str:
    if row.note_cipher is None:
        return ""
    return ciphers.unseal(row.note_cipher, place=NOTE_PLACE, row=row.pk)


def pupils(found: Iterable[Mine]) -> dict[UUID, int]:
    """The pupils among them with their classes: whom a look is kept of."""
    return {one.person_id: one.unit_no for one in found if one.kind == "student"}
