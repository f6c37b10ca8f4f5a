"""The bells of a school day: what begins and ends when. Local choices, no law."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_NAME = 20
MOST_BELLS = 30


@dataclass(frozen=True)
class Bell:
    """One stretch of the day by its name: 早读, 第一节, 午休."""

    name: str
    starts: dt.time
    ends: dt.time


def bell_faults(bells: Sequence[Bell]) -> dict[int, str]:
    """What is wrong, by place in the list (0-based): `name`, `order` (ends before it starts), `overlap`
    (starts before the one before has ended), `twice` (a name that is there already), `none`, `many`.
    """
    if not 0 < len(bells) <= MOST_BELLS:
        return {0: "many" if bells else "none"}
    found, before, names = {}, dt.time.min, set[str]()
    for at, bell in enumerate(bells):
        fault = _fault(bell, before, names)
        if fault:
            found[at] = fault
        names.add(bell.name)
        before = max(before, bell.ends)
    return found


def _fault(bell: Bell, before: dt.time, names: set[str]) -> str:
    if not is_bell_name(bell.name):
        return "name"
    if bell.starts >= bell.ends:
        return "order"
    if bell.starts < before:
        return "overlap"
    return "twice" if bell.name in names else ""


def is_bell_name(name: str) -> bool:
    """A few visible characters: no line ends, nothing invisible."""
    plain = all(unicodedata.category(c)[0] != "C" for c in name)
    return bool(name.strip()) and len(name) <= LONGEST_NAME and plain
