"""Drawing, scoring, and how a certificate stands by day; the courses that come with the product."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.accounts.rules.roles import ROLES
from xiaoan.kernel.permission import Permission
from xiaoan.training import rules
from xiaoan.training.pages.words import source
from xiaoan.training.rules import Question
from xiaoan.web.sources import titles

DAY = dt.date(2026, 11, 23)
KEYS = st.sets(st.text("abcdef0123456789", min_size=1, max_size=4), max_size=30)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


def question(key: str, kind: str, options: int, right: set[int]) -> Question:
    words = tuple(f"{key} {n}" for n in range(options))
    return Question(key, kind, f"{key}?", words, tuple(sorted(right)), "因为")


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    found = []
    for key in sorted(draw(KEYS)):
        kind = draw(st.sampled_from(rules.KINDS))
        options = 2 if kind == "truth" else draw(st.integers(3, 6))
        places = st.integers(0, options - 1)
        right = draw(
            st.sets(places, min_size=2)
            if kind == "several"
            else st.sets(places, min_size=1, max_size=1)
        )
        found.append(question(key, kind, options, right))
    return found


@given(st.uuids(), KEYS, st.integers(1, 20), st.lists(KEYS, max_size=4))
def test_a_test_has_no_question_twice_and_only_of_its_version(
    attempt: UUID, keys: set[str], number: int, seen: list[set[str]]
) -> None:
    drawn = rules.draw(attempt, keys, number, seen)
    assert len(set(drawn)) == len(drawn) == min(number, len(keys))
    assert set(drawn) <= keys
    assert drawn == rules.draw(attempt, sorted(keys, reverse=True), number, seen)
    # What was never asked comes first: something asked before is drawn only where the rest is used up.
    asked = set().union(*seen)
    fresh = keys - asked
    assert len(set(drawn) & fresh) == min(number, len(fresh))


@given(st.uuids(), questions())
def test_options_are_only_moved(attempt: UUID, asked: list[Question]) -> None:
    for one in asked:
        order = rules.order_of(attempt, one)
        assert sorted(order) == list(range(len(one.options)))
        assert order == rules.order_of(attempt, one)
        if one.kind == "truth":
            assert order == (0, 1)


@given(questions(), st.data(), st.integers(50, 100))
def test_a_score_adds_up(asked: list[Question], data: st.DataObject, mark: int) -> None:
    answers = {one.key: data.draw(st.sets(st.integers(0, len(one.options) - 1))) for one in asked}
    score = rules.score(asked, answers, mark)
    by_hand = [one.key for one in asked if answers[one.key] != set(one.right)]
    assert list(score.wrong) == by_hand
    assert score.right + len(score.wrong) == score.total == len(asked)
    assert score.passed == (bool(asked) and score.right * 100 >= mark * score.total)
    perfect = rules.score(asked, {one.key: one.right for one in asked}, mark)
    assert (perfect.right, perfect.passed) == (len(asked), bool(asked))


@given(st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=5), DAYS, st.integers(0, 60))
def test_how_a_certificate_stands(
    papers: list[tuple[dt.date, int]], day: dt.date, ahead: int
) -> None:
    held = [(since, since + dt.timedelta(n)) for since, n in papers]
    state, until = rules.state_on(held, day, ahead)
    begun = [end for since, end in held if since <= day]
    assert until == max(begun, default=None)
    assert (state == "missing") == (not begun)
    # Trained exactly where one of them holds on the day; two that hold are one person who is trained.
    assert (state in rules.COUNTED) == any(since <= day <= end for since, end in held)
    assert (state == "expiring") == (until is not None and 0 <= (until - day).days < ahead)
    assert rules.state_on([*held, *held], day, ahead) == (state, until)


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (dt.date(2026, 11, 23), 12, dt.date(2027, 11, 22)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 27)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 27)),
        (dt.date(2026, 1, 1), 1, dt.date(2026, 1, 31)),
    ],
)
def test_the_last_day(since: dt.date, months: int, last: dt.date) -> None:
    assert rules.last_day(since, months) == last


@given(st.uuids(), DAYS)
def test_a_number_is_of_its_certificate(pk: UUID, day: dt.date) -> None:
    number = rules.number_of(pk, day)
    assert number == rules.number_of(pk, day)
    assert (number[:12], len(number)) == (f"PX-{day:%Y%m%d}-", 20)


@pytest.mark.parametrize("code", list(rules.PACK))
def test_courses_that_come_along_are_whole(code: str) -> None:
    course = rules.PACK[code]
    assert list(rules.faults_of(course)) == []
    assert len(course.questions) >= 15
    assert {one.kind for one in course.questions} == set(rules.KINDS)
    assert all(one.why and one.source for one in course.questions)
    assert rules.course_of(rules.said_of(course)) == course
    # True and false both are right sometimes.
    truths = {one.right for one in course.questions if one.kind == "truth"}
    assert truths == {(0,), (1,)}


def test_what_is_wrong_with_a_question_or_a_course_is_named() -> None:
    good = question("a", "single", 3, {1})
    for changed, field in (
        ({"kind": "essay"}, "kind"), ({"text": ""}, "text"), ({"options": ("一",)}, "options"),
        ({"options": ("一", "一", "二")}, "options"), ({"right": (7,)}, "right"),
        ({"right": (0, 1)}, "right"), ({"kind": "several"}, "right"), ({"why": ""}, "why"),
        ({"kind": "truth"}, "options"), ({"source": "长" * 201}, "source"),
    ):  # fmt: skip
        assert rules.question_fault(replace(good, **changed)) == field
    course = replace(
        rules.PACK["protection"], title="", sections=(), questions=(good, good),
        numbers=rules.Numbers(practical=True, tries=0),
    )  # fmt: skip
    assert [field for field, _what in rules.faults_of(course)] == [
        "title", "sections", "bank", "points", "tries", "question", "question",
    ]  # fmt: skip


def test_whoever_may_sign_for_disinfection_is_told_to_learn_it() -> None:
    signs = {role for role, one in ROLES.items() if Permission.DISINFECT in one.permissions}
    assert set(rules.PACK["disinfection"].roles) == signs


@pytest.mark.parametrize(
    ("text", "confidence", "shown", "ours"),
    [
        ("凭记忆,未见文本", "MEM", "凭记忆,未见文本", False),
        ("[MEM]", "MEM", "凭记忆,未见文本,待核", False),
        ("[S38];其余自定", "M", f"{titles('[S38]')};其余自定", False),
        ("配制公式", "L", "配制公式", True),
        ("own choice", "L", "", True),
    ],
)
def test_where_it_comes_from_is_said_once(
    text: str, confidence: str, shown: str, ours: bool
) -> None:
    found = source(text, confidence)
    assert (found["words"], found["ours"]) == (shown, ours)
