"""The county's map as it is drawn, its versions, and the townships that are not on it."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.situation.models import Map
from xiaoan.situation.rules.drawing import Drawing, draw

_HEAD = ("id", "version", "system", "source", "approval", "digest", "unmatched", "at", "by_id")


@dataclass(frozen=True)
class Version:
    """A version without its shapes; `drawn`: how many townships it shows, 0: the map was taken away."""

    id: UUID
    version: int
    system: str
    source: str
    approval: str
    digest: str
    unmatched: list[dict[str, Any]]
    at: dt.datetime
    by_id: UUID | None


def in_force(county_no: int) -> Version | None:
    """The version that is shown; None: there is none, and a schematic stands for it."""
    newest = Map.objects.filter(unit_no=county_no).order_by("-version").values(*_HEAD).first()
    return Version(**newest) if newest and newest["digest"] else None


def versions(county_no: int) -> list[Version]:
    """All of them, the newest first."""
    rows = Map.objects.filter(unit_no=county_no).order_by("-version").values(*_HEAD)
    return [Version(**row) for row in rows]


@lru_cache(maxsize=4)
def drawing(map_id: UUID) -> Drawing:
    """A version as outlines: kept, for a version stays as it is."""
    shapes = Map.objects.values_list("shapes", flat=True).get(pk=map_id)
    return draw(
        [(one["no"], [tuple((x, y) for x, y in ring) for ring in one["rings"]]) for one in shapes]
    )


def missing(map_id: UUID, towns: list[directory.Place]) -> list[directory.Place]:
    """Townships of today that a version does not show."""
    shown = {one.no for one in drawing(map_id).outlines}
    return [one for one in towns if one.no not in shown]
