"""What was asked about duties, of whom, with what answer; who could take a duty over, who stands above it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries, rules
from xiaoan.duties.models import Asking
from xiaoan.duties.queries import kinds
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

KIND_NAMES = {"handover": _l("转交"), "help": _l("求助"), "cannot": _l("说明办不了")}
ANSWERS = {
    "handover": ("accepted", "declined"),
    "help": ("heard",),
    "cannot": ("excused", "insisted"),
}
ANSWER_NAMES = {
    "": _l("等答复"),
    "accepted": _l("已接手"),
    "declined": _l("没有接"),
    "heard": _l("已答复"),
    "excused": _l("同意不办"),
    "insisted": _l("仍要办"),
    "withdrawn": _l("已撤回"),
}
# Whose answers are still told on the day after.
RECENT = dt.timedelta(hours=36)


@dataclass(frozen=True)
class Colleague:
    """One who could take a duty over: who, in which role."""

    user_id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class Asked:
    """One request with its duty, as a list shows it."""

    id: UUID
    kind: str
    from_id: UUID
    recipient_ids: tuple[UUID, ...]
    note: str
    at: dt.datetime
    answer: str
    answered_by_id: UUID | None
    answer_note: str
    due: queries.Due

    @property
    def words(self) -> str:
        return str(KIND_NAMES[self.kind])

    @property
    def answered(self) -> str:
        return str(ANSWER_NAMES[self.answer])


def is_excusable(kind: str) -> bool:
    """Whether a superior may let a duty of a kind off: nothing else hangs on it."""
    found = rules.CATALOGUE.kinds.get(kind)
    return found is not None and found.excusable


def is_party(actor: Actor, row: Asking) -> bool:
    """Who asked, who was asked, and whoever decides at that unit."""
    named = actor.user_id in (row.from_id, *row.recipient_ids)
    return named or (row.kind == "cannot" and actor.may(Permission.DECIDE_DUTIES, row.unit_no))


def may_answer(actor: Actor, row: Asking, said: str) -> bool:
    if said == "withdrawn":
        return actor.user_id == row.from_id
    if actor.user_id == row.from_id:
        return False
    if row.kind == "cannot":
        return actor.may(Permission.DECIDE_DUTIES, row.unit_no)
    return actor.user_id in row.recipient_ids


def colleagues(actor: Actor, due: queries.Due) -> list[Colleague]:
    """Who of the unit could do a duty: in office at the unit, its grade or its school, allowed to do what it
    asks for, not the actor; nobody where only the one who is named can. Nothing else about them is told."""
    if kinds.is_own(due.kind):
        return []
    place = directory.place(due.unit_no)
    above = {place.no, place.parent_no or place.no}
    if place.no % numbering.TOWNSHIP:
        above.add(numbering.school_of(place.no))
    roles = [role for role in accounts.ROLE_NAMES if role != "guardian"]
    with everywhere("duties") as system:
        held = accounts.holders(system, roles, above, clock.today())
        actors = accounts.actors_of(holder.user_id for holder in held)
    found: dict[UUID, Colleague] = {}
    for holder in held:
        one = actors.get(holder.user_id)
        if one and holder.user_id != actor.user_id and queries.fits(one, due.kind, due.unit_no):
            found.setdefault(holder.user_id, Colleague(holder.user_id, holder.name, holder.role))
    return list(found.values())


def above(actor: Actor, due: queries.Due, *, deciding: bool) -> list[UUID]:
    """Who is next in the chain above a duty, or (`deciding`) the nearest who may let it off."""
    chain = [rung.role for rung in queries.ladders().of(due.unit_no, due.due_at, due.kind)]
    with everywhere("duties") as system:
        for role in chain:
            told = queries.holders_above(system, role, [due.unit_no], clock.today())
            found = [who for who in told[due.unit_no] if who != actor.user_id]
            if found and deciding:
                actors = accounts.actors_of(found)
                found = [
                    who for who in found
                    if who in actors and actors[who].may(Permission.DECIDE_DUTIES, due.unit_no)
                ]  # fmt: skip
            if found:
                return found
    return []


def waiting_for(actor: Actor) -> list[Asked]:
    """What others ask of the actor about duties that are still open, the oldest first."""
    decides = inside(actor.reach(Permission.DECIDE_DUTIES)) & Q(kind="cannot")
    rows = _open(actor).filter(Q(recipient_ids__contains=[actor.user_id]) | decides)
    return [
        one for one in _asked(rows.exclude(from_id=accounts.user_id(actor)).order_by("at", "id"))
        if one.due.state == "open"
    ]  # fmt: skip


def own(actor: Actor) -> list[Asked]:
    """What the actor asked: open, and answered not long ago; the newest first."""
    rows = Asking.objects.filter(
        inside(actor.intervals), from_id=accounts.user_id(actor), at__gte=clock.now() - RECENT
    )
    return _asked(rows.order_by("-at", "-id"))


def about(actor: Actor, duty_id: UUID) -> list[Asked]:
    """Everything asked about a duty the actor sees."""
    queries.duty(actor, duty_id)
    rows = Asking.objects.filter(inside(actor.intervals), duty_id=duty_id)
    return _asked(rows.order_by("at", "id"))


def _open(actor: Actor) -> QuerySet[Asking]:
    return Asking.objects.filter(inside(actor.intervals), answer="")


def _asked(rows: Iterable[Asking]) -> list[Asked]:
    found = list(rows)
    if not found:
        return []
    dues = queries.dues_of({row.duty_id for row in found})
    return [
        Asked(
            row.pk, row.kind, row.from_id, tuple(row.recipient_ids), row.note, row.at, row.answer,
            row.answered_by_id, row.answer_note, dues[row.duty_id],
        )
        for row in found
        if row.duty_id in dues
    ]  # fmt: skip
