"""Who answers for a child: in which order they are called, with which rights, from when until when.

A row is one guardian at one place in the order. What changes today closes the row and opens the next;
what began today is changed in place, since no stretch of days is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.events import GuardiansChanged
from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.rules import lives
from xiaoan.directory.services import holding
from xiaoan.directory.services.enrolments import GUARDIAN_PHONE
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7

# Places in the order are unique: rows that change places stand aside above all of them meanwhile.
_ASIDE = 100


@dataclass(frozen=True)
class Rights:
    """May see the child's checks here, may be called, answers for the child by law."""

    may_see: bool = True
    may_be_called: bool = True
    is_legal: bool = True


@dataclass(frozen=True)
class NewGuardian:
    """A guardian as a form names them; name and phone were read by rules.identity."""

    name: str
    relation: str
    phone: str
    rights: Rights = Rights()


def add_guardian(actor: Actor, person_id: UUID, new: NewGuardian) -> UUID:
    """One more, called after the others, from today on."""
    person, rows = _hold(actor, person_id)
    index = ciphers.blind_index(new.phone, kind="phone")
    if any(row.name == new.name and bytes(row.phone_index) == index for row in rows):
        raise Conflict(_("这位监护人已经登记。"))
    if len(rows) >= lives.MOST_GUARDIANS:
        raise Invalid(_("最多登记 6 位监护人,请先移除一位。"), {"name": "too_many"})
    pk = uuid7()
    Guardian.objects.create(
        id=pk, school_id=person.school_id, unit_no=person.unit_no, person_id=person.pk,
        name=new.name, relation=new.relation, rank=max((r.rank or 0 for r in rows), default=0) + 1,
        phone_cipher=ciphers.seal(new.phone, place=GUARDIAN_PHONE, row=pk), phone_index=index,
        since=clock.today(), **vars(new.rights),
    )  # fmt: skip
    _record(actor, person, "added", [pk])
    return pk


def end_guardian(actor: Actor, person_id: UUID, guardian_id: UUID) -> None:
    """No longer a guardian here, from today on; those behind move up. The last one stays."""
    person, rows = _hold(actor, person_id)
    gone = _one(rows, guardian_id)
    if len(rows) == 1:
        raise Invalid(_("至少要有一位监护人。请先登记另一位。"), {"guardian": "last"})
    staying = [row for row in rows if row.pk != guardian_id]
    if not any(row.may_be_called for row in staying):
        raise Invalid(_("至少要有一位可以联系的监护人。"), {"guardian": "last_called"})
    _close(gone)
    _place(person, staying)
    _record(actor, person, "ended", [guardian_id])


def order_guardians(actor: Actor, person_id: UUID, order: Sequence[UUID]) -> bool:
    """Who is called first, second, …; every guardian is named once. False if it was so already."""
    person, rows = _hold(actor, person_id)
    by_id = {row.pk: row for row in rows}
    if sorted(order) != sorted(by_id):
        raise Conflict(_("监护人名单有变动,请刷新后再排顺序。"))
    if [row.pk for row in rows] == list(order):
        return False
    _place(person, [by_id[pk] for pk in order])
    _record(actor, person, "ordered", order)
    return True


def set_rights(actor: Actor, person_id: UUID, guardian_id: UUID, rights: Rights) -> bool:
    """What one guardian may, from today on. False if it was so already."""
    person, rows = _hold(actor, person_id)
    row = _one(rows, guardian_id)
    if Rights(row.may_see, row.may_be_called, row.is_legal) == rights:
        return False
    if not rights.may_be_called and not any(r.may_be_called for r in rows if r.pk != guardian_id):
        raise Invalid(_("至少要有一位可以联系的监护人。"), {"may_be_called": "last"})
    for name, value in vars(rights).items():
        setattr(row, name, value)
    new = _renew(row, row.rank or 1)
    _record(actor, person, "rights", [guardian_id, new])
    return True


def _hold(actor: Actor, person_id: UUID) -> tuple[Person, list[Guardian]]:
    person = holding.hold(actor, person_id).person
    rows = Guardian.objects.filter(school_id=person.school_id, person_id=person.pk, until=None)
    return person, list(rows.order_by("rank"))


def _one(rows: Sequence[Guardian], guardian_id: UUID) -> Guardian:
    found = next((row for row in rows if row.pk == guardian_id), None)
    if found is None:
        raise Conflict(_("这位监护人已被移除,请刷新后再试。"))
    return found


def _place(person: Person, order: Sequence[Guardian]) -> None:
    """Bring running guardians into an order; those whose place stays are not touched."""
    moved = [(row, rank) for rank, row in enumerate(order, start=1) if row.rank != rank]
    for row, rank in moved:
        Guardian.objects.filter(pk=row.pk).update(rank=_ASIDE + rank)
    for row, rank in moved:
        _renew(row, rank)


def _renew(row: Guardian, rank: int) -> UUID:
    """The guardian as `row` says now, at a place; the row before it ends today."""
    today = clock.today()
    if row.since == today:
        row.rank = rank
        row.save(force_update=True)
        return row.pk
    phone = ciphers.unseal(row.phone_cipher, place=GUARDIAN_PHONE, row=row.pk)
    _close(row)
    pk = uuid7()
    Guardian.objects.create(
        id=pk, school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
        name=row.name, relation=row.relation, rank=rank, phone_index=row.phone_index,
        phone_cipher=ciphers.seal(phone, place=GUARDIAN_PHONE, row=pk), since=today,
        may_see=row.may_see, may_be_called=row.may_be_called, is_legal=row.is_legal,
    )  # fmt: skip
    return pk


def _close(row: Guardian) -> None:
    """End a guardian's stretch today; one that began today never was."""
    mine = Guardian.objects.filter(pk=row.pk)
    if row.since == clock.today():
        mine.delete()
    else:
        mine.update(until=clock.today(), past_rank=row.rank, rank=None)


def _record(actor: Actor, person: Person, what: str, ids: Sequence[UUID]) -> None:
    journal.record(
        actor,
        GuardiansChanged(
            school_id=person.school_id, unit_no=person.unit_no, person_id=person.pk, what=what,
            guardian_ids=tuple(ids),
        ),
    )  # fmt: skip
