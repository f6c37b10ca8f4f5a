"""Which of what was set about who answers holds where; each kind says who may answer, and its own words."""

import datetime as dt
from collections.abc import Iterable

import pytest

from tests.builders import CLASS_11, CLASS_71, COUNTY, PRIMARY
from xiaoan.accounts.rules import ROLES
from xiaoan.duties import rules
from xiaoan.duties.queries import kinds
from xiaoan.duties.rules import answering
from xiaoan.kernel.permission import Permission

ROLL = "screening.rollcall"
NOON = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)


def choice(answers: Iterable[str] = (), chain: Iterable[str] = ()) -> answering.Choice:
    return answering.Choice(NOON, tuple(answers), (), tuple(chain))


DOCTOR = choice(["school_doctor", "principal"])


# ------------------------------------------------------------------------------ the catalogue


@pytest.mark.parametrize("kind", kinds.kinds(), ids=lambda kind: kind.code)
def test_a_kind_says_who_may_answer_or_why_nobody_else(kind: kinds.Kind) -> None:
    assert bool(kind.posts) != bool(kind.fixed)
    rule = rules.CATALOGUE.kinds[kind.code]
    needs = {Permission(code) for code in rule.needs}
    for role in kind.posts:
        may = ROLES[role].permissions
        assert Permission.MY_DUTIES in may, role
        assert needs & may or Permission.TAKE_EVENING in may, role
    if kind.posts:
        assert set(rule.answers) <= set(kind.posts)


def test_each_kind_has_its_own_words() -> None:
    roll = kinds.kind(ROLL)
    assert roll
    assert [str(roll.said.of(s)) for s in ("due", "missed", "done", "late", "excused")] == [
        "待报", "未报", "已报", "迟报", "不需报",
    ]  # fmt: skip
    others = [kind for kind in kinds.kinds() if kind.code != ROLL]
    assert [k.code for k in others if str(k.said.missed) in ("未报", "迟报", "待报")] == []


# ------------------------------------------------------------------------------ pure rules


def test_the_nearest_unit_and_the_gravest_level_decide() -> None:
    first, second = choice(["principal"]), choice(["school_doctor"], chain=["bureau_officer"])
    set_ = {(COUNTY, ROLL, "normal"): (first,), (PRIMARY, ROLL, "normal"): (second,)}
    units = [CLASS_11, PRIMARY, COUNTY]
    assert answering.in_force(set_, units, ROLL, "II", NOON) == (second,)
    assert answering.in_force(set_, [CLASS_71, COUNTY], ROLL, "normal", NOON) == (first,)
    set_[COUNTY, ROLL, "II"] = (
        choice(["grade_head"], chain=["township_liaison", "bureau_officer"]),
    )
    found = answering.in_force(set_, units, ROLL, "I", NOON)
    assert answering.posts(found) == (("grade_head",), ())
    assert answering.chain(found, ()) == ("township_liaison", "bureau_officer")
    before = NOON - dt.timedelta(seconds=1)
    assert answering.in_force(set_, units, ROLL, "I", before) == ()


def test_back_to_the_default_is_the_unit_above() -> None:
    first = choice(["principal"])
    back = answering.Choice(NOON + dt.timedelta(hours=1))
    set_ = {(COUNTY, ROLL, "normal"): (first,), (PRIMARY, ROLL, "normal"): (DOCTOR, back)}
    at = NOON + dt.timedelta(hours=2)
    assert answering.said(set_, [CLASS_11, PRIMARY, COUNTY], ROLL, "normal", NOON) == DOCTOR
    assert answering.said(set_, [CLASS_11, PRIMARY, COUNTY], ROLL, "normal", at) == first
    assert answering.said({}, [COUNTY], ROLL, "normal", at) is None


@pytest.mark.parametrize(
    ("before", "after", "takes"),
    [
        (("a",), ("a",), False), (("a",), ("a", "b"), False), (("a",), ("b", "a"), True),
        (("a", "b"), ("a",), True), (("a",), ("b",), True),
    ],
)  # fmt: skip
def test_what_takes_a_duty_from_a_post(
    before: tuple[str, ...], after: tuple[str, ...], takes: bool
) -> None:
    assert answering.takes_away(before, after) == takes
