"""An investigation of a missed report: what was known then, the file, the teacher's statement, a finding by
two people, an appeal, and the archive that an outsider checks."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.builders import CLASS_11
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from tests.journeys.test_level import fits

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
VERIFIER = Path(__file__).parents[2] / "scripts" / "verify_case.py"


def looked_at(page: Page, name: str, size: dict[str, int]) -> None:
    picture(page, f"investigation-{name}")
    assert axe(page) == []
    assert fits(page, size)


def act(
    page: Page, summary: str, filled: dict[str, str], chosen: dict[str, str] | None = None
) -> None:
    """Open a step, fill it in, send it."""
    page.click(f"summary:has-text('{summary}')")
    form = page.locator(f"details[open]:has(summary:text-is('{summary}')) form")
    for name, label in (chosen or {}).items():
        form.locator(f"select[name$={name}]").select_option(label=label)
    for name, text in filled.items():
        form.locator(f"[name$={name}]").fill(text)
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("已记下")


def test_a_missed_report_is_investigated(serve: Serve, visit: Visit, tmp_path: Path) -> None:
    served = serve("09:00")
    officer = visit(served, "officer", DESK)
    officer.click(".rail >> text='倒查'")
    officer.click("main table >> text=城关镇")
    looked_at(officer, "township", DESK)
    officer.click("main table >> text=实验小学")
    looked_at(officer, "school", DESK)
    officer.goto(f"{served.url}/accountability/past/{CLASS_11}/?day=2026-11-23&time=08:30")
    expect(officer.locator("main")).to_contain_text("当时没有报,已过时限")
    looked_at(officer, "class", DESK)
    officer.click("text=立案")
    officer.fill("textarea, input[name=question]", "一年级1班晨检为何没有报")
    looked_at(officer, "open", DESK)
    officer.click("button:has-text('立案')")
    file_url = officer.url
    officer.click("text=从经过里收入记录")
    looked_at(officer, "course", DESK)
    officer.click("main li .chip >> nth=0")
    officer.click("button:has-text('收入案卷')")
    teacher_name = "班主任壬(一年级1班 班主任)"
    act(
        officer,
        "请作陈述",
        {"text": "请说明"},
        {"user_id": teacher_name, "concerned": "当事人(结论可能涉及)"},
    )

    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/accountability/mine/")
    looked_at(teacher, "mine", PHONE)
    teacher.click("main >> text=2026-001")
    act(teacher, "陈述", {"text": "当时在送发热学生就医"})
    looked_at(teacher, "statement", PHONE)

    officer.goto(file_url)
    officer.click("summary:has-text('写出结论')")
    form = officer.locator("details[open]:has(summary:text-is('写出结论')) form")
    form.locator("select[name$=verdict]").select_option(label="有责任")
    form.locator(".chip:has-text('漏报')").click()
    form.locator(".chip:has-text('学校和托幼机构传染病疫情报告工作规范')").click()
    form.locator("textarea").fill("到时限没有报,也没有请人代理")
    looked_at(officer, "finding", DESK)
    form.locator("button").click()
    expect(officer.locator("main")).to_contain_text("结论待另一人确认")
    expect(officer.locator("main")).not_to_contain_text("确认结论")
    leader = visit(served, "leader", PHONE)
    leader.goto(file_url)
    act(leader, "确认结论", {"text": "同意"})
    looked_at(leader, "confirmed", PHONE)
    act(leader, "作出处理", {"text": "谈话一次"}, {"measure": "谈话提醒"})
    teacher.reload()
    act(teacher, "申诉", {"text": "请查当天的外出登记"})
    officer.goto(file_url)
    expect(officer.locator("main")).to_contain_text("申诉中")
    looked_at(officer, "appealed", DESK)
    with officer.expect_download() as taken:
        officer.click("text=导出")
    archive = tmp_path / "case.zip"
    taken.value.save_as(archive)
    done = subprocess.run(
        [sys.executable, str(VERIFIER), str(archive)], capture_output=True, text=True, check=False
    )
    # No sealing runs here: all holds but that no seal covers the entries yet.
    assert done.returncode == 3
    assert {line.split(" entry ")[0] for line in done.stderr.splitlines()} == {"no seal covers"}

    principal = visit(served, "principal", PHONE)
    principal.goto(f"{served.url}/accountability/records/")
    looked_at(principal, "record", PHONE)
    act(principal, "答复这个月的记录", {"text": "已补上代理人"})
    expect(principal.locator("main")).to_contain_text("已补上代理人")
