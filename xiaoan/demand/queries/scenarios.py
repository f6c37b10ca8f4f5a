"""Scenarios: the latest version of each, older versions, one as rules read it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.demand import rules
from xiaoan.demand.models import Scenario
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission


@dataclass(frozen=True)
class Supposed:
    """One version of a scenario."""

    id: UUID
    name: str
    version: int
    parts: tuple[rules.Part, ...]
    standing: bool
    at: dt.datetime
    by_id: UUID | None


def scenario(actor: Actor, scenario_id: UUID) -> Supposed:
    """One version. Scenarios are the county's and no secret from any of its stores."""
    row = Scenario.objects.filter(pk=scenario_id).first()
    if row is None or not actor.may_anywhere(Permission.SEE_SUPPLIES):
        raise NotFound
    return _supposed(row)


def scenarios(actor: Actor, *, standing: bool = True) -> list[Supposed]:
    """The latest version of each, the newest first; `standing` False: also those given up."""
    if not actor.may_anywhere(Permission.SEE_SUPPLIES):
        raise NotFound
    rows = Scenario.objects.order_by("unit_no", "name", "-version").distinct("unit_no", "name")
    found = [_supposed(row) for row in rows]
    kept = [one for one in found if one.standing or not standing]
    return sorted(kept, key=lambda one: one.at, reverse=True)


def in_force(actor: Actor) -> Supposed | None:
    """The standing scenario that was set last, which may tell stores to ask for more; None: there is none."""
    return next(iter(scenarios(actor)), None)


def versions(actor: Actor, name: str) -> list[Supposed]:
    """Every version of a name, the newest first."""
    if not actor.may_anywhere(Permission.SEE_SUPPLIES):
        raise NotFound
    return [_supposed(row) for row in Scenario.objects.filter(name=name).order_by("-version")]


def _supposed(row: Scenario) -> Supposed:
    return Supposed(
        row.pk, row.name, row.version, parts_of(row.parts), row.standing, row.at, row.by_id
    )


def parts_of(raw: Iterable[Mapping[str, Any]]) -> tuple[rules.Part, ...]:
    """Parts as they are kept."""
    return tuple(
        rules.Part(
            tuple(one["stages"]), tuple(one["grades"]),
            dt.date.fromisoformat(one["reopens"]) if one["reopens"] else None, one["share"],
            one["level"], one["outbreak"],
            tuple(rules.Extra(*more) for more in one.get("extra", ())),
        )
        for one in raw
    )  # fmt: skip


def said_of(parts: Sequence[rules.Part]) -> list[dict[str, Any]]:
    """The same, to keep."""
    return [
        {
            "stages": list(one.stages), "grades": list(one.grades),
            "reopens": one.reopens.isoformat() if one.reopens else "", "share": one.share,
            "level": one.level, "outbreak": one.outbreak,
            **({"extra": [list(more) for more in one.extra]} if one.extra else {}),
        }
        for one in parts
    ]  # fmt: skip
