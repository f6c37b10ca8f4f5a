"""The phones of people on rosters, for messages: staff by their row, guardians by theirs. No list of them is
shown to anybody; the caller sends to them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.queries.roll import GUARDIAN_PHONE
from xiaoan.directory.queries.rosters import STAFF_PHONE
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside, multirange

# Each id by itself: under row security the planner takes the whole system's reach for a few rows, and would
# go through all guardians for each hundred.
_STAFF = """
select p.id, p.phone_cipher from unnest(%(ids)s::uuid[]) as w (id) cross join lateral (
  select id, phone_cipher from directory_person one
  where one.id = w.id and one.unit_no <@ %(reach)s::int4multirange and one.phone_cipher is not null
  offset 0) p
"""
# A guardian whose entry is over, or who is not to be called, has none.
_KIN = """
select g.id, g.phone_cipher from unnest(%(ids)s::uuid[]) as w (id) cross join lateral (
  select id, phone_cipher from directory_guardian one
  where one.id = w.id and one.unit_no <@ %(reach)s::int4multirange and one.may_be_called
    and (one.since is null or one.since <= %(day)s) and (one.until is null or one.until > %(day)s)
  offset 0) g
"""


def with_phone(actor: Actor, ids: Iterable[UUID], day: dt.date) -> set[UUID]:
    """Which of these staff and guardians can be written to by phone on a day."""
    staff, kin = _sealed(actor, ids, day)
    return staff.keys() | kin.keys()


def phone_numbers(actor: Actor, ids: Iterable[UUID], day: dt.date) -> dict[UUID, str]:
    """Their numbers, in full. A guardian whose entry is over, or who is not to be called, has none."""
    staff, kin = _sealed(actor, ids, day)
    found = {pk: ciphers.unseal(sealed, place=STAFF_PHONE, row=pk) for pk, sealed in staff.items()}
    return found | {
        pk: ciphers.unseal(sealed, place=GUARDIAN_PHONE, row=pk) for pk, sealed in kin.items()
    }


def guardians_who_see(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Child → the entries of its guardians who may read of it, in their order, inside the actor's reach."""
    rows = Guardian.objects.filter(
        inside(actor.intervals), person_id__in=set(person_ids), until=None, may_see=True
    ).order_by("person_id", "rank")
    found: dict[UUID, list[UUID]] = {}
    for child, guardian in rows.values_list("person_id", "id"):
        found.setdefault(child, []).append(guardian)
    return found


def _sealed(
    actor: Actor, ids: Iterable[UUID], day: dt.date
) -> tuple[dict[UUID, bytes], dict[UUID, bytes]]:
    """Sealed numbers of staff, and of guardians."""
    values: dict[str, Any] = {
        "ids": list(set(ids)),
        "reach": multirange(actor.intervals),
        "day": day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STAFF, values)
        staff = dict(cursor.fetchall())
        cursor.execute(_KIN, values)
        return staff, dict(cursor.fetchall())


def names(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of these staff and guardians, inside the actor's reach."""
    wanted = list(set(ids))
    staff = Person.objects.filter(inside(actor.intervals), pk__in=wanted)
    kin = Guardian.objects.filter(inside(actor.intervals), pk__in=wanted)
    return dict(staff.values_list("pk", "name")) | dict(kin.values_list("pk", "name"))
