"""What acts on the days of a school have in common.

Locks: the school's day of hygiene (one at a time, schools in the order of their numbers), its duties, the
store, the chain of facts. What happens once the calendar, a level, a plan or a post has changed is a job of
its own and comes with no lock held.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory.rules import school_of
from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Place
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

_HOLD = "select pg_advisory_xact_lock(hashtext('hygiene.day'), %s)"


@dataclass(frozen=True)
class Shot:
    """A picture as it was sent; `taken_at` is a claim."""

    content: bytes
    taken_at: dt.datetime | None = None


def hold_days(school_nos: Iterable[int]) -> None:
    """Until the transaction ends nobody else lays out, records, excuses or closes at these schools."""
    with connection.cursor() as cursor:
        for no in sorted(set(school_nos)):
            cursor.execute(_HOLD, [no])


def places_done(actor: Actor, place_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """The places, all of one school, for whoever may clean there. NotFound for one that is not theirs to see,
    Forbidden for one that is only theirs to see."""
    wanted = set(place_ids)
    found = {one.pk: one for one in Place.objects.filter(inside(actor.intervals), pk__in=wanted)}
    if wanted - found.keys() or len({one.school_id for one in found.values()}) != 1:
        raise NotFound
    if not all(actor.may(Permission.DISINFECT, one.unit_no) for one in found.values()):
        raise Forbidden
    return found


def own_school(actor: Actor, permission: Permission) -> int:
    """The school in which the actor holds a right: of several the first. NotFound: none, or a county."""
    for lo, hi in actor.reach(permission):
        if school_of(lo) == school_of(hi - 1):
            return school_of(lo)
    raise NotFound


def words_of(text: str, field: str, *, required: str = "") -> str:
    """A short text; `required`: the sentence if there is none."""
    found = text.strip()
    if len(found) > rules.LONGEST or "\0" in found:
        raise Invalid(_("不超过 200 个字,不能有特殊控制符。"), {field: "too_long"})
    if required and not found:
        raise Invalid(required, {field: "missing"})
    return found
