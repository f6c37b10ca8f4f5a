"""The state machine and the exclusion profile, case by case."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.illness import rules
from xiaoan.illness.queries.words import (
    DISEASE_NAMES,
    DUTY_NAMES,
    MISSING_NAMES,
    STAGE_NAMES,
    STEP_NAMES,
)
from xiaoan.illness.rules import ACTS, CLOSED, DUTIES, OPEN, Facts, Situation
from xiaoan.illness.rules.exclusion import DATES, read

D = dt.date
ONSET = D(2026, 11, 2)


@pytest.mark.parametrize(
    ("stage", "act", "after"),
    [
        ("detected", "retest_fever", "retested"),
        ("detected", "retest_normal", "watched"),
        ("detected", "observe", "observed"),
        ("watched", "well", "well"),
        ("watched", "retest_fever", "retested"),
        ("watched", "return", "well"),
        ("retested", "observe", "observed"),
        ("observed", "unreachable", "observed"),
        ("observed", "reach", "reached"),
        ("observed", "send", "in_care"),
        ("reached", "send", "in_care"),
        ("reached", "home", "at_home"),
        ("in_care", "diagnose", "diagnosed"),
        ("diagnosed", "home", "at_home"),
        ("in_care", "trace", "at_home"),
        ("at_home", "trace", "at_home"),
        ("at_home", "follow", "at_home"),
        ("at_home", "diagnose", "at_home"),
        ("at_home", "refuse", "at_home"),
        ("at_home", "clear", "cleared"),
        ("at_home", "clear_against", "cleared"),
        ("cleared", "return", "returned"),
        ("cleared", "diagnose", "at_home"),
        ("at_home", "return", "returned"),
        ("observed", "absent", "at_home"),
        ("cleared", "absent", "cleared"),
        ("reached", "withdraw", "withdrawn"),
        ("detected", "send", None),
        ("detected", "clear", None),
        ("observed", "diagnose", None),
        ("watched", "clear", None),
        ("at_home", "observe", None),
        ("returned", "follow", None),
        ("well", "retest_fever", None),
        ("detected", "return", None),
    ],
)
def test_what_follows_what(stage: str, act: str, after: str | None) -> None:
    assert rules.stage_after(stage, act) == after


def test_who_is_held_does_not_simply_return() -> None:
    assert not rules.may_follow(Situation("at_home", held=True), "return")
    assert rules.may_follow(Situation("cleared"), "return")


@pytest.mark.parametrize(
    ("now", "duty"),
    [
        (Situation("detected"), "illness.care"),
        (Situation("reached"), "illness.care"),
        (Situation("watched"), "illness.watch"),
        (Situation("in_care"), "illness.trace"),
        (Situation("at_home"), "illness.trace"),
        (Situation("at_home", traced=True), "illness.follow"),
        (Situation("at_home", traced=True, long=True), "illness.investigate"),
        (Situation("at_home", traced=False, long=True), "illness.trace"),
        (Situation("diagnosed", traced=True, long=True), "illness.follow"),
        (Situation("cleared", traced=True), "illness.return"),
        (Situation("returned"), None),
    ],
)
def test_who_acts_next(now: Situation, duty: str | None) -> None:
    assert rules.next_duty(now) == duty


@given(st.lists(st.sampled_from(ACTS), max_size=30), st.booleans(), st.booleans())
def test_no_way_leads_out_of_the_stages(acts: list[str], traced: bool, long: bool) -> None:
    now = Situation("detected", traced, long)
    for act in acts:
        if rules.may_follow(now, act):
            assert now.stage in OPEN
            now = Situation(str(rules.stage_after(now.stage, act)), traced, long)
        assert now.stage in (*OPEN, *CLOSED)
        assert (rules.next_duty(now) in DUTIES) == (now.stage in OPEN)


def test_from_every_open_stage_a_person_can_go_on() -> None:
    by_itself = {"absent", "return", "moved", "left", "withdraw"}
    ways = {stage: set(rules.acts_at(Situation(stage))) - by_itself for stage in OPEN}
    assert [stage for stage, found in ways.items() if not found] == []


def days(**given: D) -> Facts:
    return Facts(given)


@pytest.mark.parametrize(
    ("disease", "profile", "facts", "day", "missing"),
    [
        ("influenza", "default", days(symptom_free=D(2026, 11, 5)), D(2026, 11, 7), ()),
        ("influenza", "default", days(), None, ("symptom_free",)),
        (
            "influenza", "strict",
            days(onset=ONSET, symptom_free=D(2026, 11, 5), fever_free=D(2026, 11, 4)),
            D(2026, 11, 9), (),
        ),
        ("varicella", "default", Facts({"onset": ONSET}, frozenset({"crusted"})), D(2026, 11, 16), ()),
        ("varicella", "default", days(onset=ONSET), None, ("crusted",)),
        ("varicella", "strict", Facts({"onset": ONSET}, frozenset({"crusted"})), D(2026, 11, 23), ()),
        ("mumps", "default", days(onset=ONSET), D(2026, 11, 12), ()),
        ("mumps", "default", Facts({"onset": ONSET}, frozenset({"swelling_gone"})), ONSET, ()),
        ("measles", "default", days(rash=D(2026, 11, 4)), D(2026, 11, 8), ()),
        ("rubella", "strict", days(rash=D(2026, 11, 4)), D(2026, 11, 11), ()),
        (
            "scarlet_fever", "default",
            days(treatment=D(2026, 11, 3), symptom_free=D(2026, 11, 6)), D(2026, 11, 10), (),
        ),
        ("hfmd", "default", days(onset=ONSET, symptom_free=D(2026, 11, 12)), D(2026, 11, 19), ()),
        ("norovirus", "default", days(symptom_free=D(2026, 11, 4)), D(2026, 11, 7), ()),
        ("norovirus", "strict", days(symptom_free=D(2026, 11, 4)), D(2026, 11, 7), ()),
        ("dysentery", "default", Facts({}, frozenset({"cultures_negative"})), ONSET, ()),
        ("hepatitis_a_e", "default", Facts({}, frozenset({"liver_normal"})), D(2026, 11, 23), ()),
        ("conjunctivitis", "default", days(onset=ONSET, symptom_free=D(2026, 11, 6)), D(2026, 11, 9), ()),
        ("pertussis", "default", days(treatment=D(2026, 11, 6)), D(2026, 11, 11), ()),
        ("pertussis", "default", days(onset=ONSET), D(2026, 11, 23), ()),
        ("cold", "default", days(), ONSET, ()),
        ("", "strict", days(), ONSET, ()),
    ],
)  # fmt: skip
def test_the_earliest_day_back(
    disease: str, profile: str, facts: Facts, day: D | None, missing: tuple[str, ...]
) -> None:
    found = rules.earliest_return(rules.book(), disease, profile, facts, ONSET)
    assert (found.day, found.missing) == (day, missing)


def test_what_is_missing_does_not_hide_the_known_days() -> None:
    found = rules.earliest_return(rules.book(), "varicella", "default", days(onset=ONSET), ONSET)
    assert (found.not_before, found.allows(D(2027, 1, 1))) == (D(2026, 11, 16), False)


def test_every_disease_says_where_it_is_from() -> None:
    table = rules.book()
    assert [code for code, row in table.diseases.items() if not row.source] == []
    assert {row.confidence for row in table.diseases.values()} == {"H", "M", "L", "MEM"}


@pytest.mark.parametrize("bad", ["onset+x", "smell_gone", "moon+3"])
def test_a_condition_nobody_knows_is_refused(bad: str) -> None:
    text = f'version = "1"\n[disease.x]\nname = "x"\ndefault = [["{bad}"]]\nsource = "s"\nconfidence = "L"'
    with pytest.raises(ValueError, match=r"x: .* is no condition"):
        read(text)


def test_every_code_has_its_words() -> None:
    assert set(DISEASE_NAMES) == set(rules.book().diseases)
    assert {code: str(words) for code, words in DISEASE_NAMES.items()} == {
        code: row.name for code, row in rules.book().diseases.items()
    }
    assert set(STAGE_NAMES) == {*OPEN, *CLOSED}
    assert set(STEP_NAMES) == {*ACTS, "detected", "at_home", "late"}
    assert set(MISSING_NAMES) == {*DATES, *rules.SIGNS}
    assert set(DUTY_NAMES) == set(DUTIES)
