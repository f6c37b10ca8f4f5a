"""Reading arrivals. What other apps may ask: `readiness`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.arrivals.models import Plan, Slot
from xiaoan.arrivals.queries import people, plans
from xiaoan.arrivals.queries.checks import FOLLOW_PLACE

__all__ = [
    "COUNT_PLACE", "DETAIL_PLACE", "FOLLOW_PLACE", "ArrivalReadiness", "Plan", "Slot", "people", "plans",
    "readiness",
]  # fmt: skip
DETAIL_PLACE = "arrivals_check.detail_cipher"
COUNT_PLACE = "arrivals_hand_over.note_cipher"


@dataclass(frozen=True)
class ArrivalReadiness:
    """The published plan of a school (None: there is none): who has a slot, who has none."""

    plan_id: UUID | None
    published_at: dt.datetime | None
    placed: int
    unplaced: int


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, ArrivalReadiness]:
    """What is in force of each school now, in the running scope; one look. `on` is the day asked about: a
    plan
    is in force until it is replaced or withdrawn."""
    none = ArrivalReadiness(None, None, 0, 0)
    rows = Plan.objects.filter(unit_no__in=list(school_nos), state="published")
    found = {
        no: ArrivalReadiness(pk, at, placed, unplaced)
        for no, pk, at, placed, unplaced in rows.values_list(
            "unit_no", "id", "published_at", "placed", "unplaced"
        )
    }
    return {no: found.get(no, none) for no in school_nos}
