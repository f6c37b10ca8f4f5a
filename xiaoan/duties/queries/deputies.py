"""Who stands in for whom, and whom one could ask."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties.models import Deputising
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

STATE_NAMES = {
    "asked": _l("等对方答应"),
    "agreed": _l("已答应"),
    "declined": _l("没有答应"),
    "ended": _l("已结束"),
}
# So long what is over is still shown.
RECENT = dt.timedelta(days=14)


@dataclass(frozen=True)
class Colleague:
    """One who could stand in: who, in which role; the unit of the actor's that they reach."""

    user_id: UUID
    name: str
    role: str
    unit_no: int


@dataclass(frozen=True)
class Standing:
    """One agreement, as either of the two sees it."""

    id: UUID
    from_id: UUID
    to_id: UUID
    since: dt.date
    last: dt.date
    note: str
    state: str

    @property
    def words(self) -> str:
        return str(STATE_NAMES[self.state])


def colleagues(actor: Actor) -> list[Colleague]:
    """Who is in office at one of the actor's units, its grade or its school, and reaches it."""
    units = sorted({lo for lo, _hi in actor.reach(Permission.MY_DUTIES)})
    places = directory.places(units)
    above = {no: _around(places[no]) for no in units if no in places}
    roles = [role for role in accounts.ROLE_NAMES if role != "guardian"]
    with everywhere("duties") as system:
        wanted = {no for found in above.values() for no in found}
        held = accounts.holders(system, roles, wanted, clock.today())
    found: dict[UUID, Colleague] = {}
    for holder in held:
        reached = [no for no in above if holder.unit_no <= no < holder.unit_end]
        if reached and holder.user_id != actor.user_id:
            found.setdefault(
                holder.user_id, Colleague(holder.user_id, holder.name, holder.role, reached[0])
            )
    return list(found.values())


def _around(place: directory.Place) -> set[int]:
    found = {place.no, place.parent_no or place.no}
    return found | ({numbering.school_of(place.no)} if place.no % numbering.TOWNSHIP else set())


def standing(actor: Actor) -> list[Standing]:
    """What the actor asked and was asked, with what ended lately; the newest first."""
    me = Q(from_id=actor.user_id) | Q(to_id=actor.user_id)
    rows = Deputising.objects.filter(
        me, inside(actor.intervals), until__gt=clock.today() - RECENT
    ).order_by("-since", "-id")
    return [_standing(row) for row in rows]


def _standing(row: Deputising) -> Standing:
    over = row.state in ("asked", "agreed") and row.until <= clock.today()
    return Standing(
        row.pk, row.from_id, row.to_id, row.since, row.until - dt.timedelta(days=1), row.note,
        "ended" if over else row.state,
    )  # fmt: skip


def away_on(user_ids: Iterable[UUID], day: dt.date) -> set[UUID]:
    """Who had somebody stand in for them on a day, all of it; of the running scope."""
    over = clock.at(day + dt.timedelta(days=1), dt.time.min)
    held = Q(state="agreed") | Q(state="ended", ended_at__gte=over, answered_at__isnull=False)
    rows = Deputising.objects.filter(held, from_id__in=set(user_ids), since__lte=day, until__gt=day)
    return set(rows.values_list("from_id", flat=True))


def waiting(actor: Actor) -> int:
    """How many ask the actor to stand in."""
    rows = Deputising.objects.filter(
        inside(actor.intervals),
        to_id=accounts.user_id(actor),
        state="asked",
        until__gt=clock.today(),
    )
    return rows.count()
