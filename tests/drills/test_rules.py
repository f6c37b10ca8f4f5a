"""The file of scenarios; steps against their minutes; what may be called passed."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.drills import rules
from xiaoan.drills.queries import scenario_words
from xiaoan.drills.rules import scenarios, timing

BURST = timing.Burst(15, 3)
BEGUN = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def step(code: str, within: int, done: float | None, **other: object) -> timing.Timed:
    at = None if done is None else BEGUN + dt.timedelta(minutes=done)
    return timing.Timed(
        code, within, bool(other.get("critical", True)), at, str(other.get("skipped", ""))
    )


def test_what_comes_along_holds_together() -> None:
    book = scenarios.book()
    assert sorted(book.scenarios) == [
        "confirmed_contact", "fever_at_gate", "first_morning", "flu_cluster", "varicella_dormitory",
        "vomiting",
    ]  # fmt: skip
    assert (book.norm.every_days, book.norm.conclude_days, book.norm.repeat_days) == (180, 3, 14)
    for scenario in book.scenarios.values():
        codes = [one.code for one in scenario.steps]
        assert len(set(codes)) == len(codes)
        assert set(scenario.forms) <= set(rules.FORMS)
        assert {one.code for one in scenario.roles} == {one.role for one in scenario.steps} | {
            "lead"
        } & {one.code for one in scenario.roles}
        assert any(one.critical for one in scenario.steps)


@pytest.mark.parametrize("broken", ['role = "nobody"', "within = 0"])
def test_a_step_of_nobody_or_no_time_is_refused(broken: str) -> None:
    step_ = {'role = "nobody"': ("nobody", 5), "within = 0": ("lead", 0)}[broken]
    text = f"""
version = "1"
source = "x"
confidence = "L"
[norm]
every_days = 1
conclude_days = 1
repeat_days = 1
burst_seconds = 1
burst_steps = 3
source = "x"
confidence = "L"
[[scenario]]
code = "a"
name = "a"
about = "a"
forms = ["live"]
roles = [{{ code = "lead", name = "x", posts = [] }}]
steps = [{{ code = "s", role = "{step_[0]}", words = "w", within = {step_[1]}, critical = true }}]
cases = []
"""
    with pytest.raises(ValueError, match=r"a\.s"):
        scenarios.read_book(text)


@pytest.mark.parametrize(
    ("one", "now", "is_over", "result"),
    [
        (step("a", 10, 10), 60, False, "in_time"),
        (step("a", 10, 10.01), 60, False, "late"),
        (step("a", 10, None), 10, False, "waiting"),
        (step("a", 10, None), 10.01, False, "overdue"),
        (step("a", 10, None), 5, True, "missed"),
        (step("a", 10, None, skipped="没有住宿"), 5, True, "skipped"),
    ],
)
def test_a_step_against_its_minutes(
    one: timing.Timed, now: float, is_over: bool, result: str
) -> None:
    at = BEGUN + dt.timedelta(minutes=now)
    assert timing.result(one, BEGUN, at, is_over=is_over) == result


def test_minutes_are_rounded_up() -> None:
    assert [timing.minutes(BEGUN, BEGUN + dt.timedelta(seconds=s)) for s in (0, 1, 60, 61)] == [
        0,
        1,
        1,
        2,
    ]


def test_a_critical_step_late_skipped_or_missed_does_not_pass() -> None:
    ended = BEGUN + dt.timedelta(hours=2)
    good = [step("a", 10, 5), step("b", 10, None, critical=False)]
    assert timing.outcome(good, BEGUN, ended, BURST) == timing.Outcome(2, 1, 0, 1, 0, ())
    for bad in (step("c", 10, 11), step("c", 10, None), step("c", 10, None, skipped="没有住宿")):
        found = timing.outcome([*good, bad], BEGUN, ended, BURST)
        assert (found.failed, found.may_pass) == (("c",), False)
    assert timing.outcome([], BEGUN, ended, BURST).may_pass is False


STEPS = st.lists(
    st.builds(
        timing.Timed, st.text(min_size=1, max_size=3), st.integers(1, 1440), st.booleans(),
        st.none() | st.integers(0, 2000).map(lambda n: BEGUN + dt.timedelta(minutes=n)),
        st.sampled_from(["", "why"]),
    ),
    max_size=12, unique_by=lambda one: one.code,
)  # fmt: skip


@given(STEPS)
def test_steps_add_up(steps: list[timing.Timed]) -> None:
    found = timing.outcome(steps, BEGUN, BEGUN + dt.timedelta(hours=1), BURST)
    assert found.in_time + found.late + found.missed + found.skipped == found.of == len(steps)
    assert found.may_pass == (
        found.of > 0
        and all(
            one.done_at is not None
            and not one.skipped
            and one.done_at <= timing.due_at(BEGUN, one.within)
            for one in steps
            if one.critical
        )
    )


def test_what_is_ticked_in_one_go_was_entered_afterwards() -> None:
    who, other = uuid4(), uuid4()

    def at(code: str, seconds: int, by: UUID = who) -> timing.Timed:
        return timing.Timed(code, 60, True, BEGUN + dt.timedelta(seconds=seconds), "", by)

    # Two at once may be; three in a row, each within fifteen seconds of the one before, are not.
    assert timing.afterwards([at("a", 0), at("b", 5)], BURST) == frozenset()
    assert timing.afterwards([at("a", 0), at("b", 5), at("c", 20)], BURST) == {"a", "b", "c"}
    assert timing.afterwards([at("a", 0), at("b", 5), at("c", 21)], BURST) == frozenset()
    assert timing.afterwards([at("a", 0), at("b", 5, other), at("c", 9)], BURST) == frozenset()
    found = timing.outcome(
        [at("a", 0), at("b", 5), at("c", 20), at("d", 600)],
        BEGUN,
        BEGUN + dt.timedelta(hours=1),
        BURST,
    )
    assert (found.in_time, found.afterwards, found.failed) == (1, 3, ("a", "b", "c"))
    assert not found.may_pass


def test_every_word_of_a_scenario_has_a_catalogue() -> None:
    book = scenarios.book()
    used = {book.source, book.norm.source}
    for one in book.scenarios.values():
        used |= {one.name, one.about} | {role.name for role in one.roles}
        used |= {each.words for each in one.steps} | {each.label for each in one.cases}
    assert used == set(scenario_words.TEXTS)
