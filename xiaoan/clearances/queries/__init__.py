"""Clearances: what other apps may read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ClearanceReadiness:
    """Who of a school may come: on_roll = cleared + not_cleared + unknown."""

    on_roll: int
    cleared: int
    not_cleared: int
    unknown: int


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, ClearanceReadiness]:
    """School → how it stands on a day; one of which nothing is on record is not in it."""
    del school_nos, on
    return {}
