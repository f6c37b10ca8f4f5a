"""Rounds that are planned: by whom, at which units, with which checklists, on which day, announced or not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.inspections import queries, rules
from xiaoan.inspections.events import RoundsPlanned, RoundStepped
from xiaoan.inspections.models import Round
from xiaoan.inspections.queries import OFFICE_ROUND, ROUND, checklists
from xiaoan.inspections.services.acting import hold_form, school_of, user, words
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere

_FARTHEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class NewPlan:
    """Rounds to plan; `id` is made by the form. `unannounced`: the units see nothing before it is begun."""

    id: UUID
    units: Sequence[int]
    lists: Sequence[str]
    day: dt.date | None
    inspector_id: UUID | None
    unannounced: bool = False


@dataclass(frozen=True)
class _Settled:
    """What was asked for, looked through. `desk`: the position from which the inspector sees these units: an
    office's own, or a township's where the bureau sends its liaison."""

    form: NewPlan
    day: dt.date
    inspector_id: UUID
    office: int
    desk: int
    said: bytes


def plan(actor: Actor, wanted: NewPlan) -> int:
    """One round for each unit; gives how many."""
    hold_form(wanted.id)
    said = fingerprint(
        sorted(wanted.units), sorted(wanted.lists), wanted.day, wanted.inspector_id,
        wanted.unannounced,
    )  # fmt: skip
    known = list(Round.objects.filter(plan_id=wanted.id))
    if known:
        if known[0].planned_by_id != actor.user_id:
            raise taken()
        if is_other(known[0].said, said):
            raise altered()
        return len(known)
    places = _checked(actor, wanted)
    office = office_of(actor, wanted.units)
    day, (inspector_id, desk) = _day(wanted), _inspector(wanted, office)
    settled = _Settled(wanted, day, inspector_id, office, desk, said)
    rows = [_row(actor, settled, place.no) for place in places]
    Round.objects.bulk_create(rows)
    _owe(rows, settled)
    for school_no in sorted({row.school_id for row in rows}):
        mine = [row for row in rows if row.school_id == school_no]
        journal.record(
            actor,
            RoundsPlanned(
                school_id=school_no, unit_no=mine[0].unit_no, plan_id=wanted.id, rounds=len(mine),
                day=settled.day, unannounced=wanted.unannounced,
            ),
        )  # fmt: skip
    return len(rows)


def office_of(actor: Actor, units: Sequence[int]) -> int:
    """In the name of which office or school the actor inspects: the widest position that covers these."""
    found = _positions(actor, units)
    if not found or not units:
        raise NotFound
    return found[-1]


def _positions(actor: Actor, units: Sequence[int]) -> list[int]:
    """The numbers of the actor's positions that inspect all of these units, the widest last."""
    found = [
        s for s in actor.scopes
        if Permission.INSPECT in s.permissions and all(s.covers(no) for no in units)
    ]  # fmt: skip
    return [s.lo for s in sorted(found, key=lambda s: s.hi - s.lo)]


def _checked(actor: Actor, wanted: NewPlan) -> list[directory.Place]:
    if not wanted.units:
        raise Invalid(_("请选要检查的单位。"), {"units": "missing"})
    if len(set(wanted.units)) > rules.MOST_UNITS:
        raise Invalid(_("一次最多选 %(n)s 个单位。") % {"n": rules.MOST_UNITS}, {"units": "many"})
    places = directory.places(wanted.units)
    for no in wanted.units:
        if not actor.may(Permission.INSPECT, no):
            raise Forbidden if actor.sees(no) else NotFound
        if (
            no not in places
            or places[no].kind != "school"
            or not places[no].is_open_on(clock.today())
        ):
            raise Invalid(_("只能检查在办的学校和幼儿园。"), {"units": "kind"})
    require_lists(wanted.lists)
    return [places[no] for no in sorted(set(wanted.units))]


def _day(wanted: NewPlan) -> dt.date:
    today = clock.today()
    if wanted.day is None or not today <= wanted.day <= today + _FARTHEST:
        raise Invalid(_("检查日期应从今天起,不超过一年。"), {"day": "range"})
    return wanted.day


def require_lists(codes: Sequence[str]) -> None:
    """Invalid where none was chosen, or one that is not in use."""
    if not codes:
        raise Invalid(_("请至少选一张检查表。"), {"lists": "missing"})
    if not set(codes) <= checklists.in_use().keys():
        raise Invalid(_("有一张检查表已停用。请刷新后重新选。"), {"lists": "unknown"})


def _inspector(wanted: NewPlan, office: int) -> tuple[UUID, int]:
    """Who goes, and from which position: of the office that plans, if they hold one there."""
    ids = [wanted.inspector_id] if wanted.inspector_id else []
    with everywhere("inspections"):
        found = accounts.actors_of(ids)
    who = found.get(ids[0]) if ids else None
    held = _positions(who, wanted.units) if who else []
    if not held:
        raise Invalid(_("请选一个能检查这些单位的人。"), {"inspector": "unknown"})
    desk = office if office in held else held[-1]
    if wanted.unannounced and is_in_school(desk):
        raise Invalid(_("本校自查不能设为不打招呼。"), {"unannounced": "own"})
    return ids[0], desk


def is_in_school(unit_no: int) -> bool:
    return duty_queries.is_in_school(unit_no)


def _row(actor: Actor, plan: _Settled, target: int) -> Round:
    shown = plan.desk if plan.form.unannounced else target
    return Round(
        id=uuid7(), school_id=school_of(shown), unit_no=shown, target_no=target,
        office_no=plan.office, state="planned", is_planned=True,
        is_unannounced=plan.form.unannounced, day=plan.day, inspector_id=plan.inspector_id,
        planned_by_id=user(actor), plan_id=plan.form.id, lists=sorted(set(plan.form.lists)),
        said=plan.said,
    )  # fmt: skip


def _owe(rows: Sequence[Round], plan: _Settled) -> None:
    """A duty for each under the number of the inspector's own position: which no school reads if it is an
    office's, and which the inspector does if the bureau sends a township's."""
    desk = plan.desk
    kind = ROUND if is_in_school(desk) else OFFICE_ROUND
    due_at = clock.at(plan.day, rules.END_OF_DAY)
    with everywhere("inspections") as system:
        ladders = duty_queries.ladders()
        wanted = [
            duties.NewDuty(
                school_id=school_of(desk), unit_no=desk, people=0, due_at=due_at,
                assignee_id=row.inspector_id, deputy_id=None,
                next_step_at=ladders.first_step_at(desk, due_at, kind), about_id=row.pk,
            )
            for row in rows
        ]  # fmt: skip
        duties.open_duties(system, kind, plan.day, "", wanted)


def drop(actor: Actor, round_id: UUID, form_id: UUID, why: str) -> None:
    """A round that was planned, or begun by mistake, is not made; who planned or walks it says why, as
    long as they may inspect there."""
    row = Round.objects.select_for_update().filter(pk=round_id).first()
    if row is None or not queries.sees(actor, row.unit_no):
        raise NotFound
    if actor.user_id not in (row.planned_by_id, row.inspector_id):
        raise Forbidden
    if not actor.may(Permission.INSPECT, row.target_no):
        raise Forbidden
    if row.state == "dropped" and row.ended_with == form_id:
        return
    if row.state not in ("planned", "open") or queries.has_findings(row.pk):
        raise Conflict(_("这次检查已经结束,或已经发出隐患整改,不能取消。"))
    row.words = words("text", why, required=_("请写明为什么不查了。"))
    row.state, row.ended_at, row.ended_with = "dropped", clock.now(), form_id
    row.save()
    settle_round(actor, row, excuse=True)
    journal.record(
        actor,
        RoundStepped(school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, step="dropped"),
    )


def owe_inspector(row: Round) -> None:
    """Whoever begins a planned round answers for it."""
    for kind in (ROUND, OFFICE_ROUND):
        if any(one.assignee_id != row.inspector_id for one in duties.hold_about(row.pk, kind)):
            duties.name_about(kind, [row.pk], row.inspector_id)


def settle_round(actor: Actor, row: Round, *, excuse: bool) -> None:
    """What was owed of a planned round is done, or not due any more."""
    for kind in (ROUND, OFFICE_ROUND):
        held = duties.hold_about(row.pk, kind)
        if excuse:
            duties.excuse_many(actor, [one.id for one in held], duties.Why("ended"))
            continue
        for one in held:
            behalf = one.assignee_id not in (None, actor.user_id)
            duties.discharge(actor, one, clock.now(), on_behalf=behalf)
