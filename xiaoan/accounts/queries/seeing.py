"""Who may look at a unit's people, and why: by the same actors and the same table that the gate uses."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries
from xiaoan.accounts.models import Grant, Ward
from xiaoan.accounts.rules import ROLES
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Scope


@dataclass(frozen=True)
class Reason:
    """A position through which somebody reaches a unit."""

    role: str
    unit_no: int
    since: dt.date
    until: dt.date | None
    deputy: bool
    scope: Scope


@dataclass(frozen=True)
class Seer:
    """Somebody as the gate would meet them now, with the positions that reach the unit."""

    actor: Actor
    reasons: tuple[Reason, ...]


def seers(unit_nos: Iterable[int]) -> list[Seer]:
    """Everybody whose running positions cover one of the units, in the order of the tree.

    The caller has entered a scope that holds everybody, for an act that was permitted.
    """
    wanted, today = sorted(set(unit_nos)), clock.today()
    rows = (
        Grant.objects.filter(queries.running(today), user__is_active=True, role__in=list(ROLES))
        # From the county's first number on: the many grants of guardians stand at no unit, below it.
        .filter(unit_no__gte=numbering.ancestors(wanted[0])[-1])
        .filter(unit_no__lte=wanted[-1], unit_end__gt=wanted[0])
        .order_by("unit_no", "role", "user__name", "id")
    )
    reasons: dict[UUID, list[Reason]] = defaultdict(list)
    columns = ("user_id", "role", "unit_no", "unit_end", "since", "until", "deputises_id")
    for user_id, role, lo, hi, since, until, deputises in rows.values_list(*columns):
        scope = Scope(role, lo, hi, ROLES[role].permissions)
        if any(scope.covers(no) for no in wanted):
            reasons[user_id].append(Reason(role, lo, since, until, deputises is not None, scope))
    actors = queries.actors_of(reasons)
    return [Seer(actors[who], tuple(found)) for who, found in reasons.items() if who in actors]


def answering_for(person_id: UUID) -> list[tuple[Actor, UUID | None]]:
    """The accounts that answer for a child, as the gate would meet them, with the entry on the roster each
    was bound to; the scope as for `seers`."""
    bound = dict(Ward.objects.filter(person_id=person_id).values_list("user_id", "guardian_id"))
    found = queries.actors_of(bound)
    return [(one, bound[who]) for who, one in found.items() if person_id in one.people]
