"""Inspections of the bureau in one township: a hazard that is closed, one that waits for a second look, one
that is overdue; and inspections that are planned for today, unannounced."""

import datetime as dt
import io
from uuid import UUID

from PIL import Image, ImageDraw

from xiaoan.accounts import queries as accounts
from xiaoan.directory import rules as numbering
from xiaoan.inspections import services as inspections
from xiaoan.inspections.queries import findings, rounds
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

_TEN, _FOUR = 10 * 3600, 16 * 3600
_FOUND, _MENDED, _SEEN = 4, 3, 2
_WRONG = (
    ("safety", "exit_door", "西侧安全出口被课桌堵住", "major"),
    ("water", "tank", "楼顶水箱没有上锁", "major"),
    ("safety", "fire_ext", "二楼两具灭火器压力不足", "major"),
)


def before(plan: Plan) -> int:
    """What was found on the days before; gives how many findings."""
    officer, principals = people_of(plan)
    stand_at(second_of(plan.day - dt.timedelta(days=_FOUND), _TEN))
    found = [
        (no, _inspected(officer, no, *wrong)) for no, wrong in zip(principals, _WRONG, strict=False)
    ]
    stand_at(second_of(plan.day - dt.timedelta(days=_MENDED), _FOUR))
    for no, finding_id in found[:2]:
        with acting_as(principals[no]) as principal:
            text = "已清走课桌,钥匙交门卫" if finding_id == found[0][1] else "已换新锁,钥匙专人保管"
            inspections.answer(
                principal,
                inspections.Answer(uuid7(), finding_id, text, inspections.Evidence((_shot(no),))),
            )
    stand_at(second_of(plan.day - dt.timedelta(days=_SEEN), _TEN))
    for _no, finding_id in found[:1]:
        with acting_as(officer) as again:
            steps = findings.detail(again, finding_id).finding.steps
            inspections.close_finding(
                again, inspections.Check(uuid7(), finding_id, steps, "现场看过,通道畅通")
            )
    return len(found)


def today(plan: Plan) -> int:
    """Of this morning: inspections that the schools do not see yet; gives how many."""
    stand_at(second_of(plan.day, STEPS[-1]))
    officer, principals = people_of(plan)
    with acting_as(officer) as actor:
        wanted = inspections.NewPlan(
            uuid7(), tuple(principals)[-2:], ("canteen", "gate"), plan.day, actor.user_id,
            unannounced=True,
        )  # fmt: skip
        return inspections.plan(actor, wanted)


def _inspected(
    officer: Actor, school_no: int, code: str, item: str, note: str, severity: str
) -> UUID:
    """One round that finds one thing; gives its finding."""
    with acting_as(officer) as actor:
        made = inspections.begin(actor, inspections.Begin(uuid7(), school_no, (code,)))
        inspections.mark(
            actor,
            inspections.Marked(
                uuid7(), made, code, item, "bad", note, severity, photos=(_shot(school_no + 1),)
            ),
        )
        inspections.mark_rest(actor, uuid7(), made, code)
        inspections.close(actor, inspections.Close(uuid7(), made, actor.name, "总体较好"))
        return rounds.detail(actor, made).findings[0].pk


def _shot(seed: int) -> inspections.Shot:
    """A drawing in place of a photo, another for each seed."""
    made = Image.new("RGB", (640, 480), (190, 200, 205))
    draw = ImageDraw.Draw(made)
    for n in range(8):
        x, y = (seed * 37 + n * 149) % 520, (seed * 53 + n * 97) % 380
        draw.rectangle((x, y, x + 100, y + 80), fill=((seed * 7 + n * 31) % 200, 90 + n * 15, 120))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=80)
    return inspections.Shot(out.getvalue())


def people_of(plan: Plan) -> tuple[Actor, dict[int, Actor]]:
    """The bureau's officer, and the principals of one township's schools."""
    township = plan.history.incidents.school.township_no
    schools = sorted(one.no for one in plan.county.schools if one.township_no == township)
    with acting_as(BUILDER):
        officer = _who(plan, "bureau_officer", numbering.COUNTY)
        named = {no: _who(plan, "principal", no) for no in schools}
    if officer is None:
        raise LookupError("nobody is in office at the bureau")
    return officer, {no: one for no, one in named.items() if one is not None}


def _who(plan: Plan, role: str, unit_no: int) -> Actor | None:
    try:
        user_id = plan.holder(role, unit_no).user_id
    except LookupError:
        return None
    return accounts.actors_of([user_id]).get(user_id)
