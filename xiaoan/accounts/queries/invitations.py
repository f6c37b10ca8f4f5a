"""Codes on paper: whose they are, whether they still count, who has one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import rules
from xiaoan.accounts.models import Grant, Invitation, User, Ward
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Guardian, Person
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere, inside


@dataclass(frozen=True)
class Strip:
    """One code of a sheet."""

    person_id: UUID
    name: str
    number: str
    code: str
    expires_at: dt.datetime
    state: str  # open | used | over


@dataclass(frozen=True)
class Sheet:
    """What is printed: the codes that were made together."""

    unit_no: int
    purpose: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True)
class Bound:
    """Somebody who can be invited: accounts bound, and the code that still counts."""

    person_id: UUID
    accounts: int
    invitation_id: UUID | None
    expires_at: dt.datetime | None


@dataclass(frozen=True)
class Open:
    """An invitation as whoever holds the code may see it: no name in full, no number."""

    id: UUID
    purpose: str
    school: str
    unit: str
    teacher: str
    masked: str


def code_of(batch_id: UUID, person_id: UUID) -> str:
    """The code of a person on a sheet."""
    return rules.new_code(ciphers.blind_index(f"{batch_id}\0{person_id}", kind="invitation code"))


def read_code(typed: str) -> str:
    """A typed code in its one form, or ""."""
    return rules.read_code(typed)


def code_digest(code: str) -> bytes:
    """What the database keeps of a code."""
    return ciphers.blind_index(code, kind="invitation")


def sheet(actor: Actor, batch_id: UUID) -> Sheet | None:
    """The sheet with these codes, inside the actor's reach."""
    rows = list(Invitation.objects.filter(inside(actor.intervals), batch_id=batch_id))
    if not rows:
        return None
    people = {
        person.pk: person
        for person in Person.objects.filter(pk__in=[row.person_id for row in rows])
    }
    strips = sorted(
        (_strip(row, people[row.person_id]) for row in rows if row.person_id in people),
        key=lambda strip: (strip.number, strip.name),
    )
    return Sheet(rows[0].unit_no, rows[0].purpose, tuple(strips))


def _strip(row: Invitation, person: Person) -> Strip:
    code = rules.shown_code(code_of(row.batch_id, row.person_id))
    return Strip(row.person_id, person.name, person.number, code, row.expires_at, _state(row))


def _state(row: Invitation) -> str:
    if row.used_at:
        return "used"
    return "over" if row.revoked_at or row.expires_at <= clock.now() else "open"


def bound(actor: Actor, purpose: str, person_ids: Iterable[UUID]) -> dict[UUID, Bound]:
    """Of people inside the actor's reach: how many accounts, and the code that still counts."""
    wanted = list(person_ids)
    rows = Ward.objects if purpose == "guardian" else User.objects
    held = list(rows.filter(person_id__in=wanted).values_list("person_id", flat=True))
    codes = {
        row.person_id: row
        for row in Invitation.objects.filter(
            inside(actor.intervals), person_id__in=wanted, used_at=None, revoked_at=None,
            expires_at__gt=clock.now(),
        )
    }  # fmt: skip
    return {
        pk: Bound(
            pk, held.count(pk), codes[pk].pk if pk in codes else None,
            codes[pk].expires_at if pk in codes else None,
        )
        for pk in wanted
    }  # fmt: skip


def invitation_of(code: str) -> Invitation | None:
    """The row of a code that still counts. Whoever holds the code needs no right but that."""
    read = rules.read_code(code)
    if not read:
        return None
    with everywhere("invitations"):
        return Invitation.objects.filter(
            digest=code_digest(read), used_at=None, revoked_at=None, expires_at__gt=clock.now()
        ).first()


def opened(code: str) -> Open | None:
    """What the page says to whoever scanned or typed a code that still counts."""
    row = invitation_of(code)
    if row is None:
        return None
    with everywhere("invitations"):
        person = Person.objects.get(pk=row.person_id)
        teacher = _teacher(row.unit_no) if row.purpose == "guardian" else ""
    places = directory.places([row.school_id, row.unit_no])
    unit = places[row.unit_no].name if row.unit_no != row.school_id else ""
    school = places[row.school_id].name
    return Open(row.pk, row.purpose, school, unit, teacher, masked_name(person.name))


def _teacher(unit_no: int) -> str:
    today = clock.today()
    rows = Grant.objects.filter(unit_no=unit_no, role="class_teacher", since__lte=today)
    running = rows.exclude(until__lte=today).order_by("since", "id")
    return running.values_list("user__name", flat=True).first() or ""


def masked_name(name: str) -> str:
    """The first character, and the last of a longer name: 张*, 王*明."""
    return f"{name[:1]}{'*' * max(1, len(name) - 2)}{name[-1:] if len(name) > 2 else ''}"


def guardians_of(person_id: UUID) -> list[Guardian]:
    """Who may see this child now, in the order of calling. Only for the service that checks a proof."""
    today = clock.today()
    rows = Guardian.objects.filter(person_id=person_id, may_see=True).exclude(since__gt=today)
    return list(rows.exclude(until__lte=today).order_by("rank"))
