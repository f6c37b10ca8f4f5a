"""Too little, too much, and the six don'ts: by table, and by property."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.hygiene import rules
from xiaoan.hygiene.rules.dosing import Asked, Said, judge

DESK = Said("classroom", "surface", "wipe", "chlorine", 250, 30, rinsed=True, present=False)
PLAN = Asked("chlorine", 250, 30, rinse=True, absent=True, times=1)
VOMIT = replace(DESK, incident="vomit", strength=5000, method="cover")
SPRAY = replace(DESK, method="spray")
YARD = Said("yard", "sweep", "spray", "chlorine")


def codes(said: Said, line: Asked | None = PLAN) -> list[str]:
    return [one.what for one in judge(said, line)]


@pytest.mark.parametrize(
    ("said", "line", "expected"),
    [
        (DESK, PLAN, []),
        (DESK, None, []),
        (replace(DESK, strength=200), PLAN, ["weak"]),
        (replace(DESK, strength=200), None, ["weak"]),
        # A cup is coarse: 5 % off is still it.
        (replace(DESK, strength=238), PLAN, []),
        (replace(DESK, strength=237), PLAN, ["weak"]),
        # The plan may ask more than the guideline.
        (replace(DESK, strength=300), replace(PLAN, strength=400), ["weak"]),
        # The plan asks less than the guideline: the record is too weak all the same.
        (replace(DESK, strength=100), replace(PLAN, strength=100), ["weak"]),
        (replace(DESK, contact=29), PLAN, ["short"]),
        (replace(DESK, contact=10), replace(PLAN, contact=10), ["short"]),
        (replace(DESK, rinsed=False), PLAN, ["not_rinsed"]),
        (replace(DESK, rinsed=False), replace(PLAN, rinse=False), []),
        (replace(DESK, strength=500), PLAN, []),
        (replace(DESK, strength=525), PLAN, []),
        (replace(DESK, strength=526), PLAN, ["strong", "routine"]),
        # The plan itself goes higher than what is wanted day by day: it is not stronger than the plan.
        (replace(DESK, strength=1000), replace(PLAN, strength=1000), ["routine"]),
        (Said("toilet", "surface", "wipe", "chlorine", 1000, 30), None, []),
        (Said("toilet", "surface", "wipe", "chlorine", 2000, 30), None, ["strong"]),
        (replace(DESK, times=2), PLAN, []),
        (replace(DESK, times=3), PLAN, ["often"]),
        (replace(DESK, times=4), replace(PLAN, times=2), []),
        (replace(DESK, present=True), PLAN, ["present"]),
        (replace(DESK, present=None, rinsed=None, strength=None, contact=None), PLAN, []),
        # Airing as often and as long as one likes, but not less than asked.
        (Said("classroom", "air", "ventilate", "none", contact=30, times=9), None, []),
        (Said("classroom", "air", "ventilate", "none", contact=20), None, ["short"]),
        # Alcohol on what chlorine would harm is by its own bounds, not those of chlorine.
        (replace(DESK, agent="alcohol", strength=75, contact=None, rinsed=False), PLAN, []),
        (replace(DESK, agent="alcohol", strength=60, contact=None), PLAN, ["weak"]),
        (replace(DESK, agent="quat", strength=1000), PLAN, []),
        (replace(DESK, agent="quat", strength=2500), PLAN, ["strong"]),
        (replace(DESK, agent="uv", strength=None, present=True), None, ["uv_present"]),
        (VOMIT, None, []),
        (VOMIT, PLAN, []),
        (replace(VOMIT, strength=4000), None, ["weak"]),
        (replace(VOMIT, strength=10_501), None, ["strong"]),
        (replace(VOMIT, contact=20), None, ["short"]),
        (replace(VOMIT, agent="alcohol", strength=75), None, ["alcohol_vomit"]),
        (replace(DESK, product="unlicensed"), PLAN, ["unlicensed"]),
        (replace(DESK, product="unknown"), PLAN, ["unknown_product"]),
        (replace(DESK, product="licensed"), PLAN, []),
    ],
)  # fmt: skip
def test_what_is_flagged(said: Said, line: Asked | None, expected: list[str]) -> None:
    assert codes(said, line) == expected


@pytest.mark.parametrize(
    ("dont", "said"),
    [
        (1, YARD),
        (1, replace(SPRAY, target="ground")),
        (1, replace(YARD, method="mop")),
        (2, replace(YARD, weather="rain")),
        (2, replace(SPRAY, weather="snow")),
        (2, replace(DESK, weather="rain")),
        (3, replace(YARD, target="air")),
        (3, replace(SPRAY, target="air", weather="dry")),
        (4, replace(SPRAY, target="people")),
        (4, replace(SPRAY, target="people", agent="alcohol", strength=75)),
        (5, replace(SPRAY, target="water")),
        (5, replace(DESK, method="soak", target="water")),
        (6, replace(SPRAY, target="air", present=True)),
        (6, replace(SPRAY, present=True)),
        (6, replace(SPRAY, target="air", agent="peroxide", strength=2, present=True)),
    ],
)
def test_each_of_the_six_donts_is_caught(dont: int, said: Said) -> None:
    found = {rules.FLAGS[one.what].dont for one in judge(said, None)}
    assert dont in found


@pytest.mark.parametrize(
    "said",
    [
        Said("yard", "sweep", "sweep", "none"),
        Said("yard", "sweep", "sweep", "none", weather="rain"),
        Said("sports", "surface", "wipe", "chlorine", 250, 30, weather="dry"),
        replace(SPRAY, target="air", present=False),
        replace(DESK, target="people"),
        replace(DESK, agent="none", target="water", strength=None),
        Said("refuse", "surface", "spray", "chlorine", 500, 30, present=False),
    ],
)
def test_what_is_none_of_the_donts(said: Said) -> None:
    assert [one.what for one in judge(said, None) if rules.FLAGS[one.what].dont] == []


def test_what_one_city_adds() -> None:
    alcohol = replace(SPRAY, agent="alcohol", strength=75)
    assert codes(alcohol) == ["alcohol_spray"]
    assert codes(replace(SPRAY, target="tyres")) == ["tyres"]


def test_six_donts_each_with_a_source() -> None:
    donts = sorted(one.dont for one in rules.FLAGS.values() if one.dont)
    assert donts == [1, 2, 3, 4, 5, 6]
    assert [one.code for one in rules.FLAGS.values() if not (one.source and one.words)] == []


def test_flag_says_its_bound_and_who_says_so() -> None:
    (weak,) = judge(replace(DESK, strength=300), replace(PLAN, strength=400))
    assert (weak.said, weak.bound, weak.source) == (300, 400, "plan")
    (weak,) = judge(replace(DESK, strength=200), PLAN)
    assert (weak.said, weak.bound, weak.source[:5]) == (200, 250, "[S36]")


KINDS = [(kind.code, task.code) for kind in rules.PLACE_KINDS.values() for task in kind.tasks]
SAID = st.builds(
    lambda place, **rest: Said(place[0], place[1], **rest),
    place=st.sampled_from(KINDS),
    method=st.sampled_from(rules.METHODS),
    agent=st.sampled_from(sorted(rules.AGENTS)),
    strength=st.none() | st.integers(1, 60_000),
    contact=st.none() | st.integers(0, 240),
    rinsed=st.sampled_from([None, True, False]),
    present=st.sampled_from([None, True, False]),
    target=st.sampled_from(["", *rules.TARGETS]),
    weather=st.sampled_from(["", *rules.WEATHERS]),
    product=st.sampled_from(rules.PRODUCTS),
    incident=st.sampled_from(["", "vomit", "faeces", "blood"]),
    times=st.integers(1, 12),
)
ASKED = st.none() | st.builds(
    Asked,
    st.sampled_from(sorted(rules.AGENTS)), st.none() | st.integers(1, 20_000), st.integers(0, 120),
    st.booleans(), st.booleans(), st.integers(1, 6),
)  # fmt: skip


def of(side: str, said: Said, line: Asked | None) -> set[str]:
    return {one.what for one in judge(said, line) if one.side == side}


@given(SAID, ASKED, st.integers(0, 50_000))
def test_stronger_keeps_what_is_over_and_gains_no_under(
    said: Said, line: Asked | None, more: int
) -> None:
    if said.strength is None:
        return
    stronger = replace(said, strength=said.strength + more)
    assert of("over", said, line) <= of("over", stronger, line)
    assert of("under", stronger, line) <= of("under", said, line)


@given(SAID, ASKED, st.integers(0, 200), st.integers(0, 12))
def test_longer_is_never_shorter_and_oftener_never_rarer(
    said: Said, line: Asked | None, minutes: int, times: int
) -> None:
    if said.contact is not None:
        longer = replace(said, contact=said.contact + minutes)
        assert of("under", longer, line) <= of("under", said, line)
        assert of("over", longer, line) == of("over", said, line)
    oftener = replace(said, times=said.times + times)
    assert of("over", said, line) <= of("over", oftener, line)
    assert of("under", said, line) == of("under", oftener, line)


@given(SAID, ASKED)
def test_what_is_unsaid_is_not_held_against_anybody(said: Said, line: Asked | None) -> None:
    silent = replace(said, strength=None, contact=None, rinsed=None, present=None)
    kept = {one.what for one in judge(silent, line)}
    assert kept <= {one.what for one in judge(said, line)}
    assert not rules.is_judged(silent)


@given(SAID, ASKED, st.integers(1, 20_000))
def test_a_stricter_plan_flags_no_less(said: Said, line: Asked | None, more: int) -> None:
    if line is None or line.strength is None or line.agent != said.agent:
        return
    stricter = replace(line, strength=line.strength + more, contact=line.contact + 10)
    assert of("under", said, line) - {"not_rinsed"} <= of("under", said, stricter)


@given(SAID, ASKED)
def test_nothing_is_both_weak_and_strong(said: Said, line: Asked | None) -> None:
    found = {one.what for one in judge(said, line)}
    assert not {"weak", "strong"} <= found
