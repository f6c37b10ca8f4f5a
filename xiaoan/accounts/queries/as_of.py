"""Who held which role as it was known at an instant."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.models import Grant, GrantChange, User
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible


@dataclass(frozen=True)
class HeldThen:
    """A role somebody held at a unit; `changed_at`: when its end was set otherwise afterwards."""

    grant_id: UUID
    user_id: UUID
    role: str
    unit_no: int
    since: dt.date
    until: dt.date | None
    deputises_id: UUID | None
    changed_at: dt.datetime | None


def grants_as_of(
    actor: Actor, units: Collection[int], within: Interval | None, at: dt.datetime
) -> tuple[list[HeldThen], int]:
    """The roles at these units, and at those inside an interval, on the day of an instant; and how many of
    that day were given afterwards. A guardian is no position."""
    where = Q(unit_no__in=list(units))
    if within:
        where |= Q(unit_no__gte=within[0], unit_no__lt=within[1])
    return _held(actor, where, where, at)


def posts_as_of(actor: Actor, user_id: UUID, at: dt.datetime) -> tuple[list[HeldThen], int]:
    """The same of one person, as far as the actor reaches."""
    own = Grant.objects.filter(inside(actor.intervals), user_id=user_id)
    return _held(actor, Q(user_id=user_id), Q(grant_id__in=own.values("id")), at)


def has_posts(actor: Actor, user_id: UUID, permission: Permission) -> bool:
    """Whether somebody holds or held a post where the actor has a permission."""
    rows = visible(Grant.objects.filter(user_id=user_id), actor, permission)
    return rows.exclude(role="guardian").exists()


def account_of(actor: Actor, person_id: UUID) -> UUID | None:
    """The account of a member of staff of the roster, inside the actor's reach."""
    rows = User.objects.filter(inside(actor.intervals), person_id=person_id)
    return rows.values_list("id", flat=True).first()


def called(actor: Actor, user_id: UUID) -> tuple[str, UUID | None]:
    """What somebody is called, "?" beyond the actor's reach; and who they are on a roster."""
    rows = User.objects.filter(inside(actor.intervals), pk=user_id)
    found = rows.values_list("name", "person_id").first()
    return found or (accounts.names(actor, [user_id]).get(user_id, "?"), None)


def _held(actor: Actor, where: Q, of_changes: Q, at: dt.datetime) -> tuple[list[HeldThen], int]:
    day = at.astimezone(clock.ZONE).date()
    began, ended = _changes(actor, of_changes, at)
    rows = Grant.objects.filter(inside(actor.intervals), where, since__lte=day)
    fields = ("id", "user_id", "role", "unit_no", "since", "until", "deputises_id")
    found, later = [], 0
    for row in rows.exclude(role="guardian").order_by("unit_no", "role").values_list(*fields):
        pk, user_id, role, unit_no, since, until, deputises_id = row
        end, changed = ended.get(pk, (until, None))
        if pk in began:
            later += until is None or until > day
        elif end is None or end > day:
            found.append(HeldThen(pk, user_id, role, unit_no, since, end, deputises_id, changed))
    return found, later


def _changes(
    actor: Actor, where: Q, at: dt.datetime
) -> tuple[set[UUID], dict[UUID, tuple[dt.date | None, dt.datetime]]]:
    rows = GrantChange.objects.filter(inside(actor.intervals), where, at__gt=at)
    began: set[UUID] = set()
    ended: dict[UUID, tuple[dt.date | None, dt.datetime]] = {}
    fields = ("grant_id", "began", "until_before", "at")
    for pk, is_new, before, when in rows.order_by("at", "id").values_list(*fields):
        if is_new:
            began.add(pk)
        else:
            ended.setdefault(pk, (before, when))
    return began, ended
