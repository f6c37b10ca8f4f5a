"""What of a night's findings is shown: merged where they overlap, ranked, up to a number a day.

A school's findings of one group of symptoms are one. What lies at a running signal of the statutory rules
is shown with it. What is known already comes again only when it has grown.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xiaoan.outbreaks.rules.found import Found
from xiaoan.outbreaks.rules.night import ALIKE

# How many entries a county is shown a day. Source: ours; the layered design says 5 to 10.
BUDGET = 10
# A finding within so many days of an earlier one at the same place is the same.
SAME_WITHIN = dt.timedelta(days=7)
# A dismissed one comes again with so many more people.
GROWN = 2
TIERS = ("automatic", "watch", "over", "beside")
SHOWN = ("automatic", "watch")


@dataclass(frozen=True)
class Known:
    """A signal of the last days, of the statutory rules or of a layer (`layer`)."""

    id: Any
    layer: str
    level: str
    unit_no: int
    school_no: int
    township_no: int
    syndrome: str
    last_day: dt.date
    observed: int = 0
    tier: str = ""
    members: tuple[int, ...] = ()
    dismissed: bool = False


@dataclass(frozen=True)
class Entry:
    """One place of the night's list: the finding that leads, and what is shown with it.

    `known`: the statistical signal that it goes on with. `beside`: the statutory signal it lies at.
    `grew`: more people than were known. `rank`: among those shown this night, from 1; 0 = not shown.
    """

    lead: Found
    also: tuple[Found, ...] = ()
    known: Known | None = None
    beside: Any = None
    grew: bool = True
    tier: str = "over"
    rank: int = 0


def triage(
    found: Iterable[Found], known: Sequence[Known] = (), *, budget: int = BUDGET
) -> list[Entry]:
    """The night's list, best first: sure ones are all shown, others while there is room, the rest kept."""
    entries = [_placed(entry, known) for entry in merged(found)]
    entries.sort(key=lambda one: (not _is_sure(one), -one.lead.score, one.lead.unit_no))
    shown, ranked = 0, []
    for entry in entries:
        if entry.beside is not None:
            ranked.append(replace(entry, tier="beside"))
        elif entry.known and _stays(entry, entry.known):
            ranked.append(replace(entry, tier=entry.known.tier, grew=_has_grown(entry)))
        elif _is_sure(entry) or shown < budget:
            shown += 1
            tier = "automatic" if _is_sure(entry) else "watch"
            ranked.append(replace(entry, tier=tier, rank=shown))
        else:
            ranked.append(entry)
    return ranked


def _is_sure(entry: Entry) -> bool:
    return any(one.sure for one in (entry.lead, *entry.also))


def _stays(entry: Entry, known: Known) -> bool:
    """Known and shown, or dismissed and not much larger: it takes no place of the list again."""
    if known.dismissed:
        return entry.lead.observed < known.observed + GROWN
    return known.tier != "over"


def _has_grown(entry: Entry) -> bool:
    return entry.known is None or entry.lead.observed > entry.known.observed


def merged(found: Iterable[Found]) -> list[Entry]:
    """One entry for each school and group of symptoms; an area or township whose excess lies at schools that
    are there already is shown with each of these, and is an entry of its own otherwise.
    """
    ordered = sorted(found, key=lambda one: (-one.score, one.unit_no, one.syndrome))
    groups: dict[tuple[str, int, str], list[Found]] = {}
    for one in ordered:
        if one.school_no:
            groups.setdefault(("school", one.school_no, _family(one.syndrome)), []).append(one)
    for level in ("area", "township"):
        for one in (each for each in ordered if each.level == level):
            inside = [key for key, members in groups.items() if _holds(one, key, members)]
            for key in inside or [(level, one.unit_no, _family(one.syndrome))]:
                groups.setdefault(key, []).append(one)
    return [Entry(members[0], tuple(members[1:])) for members in groups.values()]


def _holds(one: Found, key: tuple[str, int, str], members: Sequence[Found]) -> bool:
    """Whether an area or township holds a place that is on the list already."""
    lead = members[0]
    if key[2] != _family(one.syndrome):
        return False
    if one.level == "area":
        return bool(set(one.members) & {lead.school_no, *lead.members})
    return lead.township_no == one.unit_no


def _placed(entry: Entry, known: Sequence[Known]) -> Entry:
    """With the statistical signal that the entry goes on with, or the statutory one that it lies at."""
    near = [one for one in known if _is_same(entry.lead, one)]
    statutory = next((one for one in near if one.layer == "statutory"), None)
    before = next((one for one in near if one.layer != "statutory"), None)
    return replace(entry, known=before, beside=statutory.id if statutory else None)


def _is_same(lead: Found, known: Known) -> bool:
    if _family(lead.syndrome) != _family(known.syndrome):
        return False
    if not known.last_day - SAME_WITHIN <= lead.day <= known.last_day + SAME_WITHIN:
        return False
    if lead.school_no or known.school_no:
        return lead.school_no == known.school_no
    if lead.level == "area" or known.level == "area":
        return lead.level == known.level and bool(set(lead.members) & set(known.members))
    return lead.unit_no == known.unit_no


def _family(syndrome: str) -> str:
    return ALIKE.get(syndrome, syndrome)
