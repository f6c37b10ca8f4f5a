"""Counting a roll-call, and what does not fit together in it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.screening import rules
from xiaoan.screening.rules import Contradiction as Ask
from xiaoan.screening.rules import Counts, Doubt, Kind, Mark, Symptom

MONDAY = dt.date(2026, 11, 23)
S = Symptom


def ill(person: str = "a", kind: Kind = Kind.ABSENT_SICK, symptoms: Symptom = S.COUGH) -> Mark:
    return Mark(person, kind, symptoms)


# --- counting a roll-call ------------------------------------------------------------------------


def test_counts_of_a_class() -> None:
    marks = [
        Mark("a", Kind.ABSENT_SICK, S.FEVER | S.COUGH),
        Mark("b", Kind.ABSENT_SICK),
        Mark("c", Kind.ABSENT_PERSONAL),
        Mark("d", Kind.ABSENT_UNKNOWN),
        Mark("e", Kind.ABSENT_ISOLATION),
        Mark("f", Kind.LATE),
        Mark("g", Kind.SENT_HOME, S.VOMITING, temperature=Decimal("37.8"), method="axillary"),
        Mark("h", Kind.PRESENT, S.COUGH, temperature=Decimal("37.8"), method="forehead"),
    ]
    assert rules.counts(40, marks) == Counts(
        enrolled=40,
        expected=39,
        present=35,
        absent_sick=2,
        absent_personal=1,
        absent_unknown=1,
        absent_isolation=1,
        late_arrivals=1,
        sent_home=1,
        fever=2,
        symptomatic=3,
    )


@pytest.mark.parametrize(
    ("marks", "zero"),
    [
        ([], True),
        ([Mark("a", Kind.LATE), Mark("b", Kind.ABSENT_PERSONAL)], True),
        ([Mark("a", Kind.ABSENT_SICK)], False),
        ([Mark("a", Kind.SENT_HOME)], False),
        ([Mark("a", Kind.PRESENT, S.COUGH)], False),
    ],
)
def test_zero_report(marks: list[Mark], zero: bool) -> None:
    assert rules.counts(40, marks).is_zero_report is zero


def test_figures_that_cannot_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="2 pupils marked, 1 enrolled"):
        rules.counts(1, [ill("a"), ill("b")])
    with pytest.raises(ValueError, match="a pupil is marked twice"):
        rules.counts(9, [ill("a"), ill("a")])


MARKS = st.lists(
    st.builds(
        Mark,
        person=st.integers(0, 30),
        kind=st.sampled_from(Kind),
        symptoms=st.integers(0, 2**14 - 1).map(Symptom),
    ),
    unique_by=lambda mark: mark.person,
    max_size=20,
)


@given(MARKS, st.integers(0, 20))
def test_counts_always_add_up(marks: list[Mark], well: int) -> None:
    found = rules.counts(len(marks) + well, marks)
    causes = found.absent_sick + found.absent_personal + found.absent_unknown

    assert found.present + causes + found.absent_isolation == found.enrolled
    assert found.expected + found.absent_isolation == found.enrolled
    assert found.absent == causes + found.absent_isolation
    assert found.late_arrivals + found.sent_home <= found.present
    assert found.fever <= found.symptomatic


def test_only_the_sick_have_syndromes() -> None:
    marks = [Mark("a", Kind.LATE), Mark("b", Kind.ABSENT_SICK), Mark("c", Kind.PRESENT, S.RASH)]

    assert [rules.syndromes_of(mark) for mark in marks] == [set(), {"UNSPECIFIED"}, {"RASH"}]


@pytest.mark.parametrize("kind", list(Kind))
def test_only_the_sick_have_an_onset(kind: Kind) -> None:
    ill_kinds = (Kind.ABSENT_SICK, Kind.SENT_HOME)
    plain = Mark("a", kind, onset=MONDAY)
    assert rules.with_own_onset(plain).onset == (MONDAY if kind in ill_kinds else None)
    coughing = replace(plain, symptoms=S.COUGH)
    assert rules.with_own_onset(coughing) == coughing


# --- contradictions ------------------------------------------------------------------------------


def axillary(value: str, symptoms: Symptom = rules.NO_SYMPTOM) -> Mark:
    return Mark("a", Kind.PRESENT, symptoms, temperature=Decimal(value), method="axillary")


@pytest.mark.parametrize(
    ("enrolled", "marks", "expected"),
    [
        pytest.param(30, [], [], id="nothing to ask"),
        pytest.param(30, [ill()], [], id="an ordinary sick child"),
        pytest.param(2, [ill("a"), ill("b")], [(Ask.ALL_ABSENT, None)], id="all absent"),
        pytest.param(0, [], [], id="nobody enrolled, nobody absent"),
        pytest.param(
            1, [ill("a"), ill("b")], [(Ask.MORE_THAN_ENROLLED, None)], id="more than there are"
        ),
        pytest.param(
            30,
            [ill("a"), ill("a", Kind.LATE)],
            [(Ask.SAME_PUPIL_TWICE, "a")],
            id="same pupil twice",
        ),
        pytest.param(
            30,
            [axillary("37.3")],
            [(Ask.FEVER_NOT_TICKED, "a"), (Ask.PRESENT_WITH_FEVER, "a")],
            id="fever not ticked",
        ),
        pytest.param(
            30, [axillary("37.3", S.FEVER)], [(Ask.PRESENT_WITH_FEVER, "a")], id="fever in class"
        ),
        pytest.param(
            30,
            [replace(axillary("37.3", S.FEVER), kind=Kind.LATE)],
            [(Ask.PRESENT_WITH_FEVER, "a")],
            id="late with a fever",
        ),
        pytest.param(
            30,
            [replace(axillary("37.3", S.FEVER), kind=Kind.SENT_HOME)],
            [],
            id="sent home with a fever",
        ),
        pytest.param(
            30,
            [replace(axillary("36.6", S.FEVER), kind=Kind.ABSENT_SICK)],
            [(Ask.FEVER_NOT_MEASURED, "a")],
            id="fever ticked, axillary normal",
        ),
        pytest.param(
            30,
            [Mark("a", Kind.ABSENT_SICK, S.FEVER, temperature=Decimal("36.5"), method="forehead")],
            [],
            id="fever at home, forehead normal",
        ),
        pytest.param(30, [axillary("36.5")], [], id="measured and well"),
        pytest.param(30, [axillary("34.0")], [(Ask.MEASURE_AGAIN, "a")], id="too low"),
        pytest.param(30, [axillary("43.5")], [(Ask.TEMPERATURE_IMPLAUSIBLE, "a")], id="too high"),
        pytest.param(
            30,
            [Mark("a", Kind.PRESENT, temperature=Decimal("37.9"), method="forehead")],
            [(Ask.RETEST_NEEDED, "a")],
            id="forehead alone",
        ),
        pytest.param(
            30,
            [Mark("a", Kind.ABSENT_SICK, S.RASH, MONDAY + dt.timedelta(days=1))],
            [(Ask.ONSET_IN_FUTURE, "a")],
            id="onset tomorrow",
        ),
        pytest.param(30, [Mark("a", Kind.ABSENT_SICK, S.RASH, MONDAY)], [], id="onset today"),
        pytest.param(
            30,
            [Mark("a", Kind.ABSENT_SICK, S.RASH, MONDAY - dt.timedelta(days=30))],
            [],
            id="onset 30 days ago",
        ),
        pytest.param(
            30,
            [Mark("a", Kind.ABSENT_SICK, S.RASH, MONDAY - dt.timedelta(days=31))],
            [(Ask.ONSET_LONG_AGO, "a")],
            id="onset 31 days ago",
        ),
        pytest.param(
            30, [Mark("a", Kind.ABSENT_SICK)], [(Ask.SICK_WITHOUT_SYMPTOM, "a")], id="sick, of what"
        ),
        pytest.param(
            30, [Mark("a", Kind.SENT_HOME)], [(Ask.HOME_WITHOUT_SYMPTOM, "a")], id="sent home, why"
        ),
        pytest.param(
            30,
            [Mark("a", Kind.PRESENT)],
            [(Ask.PRESENT_WITHOUT_SYMPTOM, "a")],
            id="named for nothing",
        ),
    ],
)
def test_contradictions(
    enrolled: int, marks: list[Mark], expected: list[tuple[Ask, str | None]]
) -> None:
    found = rules.contradictions(enrolled, marks, MONDAY)
    assert found == tuple(Doubt(code, person) for code, person in expected)


def test_a_child_in_isolation_is_not_present() -> None:
    found = rules.contradictions(
        30,
        [Mark("a", Kind.ABSENT_ISOLATION), Mark("b", Kind.LATE)],
        MONDAY,
        isolated=frozenset({"a", "b", "c"}),
    )
    assert found == (Doubt(Ask.PRESENT_IN_ISOLATION, "b"), Doubt(Ask.PRESENT_IN_ISOLATION, "c"))


@pytest.mark.parametrize(
    ("before", "marks", "expected"),
    [
        ({"a", "b", "c"}, [], [(Ask.ALL_SUDDENLY_WELL, None)]),
        ({"a", "b", "c"}, [Mark("d", Kind.LATE)], [(Ask.ALL_SUDDENLY_WELL, None)]),
        ({"a", "b"}, [], [(Ask.RECOVERED, "a"), (Ask.RECOVERED, "b")]),
        ({"a", "b", "c"}, [ill("a")], [(Ask.RECOVERED, "b"), (Ask.RECOVERED, "c")]),
        ({"a"}, [ill("a")], []),
    ],
)
def test_those_who_were_sick_before(
    before: set[str], marks: list[Mark], expected: list[tuple[Ask, str | None]]
) -> None:
    found = rules.contradictions(30, marks, MONDAY, sick_before=before)
    assert found == tuple(Doubt(code, person) for code, person in expected)


def test_what_cannot_be_confirmed() -> None:
    assert {code for code in Ask if Doubt(code).is_refused} == {
        Ask.MORE_THAN_ENROLLED,
        Ask.SAME_PUPIL_TWICE,
        Ask.TEMPERATURE_IMPLAUSIBLE,
        Ask.ONSET_IN_FUTURE,
        Ask.NOT_CLEARED,
    }


def test_the_graver_mark_comes_first() -> None:
    marks = [
        Mark("late", Kind.LATE),
        Mark("personal", Kind.ABSENT_PERSONAL),
        Mark("unknown", Kind.ABSENT_UNKNOWN),
        Mark("isolation", Kind.ABSENT_ISOLATION),
        Mark("cough", Kind.PRESENT, S.COUGH),
        Mark("sick", Kind.ABSENT_SICK, S.COUGH),
        Mark("sicker", Kind.ABSENT_SICK, S.COUGH | S.VOMITING),
        Mark("home", Kind.SENT_HOME, S.COUGH),
        Mark("fever", Kind.PRESENT, S.FEVER),
    ]
    backwards = marks[::-1]
    assert sorted(backwards, key=rules.seriousness) == marks
