"""The shell of every page: entries told apart by icons, words of the roster in the reader's language."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from xiaoan.web.context import GROUPS
from xiaoan.web.templatetags.web_tags import kin

STATIC = Path(__file__).parents[2] / "xiaoan" / "web" / "static" / "web"


def test_each_entry_of_the_navigation_has_an_icon_of_its_own() -> None:
    icons = [icon for _title, entries in GROUPS for _name, _words, icon, _permission in entries]
    drawn = re.findall(
        r'<symbol id="([\w-]+)"',
        "".join(
            (STATIC / name).read_text(encoding="utf-8")
            for name in ("icons.svg", "icons-office.svg")
        ),
    )
    assert len(set(icons)) == len(icons)
    assert set(icons) - set(drawn) == set()
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize(("who", "shown"), [("principal", ["作业"]), ("guardian", ["孩子的作业"])])
def test_two_entries_of_one_page_are_told_apart_by_who_opens_it(
    signed_in: Callable[[str], Client], who: str, shown: list[str]
) -> None:
    page = signed_in(who).get("/duties/today/" if who == "principal" else "/homework/")
    found = re.findall(r'<a[^>]*href="/homework/"[^>]*>(.*?)</a>', page.content.decode(), re.DOTALL)
    words = [re.sub(r"<[^>]+>|\s", "", one) for one in found]
    assert list(dict.fromkeys(one for one in words if one in ("作业", "孩子的作业"))) == shown


def test_who_somebody_is_to_the_child_is_read_in_ones_own_language() -> None:
    said = {}
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            said[language] = [kin("母亲"), kin("爷爷"), kin("二舅妈")]
    assert said == {
        "zh-hans": ["母亲", "爷爷", "二舅妈"],
        "zh-hant": ["母親", "爺爺", "二舅妈"],
        "en": ["mother", "grandfather (father's side)", "二舅妈"],
    }
