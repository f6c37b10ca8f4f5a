"""Whom a notice is for: parts that are added up, minus exclusions. Kept as JSON with the notice."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

WHO = ("families", "staff")


@dataclass(frozen=True)
class Part:
    """Everybody who is all of this. Empty: no limit of that kind (`units` is never empty).

    `units`: numbers of units with all that lies under them. `roles`: of staff. `stages`, `grades`: stages
    of schooling; names of grades. `groups`: categories of key persons. `lists`: ids of saved lists.
    """

    units: tuple[int, ...] = ()
    who: tuple[str, ...] = ("families",)
    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    without_grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audience:
    """Whoever is in one of the parts and in no exclusion."""

    parts: tuple[Part, ...] = ()
    without_units: tuple[int, ...] = ()
    without_lists: tuple[str, ...] = ()


def said_of(audience: Audience) -> dict[str, Any]:
    """As it is kept."""
    return {
        "parts": [{k: list(v) for k, v in asdict(part).items()} for part in audience.parts],
        "without_units": list(audience.without_units),
        "without_lists": list(audience.without_lists),
    }


def audience_of(kept: Mapping[str, Any]) -> Audience:
    """As it was kept."""
    return Audience(
        tuple(Part(**{k: tuple(v) for k, v in one.items()}) for one in kept.get("parts", ())),
        tuple(kept.get("without_units", ())),
        tuple(kept.get("without_lists", ())),
    )
