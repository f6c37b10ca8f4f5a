"""Whose account stands behind a person, for messages."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.accounts.models import User, Ward
from xiaoan.accounts.queries.own import user_id
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


def accounts_of(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The user of each id that has one: an id of a user, of staff on the roster, or of a guardian's entry."""
    wanted = list(set(ids))
    users = User.objects.filter(inside(actor.intervals), is_active=True)
    found = {pk: pk for pk in users.filter(pk__in=wanted).values_list("pk", flat=True)}
    staff = users.filter(person_id__in=wanted).values_list("person_id", "pk")
    found |= {person: pk for person, pk in staff if person is not None}
    kin = Ward.objects.filter(inside(actor.intervals), guardian_id__in=wanted)
    return found | {
        guardian: user for guardian, user in kin.values_list("guardian_id", "user_id") if guardian
    }


def with_phone(actor: Actor, user_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these users have a phone in their account."""
    rows = User.objects.filter(inside(actor.intervals), pk__in=list(set(user_ids)))
    return set(rows.exclude(phone_cipher=None).values_list("pk", flat=True))


def home_of(actor: Actor) -> tuple[int, int]:
    """School and unit of the actor's own account."""
    return User.objects.values_list("school_id", "unit_no").get(pk=user_id(actor))
