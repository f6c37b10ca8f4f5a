"""A drill planned: scenario, day, who plays what, who says what it came to; moved or called off with a
reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.drills import queries
from xiaoan.drills.models import Drill, Part
from xiaoan.drills.queries import choices
from xiaoan.drills.queries.duty_kinds import HOLD, REPEAT, TAKE_PART
from xiaoan.drills.rules import FORMS, scenarios
from xiaoan.drills.services.acting import (
    call,
    go,
    hold,
    let_go,
    owe,
    put,
    require_keeper,
    same,
    settle,
    user,
    words,
)
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint

# A plan farther ahead is a slip of the year.
_FARTHEST = dt.timedelta(days=400)


@dataclass(frozen=True)
class NewDrill:
    """A plan; `id` is made by the form and is the drill's. `parts`: role → who plays it; `repeats_id`: the
    drill that this one does again; `class_no`: where the made-up pupils are."""

    id: UUID
    school_no: int
    scenario: str
    form: str
    planned_at: dt.datetime | None
    assessor_id: UUID | None
    place: str = ""
    class_no: int | None = None
    parts: Mapping[str, UUID | None] = field(default_factory=dict)
    repeats_id: UUID | None = None


@dataclass(frozen=True)
class Move:
    id: UUID
    drill_id: UUID
    planned_at: dt.datetime | None
    why: str


@dataclass(frozen=True)
class Cancel:
    id: UUID
    drill_id: UUID
    why: str


def plan(actor: Actor, given: NewDrill) -> UUID:
    """Put a drill on the school's calendar; the organiser owes to hold it. Gives its id.

    Invalid: a field, by name. Conflict: that drill is repeated already. Forbidden, NotFound: not this
    school's.
    """
    body = fingerprint(
        given.school_no, given.scenario, given.form, given.planned_at, given.assessor_id, given.place,
        given.class_no, sorted((k, str(v)) for k, v in given.parts.items()), given.repeats_id,
    )  # fmt: skip
    known = Drill.objects.filter(pk=given.id).first()
    if known is not None:
        if same(actor, given.id, known, body):
            return known.pk
        raise Conflict(_("这个表单已经用过。请重新打开再填。"))
    _require(actor, given.school_no)
    return _planned(actor, given, _scenario(given), body)


def _scenario(given: NewDrill) -> scenarios.Scenario:
    found = scenarios.book().scenarios.get(given.scenario)
    if found is None:
        raise Invalid(_("请选一个场景。"), {"scenario": "missing"})
    if given.form not in FORMS or given.form not in found.forms:
        raise Invalid(_("请选实战演练或桌面推演;有的场景只能桌面推演。"), {"form": "missing"})
    return found


def _planned(actor: Actor, given: NewDrill, scenario: scenarios.Scenario, body: bytes) -> UUID:
    planned_at = _when(given.planned_at)
    staff = dict(choices.staff(given.school_no))
    assessor = _assessor(actor, given.assessor_id, given.school_no)
    parts = _parts(scenario, given.parts, staff)
    repeated = _repeated(actor, given)
    row = Drill(
        id=given.id, school_id=given.school_no, unit_no=given.school_no, scenario=scenario.code,
        version=scenarios.book().version, sheet=queries.to_json(scenario), form=given.form,
        name=scenario.name, place=words("place", given.place),
        class_no=_class(given), planned_at=planned_at,
        organiser_id=user(actor), assessor_id=assessor, repeats_id=given.repeats_id,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    Part.objects.bulk_create(
        Part(
            id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, drill_id=row.pk, role=code,
            user_id=who,
        )
        for code, who in parts.items()
    )  # fmt: skip
    owe(row, HOLD, row.organiser_id, planned_at)
    call(row, {code: who for code, who in parts.items() if who}, choices.units_of(given.school_no))
    if repeated is not None:
        settle(actor, repeated.pk, REPEAT)
    put(actor, row, given.id, "plan", body)
    return row.pk


def _require(actor: Actor, school_no: int) -> None:
    if not actor.may(Permission.SEE_DRILLS, school_no) or school_no % numbering.SCHOOL:
        raise NotFound
    if not actor.may(Permission.KEEP_DRILLS, school_no):
        raise Forbidden
    place = directory.places([school_no]).get(school_no)
    if place is None or place.kind != "school":
        raise NotFound


def _when(at: dt.datetime | None) -> dt.datetime:
    now = clock.now()
    if at is None:
        raise Invalid(_("请选演练的日期和时间。"), {"planned_at": "missing"})
    if at < now - dt.timedelta(hours=1):
        raise Invalid(_("演练时间已经过去。请选今后的时间。"), {"planned_at": "past"})
    if at > now + _FARTHEST:
        raise Invalid(_("演练时间太远,请核对年份。"), {"planned_at": "range"})
    return at


def _assessor(actor: Actor, who: UUID | None, school_no: int) -> UUID:
    if who is None or who not in dict(choices.assessors(school_no)):
        raise Invalid(_("请选一位评估人:本校校长或校医,或教育局经办。"), {"assessor": "missing"})
    if who == actor.user_id:
        raise Invalid(_("组织演练的人不能自己评估,请选另一个人。"), {"assessor": "same"})
    return who


def _parts(
    scenario: scenarios.Scenario, given: Mapping[str, UUID | None], staff: Mapping[UUID, str]
) -> dict[str, UUID | None]:
    found: dict[str, UUID | None] = {}
    for role in scenario.roles:
        who = given.get(role.code)
        if who is not None and who not in staff:
            raise Invalid(
                _("「%(role)s」请选本校的人。") % {"role": role.name},
                {f"part-{role.code}": "unknown"},
            )
        found[role.code] = who
    if not any(found.values()):
        first = scenario.roles[0].code
        raise Invalid(_("至少要有一个角色定到人。"), {f"part-{first}": "missing"})
    return found


def _class(given: NewDrill) -> int | None:
    if given.class_no is None:
        return None
    if given.class_no not in dict(choices.classes(given.school_no)):
        raise Invalid(_("请选本校的班级。"), {"class_no": "unknown"})
    return given.class_no


def _repeated(actor: Actor, given: NewDrill) -> Drill | None:
    if given.repeats_id is None:
        return None
    row = hold(actor, given.repeats_id)
    if row.school_id != given.school_no or row.state != "closed":
        raise NotFound
    if Drill.objects.filter(repeats_id=row.pk).exclude(state="cancelled").exists():
        raise Conflict(_("这次演练已经安排了复练。"))
    return row


def move(actor: Actor, given: Move) -> None:
    """Another day, and why."""
    row = hold(actor, given.drill_id)
    body = fingerprint("move", given.planned_at, given.why)
    if same(actor, given.id, row, body):
        return
    require_keeper(actor, row)
    go(row, "move")
    row.planned_at = _when(given.planned_at)
    why = words("why", given.why, required=_("请写明为什么改期。"))
    for kind in (HOLD, TAKE_PART):
        duties.hold_about(row.pk, kind)
        duties.put_off(kind, [row.pk], row.planned_at)
        duties.bring_forward(kind, [row.pk], row.planned_at)
    put(actor, row, given.id, "move", body, text=why, at=row.planned_at)


def cancel(actor: Actor, given: Cancel) -> None:
    """Called off, and why; the drill it was to do again is owed once more."""
    row = hold(actor, given.drill_id)
    body = fingerprint("cancel", given.why)
    if same(actor, given.id, row, body):
        return
    require_keeper(actor, row)
    go(row, "cancel")
    why = words("why", given.why, required=_("请写明为什么取消。"))
    let_go(actor, row.pk, (HOLD, TAKE_PART))
    if row.repeats_id:
        again = Drill.objects.get(pk=row.repeats_id)
        days = scenarios.book().norm.repeat_days
        owe(again, REPEAT, again.organiser_id, clock.now() + dt.timedelta(days=days))
    put(actor, row, given.id, "cancel", body, text=why)
