"""The roster of a school: planned, checked in by the code on the wall, a missed shift on its way up, and the
leader reads who is in command."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import COUNTY, MORNING, PRIMARY, TOWN, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.command.models import CheckIn, Seat
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

pytestmark = pytest.mark.journey

Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
UNIT = f"/command/unit/{PRIMARY}/"


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"command-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def planned(served: Served, principal: Page) -> str:
    """The principal names the first responsible person, sets shifts and a place, plans today; gives the
    address of the code on the wall."""
    principal.click(".rail >> text=现在谁负责")
    expect(principal.locator(".in-command-name")).to_have_text("校长戊")
    principal.click("main >> text=领导小组")
    principal.select_option("select[name=user_id]", label="校长戊 校长")
    principal.check("text=物资保障")
    principal.click("button:has-text('任命')")
    expect(principal.locator("main")).to_contain_text("分管物资保障")
    looked_at(principal, "group")
    principal.click("main >> text=班次与签到码")
    principal.click("button:has-text('采用这些班次')")
    principal.fill("input[name=room]", "门卫室")
    principal.click("button:has-text('增加地点')")
    looked_at(principal, "shifts")
    principal.click("main >> a:has-text('门卫室')")
    looked_at(principal, "room")
    link = str(principal.locator(".room-link").inner_text())
    principal.goto(f"{served.url}{UNIT}roster/")
    day = principal.locator(".roster-day.is-today")
    day.locator("select").nth(0).select_option(label="校医己 校医")
    day.locator("select").nth(1).select_option(label="班主任壬 班主任")
    looked_at(principal, "roster")
    principal.click("button:has-text('保存值班表')")
    expect(principal.locator("main")).to_contain_text("已保存:新排 2 人次")
    return link[link.index("/command/") :]


def test_from_the_plan_to_who_is_in_command(serve: Serve, visit: Visit, universe: Universe) -> None:
    early = serve("07:50")
    wall = planned(early, visit(early, "principal", DESK))
    teacher = visit(early, "teacher", PHONE)
    expect(teacher.locator("main")).to_contain_text("到岗签到")
    teacher.goto(early.url + wall)
    looked_at(teacher, "here")
    teacher.click("button:has-text('我到岗了')")
    expect(teacher.locator("main")).to_contain_text("已签到:提前到岗。")
    looked_at(teacher, "mine")
    doctor = visit(early, "doctor", PHONE)
    doctor.goto(f"{early.url}/command/mine/")
    looked_at(doctor, "mine-due")

    late = serve("08:27")
    leader = visit(late, "leader", DESK)
    leader.goto(f"{late.url}/command/unit/{TOWN}/")
    row = leader.locator("tr", has_text="实验小学")
    expect(row).to_contain_text("未到岗")
    expect(row).to_contain_text("提前到岗")
    looked_at(leader, "town")
    leader.goto(f"{late.url}{UNIT}")
    expect(leader.locator(".in-command")).to_contain_text("校长戊")
    expect(leader.locator(".in-command")).to_contain_text("带班领导没有到岗")
    looked_at(leader, "now")
    leader.locator("button:has-text('校医己')").first.click()
    expect(leader.locator("main")).to_contain_text("199")
    leader.goto(f"{late.url}/command/unit/{COUNTY}/coverage/")
    expect(leader.locator("main")).to_contain_text("城关幼儿园")
    looked_at(leader, "coverage")
    gone_up()
    principal = visit(late, "principal", PHONE)
    for address in ("", "roster/", "group/", "shifts/", "month/", "import/", "notes/", "calls/"):
        principal.goto(f"{late.url}{UNIT}{address}")
        looked_at(principal, f"phone-{address.strip('/') or 'now'}")
    called(late, visit(late, "liaison", DESK), visit)


def gone_up() -> None:
    """The missed check-in goes up to the principal, as the worker does each minute; the other is done."""
    with acting_as(system("tests")) as actor:
        assert (Seat.objects.filter(until_at=None).count(), CheckIn.objects.count()) == (2, 1)
        duties.escalate(actor, MORNING.replace(hour=8, minute=27))
        duty = Duty.objects.get(kind="command.check_in", state="open")
        assert duty.level >= 2
        assert Step.objects.filter(duty_id=duty.pk, role="principal").count() == 1


def called(served: Served, liaison: Page, visit: Visit) -> None:
    """The township draws, calls and records; whoever was called reads it and answers."""
    liaison.goto(f"{served.url}/command/unit/{TOWN}/calls/")
    liaison.fill("input[name=count]", "2")
    liaison.click("button:has-text('由系统随机抽')")
    expect(liaison.locator("main")).to_contain_text("随机种子")
    line = liaison.locator("section:has(h2:text-is('抽查')) li", has_text="班主任壬")
    line.locator("summary").click()
    line.locator("select").select_option(label="无人接听")
    looked_at(liaison, "calls")
    line.locator("button").click()
    expect(liaison.locator("main")).to_contain_text("已记下查岗结果")
    page = visit(served, "teacher", PHONE)
    page.goto(f"{served.url}/command/mine/")
    page.click("main >> text=无人接听")
    page.fill("textarea[name=answer]", "在南门巡查")
    page.click("button:has-text('写入说明')")
    expect(page.locator("main")).to_contain_text("在南门巡查")
    looked_at(page, "call")
