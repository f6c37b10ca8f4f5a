"""A person as on record, to be held beside a row of a roster."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.queries.roll import GUARDIAN_PHONE
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside

ID_PLACE = "directory_person.id_cipher"
_SHOWN = 4


@dataclass(frozen=True)
class OnRecord:
    """Numbers are masked: enough to see that they differ."""

    person_id: UUID
    school_no: int
    unit_no: int
    kind: str
    number: str
    name: str
    sex: str
    birth_date: dt.date
    id_kind: str
    id_masked: str
    guardians: tuple[tuple[str, str, str], ...]


def on_record(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, OnRecord]:
    """People in the actor's reach, with their guardians (name, relation, masked phone) by rank."""
    ids = set(person_ids)
    kin = defaultdict(list)
    held = Guardian.objects.filter(inside(actor.intervals), person_id__in=ids, until=None)
    for one in held.order_by("rank"):
        phone = ciphers.unseal(one.phone_cipher, place=GUARDIAN_PHONE, row=one.pk)
        kin[one.person_id].append((one.name, one.relation, masked(phone)))
    people = Person.objects.filter(inside(actor.intervals), pk__in=ids)
    return {one.pk: _record(one, tuple(kin[one.pk])) for one in people}


def _record(one: Person, kin: tuple[tuple[str, str, str], ...]) -> OnRecord:
    number = ciphers.unseal(one.id_cipher, place=ID_PLACE, row=one.pk)
    return OnRecord(
        one.pk, one.school_id, one.unit_no, one.kind, one.number, one.name, one.sex,
        one.birth_date, one.id_kind, masked(number), kin,
    )  # fmt: skip


def masked(number: str) -> str:
    """410***********1234: the beginning and the end of a number."""
    hidden = len(number) - 3 - _SHOWN
    return f"{number[:3]}{'*' * hidden}{number[-_SHOWN:]}" if hidden > 0 else number


def person_by_key(actor: Actor, school_no: int, key: str) -> UUID | None:
    """Whom a school has on record under an ID number."""
    index = ciphers.blind_index(key, kind="id")
    rows = Person.objects.filter(inside(actor.intervals), school_id=school_no, id_index=index)
    return rows.values_list("id", flat=True).first()
