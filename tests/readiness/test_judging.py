"""Pure judging: unknown is no pass, nothing is averaged, nothing computed can be ticked, and evidence
taken back shuts
the gate."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import DAY
from xiaoan.readiness.rules import gate as gates
from xiaoan.readiness.rules import packs
from xiaoan.readiness.rules.judging import (
    PARAMETERS,
    SPECIAL,
    Fact,
    Result,
    Said,
    inspected,
    judge,
)

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAID = st.lists(
    st.tuples(st.sampled_from(["self", "joint", "recheck"]), st.sampled_from(["ok", "bad", "none"])),
    max_size=8,
)  # fmt: skip


def said(rows: list[tuple[str, str]]) -> list[Said]:
    return [
        Said(kind, result, NOON + dt.timedelta(hours=n)) for n, (kind, result) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("by", "fact", "params", "state"),
    [
        ("roll_known", None, {}, "unknown"),
        ("roll_known", Fact(10, 10, day=DAY), {"max_age_days": 7}, "pass"),
        ("roll_known", Fact(10, 10, day=DAY - dt.timedelta(8)), {"max_age_days": 7}, "unknown"),
        ("roll_known", Fact(9, 10, 1, day=DAY), {}, "unknown"),
        ("roll_known", Fact(8, 10, 1, day=DAY), {}, "fail"),
        ("trained", Fact(9, 10), {"least_percent": 90}, "pass"),
        ("trained", Fact(0, 0), {}, "unknown"),
        ("key_persons", Fact(0, 0), {}, "pass"),
        ("no_event", Fact(0, 1), {}, "fail"),
        ("no_event", Fact(0, 0), {}, "pass"),
        ("beds", Fact(0, 0), {}, "none"),
        ("supplies", Fact(code="not_counted"), {}, "unknown"),
        ("drill", Fact(0, 1, code="failed", day=DAY), {}, "fail"),
    ],
)
def test_cases(by: str, fact: Fact | None, params: dict[str, int | str], state: str) -> None:
    assert judge(by, fact, params, DAY).state == state


@given(
    st.sampled_from(sorted(PARAMETERS)), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50),
    st.sampled_from(["", *SPECIAL]),
)  # fmt: skip
def test_a_pass_has_its_figures(by: str, num: int, den: int, unknown: int, code: str) -> None:
    result = judge(by, Fact(num, den, unknown, code), {}, DAY)
    if result.state == "pass":
        assert not code
        assert num >= den
    assert judge(by, None, {}, DAY).state == "unknown"


@given(SAID)
def test_an_inspected_item_passes_by_both_sides_alone(rows: list[tuple[str, str]]) -> None:
    result = inspected(said(rows), may_lack=False)
    own = [kind for kind, _result in rows if kind == "self"]
    seen = [result for kind, result in rows if kind != "self"]
    last_own = next((result for kind, result in reversed(rows) if kind == "self"), "")
    assert (result.state == "pass") == (bool(own) and last_own == "ok" and seen[-1:] == ["ok"])


@given(SAID, st.data())
def test_all_that_one_side_said_taken_back_shuts_the_gate(
    rows: list[tuple[str, str]], data: st.DataObject
) -> None:
    side = data.draw(st.sampled_from(["self", "joint"]))
    kept = [one for one in rows if (one[0] == "self") != (side == "self")]
    item = packs.Item("x", "g", "条", True, "inspected", asks="照片")
    line = gates.Line(item, inspected(said(kept), may_lack=False))
    for is_open, state in ((False, {"blocked", "unknown"}), (True, {"broken"})):
        assert gates.gate([line], is_open=is_open).state in state


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["pass", "fail", "unknown", "none"]))))
def test_nothing_is_averaged(rows: list[tuple[bool, str]]) -> None:
    lines = [
        gates.Line(packs.Item(f"i{n}", "g", "条", hard, "inspected"), Result(state, "x"))
        for n, (hard, state) in enumerate(rows)
    ]
    found = gates.gate(lines, is_open=False)
    assert (found.state == "may_open") == (
        not any(hard and state in ("fail", "unknown") for hard, state in rows)
    )


@given(st.sampled_from([one for pack in packs.shipped().values() for one in pack.items]))
def test_no_pack_makes_a_computed_item_one_of_hands(item: packs.Item) -> None:
    told = packs.item_json(item)
    other = {**told, "how": "inspected" if item.how == "computed" else "computed"}
    groups = [item.group]
    assert packs.faults([packs.item_of(told)], groups) == {}
    assert packs.faults([packs.item_of(other)], groups) == {item.code: "by"}


def test_what_ships_says_what_it_is() -> None:
    assert list(packs.shipped()) == ["today", "national-2020", "shandong-2020"]
    for pack in packs.shipped().values():
        assert pack.note
        assert pack.confidence in ("L", "M")
    # In 2026 nothing is asked by the rules of 2020.
    assert packs.shipped()["shandong-2020"].of("junior", True, DAY) == ()
    assert len(packs.shipped()["shandong-2020"].of("junior", True, dt.date(2020, 4, 1))) == 28


def test_versions_are_compared() -> None:
    old = packs.default().items
    changed = (packs.Item(**{**old[0].__dict__, "text": "新"}), *old[2:])
    assert [(one.code, one.what, one.fields) for one in packs.compare(old, changed)] == [
        (old[0].code, "changed", ("text",)), (old[1].code, "gone", ()),
    ]  # fmt: skip


def test_five_days_of_school_or_of_work() -> None:
    days = [DAY + dt.timedelta(n) for n in (1, 2, 3, 4, 7, 8)]
    assert gates.due_day(DAY, days, 5) == DAY + dt.timedelta(7)
    assert gates.due_day(DAY, [], 5) == DAY + dt.timedelta(7)
