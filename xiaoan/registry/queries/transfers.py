"""Transfers that one's schools are part of, each side with what it may do next."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.registry.models import Transfer

STATES = {
    "asked": _l("等答复"),
    "accepted": _l("已同意"),
    "refused": _l("不同意"),
    "withdrawn": _l("已撤回"),
    "lapsed": _l("已过期"),
}
# So many are listed; who waits comes first.
MOST = 200


@dataclass(frozen=True)
class Moving:
    """One transfer as one of its two schools reads it."""

    id: UUID
    name: str
    sex: str
    from_school: str
    to_school: str
    to_class: str
    to_school_no: int
    leaves: bool
    arrives: bool
    asked_by_us: bool
    since: dt.date
    state: str
    asked_at: dt.datetime
    lapses_on: dt.date
    note: str
    answer: str
    may_answer: bool
    may_withdraw: bool
    life_id: UUID | None
    # Whose it is, and their class, as the reading school has them.
    person_id: UUID
    unit_no: int


def transfers(actor: Actor) -> list[Moving]:
    """Those of the schools whose roll the actor keeps, the ones that wait first."""
    reach = actor.reach(Permission.KEEP_ROLL)
    rows = Transfer.objects.filter(inside(reach) | inside(reach, "to_unit_no"))
    found = list(rows.order_by("-asked_at")[:MOST])
    places = directory.places({n for r in found for n in _places_of(r)})
    return sorted(
        (_moving(actor, row, places) for row in found), key=lambda one: one.state != "asked"
    )


def one_transfer(actor: Actor, transfer_id: UUID) -> Moving:
    """One of them; NotFound for everybody else's."""
    reach = actor.reach(Permission.KEEP_ROLL)
    rows = Transfer.objects.filter(inside(reach) | inside(reach, "to_unit_no"))
    row = rows.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound
    return _moving(actor, row, directory.places(_places_of(row)))


def waiting(actor: Actor) -> int:
    """How many wait for an answer of the actor's schools."""
    reach = actor.reach(Permission.KEEP_ROLL)
    to_give = Q(asked_by_school=F("to_school_id")) & inside(reach, "school_id")
    to_take = Q(asked_by_school=F("school_id")) & inside(reach, "to_school_id")
    rows = Transfer.objects.filter(state="asked", lapses_on__gt=clock.today())
    return rows.filter(to_give | to_take).count()


def _places_of(row: Transfer) -> set[int]:
    return {row.school_id, row.to_school_id, row.to_unit_no}


def _moving(actor: Actor, row: Transfer, places: dict[int, directory.Place]) -> Moving:
    leaves = actor.may(Permission.KEEP_ROLL, row.school_id)
    arrives = actor.may(Permission.KEEP_ROLL, row.to_school_id)
    state = "lapsed" if row.state == "asked" and row.lapses_on <= clock.today() else row.state
    from_asked = row.asked_by_school == row.school_id
    ours = leaves if from_asked else arrives
    theirs = arrives if from_asked else leaves
    to_class = places.get(row.to_unit_no) if row.to_unit_no != row.to_school_id else None
    agreed = state == "accepted" and row.since > clock.today()
    came = row.new_person_id if arrives else None
    life_id = came if arrives else row.person_id
    return Moving(
        id=row.pk, name=row.name, sex=row.sex, from_school=places[row.school_id].name,
        to_school=places[row.to_school_id].name,
        to_class=to_class.name if to_class and arrives else "", to_school_no=row.to_school_id,
        leaves=leaves, arrives=arrives, asked_by_us=ours, since=row.since, state=state,
        asked_at=row.asked_at, lapses_on=row.lapses_on, note=row.note, answer=row.answer,
        may_answer=state == "asked" and theirs,
        may_withdraw=(state == "asked" and ours) or agreed,
        life_id=life_id if state in ("asked", "accepted", "refused") else None,
        person_id=came or row.person_id, unit_no=row.to_unit_no if came else row.unit_no,
    )  # fmt: skip
