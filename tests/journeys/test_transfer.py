"""A pupil goes from one school to another: asked for, found by the principal who answers, on the other roll,
and the guardian sees the child there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, CLASS_11, CLASS_71, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.accounts.models import Ward
from xiaoan.directory.models import Enrolled, Person
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.models import Transfer

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]


def looked_at(page: Page, name: str) -> None:
    """Kept for a person's eyes; nothing wider than the screen, nothing axe finds wrong."""
    picture(page, f"transfer-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def test_a_pupil_goes_to_another_school(serve: Serve, visit: Visit, universe: Universe) -> None:
    served = serve("07:30")
    child = universe.person(CLASS_11, 1)
    new = visit(served, "other_principal", DESK)
    new.click(".rail >> text=转学")
    looked_at(new, "none")
    new.click("text=申请转入")
    new.fill("[name=name]", "测试生0001")
    new.fill("[name=id_number]", "990101201703010002")
    new.select_option("[name=unit]", str(CLASS_71))
    new.click("main button.btn-primary")
    # A slip of the pen: said so, and what was typed is kept.
    expect(new.locator("[role=alert]")).to_contain_text("没有找到")
    expect(new.locator("[name=name]")).to_have_value("测试生0001")
    looked_at(new, "not-found")
    new.fill("[name=id_number]", "990101201703010001")
    new.click("main button.btn-primary")
    expect(new.locator("h2").first).to_have_text("等答复")
    expect(new.locator("main")).not_to_contain_text("同意转学")
    looked_at(new, "asked")
    # The school of the pupil finds it without being called.
    old = visit(served, "principal", DESK)
    expect(old.locator(".rail .count")).to_contain_text("1 件等您决定")
    old.click(".rail >> text=今日待办")
    old.click("text=转学,等您答复")
    old.click("th >> text=测试生0001")
    looked_at(old, "to-answer")
    old.click("button:has-text('同意转学')")
    expect(old.locator("h2").first).to_have_text("已同意")
    with acting_as(BUILDER):
        row = Transfer.objects.get()
        assert (row.state, row.to_unit_no) == ("accepted", CLASS_71)
        there = Person.objects.get(school_id=row.to_school_id, pk=row.new_person_id or child)
        assert there.identity_id == Person.objects.get(pk=child).identity_id
        assert [one.unit_no for one in Enrolled.objects.filter(identity_id=there.identity_id)] == [
            CLASS_71
        ]
        assert Ward.objects.filter(person_id=there.pk).count() == 1
    # The new school's page opens to the new school; the old one keeps its own.
    new.reload()
    new.click("dd >> text=测试生0001")
    expect(new.locator("main")).to_contain_text("七年级1班")
    looked_at(new, "life-there")
    gone = old.goto(f"{served.url}/registry/people/{there.pk}/")
    assert gone is not None
    assert gone.status == 404
    home = visit(served, "guardian", PHONE)
    home.goto(f"{served.url}/screening/children/")
    expect(home.locator("main")).to_contain_text("河口初中 七年级1班")
