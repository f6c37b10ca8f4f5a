"""Call lists: who of a class (or of a school's staff) has not confirmed, and what came of calling."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.notices import rules
from xiaoan.notices.models import Call, Chase, Family, Notice, Recipient

CALL, CALL_STAFF = "notices.call", "notices.call_staff"
KIND_OF = {"family": CALL, "unreached": CALL, "staff": CALL_STAFF}
NOTE_PLACE = "notices_call.note_cipher"
_SETTLED = Q(outcome__in=rules.FINAL) | Q(tries__gte=rules.NUMBERS["call_tries"])


@dataclass(frozen=True)
class Told:
    """A call and what came of it."""

    outcome: str
    note: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Line:
    """One of a list: a family (its pupil) or a member of staff; whom to call, as the policy shows it."""

    about_id: UUID
    person_id: UUID | None
    name: str
    contacts: tuple[directory.Contact, ...]
    has_account: bool
    read_at: dt.datetime | None
    told: tuple[Told, ...]
    is_settled: bool
    confirmed_at: dt.datetime | None
    confirmed_how: str


@dataclass(frozen=True)
class Chased:
    """A list with its lines: those to call first, then those that are settled."""

    chase: Chase
    lines: tuple[Line, ...]

    @property
    def left(self) -> int:
        return sum(not one.is_settled for one in self.lines)


def chase(actor: Actor, chase_id: UUID) -> Chase:
    """A list in sight; NotFound."""
    found = Chase.objects.filter(pk=chase_id).first()
    if found is None or not actor.may(Permission.CALL_FAMILIES, found.unit_no):
        raise NotFound
    return found


def notice_of(found: Chase) -> Notice:
    """What a list is about."""
    return Notice.objects.get(pk=found.notice_id)


def families(row: Chase) -> QuerySet[Family]:
    """The families that a list is of, confirmed or not."""
    return Family.objects.filter(
        notice_id=row.notice_id, unit_no=row.unit_no, unreached=row.kind == "unreached"
    )


def left(row: Chase) -> int:
    """How many of a list have neither confirmed nor been settled by calls."""
    if row.kind != "staff":
        return families(row).filter(confirmed_at=None).exclude(_SETTLED).count()
    staff = Recipient.objects.filter(
        notice_id=row.notice_id, unit_no=row.unit_no, kind="staff", acked_at=None
    )
    settled = settled_staff(row, staff.values_list("id", flat=True))
    return staff.exclude(pk__in=settled).count()


def settled_staff(row: Chase, about_ids: Iterable[UUID]) -> set[UUID]:
    """Members of staff for whom calls have settled it."""
    rows = Call.objects.filter(chase_id=row.pk, about_id__in=list(about_ids))
    said: dict[UUID, list[tuple[str, dt.datetime]]] = {}
    for about, outcome, at in rows.values_list("about_id", "outcome", "at"):
        said.setdefault(about, []).append((outcome, at))
    return {
        about
        for about, calls in said.items()
        if any(outcome in rules.FINAL for outcome, _at in calls)
        or rules.tries_of(at for _outcome, at in calls) >= rules.NUMBERS["call_tries"]
    }


def open_lists(actor: Actor) -> list[Chase]:
    """Lists in reach that are not done, the oldest first."""
    rows = Chase.objects.filter(inside(actor.reach(Permission.CALL_FAMILIES)), closed_at=None)
    return list(rows.order_by("opened_at", "unit_no"))


def listed(actor: Actor, found: Chase) -> Chased:
    """The list as it stands: whoever had not confirmed when it was opened, and what came of each."""
    return Chased(found, _staff(actor, found) if found.kind == "staff" else _families(actor, found))


def _families(actor: Actor, found: Chase) -> tuple[Line, ...]:
    rows = families(found).filter(Q(confirmed_at=None) | Q(confirmed_at__gte=found.opened_at))
    meant = list(rows.order_by("id"))
    names = person_names(actor, [one.person_id for one in meant])
    told = _told(actor, found, [one.pk for one in meant])
    contacts = directory.contacts_of(
        actor, [one.person_id for one in meant], in_full=accounts.sees_family_phones(actor)
    )
    lines = [
        Line(
            one.pk, one.person_id, names.get(one.person_id, ""),
            tuple(contacts.get(one.person_id, ())), one.has_account,
            one.read_at, told.get(one.pk, ()),
            one.confirmed_at is not None or rules.is_settled(one.outcome, one.tries),
            one.confirmed_at, one.confirmed_how,
        )
        for one in meant
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda one: (one.is_settled, one.name)))


def _staff(actor: Actor, found: Chase) -> tuple[Line, ...]:
    rows = Recipient.objects.filter(
        notice_id=found.notice_id, unit_no=found.unit_no, kind="staff"
    ).filter(Q(acked_at=None) | Q(acked_at__gte=found.opened_at))
    people = list(rows.order_by("id"))
    users = [one.user_id for one in people if one.user_id]
    names, phones = accounts.names(actor, users), accounts.phones(actor, users)
    told = _told(actor, found, [one.pk for one in people])
    settled = settled_staff(found, [one.pk for one in people])
    lines = [
        Line(
            one.pk, None, names.get(one.user_id, "") if one.user_id else "",
            (directory.Contact("", "", phones[one.user_id]),) if one.user_id in phones else (),
            one.user_id is not None, one.read_at, told.get(one.pk, ()),
            one.acked_at is not None or one.pk in settled, one.acked_at, one.acked_how,
        )
        for one in people
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda one: (one.is_settled, one.name)))


def _told(actor: Actor, found: Chase, about_ids: list[UUID]) -> dict[UUID, tuple[Told, ...]]:
    rows = list(Call.objects.filter(chase_id=found.pk, about_id__in=about_ids).order_by("at"))
    names = accounts.names(actor, {row.by_id for row in rows if row.by_id})
    said: dict[UUID, tuple[Told, ...]] = {}
    for row in rows:
        note = (
            ciphers.unseal(row.note_cipher, place=NOTE_PLACE, row=row.pk) if row.note_cipher else ""
        )
        one = Told(row.outcome, note, row.at, names.get(row.by_id, "") if row.by_id else "")
        said[row.about_id] = (*said.get(row.about_id, ()), one)
    return said
