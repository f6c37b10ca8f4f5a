"""The pure decisions of the daily checks, as tables of cases."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.screening import rules
from xiaoan.screening.rules import Contradiction as Ask
from xiaoan.screening.rules import Counts, Doubt, Judgement, Kind, Mark, Symptom, Syndrome

MONDAY = dt.date(2026, 11, 23)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
S = Symptom


def ill(person: str = "a", kind: Kind = Kind.ABSENT_SICK, symptoms: Symptom = S.COUGH) -> Mark:
    return Mark(person, kind, symptoms)


# --- symptoms ------------------------------------------------------------------------------------


def test_the_stored_bits_do_not_move() -> None:
    assert [(row.code, int(row.flag)) for row in rules.SYMPTOMS] == [
        ("fever", 1),
        ("cough", 2),
        ("headache", 4),
        ("sore_throat", 8),
        ("parotid", 16),
        ("abdominal_pain", 32),
        ("diarrhoea", 64),
        ("vomiting", 128),
        ("rash", 256),
        ("dizziness", 512),
        ("fatigue", 1024),
        ("red_eyes", 2048),
        ("jaundice", 4096),
        ("other", 8192),
    ]


def test_every_symptom_has_a_source_and_jaundice_is_from_the_2006_form() -> None:
    assert all(row.sources for row in rules.SYMPTOMS)
    assert [row.code for row in rules.SYMPTOMS if rules.WST_772 not in row.sources] == ["jaundice"]


@given(st.integers(0, 2**14 - 1))
def test_codes_and_mask_are_the_same_thing(mask: int) -> None:
    assert rules.symptoms_of(rules.codes_of(mask)) == mask


def test_unknown_symptoms_are_refused() -> None:
    with pytest.raises(ValueError, match="'sneeze' is not a symptom"):
        rules.symptoms_of(["fever", "sneeze"])
    with pytest.raises(ValueError, match="invalid value"):
        rules.codes_of(1 << 14)


@pytest.mark.parametrize(
    ("symptoms", "fever", "expected"),
    [
        (S(0), False, {"UNSPECIFIED"}),
        (S(0), True, {"FEVER"}),
        (S.FEVER, False, {"FEVER"}),
        (S.FEVER | S.COUGH, False, {"FEVER", "RESP"}),
        (S.SORE_THROAT, True, {"FEVER", "RESP"}),
        (S.COUGH, False, {"COUGH"}),
        (S.SORE_THROAT | S.FATIGUE, False, {"COUGH"}),
        (S.VOMITING, False, {"GI"}),
        (S.VOMITING, True, {"GI"}),
        (S.DIARRHOEA | S.ABDOMINAL_PAIN, False, {"GI"}),
        (S.ABDOMINAL_PAIN, False, {"GI"}),
        (S.VOMITING | S.COUGH, True, {"GI", "RESP"}),
        (S.VOMITING | S.COUGH, False, {"GI", "COUGH"}),
        (S.RASH | S.FEVER, False, {"RASH"}),
        (S.PAROTID, True, {"PAROTID"}),
        (S.RED_EYES, False, {"EYE"}),
        (S.JAUNDICE | S.FATIGUE, False, {"JAUNDICE"}),
        (S.RASH | S.VOMITING, False, {"RASH", "GI"}),
        (S.HEADACHE | S.DIZZINESS, False, {"OTHER"}),
        (S.OTHER, False, {"OTHER"}),
        (S.HEADACHE, True, {"FEVER"}),
    ],
)
def test_syndromes(symptoms: Symptom, fever: bool, expected: set[str]) -> None:
    assert rules.syndromes(symptoms, fever) == expected


@given(st.integers(0, 2**14 - 1), st.booleans())
def test_syndromes_of_any_ticks(mask: int, fever: bool) -> None:
    found = rules.syndromes(mask, fever)
    feverish = fever or bool(mask & S.FEVER)
    specific = {
        Syndrome.GI, Syndrome.RASH, Syndrome.PAROTID, Syndrome.EYE, Syndrome.JAUNDICE
    }  # fmt: skip

    assert found != frozenset()
    assert (Syndrome.FEVER in found) == (feverish and not found & specific)
    assert (Syndrome.UNSPECIFIED in found) == (mask == 0 and not fever)
    assert not (Syndrome.COUGH in found and feverish)
    assert found in (frozenset({Syndrome.OTHER}), found - {Syndrome.OTHER})


# --- temperature ---------------------------------------------------------------------------------


def celsius(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("first", "method", "second", "second_method", "judgement", "fever"),
    [
        (None, "", None, "", Judgement.NONE, False),
        ("37.2", "axillary", None, "", Judgement.NORMAL, False),
        ("37.3", "axillary", None, "", Judgement.FEVER, True),
        ("36.7", "forehead", None, "", Judgement.NORMAL, False),
        ("36.8", "forehead", None, "", Judgement.RETEST, False),
        ("40.0", "forehead", None, "", Judgement.RETEST, False),
        ("37.2", "ear", None, "", Judgement.NORMAL, False),
        ("37.3", "ear", None, "", Judgement.RETEST, False),
        ("36.8", "", None, "", Judgement.RETEST, False),
        ("34.9", "forehead", None, "", Judgement.MEASURE_AGAIN, False),
        ("34.9", "axillary", None, "", Judgement.MEASURE_AGAIN, False),
        ("35.0", "axillary", None, "", Judgement.NORMAL, False),
        ("43.0", "axillary", None, "", Judgement.FEVER, True),
        ("43.1", "axillary", None, "", Judgement.IMPLAUSIBLE, False),
        ("0", "axillary", None, "", Judgement.IMPLAUSIBLE, False),
        ("-37.0", "axillary", None, "", Judgement.IMPLAUSIBLE, False),
        ("NaN", "axillary", None, "", Judgement.IMPLAUSIBLE, False),
        ("38.5", "forehead", "37.2", "axillary", Judgement.NORMAL, False),
        ("36.9", "forehead", "37.3", "axillary", Judgement.FEVER, True),
        ("37.5", "axillary", "37.1", "axillary", Judgement.NORMAL, False),
        ("37.5", "axillary", "36.5", "forehead", Judgement.FEVER, True),
        ("36.5", "axillary", "38.5", "forehead", Judgement.RETEST, False),
        ("37.0", "forehead", "36.5", "forehead", Judgement.RETEST, False),
        ("36.5", "forehead", "37.0", "forehead", Judgement.RETEST, False),
        ("36.4", "forehead", "36.5", "ear", Judgement.NORMAL, False),
        ("34.2", "forehead", "36.4", "forehead", Judgement.NORMAL, False),
        ("34.2", "forehead", "37.4", "axillary", Judgement.FEVER, True),
        ("37.0", "forehead", "34.0", "axillary", Judgement.MEASURE_AGAIN, False),
        ("37.5", "axillary", "34.0", "axillary", Judgement.MEASURE_AGAIN, True),
        ("37.5", "axillary", "44.0", "axillary", Judgement.IMPLAUSIBLE, False),
        (None, "", "37.5", "axillary", Judgement.FEVER, True),
    ],
)
def test_temperature(
    first: str | None,
    method: str,
    second: str | None,
    second_method: str,
    judgement: Judgement,
    fever: bool,
) -> None:
    verdict = rules.judge_temperature(celsius(first), method, celsius(second), second_method)
    assert (verdict.judgement, verdict.fever) == (judgement, fever)


def test_a_verdict_names_its_line_and_how_sure_it_is() -> None:
    forehead = rules.judge_temperature(Decimal("36.8"), "forehead")
    axillary = rules.judge_temperature(Decimal("37.3"), "axillary")

    assert forehead.line == rules.LINES[rules.Method.FOREHEAD]
    assert [line.status for line in rules.LINES.values()] == ["confirmed", "verify", "verify"]
    assert axillary.line is not None
    assert axillary.line.celsius == Decimal("37.3")


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="'wrist' is not a valid Method"):
        rules.judge_temperature(Decimal("36.5"), "wrist")


SCREENING = st.sampled_from(["forehead", "ear", ""])
CELSIUS = st.decimals("33.0", "43.0", places=1)


@given(CELSIUS, SCREENING, CELSIUS, SCREENING)
def test_screening_values_alone_never_make_a_fever(
    first: Decimal, method: str, second: Decimal, second_method: str
) -> None:
    assert not rules.judge_temperature(first, method, second, second_method).fever


@given(CELSIUS, SCREENING, st.decimals("35.0", "43.0", places=1))
def test_an_axillary_retest_decides(first: Decimal, method: str, retest: Decimal) -> None:
    verdict = rules.judge_temperature(first, method, retest, "axillary")
    assert verdict.fever == (retest >= Decimal("37.3"))


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
        pytest.param(30, [axillary("37.3")], [(Ask.FEVER_NOT_TICKED, "a")], id="fever not ticked"),
        pytest.param(30, [axillary("37.3", S.FEVER)], [], id="fever ticked"),
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
            30, [Mark("a", Kind.SENT_HOME)], [(Ask.SICK_WITHOUT_SYMPTOM, "a")], id="sent home, why"
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


# --- slots ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("school_day", "excused", "enrolled", "boarders", "boarders_only", "due"),
    [
        (True, False, 40, 0, False, True),
        (True, False, 40, 12, True, True),
        (True, False, 40, 0, True, False),
        (True, True, 40, 12, False, False),
        (False, False, 40, 12, False, False),
        (True, False, 0, 0, False, False),
    ],
)
def test_what_is_due(
    school_day: bool, excused: bool, enrolled: int, boarders: int, boarders_only: bool, due: bool
) -> None:
    people = rules.people_due(enrolled, boarders, boarders_only)
    assert rules.is_due(is_school_day=school_day, excused=excused, people=people) is due


def test_an_excuse_is_for_a_slot_or_the_day() -> None:
    pairs = [("", "noon"), ("noon", "noon"), ("morning", "noon")]
    assert [rules.excuse_covers(*pair) for pair in pairs] == [True, True, False]


def test_on_the_dot_is_in_time() -> None:
    due = dt.datetime(2026, 11, 23, 8, 20, tzinfo=SHANGHAI)
    times = [due, due + dt.timedelta(seconds=1), due.astimezone(dt.UTC)]
    assert [rules.is_late(at, due) for at in times] == [False, True, False]


def test_times_without_a_zone_are_refused() -> None:
    due = dt.datetime(2026, 11, 23, 8, 20, tzinfo=SHANGHAI)
    with pytest.raises(ValueError, match="need a time zone"):
        rules.is_late(due.replace(tzinfo=None), due)
