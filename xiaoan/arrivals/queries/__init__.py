"""Arrivals: what other apps may read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ArrivalReadiness:
    """The arrival plan of a school."""

    plan_id: UUID | None
    published_at: dt.datetime | None
    placed: int
    unplaced: int


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, ArrivalReadiness]:
    """School → how it stands on a day; one of which nothing is on record is not in it."""
    del school_nos, on
    return {}
