"""Checklists that ship are read in three languages; what a county words itself stays as it was written."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.web.words import chinese, chinese_of
from xiaoan.inspections import rules
from xiaoan.inspections.queries import list_words

SignedIn = Callable[[str], Client]


def test_every_word_of_a_checklist_has_a_catalogue() -> None:
    used: set[str] = set()
    for one in rules.shipped().values():
        used |= {one.name, one.source}
        used |= {text for item in one.items for text in (item.text, item.how, item.basis)}
    assert {text for text in used if chinese(text)} == set(list_words.TEXTS)


@pytest.mark.parametrize("code", list(rules.shipped()))
def test_a_checklist_in_english_has_no_chinese(code: str) -> None:
    one = rules.shipped()[code]
    with translation.override("en"):
        told = list_words.told(one)
    texts = [told.name, told.source]
    texts += [text for item in told.items for text in (item.text, item.how, item.basis)]
    assert [found for text in texts for found in chinese(text)] == []
    with translation.override("zh-hans"):
        assert list_words.told(one) == one


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Raw and cooked are kept apart; knives, boards and containers are marked"),
        ("zh-hant", "生熟分開,刀板容器有標識"),
        ("zh-hans", "生熟分开,刀板容器有标识"),
    ],
)
def test_a_checklist_is_read_in_the_language_of_the_reader(
    signed_in: SignedIn, language: str, text: str
) -> None:
    page = signed_in("doctor").get(
        reverse("inspections:checklist", args=["canteen"]), headers={"Accept-Language": language}
    )
    assert text in page.content.decode()


def test_the_list_of_checklists_in_english_has_no_chinese(signed_in: SignedIn) -> None:
    page = signed_in("officer").get(
        reverse("inspections:checklists"), headers={"Accept-Language": "en"}
    )
    assert chinese_of(page.content.decode()) == []
