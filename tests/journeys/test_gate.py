"""A school that an inspection keeps closed: mended by the principal, seen again and asked for by the bureau,
signed by the leader. Then evidence is taken back, and every page says so but the decision, which says what it
said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.photos.pictures import jpeg
from tests.readiness.schools import checked, short_pack, visited
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.readiness.models import Decision, Finding, Standing

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
SCHOOL = f"/readiness/schools/{PRIMARY}/"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"gate-{name}", whole=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


def inspected(universe: Universe) -> None:
    """The school has checked itself; the inspection found the canteen wanting."""

    def acting(login: str) -> Actor:
        enter(universe.cast[login])
        return universe.cast[login]

    with acting_as(BUILDER):
        short_pack()
        for code in ("hospital", "canteen", "remote"):
            checked(acting, code)
        visited(acting, bad="canteen")


def standing() -> tuple[str, list[str], list[str]]:
    with acting_as(BUILDER):
        row = Standing.objects.get(pk=PRIMARY)
        return row.gate, row.failed, row.unknown


def mend(principal: Page, served: Served, tmp_path: Path) -> None:
    """From the list of what is owed; without a photo it is refused, and nothing typed is lost."""
    principal.goto(f"{served.url}{SCHOOL}")
    expect(principal.locator("section:has(#gate)")).to_contain_text("1 条必须的条件不符合或不清楚")
    looked_at(principal, "blocked")
    principal.goto(f"{served.url}/duties/today/")
    principal.click("main >> text=开学核查问题整改")
    form = "form[action='?act=mend']"
    principal.wait_for_selector(f"{form}[data-outbox=on]")
    principal.fill(f"{form} [name=note]", "换了消毒柜")
    principal.click(f"{form} button.btn-primary")
    expect(principal.locator("main")).to_contain_text("请拍一张整改后的照片")
    expect(principal.locator(f"{form} [name=note]")).to_have_value("换了消毒柜")
    shot = tmp_path / "mended.jpg"
    shot.write_bytes(jpeg(3))
    principal.set_input_files(f"{form} input[type=file][accept='image/*']", str(shot))
    expect(principal.locator(f"{form} [data-photos-list] img")).to_be_visible()
    looked_at(principal, "mend")
    principal.click(f"{form} button.btn-primary")
    expect(principal.locator("main")).to_contain_text("已报整改,等核查人复查。")


def decide(officer: Page, served: Served) -> str:
    """Seen again, then asked for; whoever asks cannot sign. Gives the address of the decision."""
    with acting_as(BUILDER):
        finding = Finding.objects.get()
    officer.goto(f"{served.url}/readiness/findings/{finding.pk}/")
    officer.fill("form[action='?act=good'] [name=note]", "消毒柜到位,温度正常")
    officer.click("button:has-text('复查通过,销号')")
    expect(officer.locator("main")).to_contain_text("复查通过,已销号。")
    assert standing() == ("may_open", [], [])
    officer.goto(f"{served.url}{SCHOOL}")
    form = "form[action='?act=decide']"
    officer.fill(f"{form} [name=day]", DAY.isoformat())
    officer.click(f"{form} button.btn-primary")
    expect(officer.locator(form)).to_contain_text("请写您的职务。")
    officer.fill(f"{form} [name=post]", "体卫艺科科长")
    looked_at(officer, "ask")
    officer.click(f"{form} button.btn-primary")
    expect(officer.locator("main")).to_contain_text("已提出,等另一个人签。")
    expect(officer.locator("form[action='?act=sign']")).to_have_count(0)
    return officer.url


def sign(leader: Page, served: Served, decision: str) -> None:
    leader.goto(f"{served.url}/readiness/decisions/?show=asked")
    leader.click("main tbody a")
    assert leader.url == decision
    leader.fill("form[action='?act=sign'] [name=post]", "分管副县长")
    looked_at(leader, "sign")
    leader.click("form[action='?act=sign'] button.btn-primary")
    expect(leader.locator("main")).to_contain_text("已签。")
    assert standing() == ("open", [], [])


def take_back(principal: Page, served: Served) -> None:
    principal.goto(f"{served.url}/readiness/schools/{PRIMARY}/items/hospital/")
    line = principal.locator("#course ~ ol > li", has=principal.locator("b:text-is('学校自查')"))
    line.locator("summary").click()
    line.locator("[name=why]").fill("联系单上的电话打不通")
    line.locator("button.btn-danger").click()
    expect(principal.locator("main")).to_contain_text("已撤回,关口按没有这条证据重新计算。")
    looked_at(principal, "taken-back")


def test_a_blocked_school_is_mended_opened_and_breaks(
    serve: Serve, visit: Visit, universe: Universe, tmp_path: Path
) -> None:
    served = serve("08:10")
    inspected(universe)
    assert standing() == ("blocked", ["canteen"], [])
    principal, officer = visit(served, "principal", PHONE), visit(served, "officer", DESK)
    mend(principal, served, tmp_path)
    decision = decide(officer, served)
    leader = visit(served, "leader", DESK)
    sign(leader, served, decision)
    principal.goto(f"{served.url}{SCHOOL}")
    expect(principal.locator("section:has(#gate)")).to_contain_text("必须的条件都符合。")
    looked_at(principal, "open")
    with acting_as(BUILDER):
        before = Decision.objects.get()
    take_back(principal, served)
    assert standing() == ("broken", [], ["hospital"])
    for page, name in ((principal, "broken"), (officer, "broken-desk")):
        page.goto(f"{served.url}{SCHOOL}")
        expect(page.locator("section:has(#gate)")).to_contain_text("起有 1 条不再符合")
        looked_at(page, name)
    officer.goto(f"{served.url}/readiness/?gate=broken")
    expect(officer.locator("main tbody").first).to_contain_text("实验小学")
    looked_at(officer, "board")
    # Owed by a named person; what was decided says what it said.
    principal.goto(f"{served.url}/duties/today/")
    expect(principal.locator("main")).to_contain_text("开学后条件不再符合")
    leader.goto(decision)
    expect(leader.locator("section:has(#then)")).not_to_contain_text("不清楚")
    with acting_as(BUILDER):
        after = Decision.objects.get()
        assert (after.frozen, after.digest) == (before.frozen, before.digest)
