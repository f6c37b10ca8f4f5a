"""Conditions that ship are read in three languages; what a county words itself stays as it was written."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import BUILDER, PRIMARY
from tests.readiness.schools import Acting, checked, opened, ready, short_pack, visited
from tests.web.words import chinese, chinese_of
from xiaoan.kernel.scope import enter, leave
from xiaoan.readiness import services
from xiaoan.readiness.models import Decision
from xiaoan.readiness.queries import frozen, pack_words
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


def test_a_decision_is_kept_in_chinese_and_read_in_english(
    signed_in: SignedIn, acting: Acting
) -> None:
    ready(acting)
    decision = opened(acting)
    enter(BUILDER)
    kept = Decision.objects.get(pk=decision).frozen["items"]
    leave()
    assert "没有正在处置的疫情事件" in [one["text"] for one in kept]
    page = signed_in("officer").get(
        reverse("readiness:decision", args=[decision]), headers={"Accept-Language": "en"}
    ).content.decode()  # fmt: skip
    assert "No outbreak event is being handled" in page
    for one in kept:
        with translation.override("zh-hans"):
            assert frozen.words(one) == one["words"]
        with translation.override("en"):
            assert chinese(frozen.words(one)) == []
        other = {**one, "words": "当时的说法"}
        assert frozen.words(other) == "当时的说法"
    assert [one for one in chinese_of(page) if one.startswith(tuple(pack_words.TEXTS))] == []


def test_an_inspection_and_what_it_found_are_read_in_english(
    signed_in: SignedIn, acting: Acting
) -> None:
    short_pack()
    for code in ("hospital", "canteen", "remote"):
        checked(acting, code)
    visited(acting, bad="canteen")
    leave()
    said = "Canteen, disinfection of dishes and health certificates of its staff are as required"
    liaison = signed_in("liaison")
    findings = liaison.get(
        reverse("readiness:findings"), headers={"Accept-Language": "en"}
    ).content.decode()  # fmt: skip
    assert said in findings
    address = re.search(r'href="(/readiness/findings/[^"]+/)"', findings)
    assert address is not None
    page = liaison.get(address[1], headers={"Accept-Language": "en"}).content.decode()
    assert said in page
    assert [one for one in chinese_of(page) if one.startswith(tuple(pack_words.TEXTS))] == []
