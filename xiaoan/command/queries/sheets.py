"""Sheets of a roster: their columns, and how a cell is read."""

import datetime as dt

from xiaoan.command import rules
from xiaoan.kernel import clock

NEEDED = ("day", "shift", "seat", "name")
HEADS = rules.SHEET_HEADS
SEATS = {word: seat for seat, word in rules.SHEET_SEATS.items()}


def day_of(text: str) -> dt.date | None:
    """A day as people write it; None if it is none of this record."""
    plain = text.replace("/", "-").replace(".", "-").strip()
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if clock.FIRST_DAY <= found <= clock.LAST_DAY else None
