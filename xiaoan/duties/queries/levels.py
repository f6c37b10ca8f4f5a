"""Response levels: which is in force where, since when and why; what waits for a second person."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import rules
from xiaoan.duties.models import Response
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.web.waiting import Kind

HELD_AT = ("county", "township")
# So long a request waits for the second person (our own choice, L): a level is a matter of hours.
WAITS = dt.timedelta(hours=24)
LEVEL_NAMES = {
    "normal": _l("常态"),
    "IV": _l("Ⅳ级响应"),
    "III": _l("Ⅲ级响应"),
    "II": _l("Ⅱ级响应"),
    "I": _l("Ⅰ级响应"),
}
STATE_NAMES = {
    "asked": _l("等另一人确认"),
    "confirmed": _l("已生效"),
    "refused": _l("未同意"),
    "lapsed": _l("过期未确认"),
}


@dataclass(frozen=True)
class Grounds:
    """Why a level is asked for, and on what legal basis."""

    reason: str
    basis: str


@dataclass(frozen=True)
class InForce:
    """A level above the ordinary at one unit, since an instant."""

    unit_no: int
    name: str
    level: str
    since: dt.datetime

    @property
    def words(self) -> str:
        return str(LEVEL_NAMES[self.level])


@dataclass(frozen=True)
class Switch:
    """One request for a level, with what became of it."""

    id: UUID
    unit_no: int
    place: str
    level: str
    reason: str
    basis: str
    state: str
    asked_by: str
    asked_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    is_own: bool


def in_force(actor: Actor) -> list[InForce]:
    """The levels above the ordinary that concern somebody: of the units above their own and inside it,
    the gravest first."""
    rows = (
        Response.objects.filter(state="confirmed")
        .order_by("unit_no", "-decided_at", "-id")
        .distinct("unit_no")
        .values_list("unit_no", "level", "decided_at")
    )
    found = [
        (unit_no, level, since)
        for unit_no, level, since in rows
        if level != rules.NORMAL and since and _concerns(actor, unit_no)
    ]
    if not found:
        return []
    places = directory.places({unit_no for unit_no, *_rest in found})
    found.sort(key=lambda one: (-rules.LEVELS.index(one[1]), one[0]))
    return [InForce(unit_no, places[unit_no].name, level, since) for unit_no, level, since in found]


def _concerns(actor: Actor, unit_no: int) -> bool:
    size = numbering.TOWNSHIP if unit_no % numbering.COUNTY else numbering.COUNTY
    return any(lo < unit_no + size and unit_no < hi for lo, hi in actor.intervals)


def switches(actor: Actor, limit: int = 50) -> list[Switch]:
    """What was asked and decided for the units that concern somebody, the newest first."""
    rows = [
        row
        for row in Response.objects.order_by("-asked_at", "-id")[: limit * 4]
        if _concerns(actor, row.unit_no)
    ][:limit]
    people = {who for row in rows for who in (row.asked_by_id, row.decided_by_id) if who}
    names = accounts.names(actor, people)
    places = directory.places({row.unit_no for row in rows})
    return [
        Switch(
            row.pk, row.unit_no, places[row.unit_no].name, row.level, row.reason, row.basis,
            _state(row), names.get(row.asked_by_id, ""), row.asked_at,
            names.get(row.decided_by_id, "") if row.decided_by_id else "", row.decided_at,
            row.asked_by_id == actor.user_id,
        )
        for row in rows
    ]  # fmt: skip


def _state(row: Response) -> str:
    stale = row.state == "asked" and row.asked_at < clock.now() - WAITS
    return "lapsed" if stale else row.state


def _waiting(actor: Actor) -> int:
    rows = Response.objects.filter(
        inside(actor.reach(Permission.CONFIRM_LEVEL)), state="asked",
        asked_at__gte=clock.now() - WAITS,
    )  # fmt: skip
    return sum(asker != actor.user_id for asker in rows.values_list("asked_by_id", flat=True))


TO_CONFIRM = Kind("duties:levels", _l("响应级别,等您确认"), Permission.CONFIRM_LEVEL, _waiting)
