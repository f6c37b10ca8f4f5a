"""A roll-call that nobody made, from its deadline up the chain: grade head, principal, township, bureau, each
in their list and once; the county leader calls who is on duty there, is answered, the class reports late."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, DAY, MORNING, PRIMARY, Universe
from tests.command.states import begun, planned, seat
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
SPOTS = "/duties/blind-spots/"
# Due at 08:20; the minutes after it are those that ship (duties-cn.toml).
CHAIN = (
    ("08:26", "grade_head", "年级组长"), ("08:31", "principal", "校长"),
    ("08:41", "liaison", "乡镇联络员"), ("08:51", "officer", "教育局经办人"),
)  # fmt: skip


def on_watch(universe: Universe) -> None:
    """The school has a roster of today; its doctor leads the shift."""
    with acting_as(universe.cast["principal"]) as principal:
        shift = begun(principal)["白班"]
        planned(principal, seat(universe, shift, "doctor", "lead"))


def minute(hour: str) -> list[int]:
    """What the worker does each minute, here twice; gives the levels that the class has reached so far."""
    now = MORNING.replace(hour=int(hour[:2]), minute=int(hour[3:]))
    with acting_as(system("tests")) as actor:
        for _again in range(2):
            duties.escalate(actor, now)
        pk = Duty.objects.get(
            unit_no=CLASS_11, slot="morning", day=DAY, kind="screening.rollcall"
        ).pk
        steps = Step.objects.filter(duty_id=pk, kind="escalate").order_by("at", "level")
        return list(steps.values_list("level", flat=True))


def row_of(page: Page) -> str:
    """The line of the class in the blind spots of whoever looks."""
    line = page.locator("tbody tr", has_text="一年级1班").filter(has_text="晨检")
    expect(line).to_have_count(1)
    return str(line.inner_text())


def test_from_the_deadline_to_the_leaders_call(
    serve: Serve, visit: Visit, universe: Universe
) -> None:
    on_watch(universe)
    served = serve("08:22")
    assert minute("08:22") == []
    teacher = visit(served, "teacher", PHONE)
    expect(teacher.locator("main")).to_contain_text("未报")
    picture(teacher, "missed-teacher")
    for level, (hour, who, role) in enumerate(CHAIN, start=1):
        served = serve(hour)
        assert minute(hour) == list(range(1, level + 1))
        page = visit(served, who, PHONE if level < 3 else DESK)
        page.goto(f"{served.url}{SPOTS}")
        assert f"已到{role}" in row_of(page)
        picture(page, f"missed-{who}")
        assert axe(page) == []
    called(served, visit)
    reported(served, visit, universe)
    assert minute("09:30") == [1, 2, 3, 4]


def called(served: Served, visit: Visit) -> None:
    """The leader finds it, calls who leads the shift at the school, and is answered there."""
    leader = visit(served, "leader", DESK)
    leader.goto(f"{served.url}{SPOTS}")
    assert "已到教育局经办人" in row_of(leader)
    leader.goto(f"{served.url}/command/unit/{PRIMARY}/calls/")
    line = leader.locator("section:has(h2:text-is('现在当班的人')) li", has_text="校医己")
    line.locator("summary").click()
    line.locator("select").select_option(label="无人接听")
    line.locator("[name=note]").fill("问一年级1班晨检,没有人接")
    line.locator("button").click()
    expect(leader.locator("main")).to_contain_text("已记下查岗结果")
    picture(leader, "missed-called")
    doctor = visit(served, "doctor", PHONE)
    doctor.goto(f"{served.url}/command/mine/")
    doctor.click("main >> text=无人接听")
    doctor.fill("textarea[name=answer]", "在一年级查看,已让班主任马上报")
    doctor.click("button:has-text('写入说明')")
    expect(doctor.locator("main")).to_contain_text("已让班主任马上报")
    leader.goto(f"{served.url}/command/unit/{PRIMARY}/calls/")
    expect(leader.locator("section:has(h2:text-is('查岗记录'))")).to_contain_text("已说明")


def reported(served: Served, visit: Visit, universe: Universe) -> None:
    """The class teacher reports after all: late stays late, and it is nobody's blind spot any more."""
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/screening/rollcall/{CLASS_11}/{DAY.isoformat()}/morning/")
    teacher.click("button:has-text('提交晨检')")
    expect(teacher.locator("main")).to_contain_text("迟报")
    officer = visit(served, "officer", DESK)
    officer.goto(f"{served.url}{SPOTS}")
    expect(officer.locator("tbody tr", has_text="一年级1班").filter(has_text="晨检")).to_have_count(
        0
    )
    with acting_as(system("tests")):
        duty = Duty.objects.get(
            unit_no=CLASS_11, slot="morning", day=DAY, kind="screening.rollcall"
        )
        assert (duty.state, duty.late, duty.level) == ("done", True, 4)
        assert duty.done_by_id == universe.users["teacher"].pk
