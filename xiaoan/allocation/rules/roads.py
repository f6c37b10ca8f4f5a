"""Distances and travel times by road as they are typed, and how far a journey is."""

import re
import unicodedata
from dataclasses import dataclass

MOST_KM, MOST_MINUTES = 1000.0, 1440
_KM = re.compile(r"\d{1,4}(\.\d)?")
_MINUTES = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class Entered:
    """What was entered of a way, one of the two at least."""

    km: float | None
    minutes: int | None


@dataclass(frozen=True)
class Way:
    """A journey of so many `km` as they count. `how`: "minutes", "road" or "line"; `by_town`: of a whole
    township; `said`: the minutes or kilometres that were entered, or those of the straight line."""

    km: float
    how: str
    said: float
    by_town: bool = False


class Fault(ValueError):
    """Why what was typed is no length: `field` is km or minutes."""

    def __init__(self, field_: str, code: str) -> None:
        super().__init__(code)
        self.field = field_
        self.code = code


def read_entered(km: str, minutes: str) -> Entered | None:
    """Kilometres with one digit behind the point at most, whole minutes; None if both are empty."""
    km, minutes = (unicodedata.normalize("NFKC", one).strip() for one in (km, minutes))
    if not km and not minutes:
        return None
    if km and not (_KM.fullmatch(km) and 0 < float(km) <= MOST_KM):
        raise Fault("km", "km")
    if minutes and not (_MINUTES.fullmatch(minutes) and 0 < int(minutes) <= MOST_MINUTES):
        raise Fault("minutes", "minutes")
    return Entered(float(km) if km else None, int(minutes) if minutes else None)
