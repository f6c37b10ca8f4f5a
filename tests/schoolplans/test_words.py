"""Chapters, headings and tasks that ship are read in three languages; what is kept stays in 简体中文."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import BUILDER, COUNTY, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.schoolplans.states import published, started, submitted
from tests.web.words import chinese, chinese_of
from xiaoan.kernel.scope import enter, leave
from xiaoan.schoolplans.models import Plan, Version
from xiaoan.schoolplans.queries import template_words, words
from xiaoan.schoolplans.rules import template

SignedIn = Callable[[str], Client]
PARTS = ("label", "hint", "place", "evidence", "source")
HEAD = {"Accept-Language": "en"}
# Names of people and places of the tests, with the figures beside them.
OWN = (
    "青禾县",
    "实验小学",
    "校医己",
    "校长戊",
    "后勤巳",
    "食堂午",
    "班主任丑",
    "班主任壬",
    "经办乙",
    "写好了",
)


def strange(page: str) -> list[str]:
    """What of a page is in Chinese and no name of the tests."""
    return [one for one in chinese_of(page) if not one.startswith(OWN)]


def test_every_word_of_the_template_has_a_catalogue() -> None:
    used = {template.EVERYWHERE, template.SOURCE}
    for one in template.SHIPPED:
        used |= {one.title, one.source}
        used |= {getattr(entry, name) for entry in one.entries for name in PARTS}
    assert {text for text in used if chinese(text)} == set(template_words.TEXTS)


def test_the_template_in_english_has_no_chinese() -> None:
    with translation.override("en"):
        told = [template_words.told(one) for one in template.SHIPPED]
    texts = [text for one in told for text in (one.title, one.source)]
    texts += [getattr(entry, name) for one in told for entry in one.entries for name in PARTS]
    assert [found for text in texts for found in chinese(text)] == []
    assert "own choice" not in texts


@pytest.mark.parametrize(
    ("name", "kept", "said"),
    [
        ("what", "核对并公布领导小组名单、电话和 AB 岗",
         "Check and post the leadership group's names, telephones and deputies (A/B posts)"),
        ("what", "学校自己写的任务", "学校自己写的任务"),
        ("place", "全校", "Whole school"),
        ("phase", "开学当日", "On the day"),
        ("evidence", "照片(附照片或文件)", "Photos (with a photo or file)"),
        ("evidence", "照片", "Photos"),
        ("due", "2026-11-20", "2026-11-20"),
        ("due", "", ""),
        ("person", "张三", "张三"),
    ],
)  # fmt: skip
def test_what_a_version_keeps_is_read_in_english(name: str, kept: str, said: str) -> None:
    with translation.override("en"):
        assert words.frozen_part(name, kept) == said
    with translation.override("zh-hans"):
        assert words.frozen_part(name, kept) == kept


@pytest.mark.parametrize("offset", [-14, -1, 0, 1, 30])
@pytest.mark.parametrize("day", ["", "2026-11-25"])
def test_deadlines_of_a_version_are_those_of_the_reader(offset: int, day: str) -> None:
    def told() -> str:
        said = words.due_words(None, offset)
        return (
            translation.gettext("%(said)s(%(day)s)") % {"said": said, "day": day} if day else said
        )

    with translation.override("zh-hans"):
        kept = told()
    with translation.override("en"):
        assert words.frozen_part("due", kept) == told()
        assert chinese(words.frozen_part("due", "发生时立即")) == []


def test_a_plan_being_written_is_read_in_english(signed_in: SignedIn, acting: Acting) -> None:
    started(acting)
    leave()
    principal = signed_in("principal")
    addresses = [reverse("schoolplans:plan", args=[PRIMARY])]
    addresses += [reverse("schoolplans:chapter", args=[PRIMARY, code]) for code in template.CODES]
    pages = {one: principal.get(one, headers=HEAD).content.decode() for one in addresses}
    assert {one: found for one, page in pages.items() if (found := strange(page))} == {}
    assert "Not written: Main risks of this school" in pages[addresses[0]]
    hant = principal.get(addresses[0], headers={"Accept-Language": "zh-hant"}).content.decode()
    assert ("領導機構與職責" in hant, "领导机构与职责" in hant) == (True, False)


def test_what_is_kept_stays_chinese_and_is_read_in_english(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    published(acting, universe)
    plan = Plan.objects.get(school_id=PRIMARY)
    version = Version.objects.get(plan_id=plan.pk, no=plan.published_no)
    titles = [one["title"] for one in version.content["chapters"]]
    assert titles == [one.title for one in template.SHIPPED]
    leave()
    principal, officer = signed_in("principal"), signed_in("officer")
    mine = principal.get(reverse("schoolplans:mine"), headers=HEAD).content.decode()
    assert strange(mine) == []
    today = principal.get(reverse("duties:today"), headers=HEAD).content.decode()
    assert "Check and post the leadership group" in today
    compare = principal.get(
        reverse("schoolplans:compare", args=[PRIMARY]) + "?a=1&b=1", headers=HEAD
    )
    assert strange(compare.content.decode()) == []
    rows = officer.get(reverse("schoolplans:unit", args=[COUNTY]), headers=HEAD).content.decode()
    assert "领导机构与职责" not in rows
    paper = officer.get(reverse("schoolplans:paper", args=[PRIMARY, 1]), headers=HEAD)
    assert "领导机构与职责" in paper.content.decode()


def test_a_chapter_as_it_was_submitted_is_read_in_english(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    submitted(acting, universe)
    leave()
    back = {"submission_id": "01935000-0000-7000-8000-000000000001", "act": "return", "why": "再改"}
    officer = signed_in("officer")
    assert (
        officer.post(reverse("schoolplans:plan", args=[PRIMARY]), back, headers=HEAD).status_code
        == 302
    )
    # What the record said then stays in the words it was kept in.
    enter(BUILDER)
    content = Version.objects.get(no=1).content
    leave()
    recorded = tuple(fact["label"] for one in content["chapters"] for fact in one["record"])
    for code in template.CODES:
        page = officer.get(reverse("schoolplans:chapter", args=[PRIMARY, code]), headers=HEAD)
        found = [one for one in strange(page.content.decode()) if not one.startswith(recorded)]
        assert (code, found) == (code, [])
