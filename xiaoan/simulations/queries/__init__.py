"""Reading comparisons: those the actor sees, one with its schools, the latest of schools."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.simulations.models import Run, SchoolResult

MOST_SHOWN = 50


@dataclass(frozen=True)
class Asked:
    """A comparison as lists and pages show it; `found` is empty until it is done."""

    id: UUID
    unit_no: int
    disease: str
    opens_on: dt.date
    ways: tuple[str, ...]
    asked: Mapping[str, Any]
    version: str
    seed: int
    state: str
    done: int
    wanted: int
    crowd: Mapping[str, Any]
    found: Mapping[str, Any]
    at: dt.datetime
    by_id: UUID | None
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class OfSchool:
    """A school under one way of opening."""

    school_no: int
    way: str
    low: int
    median: int
    high: int
    outbreak: float


def runs(actor: Actor) -> list[Asked]:
    """Those that the actor sees, the newest first: of the county, which are nobody's secret, and of units
    inside their reach."""
    if not actor.may_anywhere(Permission.SEE_SIMULATIONS):
        raise NotFound
    county = directory.county().no
    rows = Run.objects.defer("found").order_by("-at")[: 4 * MOST_SHOWN]
    found = [
        _asked(row, whole=False)
        for row in rows
        if row.unit_no == county or actor.may(Permission.SEE_SIMULATIONS, row.unit_no)
    ]
    return found[:MOST_SHOWN]


def run(actor: Actor, run_id: UUID) -> Asked:
    """One; NotFound where the actor may not see it."""
    if not actor.may_anywhere(Permission.SEE_SIMULATIONS):
        raise NotFound
    row = Run.objects.filter(pk=run_id).first()
    if row is None:
        raise NotFound
    if row.unit_no != directory.county().no and not actor.may(
        Permission.SEE_SIMULATIONS, row.unit_no
    ):
        raise NotFound
    return _asked(row)


def schools(actor: Actor, run_id: UUID) -> list[OfSchool]:
    """Schools of a comparison that the actor sees, by number and way."""
    rows = SchoolResult.objects.filter(run_id=run_id).order_by("unit_no", "id")
    return [
        OfSchool(row.unit_no, row.way, row.low, row.median, row.high, row.outbreak)
        for row in rows
        if actor.may(Permission.SEE_SIMULATIONS, row.unit_no)
    ]


def latest(school_nos: Sequence[int]) -> dict[int, list[OfSchool]]:
    """What the newest finished comparison says of schools, in the running scope."""
    last = Run.objects.filter(state="done").order_by("-at").only("pk").first()
    if last is None:
        return {}
    found: dict[int, list[OfSchool]] = {}
    rows = SchoolResult.objects.filter(run_id=last.pk, unit_no__in=school_nos).order_by("id")
    for row in rows:
        one = OfSchool(row.unit_no, row.way, row.low, row.median, row.high, row.outbreak)
        found.setdefault(row.unit_no, []).append(one)
    return found


def _asked(row: Run, *, whole: bool = True) -> Asked:
    return Asked(
        row.pk, row.unit_no, row.disease, row.opens_on, tuple(row.asked["ways"]), row.asked, row.version,
        row.seed, row.state, row.done, row.wanted, row.crowd, row.found if whole else {}, row.at,
        row.by_id, row.ended_at,
    )  # fmt: skip
