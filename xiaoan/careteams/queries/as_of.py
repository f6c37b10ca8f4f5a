"""Who looked after whom on the day of an instant. Care teams are kept by days, not by instants: what was
written for the day afterwards cannot be told from what was known, and the page says so."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.careteams.models import Link
from xiaoan.careteams.queries.naming import names_of
from xiaoan.careteams.rules import Carer
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class CareThen:
    """A place of a team on a day. `until`: the day it ended afterwards, and as what."""

    role: str
    name: str
    since: dt.date
    until: dt.date | None
    ended_as: str


def _on(at: dt.datetime) -> Q:
    day = at.astimezone(clock.ZONE).date()
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def team_as_of(actor: Actor, person_id: UUID, school_id: int, at: dt.datetime) -> list[CareThen]:
    """The team of one person, by role."""
    rows = visible(Link.objects.filter(school_id=school_id), actor, Permission.SEE_CARE)
    found = list(rows.filter(_on(at), person_id=person_id).order_by("role"))
    names = names_of(actor, {Carer(one.carer_kind, one.carer_id) for one in found})
    return [
        CareThen(
            one.role, names.get(Carer(one.carer_kind, one.carer_id), "?"), one.since, one.until,
            one.ended_as,
        )
        for one in found
    ]  # fmt: skip


def cared_for_as_of(actor: Actor, user_id: UUID, at: dt.datetime) -> dict[int, int]:
    """How many somebody looked after, by class."""
    rows = visible(Link.objects.all(), actor, Permission.SEE_CARE).filter(
        _on(at), carer_kind="user", carer_id=user_id
    )
    return dict(Counter(rows.values_list("unit_no", flat=True)))
