"""What carers are called, as far as the reader is shown it."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.careteams.models import Listed
from xiaoan.careteams.rules import Carer
from xiaoan.directory.models import Guardian
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere, inside


def names_of(actor: Actor, carers: Iterable[Carer]) -> dict[Carer, str]:
    """The names of carers whose people the actor has been shown: a guardian's only where the policy shows
    families, of others the surname; who is listed also where the list lies above the actor's units."""
    wanted = set(carers)
    found = accounts.names(actor, {who.id for who in wanted if who.kind == "user"})
    named = {Carer("user", pk): name for pk, name in found.items()}
    return named | _guardians(actor, _ids(wanted, "guardian")) | _listed(_ids(wanted, "listed"))


def _ids(carers: set[Carer], kind: str) -> set[UUID]:
    return {who.id for who in carers if who.kind == kind}


def _guardians(actor: Actor, ids: set[UUID]) -> dict[Carer, str]:
    if not ids:
        return {}
    in_full = accounts.sees_family_phones(actor)
    rows = Guardian.objects.filter(inside(actor.intervals), pk__in=ids).values_list("id", "name")
    return {Carer("guardian", pk): name if in_full else f"{name[:1]}**" for pk, name in rows}


def _listed(ids: set[UUID]) -> dict[Carer, str]:
    if not ids:
        return {}
    with everywhere("careteams"):
        rows = list(Listed.objects.filter(pk__in=ids).values_list("id", "name", "post"))
    return {Carer("listed", pk): f"{name} {post}".strip() for pk, name, post in rows}
