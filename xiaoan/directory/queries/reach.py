"""The phones of people on rosters, for messages: staff by their row, guardians by theirs. No list of them is
shown to anybody; the caller sends to them."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.queries.roll import GUARDIAN_PHONE
from xiaoan.directory.queries.rosters import STAFF_PHONE
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


def with_phone(actor: Actor, ids: Iterable[UUID], day: dt.date) -> set[UUID]:
    """Which of these staff and guardians can be written to by phone on a day."""
    wanted = list(set(ids))
    staff = Person.objects.filter(
        inside(actor.intervals), pk__in=wanted, phone_cipher__isnull=False
    )
    kin = Guardian.objects.filter(_holds(day), inside(actor.intervals), pk__in=wanted)
    return {*staff.values_list("pk", flat=True), *kin.values_list("pk", flat=True)}


def phone_numbers(actor: Actor, ids: Iterable[UUID], day: dt.date) -> dict[UUID, str]:
    """Their numbers, in full. A guardian whose entry is over, or who is not to be called, has none."""
    wanted = list(set(ids))
    staff = Person.objects.filter(
        inside(actor.intervals), pk__in=wanted, phone_cipher__isnull=False
    )
    found = {
        pk: ciphers.unseal(sealed, place=STAFF_PHONE, row=pk)
        for pk, sealed in staff.values_list("pk", "phone_cipher")
        if sealed is not None
    }
    kin = Guardian.objects.filter(_holds(day), inside(actor.intervals), pk__in=wanted)
    return found | {
        pk: ciphers.unseal(sealed, place=GUARDIAN_PHONE, row=pk)
        for pk, sealed in kin.values_list("pk", "phone_cipher")
    }


def _holds(day: dt.date) -> Q:
    begun = Q(since=None) | Q(since__lte=day)
    return begun & (Q(until=None) | Q(until__gt=day)) & Q(may_be_called=True)


def names(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of these staff and guardians, inside the actor's reach."""
    wanted = list(set(ids))
    staff = Person.objects.filter(inside(actor.intervals), pk__in=wanted)
    kin = Guardian.objects.filter(inside(actor.intervals), pk__in=wanted)
    return dict(staff.values_list("pk", "name")) | dict(kin.values_list("pk", "name"))
