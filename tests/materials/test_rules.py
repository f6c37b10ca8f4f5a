"""What ships is whole in three languages; faults of a material; the day to look at one again."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

import pytest

from xiaoan.materials import rules
from xiaoan.web import sources

PACK = list(rules.PACK.values())


def texts(one: rules.Material) -> Iterator[object]:
    yield from (one.title, one.summary)
    for section in one.sections:
        yield from (section.title, section.text)
    for question in one.questions:
        yield from (question.text, question.why, *question.options)


@pytest.mark.parametrize("one", PACK, ids=lambda one: one.code)
def test_what_ships_says_all_of_it_in_three_languages(one: rules.Material) -> None:
    assert [words for words in texts(one) if set(words) != set(rules.LANGUAGES)] == []  # type: ignore[call-overload]  # a text has languages
    assert list(rules.faults_of(one)) == []


@pytest.mark.parametrize("one", PACK, ids=lambda one: one.code)
def test_every_audience_has_questions_and_every_source_a_title(one: rules.Material) -> None:
    assert [who for who in one.audiences if len(one.questions_for(who)) < 2] == []
    parts: list[rules.Section | rules.Question] = [*one.sections, *one.questions]
    named = {key for part in parts for key in sources.keys(part.source)}
    named -= sources.NO_DOCUMENT.keys()
    assert named - sources.documents().keys() == set()
    assert {part.confidence for part in parts} <= {"H", "M", "L", "MEM"}


def test_what_ships_is_of_every_disease_and_theme() -> None:
    assert tuple(rules.PACK) == (*rules.DISEASES, *rules.THEMES)
    assert {who for one in PACK for who in one.audiences} == set(rules.AUDIENCES)


def test_it_is_kept_and_read_back_the_same() -> None:
    one = rules.PACK["norovirus"]
    assert rules.material_of(rules.said_of(one)) == one
    assert rules.pack_id(one) == rules.pack_id(rules.material_of(rules.said_of(one)))


@pytest.mark.parametrize(
    ("since", "months", "day"),
    [
        (dt.date(2026, 11, 27), 12, dt.date(2027, 11, 27)),
        (dt.date(2026, 12, 31), 2, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2027, 12, 31), 2, dt.date(2028, 2, 29)),
    ],
)
def test_so_many_months_after(since: dt.date, months: int, day: dt.date) -> None:
    assert rules.review_day(since, months) == day


@pytest.mark.parametrize(
    ("language", "text"), [("zh-hans", "洗"), ("zh-hant", "洗"), ("en", "wash"), ("fr", "洗")]
)
def test_a_text_nobody_translated_is_simplified(language: str, text: str) -> None:
    assert rules.in_language({"zh": "洗", "en": "wash"}, language) == text


def test_right_is_exactly_what_is_right() -> None:
    several = next(q for q in rules.PACK["norovirus"].questions if q.kind == "several")
    keys = {several.key: list(several.right)}
    assert rules.score([several], keys).right == 1
    assert rules.score([several], {several.key: list(several.right)[:1]}).right == 0
    assert rules.score([several], {}).by_key == {several.key: False}
    assert sorted(rules.order_of(UUID(int=1), several)) == list(range(len(several.options)))


@pytest.mark.parametrize(
    ("audience", "stage", "reached"),
    [
        ("parent", "senior", True), ("lower", "primary", True), ("lower", "junior", False),
        ("secondary", "junior", True), ("kindergarten", "primary", False), ("teacher", "primary", False),
    ],
)  # fmt: skip
def test_whose_families_are_meant(audience: str, stage: str, reached: bool) -> None:
    assert rules.reaches(audience, stage) is reached
