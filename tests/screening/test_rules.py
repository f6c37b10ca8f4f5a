"""Symptoms, temperatures and slots of the daily checks, as tables of cases."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.screening import rules
from xiaoan.screening.rules import Judgement, Symptom, Syndrome

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
S = Symptom


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
    with pytest.raises(ValueError, match=r"^sneeze$"):
        rules.symptoms_of(["fever", "sneeze"])
    with pytest.raises(ValueError, match=rf"^{'x' * 20}$"):
        rules.symptoms_of(["x" * 500])
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
        ("37.5", "axillary", "38.5", "forehead", Judgement.FEVER, True),
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
    assert rules.is_due(is_asked=school_day, excused=excused, people=people) is due


@pytest.mark.parametrize(
    ("nights", "today", "tomorrow", "weekend", "due"),
    [
        ("school_days", True, False, False, True),  # Friday
        ("school_days", False, True, True, False),  # Sunday
        ("eves", True, False, False, False),
        ("eves", False, True, True, True),
        ("eves", True, True, False, True),
        ("weekends", True, False, False, True),
        ("weekends", False, False, True, True),  # Saturday
        ("weekends", False, True, False, False),  # the last day of a holiday
        ("eves", False, True, False, True),
    ],
)
def test_on_which_evenings_boarders_are_there(
    nights: str, today: bool, tomorrow: bool, weekend: bool, due: bool
) -> None:
    found = rules.is_boarders_night(nights, today=today, tomorrow=tomorrow, weekend=weekend)
    assert found is due


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
