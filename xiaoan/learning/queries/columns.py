"""How lessons and homework call what `rules.Figures` are made of."""

import datetime as dt
from dataclasses import fields
from typing import Any

from xiaoan.learning.rules import Figures

LESSONS = {
    "lessons": "lessons", "due": "seats", "watched": "watched", "missed": "missed", "excused": "excused",
    "no_device": "no_device", "unknown": "unknown",
}  # fmt: skip
HOMEWORK = {
    "tasks": "tasks", "roll": "roll", "handed": "handed", "missing": "not_handed", "excused": "hw_excused",
    "no_device": "hw_no_device", "unknown": "hw_unknown", "marked": "marked",
}  # fmt: skip
NAMES = tuple(one.name for one in fields(Figures))
# Every unit and every day.
EVER = ((0, 2**31 - 1), dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def named(row: dict[str, Any], names: dict[str, str]) -> dict[str, int]:
    """Sums of theirs (n_<name>) under the names of here."""
    return {here: row[f"n_{theirs}"] for theirs, here in names.items()}
