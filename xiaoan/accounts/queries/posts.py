"""Which posts of a county are filled."""

import datetime as dt
from collections.abc import Iterable

from xiaoan.accounts.models import Grant
from xiaoan.accounts.queries import running
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


def held(actor: Actor, roles: Iterable[str], on: dt.date) -> set[tuple[str, int]]:
    """At which units each of `roles` is held by somebody on a day, inside the actor's reach: a whole county's
    in one look."""
    rows = Grant.objects.filter(running(on), inside(actor.intervals), user__is_active=True)
    return set(rows.filter(role__in=list(roles)).values_list("role", "unit_no"))
