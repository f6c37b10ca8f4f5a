"""The statutory class rule on a real outbreak (tests/data/outbreaks/README.md)."""

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

from xiaoan.outbreaks import rules
from xiaoan.outbreaks.rules import Sighting

ONE_DAY, THREE_DAYS = rules.rule_book().rule("N-01a"), rules.rule_book().rule("N-01b")
GI = frozenset({"GI"})
DERBYSHIRE = Path(__file__).parent.parent / "data/outbreaks/norovirus_derbyshire_2001_school.csv"


def first_signals(column: str) -> dict[str, dict[int, list[int]]]:
    """By rule, the first day on which any class meets it, and which classes."""
    with DERBYSHIRE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[column]]
    start = dt.date(2001, 1, 1).toordinal()
    sightings = [
        Sighting(row["child"], int(row["class"]), None, on, on, GI)
        for row in rows
        for on in [dt.date.fromordinal(start + int(row[column]))]
    ]
    days = [dt.date.fromordinal(start + at) for at in range(40)]
    classes: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for finding in rules.evaluate_days([ONE_DAY, THREE_DAYS], sightings, days):
        by_day = classes[finding.rule_id]
        by_day.setdefault(finding.day.toordinal() - start, []).append(finding.unit_no)
    return {rule: dict([min(by_day.items())]) for rule, by_day in classes.items()}


def test_norovirus_in_derbyshire_by_first_day_absent() -> None:
    assert first_signals("day_absent") == {"N-01a": {14: [1, 9, 11, 15]}, "N-01b": {15: [1]}}


def test_norovirus_in_derbyshire_by_onset() -> None:
    assert first_signals("start_illness") == {
        "N-01a": {16: [1, 4, 10, 11, 14]},
        "N-01b": {16: [10]},
    }
