"""Conditions of opening: one school opened on its first day in spite of what is named, one inspected with two
findings that are not closed, the school of the cast half through its own check; one that has everything in
order opened this morning by an ordinary decision, one like it is ready. All others have said nothing yet."""

import datetime as dt
import io
from collections.abc import Iterable
from uuid import UUID

from PIL import Image, ImageDraw

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.photos.services.evidence import Evidence, Shot
from xiaoan.readiness import services
from xiaoan.readiness.queries import course, gates, packs
from xiaoan.rehearsal.demo import inorder
from xiaoan.rehearsal.demo.inspections import people_of
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.rehearsal.geography import School

_SEVEN, _NINE, _TEN, _TWO, _FOUR = (hour * 3600 for hour in (7, 9, 10, 14, 16))
_SEEN = {
    "health_vice": "任命文件在校长室,校医每天到岗。",
    "hospital": "联系单贴在值班室,当场拨通县医院发热门诊。",
    "ledger": "台账与货架一致,酒精单独上锁存放。",
    "handwashing": "各楼层洗手处有洗手液,水龙头完好。",
    "water": "饮水机已清洗消毒,水质检测报告合格。",
    "canteen": "从业人员健康证齐全,餐具消毒有记录。",
    "observation_place": "观察室在一楼尽头,开窗通风,门牌和流程图已贴。",
    "gate_place": "校门口划了分流线,有留观点。",
    "remote": "暂缓返校的学生有线上课表和联系老师。",
}  # fmt: skip
_WRONG = {
    "handwashing": "三楼东侧洗手处两个水龙头不出水。",
    "observation_place": "观察室与医务室共用一个门,没有流程图。",
}
_MENDED, _MENDING = "handwashing", "两个水龙头已换,出水正常。"
_REASON = "经县防控办研究同意先开学:培训、演练和缺的物资由学校一周内补齐,县教育局每天跟进。"


def decide(plan: Plan) -> int:
    """Through the ordinary services, on the days before; gives how many items were looked at by somebody."""
    own = plan.history.incidents.school.no
    officer, principals = people_of(plan)
    opened = next(
        one.no for one in plan.county.schools if one.no != own and one.kind in ("primary", "junior")
    )
    found = [no for no in principals if no not in (own, opened)]
    said = _opened(plan, opened, officer)
    if found:
        said += _inspected(plan, found[-1], principals[found[-1]])
    for n, school in enumerate(inorder.chosen(plan)):
        said += _in_order(plan, school, officer, opens=n == 0)
    stand_at(second_of(plan.past[-1], _TWO))
    codes = _codes(own)
    said += _checked(principals[own], own, codes[: len(codes) // 2])
    stand_at(second_of(plan.day, STEPS[-1]))
    # The timetable does it every ten minutes of the clock on the wall, which a build may meet or miss.
    with acting_as(system("readiness")):
        services.refresh()
    return said


def _codes(school_no: int) -> list[str]:
    """The items of a school that are inspected."""
    place = directory.place(school_no)
    pack = packs.in_force().pack
    asked = pack.of(place.stage, place.boarding, clock.today())
    return [one.code for one in asked if one.how == "inspected"]


def _checked(principal: Actor, school_no: int, codes: Iterable[str]) -> int:
    """The school's own check; gives how many items."""
    done, shown = 0, Evidence((Shot(_drawn()),))
    with acting_as(principal):
        for code in codes:
            said = _SEEN.get(code, "已查看。")
            given = services.SelfCheck(uuid7(), school_no, code, "ok", said, shown)
            services.self_check(principal, given)
            done += 1
    return done


def _visited(inspector: Actor, school_no: int, wrong: dict[str, str]) -> int:
    """A joint inspection from beginning to end; gives how many items."""
    members = (
        services.Member(inspector.name, "education", "教育联络员"),
        services.Member("周卫平", "health", "卫生院公卫科"),
        services.Member("何志强", "market", "市场监管所"),
    )
    codes = _codes(school_no)
    with acting_as(inspector):
        visit = services.begin(inspector, services.Begin(uuid7(), school_no, members))
        for code in codes:
            result, note = ("bad", wrong[code]) if code in wrong else ("ok", "")
            services.mark(inspector, services.Mark(uuid7(), visit, code, result, note))
        services.close(inspector, uuid7(), visit, "问题当场告知校长。" if wrong else "总体较好。")
    return len(codes)


def _opened(plan: Plan, school_no: int, officer: Actor) -> int:
    """Checked, inspected, asked for by the bureau and signed by the county's leader the day before."""
    leader = actor_as(plan, "county_leader", numbering.COUNTY, numbering.COUNTY)
    principal = actor_as(plan, "principal", school_no, numbering.SCHOOL)
    stand_at(second_of(plan.past[-3], _NINE))
    said = _checked(principal, school_no, _codes(school_no))
    stand_at(second_of(plan.past[-2], _NINE))
    said += _visited(officer, school_no, {})
    before = plan.day - dt.timedelta(days=1)
    stand_at(second_of(before, _TWO))
    with acting_as(officer):
        asked = services.ask(
            officer, services.Ask(uuid7(), school_no, "override", plan.day, "体卫艺股股长", _REASON)
        )
    stand_at(second_of(before, _FOUR))
    with acting_as(leader):
        services.sign(leader, uuid7(), asked, "分管副县长")
    return said


def _in_order(plan: Plan, school: School, officer: Actor, *, opens: bool) -> int:
    """Everything holds; `opens`: asked for by the bureau and signed by the county's leader this morning."""
    inorder.prepare(plan, school)
    principal = actor_as(plan, "principal", school.no, numbering.SCHOOL)
    with services.together():
        stand_at(second_of(plan.past[-3], _FOUR))
        said = _checked(principal, school.no, _codes(school.no))
        stand_at(second_of(plan.past[-2], _TWO))
        said += _visited(officer, school.no, {})
        stand_at(second_of(plan.day, _SEVEN))
    with acting_as(BUILDER):
        [found] = gates.reckon(gates.schools([school.no]), plan.day)
    if not opens or not found.gate.is_clear:
        return said
    with acting_as(officer):
        given = services.Ask(uuid7(), school.no, "open", plan.day, "体卫艺股股长")
        asked = services.ask(officer, given)
    stand_at(second_of(plan.day, _SEVEN + 20 * 60))
    leader = actor_as(plan, "county_leader", numbering.COUNTY, numbering.COUNTY)
    with acting_as(leader):
        services.sign(leader, uuid7(), asked, "分管副县长")
    return said


def _inspected(plan: Plan, school_no: int, principal: Actor) -> int:
    """Two items are found wanting; of one the school has said that it is mended."""
    town = plan.history.incidents.school.township_no
    liaison = actor_as(plan, "township_liaison", town, numbering.TOWNSHIP)
    stand_at(second_of(plan.past[-3], _FOUR))
    said = _checked(principal, school_no, _codes(school_no))
    stand_at(second_of(plan.past[-2], _TEN))
    said += _visited(liaison, school_no, _WRONG)
    stand_at(second_of(plan.past[-1], _TEN))
    with acting_as(principal):
        services.mend(
            principal,
            services.Told(uuid7(), _to_mend(school_no), _MENDING, Evidence((Shot(_drawn()),))),
        )
    return said


def _to_mend(school_no: int) -> UUID:
    return next(one.pk for one in course.findings(school_no) if one.item == _MENDED)


def _drawn() -> bytes:
    """A drawing in place of a photo: two taps over a basin."""
    made = Image.new("RGB", (640, 480), (214, 222, 226))
    draw = ImageDraw.Draw(made)
    draw.rectangle((80, 300, 560, 400), fill=(246, 248, 249), outline=(120, 130, 138), width=4)
    for left in (180, 400):
        draw.rectangle((left, 180, left + 24, 260), fill=(130, 142, 150))
        draw.rectangle((left, 180, left + 80, 200), fill=(130, 142, 150))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=80)
    return out.getvalue()
