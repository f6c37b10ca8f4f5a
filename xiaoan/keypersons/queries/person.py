"""One person: the lines, the isolations, the returns, and all that happened, newest first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.directory.queries import Contact
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.keypersons.models import Change, FollowUp, Isolation, KeyPerson, Paper, Travel
from xiaoan.keypersons.queries import sealed
from xiaoan.screening import queries as screening

# So many of the newest entries are shown; nobody has more by hand.
MOST = 500


@dataclass(frozen=True)
class Who:
    """A pupil or member of staff, as the page names them."""

    person_id: UUID
    kind: str
    name: str
    unit_no: int
    unit: str


@dataclass(frozen=True)
class SeenPaper:
    kind: str
    issuer: str
    number: str
    issued_on: dt.date
    seen_on: dt.date
    seen_by: str


@dataclass(frozen=True)
class Apart:
    """A stretch of isolation; `early_note`: why before the planned end."""

    kind: str
    since: dt.date
    until: dt.date | None
    basis: str
    ended_on: dt.date | None
    early_note: str
    paper: SeenPaper | None


@dataclass(frozen=True)
class OwnLine:
    """A line of the person, with what may be read of it in words."""

    row: KeyPerson
    place: str
    carer: str
    carer_phone: str
    isolations: tuple[Apart, ...]
    paper: SeenPaper | None


@dataclass(frozen=True)
class Journey:
    """A return announced ahead."""

    travel_id: UUID
    expected: dt.date
    origin: str
    transport: str
    number: str
    announced_by: str
    state: str
    arrived_on: dt.date | None


@dataclass(frozen=True)
class Entry:
    """One entry of the history: a change (`what`, `detail`) or a follow-up (`what` "followed")."""

    at: dt.datetime
    by: str
    what: str
    category: str
    detail: dict[str, Any]
    note: str
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonPage:
    """All of one person that the actor may read."""

    who: Who
    contacts: tuple[Contact, ...]
    lines: tuple[OwnLine, ...]
    journeys: tuple[Journey, ...]
    entries: tuple[Entry, ...]


def who(actor: Actor, person_id: UUID, permission: Permission) -> Who:
    """Somebody in the actor's reach; NotFound or Forbidden as everywhere."""
    row = Person.objects.filter(inside(actor.intervals), pk=person_id).first()
    if row is None:
        raise NotFound
    if not actor.may(permission, row.unit_no):
        raise Forbidden
    return Who(row.pk, row.kind, row.name, row.unit_no, directory.full_name(row.unit_no))


def person_page(actor: Actor, person_id: UUID) -> PersonPage:
    one = who(actor, person_id, Permission.SEE_KEY_PERSONS)
    rows = list(
        KeyPerson.objects.filter(inside(actor.intervals), person_id=person_id).order_by(
            "-opened_at", "-id"
        )
    )
    isolations = list(
        Isolation.objects.filter(inside(actor.intervals), person_id=person_id).order_by("-since")
    )
    travels = Travel.objects.filter(inside(actor.intervals), person_id=person_id)
    papers = _papers(actor, [*rows, *isolations])
    carers = {row.carer_id for row in rows if row.carer_id}
    names, phones = accounts.names(actor, carers), accounts.phones(actor, carers)
    return PersonPage(
        who=one,
        contacts=contacts_of(actor, person_id),
        lines=tuple(_own(row, isolations, papers, names, phones) for row in rows),
        journeys=tuple(journey(row) for row in travels.order_by("-expected", "-id")),
        entries=tuple(_entries(actor, person_id, rows)),
    )


def person_of(actor: Actor, line_id: UUID) -> UUID:
    """Whom a line is about, where the actor reads key persons."""
    row = KeyPerson.objects.filter(inside(actor.intervals), pk=line_id).first()
    if row is None:
        raise NotFound
    if not actor.may(Permission.SEE_KEY_PERSONS, row.unit_no):
        raise Forbidden
    return row.person_id


def contacts_of(actor: Actor, person_id: UUID) -> tuple[Contact, ...]:
    """Whom to call about a pupil of the actor's school, or one who is still followed there; the number where
    the policy shows it. Of a child who has gone nobody calls the family any more.
    """
    if not _is_theirs(actor, person_id):
        return ()
    in_full = accounts.sees_family_phones(actor)
    return tuple(directory.contacts(actor, person_id, in_full=in_full))


def _is_theirs(actor: Actor, person_id: UUID) -> bool:
    if directory.classes_of_people(actor, [person_id], clock.today()):
        return True
    rows = KeyPerson.objects.filter(inside(actor.intervals), person_id=person_id, state="open")
    return rows.exists()


def phones_hidden(actor: Actor) -> bool:
    """Whether numbers are missing because the policy does not show them."""
    return not accounts.sees_family_phones(actor)


def _papers(actor: Actor, rows: Sequence[KeyPerson | Isolation]) -> dict[UUID, SeenPaper]:
    ids = {row.paper_id for row in rows if row.paper_id}
    found = list(Paper.objects.filter(pk__in=ids)) if ids else []
    names = accounts.names(actor, {row.seen_by_id for row in found if row.seen_by_id})
    return {
        row.pk: SeenPaper(
            row.kind, sealed.opened(row.issuer_cipher, sealed.ISSUER_PLACE, row.pk),
            sealed.opened(row.number_cipher, sealed.NUMBER_PLACE, row.pk), row.issued_on,
            row.seen_on, names.get(row.seen_by_id, "") if row.seen_by_id else "",
        )
        for row in found
    }  # fmt: skip


def _own(
    row: KeyPerson, isolations: Iterable[Isolation], papers: dict[UUID, SeenPaper],
    names: dict[UUID, str], phones: dict[UUID, str],
) -> OwnLine:  # fmt: skip
    return OwnLine(
        row=row,
        place=sealed.opened(row.place_cipher, sealed.PLACE_PLACE, row.pk),
        carer=names.get(row.carer_id, "") if row.carer_id else "",
        carer_phone=phones.get(row.carer_id, "") if row.carer_id else "",
        isolations=tuple(
            Apart(
                one.kind, one.since, one.until, one.basis, one.ended_on,
                sealed.opened(one.early_cipher, sealed.EARLY_PLACE, one.pk),
                papers.get(one.paper_id) if one.paper_id else None,
            )
            for one in isolations
            if one.line_id == row.pk
        ),
        paper=papers.get(row.paper_id) if row.paper_id else None,
    )  # fmt: skip


def journey(row: Travel) -> Journey:
    return Journey(
        row.pk, row.expected, sealed.opened(row.origin_cipher, sealed.ORIGIN_PLACE, row.pk),
        row.transport, sealed.opened(row.transport_cipher, sealed.TRANSPORT_PLACE, row.pk),
        row.announced_by, row.state, row.arrived_on,
    )  # fmt: skip


def one_journey(actor: Actor, travel_id: UUID) -> tuple[Who, Journey]:
    """One return of somebody whose key persons the actor reads."""
    row = Travel.objects.filter(inside(actor.intervals), pk=travel_id).first()
    if row is None:
        raise NotFound
    return who(actor, row.person_id, Permission.SEE_KEY_PERSONS), journey(row)


def _entries(actor: Actor, person_id: UUID, lines: Sequence[KeyPerson]) -> list[Entry]:
    mine = Q(person_id=person_id) & inside(actor.intervals)
    changes = list(Change.objects.filter(mine).order_by("-at", "-id")[:MOST])
    asked = list(FollowUp.objects.filter(mine).order_by("-at", "-id")[:MOST])
    carers = {UUID(one.detail["carer_id"]) for one in changes if one.detail.get("carer_id")}
    by = {one.by_id for one in changes} | {one.by_id for one in asked}
    names = accounts.names(actor, carers | {who for who in by if who})
    categories = {line.pk: line.category for line in lines}
    found = [_change(one, names, categories) for one in changes]
    found += [_asked(one, names, categories) for one in asked]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _change(one: Change, names: dict[UUID, str], categories: dict[UUID, str]) -> Entry:
    detail = dict(one.detail)
    if detail.get("carer_id"):
        detail["carer"] = names.get(UUID(detail["carer_id"]), "")
    return Entry(
        one.at.astimezone(clock.ZONE), names.get(one.by_id, "") if one.by_id else "", one.what,
        categories.get(one.about_id, ""), detail,
        sealed.opened(one.note_cipher, sealed.NOTE_PLACE, one.pk),
    )  # fmt: skip


def _asked(one: FollowUp, names: dict[UUID, str], categories: dict[UUID, str]) -> Entry:
    return Entry(
        one.at.astimezone(clock.ZONE), names.get(one.by_id, "") if one.by_id else "", "followed",
        categories.get(one.line_id, ""),
        {
            "reached": one.reached, "whereabouts": one.whereabouts, "method": one.method,
            "fever": one.fever, "day": one.day.isoformat(),
        },
        sealed.opened(one.remark_cipher, sealed.REMARK_PLACE, one.pk), one.temperature,
        screening.codes_of(one.symptoms),
    )  # fmt: skip
