"""A teacher sends a platform's export: its columns are said once, and never asked for again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, DAY, Universe
from tests.journeys.conftest import PHONE, Served, axe, picture
from tests.lessons.teaching import lesson
from xiaoan.kernel.scope import acting_as
from xiaoan.lessons.models import Import, Lesson

pytestmark = pytest.mark.journey

Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def send(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.select_option("select[name=platform]", "dingtalk")
    page.set_input_files("input[name=file]", file)
    page.click("button:has-text('检查')")


def fits(page: Page, name: str) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    picture(page, name, whole=True)


def test_an_export_is_mapped_once_and_replayed(
    serve: Serve, visit: Visit, universe: Universe, tmp_path: Path
) -> None:
    served = serve("09:30")
    with acting_as(universe.cast["teacher"]) as actor:
        row = lesson(actor)
    names = [one.name for one in universe.pupils[CLASS_11]]
    file = tmp_path / "直播.csv"
    lines = ["网课统计", "谁,看了多久", *(f"{name},40分钟" for name in names[:8]), "小花妈妈,5分钟"]
    file.write_bytes("\r\n".join(lines).encode("gb18030"))
    page = visit(served, "teacher", PHONE)
    address = f"{served.url}/lessons/unit/{CLASS_11}/viewing/?lesson={row.pk}"

    send(page, address, file)
    expect(page.locator("main")).to_contain_text("看不出哪一列是姓名或昵称")
    fits(page, "viewing-columns")
    columns = page.locator("select[name=code]")
    columns.nth(0).select_option("name")
    columns.nth(1).select_option("duration")
    page.set_input_files("input[name=file]", file)
    page.click("button:has-text('检查')")
    expect(page.locator("main")).to_contain_text("读了 9 行:1 节课,认出 8 人次,1 个名字认不出")
    fits(page, "viewing-found")
    page.click("button:text-is('导入')")
    expect(page.locator("main")).to_contain_text("小花妈妈")

    for _turn in range(2):
        send(page, address, file)
        expect(page.locator("main")).to_contain_text("列的对应是以前确认过的")
        page.click("button:text-is('导入')")
        expect(page.locator("body")).to_contain_text("1 节课中 0 节有变化,0 个名字待认")
    with acting_as(universe.cast["teacher"]):
        done = Import.objects.order_by("at").values_list("changed", "parked")
        assert list(done) == [(1, 1), (0, 0), (0, 0)]
        kept = Lesson.objects.get(pk=row.pk)
        assert (kept.day, kept.watched, kept.missed) == (DAY, 8, 2)
