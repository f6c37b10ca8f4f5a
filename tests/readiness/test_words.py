"""Conditions that ship are read in three languages; what a county words itself stays as it was written."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import BUILDER, PRIMARY
from tests.readiness.schools import Acting
from tests.web.words import chinese
from xiaoan.kernel.scope import enter, leave
from xiaoan.readiness import services
from xiaoan.readiness.queries import pack_words
from xiaoan.readiness.rules import packs

SignedIn = Callable[[str], Client]


def test_every_word_of_a_pack_has_a_catalogue() -> None:
    used: set[str] = set()
    for pack in packs.shipped().values():
        used |= {pack.title, pack.source, pack.note, *pack.groups.values()}
        used |= {text for one in pack.items for text in (one.text, one.asks, one.source)}
    assert {text for text in used if chinese(text)} == set(pack_words.TEXTS)


@pytest.mark.parametrize("code", ["today", "national-2020", "shandong-2020"])
def test_a_pack_in_english_has_no_chinese(code: str) -> None:
    pack = packs.shipped()[code]
    with translation.override("en"):
        told = pack_words.told(pack)
    texts = [told.title, told.source, told.note, *told.groups.values()]
    texts += [text for one in told.items for text in (one.text, one.asks, one.source)]
    assert [found for text in texts for found in chinese(text)] == []
    with translation.override("zh-hans"):
        assert pack_words.told(pack) == pack


@pytest.mark.parametrize(
    ("language", "text", "asks"),
    [
        ("en", "Somebody keeps the supplies, ledger and store agree", "Photos of the ledger"),
        ("zh-hant", "物資專人保管,賬物相符,酒精存放安全", "台賬和存放處照片"),
        ("zh-hans", "物资专人保管,账物相符,酒精存放安全", "台账和存放处照片"),
    ],
)
def test_screens_say_conditions_in_the_language_of_the_reader(
    signed_in: SignedIn, acting: Acting, language: str, text: str, asks: str
) -> None:
    head = {"Accept-Language": language}
    enter(BUILDER)
    services.refresh()
    leave()
    officer, principal = signed_in("officer"), signed_in("principal")
    school = principal.get(reverse("readiness:school", args=[PRIMARY]), headers=head)
    item = principal.get(reverse("readiness:item", args=[PRIMARY, "ledger"]), headers=head)
    held = officer.get(reverse("readiness:packs"), headers=head)
    board = officer.get(reverse("readiness:home"), headers=head)
    pages = [one.content.decode() for one in (school, item, held, board)]
    assert [text in page for page in pages] == [True] * 4
    assert [asks in page for page in pages] == [False, True, True, False]
