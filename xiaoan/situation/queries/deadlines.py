"""Until when figures of today may still come in: before that, what is missing is not late."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.screening import queries as screening

_SLOTS = {"rollcall.classes": "morning", "rollcall.pupils": "morning", "noon.classes": "noon"}
# What is done in the course of a day, and until when at the latest: the hour by which rounds, lessons and
# what is due that day are done (own choice, as duties have it).
_BY_EVENING = frozenset(
    {"hygiene.places", "learning.viewing", "learning.completion", "learning.marking", "duties.done"}
)
_EVENING = dt.time(18)


@dataclass(frozen=True)
class Waits:
    """`last`: (stage, slot) → the latest deadline anywhere; empty of a day gone by."""

    last: dict[tuple[str, str], dt.time]
    now: dt.time
    is_today: bool = False

    def of(self, place: Place, key: str) -> bool:
        """Whether a figure is still coming in: of a school by its stage, of all else by the latest of all."""
        if key in _BY_EVENING:
            return self.is_today and self.now < _EVENING
        slot = _SLOTS.get(key, "")
        known = {stage: due for (stage, named), due in self.last.items() if named == slot}
        due = (
            known.get(place.stage) if place.kind == "school" else max(known.values(), default=None)
        )
        return due is not None and self.now < due


def waits(day: dt.date) -> Waits:
    """What may still come in on a day. One look."""
    now = clock.now().astimezone(clock.ZONE)
    last: dict[tuple[str, str], dt.time] = {}
    if day == now.date():
        for (_unit, stage), slots in screening.slot_times().items():
            for slot, times in slots.items():
                known = last.get((stage, slot), times.deadline)
                last[stage, slot] = max(known, times.deadline)
    return Waits(last, now.time(), day == now.date())
