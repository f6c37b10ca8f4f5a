"""The rules of one child alone, of large absences, and the advice on suspending lessons, at their edges."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.outbreaks.test_rules_patients import BOOK, CLASS, day, ill
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.rules import Patient

# ---- one child alone ----

ABOUT = UUID("01890000-0000-7000-8000-000000000001")
ONE = [BOOK.rule("N-02"), BOOK.rule("N-03")]


@pytest.mark.parametrize(
    ("diagnosis", "signs", "expected"),
    [
        ("", "", []),
        ("varicella", "", [("N-02", "varicella", 0)]),
        ("", "high_fever", [("N-03", "SEVERE", 24)]),
        ("", "rapid_breathing", [("N-03", "SEVERE", 24)]),
        ("", "severe_gut", [("N-03", "SEVERE", 24)]),
        ("", "high_fever rapid_breathing severe_gut", [("N-03", "SEVERE", 24)]),
        ("influenza", "high_fever", [("N-02", "influenza", 0)]),
        ("influenza", "rapid_breathing", [("N-02", "influenza", 0), ("N-03", "SEVERE", 24)]),
    ],
)
def test_one_child(diagnosis: str, signs: str, expected: list[tuple[str, str, int]]) -> None:
    patient = replace(ill("a", "varicella"), about=ABOUT)
    child = rules.OneChild(patient, diagnosis, frozenset(signs.split()))
    found = rules.evaluate_child(ONE, child)
    assert [(f.rule_id, f.syndrome, f.deadline_hours) for f in found] == expected
    assert {(f.level, f.unit_no, f.about, f.cases) for f in found} <= {("person", CLASS, ABOUT, 1)}


# ---- an absence nobody can explain ----


@pytest.mark.parametrize(
    ("missing", "on_roll", "expected"),
    [(9, 100, False), (10, 100, True), (10, 200, True), (10, 201, False), (11, 220, True),
     (200, 0, False), (0, 100, False)],
)  # fmt: skip
def test_a_large_absence(missing: int, on_roll: int, *, expected: bool) -> None:
    assert rules.is_large_absence(BOOK.sudden_absence, missing, on_roll) is expected


def test_the_numbers_of_a_large_absence_are_marked_as_ours() -> None:
    asked = BOOK.sudden_absence
    assert asked is not None
    assert (asked.people, str(asked.share), asked.status, asked.sources) == (
        10,
        "0.05",
        "verify",
        ("OWN",),
    )
    assert rules.is_large_absence(None, 500, 500) is False


# ---- advice on suspending lessons ----


def advised(patients: list[Patient], sick: int = 0, size: int = 40, rule_id: str = "C-ILI") -> Any:
    now = rules.Present(
        {"ILI": {CLASS: frozenset(f"s{n}" for n in range(sick))}} if sick else {}, {CLASS: size}
    )
    found = rules.advise([BOOK.rule(rule_id)], patients, now, day(0))
    return [
        (one.unit_no, [(f.measure, f.count, f.of, f.is_met) for f in one.figures]) for one in found
    ]


@pytest.mark.parametrize(
    ("fresh", "sick", "size", "met"),
    [
        (4, 0, 40, None),
        (5, 0, 40, (True, False)),
        (0, 11, 40, None),
        (0, 12, 40, (False, True)),
        (0, 9, 30, (False, True)),
        (0, 8, 30, None),
        (5, 12, 40, (True, True)),
        (0, 40, 0, None),
    ],
)
def test_new_today_and_the_share_that_is_ill(
    fresh: int, sick: int, size: int, met: tuple[bool, bool] | None
) -> None:
    patients = [ill(f"n{n}", "ILI") for n in range(fresh)] + [ill("old", "ILI", -1)]
    figures = [("new_today", fresh, size), ("current_ratio", sick, size)]
    expected = met and [(*row, ok) for row, ok in zip(figures, met, strict=True)]
    assert advised(patients, sick, size) == ([(CLASS, expected)] if met else [])


@pytest.mark.parametrize(
    ("rule_id", "disease", "least", "length"),
    re.findall(
        r"(\S+) (\S+) (\d+)/(\d+)",
        "C-HFMD-BJ1 hfmd 2/7 C-MEA-JS measles 2/10 C-VAR-JS varicella 10/7 C-NOR norovirus 3/3",
    ),
)
def test_local_advice(rule_id: str, disease: str, least: str, length: str) -> None:
    n, days = int(least), int(length)
    edge = [ill("x", disease, 1 - days)] + [ill(f"n{i}", disease) for i in range(n - 1)]
    assert advised(edge, rule_id=rule_id) == [(CLASS, [("cases", n, 40, True)])]
    assert advised([ill("x", disease, -days), *edge[1:]], rule_id=rule_id) == []
