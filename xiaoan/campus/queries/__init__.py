"""Campus: what other apps may read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CampusReadiness:
    """Who of a school has a seat at a table and a bed."""

    diners: int
    seated: int
    boarders: int
    bedded: int


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, CampusReadiness]:
    """School → how it stands on a day; one of which nothing is on record is not in it."""
    del school_nos, on
    return {}
