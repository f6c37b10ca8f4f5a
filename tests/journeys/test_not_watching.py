"""A pupil who does not watch: the teacher of the lesson says so, the class teacher calls and reaches nobody,
two go to the home, the head decides."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import Universe
from tests.journeys.conftest import PHONE, Served, axe, choose, picture
from tests.lessons.teaching import lesson
from tests.photos.pictures import jpeg
from xiaoan.kernel.scope import acting_as
from xiaoan.outreach.models import Task, Try

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"not-watching-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []


def test_from_the_lesson_to_the_head(
    serve: Serve, visit: Visit, universe: Universe, tmp_path: Path
) -> None:
    served = serve("08:10")
    with acting_as(universe.cast["teacher"]) as actor:
        row = lesson(actor)
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/lessons/{row.pk}/")
    teacher.locator("label.check-row", has_text="测试生0002").click()
    looked_at(teacher, "lesson")
    teacher.click("button:has-text('其余都在看,提交')")
    expect(teacher.locator("main")).to_contain_text("没在看 1")
    teacher.goto(f"{served.url}/duties/today/")
    expect(teacher.locator("main")).to_contain_text("联系家庭")
    teacher.goto(f"{served.url}/outreach/")
    expect(teacher.locator("main .rows li")).to_have_count(1)
    teacher.click("main .rows a")
    task = teacher.url.removeprefix(served.url)
    # So many calls as ship, each some minutes after the other: one soon after another counts once.
    for hour in ("08:12", "08:30", "08:50"):
        served = serve(hour)
        teacher = visit(served, "teacher", PHONE)
        teacher.goto(f"{served.url}{task}")
        teacher.click("text=我来联系这一家")
        teacher.click("button[value='not_reached']")
        expect(teacher.locator("main")).to_contain_text("电话 没打通")
    expect(teacher.locator("main")).to_contain_text("家访")
    shown = tmp_path / "door.jpg"
    shown.write_bytes(jpeg())
    teacher.click("button:has-text('记下家访')")
    expect(teacher.locator("main")).to_contain_text("请选结果")
    choose(teacher, "input[value=nobody]")
    teacher.select_option("select[name=second]", label="校医己")
    teacher.set_input_files("input[type=file]", shown)
    looked_at(teacher, "visit")
    teacher.click("button:has-text('记下家访')")
    expect(teacher.locator("main")).to_contain_text("家访 家里没人")
    expect(teacher.locator("main a", has_text="照片 1")).to_have_count(1)
    looked_at(teacher, "visited")
    principal = visit(served, "principal", PHONE)
    principal.goto(f"{served.url}/duties/today/")
    principal.click("main >> text=联系不上的家庭,校长决定")
    choose(principal, "input[value=settled]")
    principal.select_option("form[action='?act=lead'] select[name=why]", "moved")
    principal.fill("textarea[name=note]", "随父母在外地,已在当地上网课")
    looked_at(principal, "head")
    principal.click("button:has-text('记下决定')")
    expect(principal.locator("main")).to_contain_text("已办结")
    with acting_as(universe.cast["principal"]):
        one = Task.objects.get()
        tries = list(Try.objects.order_by("at").values_list("way", "outcome"))
    assert (one.stage, one.why) == ("closed", "moved")
    assert tries == [
        ("call", "not_reached"), ("call", "not_reached"), ("call", "not_reached"), ("visit", "nobody"),
        ("lead", "settled"),
    ]  # fmt: skip
