"""The rules on diagnoses on small tables of patients: every threshold, window edge and reading."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.illness import rules as illness
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.rules import Coverage, Finding, Patient, Rule

BOOK = rules.rule_book()
MONDAY = dt.date(2026, 11, 23)
SCHOOL, CLASS, OTHER, ROOM = 1024, 1281, 1282, 1300
FAR = MONDAY - dt.timedelta(days=200)
OVERLAYS = tuple(BOOK.overlays)
IN_FORCE = BOOK.in_force(MONDAY, "cn", OVERLAYS)
COUNTED = [rule for rule in IN_FORCE if rules.way_of(rule, BOOK) == "diagnoses"]


def day(offset: int) -> dt.date:
    return MONDAY + dt.timedelta(days=offset)


def ill(
    person: str, disease: str, on: int = 0, *, class_no: int = CLASS, rooms: tuple[int, ...] = (),
    known: bool = True, also: tuple[str, ...] = (),
) -> Patient:  # fmt: skip
    return Patient(
        person, frozenset({disease, *also}), day(on), known, SCHOOL, frozenset({class_no}),
        frozenset(rooms),
    )  # fmt: skip


def met(rule: Rule, patients: list[Patient], **more: Any) -> list[tuple[str, int, str, str, int]]:
    """(rule, unit, level, people in order, days from Monday of the completion)."""
    found = rules.evaluate_patients([rule], patients, since=FAR, until=day(30), **more)
    return [
        (f.rule_id, f.unit_no, f.level, "".join(str(one.person) for one in f.people),
         (f.day - MONDAY).days)
        for f in found
    ]  # fmt: skip


# ---- which rules are held by what ----

# A second time, from the reference and not from the code.
WAYS = """
symptoms: N-01a N-01b
one_child: N-02 N-03
absence: N-05
diagnoses: D-ILI-S D-ILI-E D-VAR-E D-MUM-E D-SCA-E D-MEA-E D-RUB-E D-HFMD-S1 D-HFMD-S2 D-HFMD-O D-DIA-E
diagnoses: D-NOR-S0 D-DYS-E D-HEP-E D-TYP-E D-CHO-E D-MEN-E D-TB-1 D-TB-S D-TB-E D-COV-S
diagnoses: HZ-VAR HZ-MUM HZ-RUB HZ-MEA HZ-AHC HZ-NOR
advice: C-ILI C-HFMD-BJ1 C-HFMD-BJ2 C-MEA-JS C-VAR-JS C-MUM C-NOR
person: N-04 N-11 N-08 D-FOOD-E D-UNKP-E D-AI-E D-PLA-E D-ANT-E1 D-ANT-E2 D-HFRS-E D-DEN-E D-NEW-E D-UNK-E
person: D-POI-E D-ENV-E D-VAC-E D-DRG-E HZ-DEN N-12
elsewhere: N-09a N-09b N-10
off: WST772 LOCAL-HOURS
"""


def test_each_rule_of_the_file_is_held_by_something() -> None:
    expected = {
        rule_id: line.partition(":")[0]
        for line in WAYS.strip().splitlines()
        for rule_id in line.partition(":")[2].split()
    }
    assert {rule.id: rules.way_of(rule, BOOK) for rule in BOOK.rules} == expected


def test_each_disease_of_a_rule_is_in_the_file_and_each_diagnosis_in_the_records() -> None:
    asked = {rule.disease for rule in BOOK.rules if rule.disease}
    assert asked - set(BOOK.diseases) == set()
    counted = {code for each in BOOK.diseases.values() for code in each.diagnoses}
    assert counted == set(illness.book().diseases)


def test_what_is_left_to_people() -> None:
    def left(rule_id: str) -> list[tuple[str, str]]:
        found = rules.left_to_people(BOOK.rule(rule_id), BOOK)
        return [(each.measure, each.requires or each.when) for each in found]

    assert left("D-VAR-E") == []
    assert left("N-01a") == []
    assert left("D-ILI-E") == [("hospitalised", ""), ("deaths", "")]
    assert left("D-TB-E") == [("cases", "epi_link"), ("deaths", "")]
    assert left("D-FOOD-E") == [("cases", ""), ("deaths", "")]
    assert left("C-ILI") == [("lab_hosp_or_death", "")]


# ---- thresholds ----


def of(rule: Rule, count: int, on: int = 0) -> list[Patient]:
    return [ill(f"<{n}>", rule.disease, on, rooms=(ROOM,)) for n in range(count)]


@pytest.mark.parametrize("rule", COUNTED, ids=lambda rule: rule.id)
def test_one_below_the_number_is_nothing_and_the_number_is_met(rule: Rule) -> None:
    least = rule.min_cases or 0
    assert met(rule, of(rule, least - 1)) == []
    levels = [each for each in ("class", "dormitory", "school", "any") if each in rule.units]
    expected = [
        (rule.id, {"class": CLASS, "dormitory": ROOM}.get(level, SCHOOL),
         "school" if level == "any" else level, least, 0)
        for level in levels
    ]  # fmt: skip
    found = rules.evaluate_patients([rule], of(rule, least), since=FAR, until=day(0))
    assert [
        (f.rule_id, f.unit_no, f.level, f.cases, (f.day - MONDAY).days) for f in found
    ] == expected


WINDOWED = [rule for rule in COUNTED if rule.window_days and (rule.min_cases or 0) > 1]


@pytest.mark.parametrize("rule", WINDOWED, ids=lambda rule: rule.id)
def test_the_first_day_of_the_window_counts_and_the_day_before_does_not(rule: Rule) -> None:
    least, length = rule.min_cases or 0, rule.window_days or 0
    rest = of(rule, least)[1:]
    first, before = (
        ill("x", rule.disease, 1 - length, rooms=(ROOM,)),
        ill("x", rule.disease, -length),
    )
    assert {row[4] for row in met(rule, [*rest, first])} == {0}
    assert met(rule, [*rest, before]) == []


@pytest.mark.parametrize("rule", WINDOWED, ids=lambda rule: rule.id)
def test_the_same_child_twice_is_one(rule: Rule) -> None:
    least = rule.min_cases or 0
    assert met(rule, [*of(rule, least - 1), ill("<0>", rule.disease, -1)]) == []


VAR, HFMD, HFMD_SCHOOL = BOOK.rule("D-VAR-E"), BOOK.rule("D-HFMD-S1"), BOOK.rule("D-HFMD-S2")
NOR, DIA, CHO = BOOK.rule("D-NOR-S0"), BOOK.rule("D-DIA-E"), BOOK.rule("D-CHO-E")


def test_a_weekend_inside_the_window_counts_like_any_day() -> None:
    """Wednesday to Tuesday with Saturday and Sunday between: seven calendar days."""
    cases = [ill(str(n), "hfmd", on) for n, on in enumerate((-5, -2, -1, 0, 1))]
    assert met(HFMD_SCHOOL, cases) == [("D-HFMD-S2", SCHOOL, "school", "01234", 1)]


def test_class_and_room_are_both_counted_and_two_classes_are_not_one() -> None:
    pair = [ill("a", "hfmd", rooms=(ROOM,)), ill("b", "hfmd", class_no=OTHER, rooms=(ROOM,))]
    assert met(HFMD, pair) == [("D-HFMD-S1", ROOM, "dormitory", "ab", 0)]
    assert met(HFMD, [*pair, ill("c", "hfmd", 1)]) == [
        ("D-HFMD-S1", ROOM, "dormitory", "ab", 0),
        ("D-HFMD-S1", CLASS, "class", "ac", 1),
    ]


def test_whoever_moved_class_while_ill_counts_once_in_each() -> None:
    moved = replace(ill("a", "hfmd"), class_nos=frozenset({CLASS, OTHER}))
    both = [moved, ill("b", "hfmd"), ill("c", "hfmd", class_no=OTHER)]
    assert met(HFMD, both) == [
        ("D-HFMD-S1", CLASS, "class", "ab", 0),
        ("D-HFMD-S1", OTHER, "class", "ac", 0),
    ]
    assert met(replace(HFMD, units=("school",)), [moved]) == []


def test_another_disease_does_not_count_and_one_diagnosis_can_count_for_two() -> None:
    five = [ill(str(n), "norovirus", also=("infectious_diarrhoea",)) for n in range(5)]
    assert met(NOR, [*five[:4], ill("x", "infectious_diarrhoea")]) == []
    assert [row[:4] for row in met(NOR, five)] == [
        ("D-NOR-S0", CLASS, "class", "01234"), ("D-NOR-S0", SCHOOL, "school", "01234"),
    ]  # fmt: skip
    more = [ill(f"<{n}>", "infectious_diarrhoea") for n in range(15)]
    assert len(met(DIA, five + more)) == 1
    assert BOOK.diagnosed_as("norovirus") == {"norovirus", "infectious_diarrhoea"}
    assert BOOK.diagnosed_as("tb_other") == {"tuberculosis"}
    assert BOOK.diagnosed_as("cold") == frozenset()


def test_an_onset_nobody_knows_is_flagged() -> None:
    pair = [ill("a", "hfmd", known=False), ill("b", "hfmd")]
    (found,) = rules.evaluate_patients([HFMD], pair, since=FAR, until=day(0))
    assert [(one.person, one.onset, one.onset_known) for one in found.people] == [
        ("b", day(0), True), ("a", day(0), False),
    ]  # fmt: skip


def test_one_case_of_a_grave_disease_is_counted_at_its_school() -> None:
    assert met(CHO, [ill("a", "cholera")]) == [("D-CHO-E", SCHOOL, "school", "a", 0)]
    (found,) = rules.evaluate_patients([CHO], [ill("a", "cholera")], since=FAR, until=day(0))
    assert (found.deadline_hours, found.window_from, found.window_to) == (2, day(0), day(0))


def test_a_semester_reaches_back_to_its_first_day() -> None:
    rule = BOOK.rule("D-TB-S")
    cases = [ill("a", "tuberculosis", -80), ill("b", "tuberculosis", -40), ill("c", "tuberculosis")]
    assert met(rule, cases, coverage=Coverage(term_from=day(-80))) == [
        ("D-TB-S", SCHOOL, "school", "abc", 0)
    ]
    assert met(rule, cases, coverage=Coverage(term_from=day(-79))) == []


def test_days_that_nobody_reported_are_told() -> None:
    pair = [ill("a", "hfmd", -1), ill("b", "hfmd")]
    due = frozenset({(CLASS, day(-3)), (CLASS, day(0)), (OTHER, day(-1)), (CLASS, day(-7))})
    told = Coverage(reported=frozenset({(CLASS, day(0))}), due=due)
    (found,) = rules.evaluate_patients([HFMD], pair, since=FAR, until=day(0), coverage=told)
    assert (found.days_reported, found.days_due, found.is_lower_bound) == (1, 2, True)


def test_days_outside_are_not_looked_at() -> None:
    pair = [ill("a", "hfmd"), ill("b", "hfmd")]
    assert rules.evaluate_patients([HFMD], pair, since=day(1), until=day(9)) == []
    assert rules.evaluate_patients([HFMD], pair, since=day(-9), until=day(-1)) == []


def test_growth_within_the_window_and_a_week_is_the_same_signal() -> None:
    (first,) = rules.evaluate_patients(
        [HFMD], [ill("a", "hfmd"), ill("b", "hfmd")], since=FAR, until=day(0)
    )
    running = rules.RunningSignal("D-HFMD-S1", CLASS, "hfmd", day(0), first.persons)
    for gap, same in ((14, True), (15, False)):
        pair = [ill("c", "hfmd", gap), ill("d", "hfmd", gap)]
        (later,) = rules.evaluate_patients([HFMD], pair, since=FAR, until=day(gap))
        assert rules.is_continuation(later, running) is same


# ---- effective dates and overlays ----


def test_covid_and_the_town_are_not_counted_any_more() -> None:
    retired = {"D-COV-S", "N-08", "N-12"}
    assert {rule.id for rule in IN_FORCE} & retired == set()
    on = dt.date(2023, 1, 7)
    assert {rule.id for rule in BOOK.in_force(on, "cn", OVERLAYS)} & retired == retired


def test_an_overlay_counts_where_the_county_lies_or_chose_it() -> None:
    five = [ill(str(n), "varicella") for n in range(5)]

    def found(place: str, chosen: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        own = BOOK.in_force(MONDAY, place, chosen)
        counted = [rule for rule in own if rules.way_of(rule, BOOK) == "diagnoses"]
        met = rules.evaluate_patients(counted, five, since=FAR, until=day(0))
        return [(each.rule_id, each.status) for each in met]

    assert found("cn") == []
    assert found("cn/zhejiang/huzhou/deqing") == [("HZ-VAR", "secondary")]
    assert found("cn", ("huzhou-2023",)) == [("HZ-VAR", "secondary")]


def test_a_tightened_deadline_goes_with_the_finding() -> None:
    ten = [ill(str(n), "ILI") for n in range(10)]
    for chosen, hours in (((), None), (("county-hours",), 24)):
        own = [r for r in BOOK.in_force(MONDAY, "cn", chosen) if r.id == "D-ILI-S"]
        (found,) = rules.evaluate_patients(own, ten, since=FAR, until=day(0))
        assert found.deadline_hours == hours


# ---- an oracle that asks of each day and unit, without windows of onsets ----

RULES = [replace(HFMD, conditions=(rules.Condition("cases", 2),), window_days=3),
         replace(HFMD_SCHOOL, conditions=(rules.Condition("cases", 3),), window_days=2)]  # fmt: skip
some = st.lists(
    st.builds(
        lambda who, on, class_no, rooms, disease: ill(who, disease, on, class_no=class_no, rooms=rooms),
        st.sampled_from("abcdef"), st.integers(-4, 4), st.sampled_from([CLASS, OTHER]),
        st.sampled_from([(), (ROOM,), (ROOM + 1,)]), st.sampled_from(["hfmd", "hfmd", "mumps"]),
    ),
    max_size=14,
)  # fmt: skip


def by_counting(
    rule: Rule, patients: list[Patient]
) -> set[tuple[str, int, dt.date, frozenset[Any]]]:
    """Every day and unit: who of the unit has an onset that is at most so many days back?"""
    found = set()
    places = {
        (level, no) for each in patients for level in rule.units for no in each.units_at(level)
    }
    for level, unit_no in places:
        own = [
            each
            for each in patients
            if unit_no in each.units_at(level) and rule.disease in each.diseases
        ]
        for today in {each.onset for each in own}:
            people: dict[Any, int] = {}
            for each in own:
                back = (today - each.onset).days
                if back >= 0 and back < (rule.window_days or 0):
                    people[each.person] = max(back, people.get(each.person, 0))
            if len(people) >= (rule.min_cases or 0):
                onsets = {(who, today - dt.timedelta(days=back)) for who, back in people.items()}
                found.add((rule.id, unit_no, today, frozenset(onsets)))
    return found


def told(findings: list[Finding]) -> set[tuple[str, int, dt.date, frozenset[Any]]]:
    return {
        (f.rule_id, f.unit_no, f.day, frozenset((one.person, one.onset) for one in f.people))
        for f in findings
    }


@given(some)
def test_same_as_the_oracle(patients: list[Patient]) -> None:
    found = rules.evaluate_patients(RULES, patients, since=FAR, until=day(30))
    assert told(found) == by_counting(RULES[0], patients) | by_counting(RULES[1], patients)


@given(some, st.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(patients: list[Patient], random: Any) -> None:
    shuffled = list(patients)
    random.shuffle(shuffled)
    before = rules.evaluate_patients(RULES, patients, since=FAR, until=day(30))
    assert before == rules.evaluate_patients(RULES, shuffled, since=FAR, until=day(30))
