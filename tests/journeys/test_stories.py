"""A story from submission to withdrawal: told by the class teacher with a photo, agreed to by a guardian,
published by the principal, read by others, taken back by the guardian and gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11, Universe
from tests.journeys.conftest import PHONE, Served, axe, choose, picture
from tests.photos.pictures import jpeg

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    picture(page, f"stories-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []


def test_told_agreed_published_and_taken_back(
    serve: Serve, visit: Visit, universe: Universe, tmp_path: Path
) -> None:
    served = serve("07:35")
    shot = tmp_path / "a.jpg"
    shot.write_bytes(jpeg(1))
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/stories/unit/{CLASS_11}/new/")
    looked_at(teacher, "new")
    teacher.fill("#f-title", "雨天借伞")
    teacher.fill("#f-text", "下雨了,一位同学把伞借给低年级的孩子。")
    choose(teacher, f"input[value='{universe.person(CLASS_11, 1)}']")
    teacher.set_input_files("input[type=file]", str(shot))
    expect(teacher.locator("[data-photos-list] li")).to_have_count(1)
    teacher.click("main form .big")
    expect(teacher.locator("main")).to_contain_text("还没有表态")
    looked_at(teacher, "submitted")
    address = teacher.url
    guardian = visit(served, "guardian", PHONE)
    guardian.goto(f"{served.url}/stories/")
    guardian.click("main .rows a")
    looked_at(guardian, "consent")
    guardian.check("#f-child_asked")
    guardian.click("button[value=given]")
    principal = visit(served, "principal", PHONE)
    principal.goto(f"{served.url}/duties/today/")
    principal.click("text=好人好事待您审核")
    principal.click("main >> text=雨天借伞")
    looked_at(principal, "decide")
    principal.click("text=审核通过,发布")
    other = visit(served, "teacher_71", PHONE)
    other.goto(f"{served.url}/stories/")
    other.click("main >> text=雨天借伞")
    expect(other.locator("main img")).to_have_count(1)
    looked_at(other, "published")
    guardian.goto(f"{served.url}/stories/")
    guardian.click("main .rows a >> nth=0")
    guardian.click("button[value=withdrawn]")
    expect(guardian.locator("main")).to_contain_text("已经撤下")
    other.goto(f"{served.url}/stories/")
    expect(other.locator("main")).not_to_contain_text("雨天借伞")
    teacher.goto(address)
    expect(teacher.locator("main")).to_contain_text("已经自动撤下")
    looked_at(teacher, "withdrawn")
