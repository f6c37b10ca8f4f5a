"""Reading allocation: plans, what each school gets and why not more, townships, progress."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from xiaoan.allocation import rules
from xiaoan.allocation.models import Line, Need, Plan
from xiaoan.allocation.queries import ways
from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.sites import Site, kilometres
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.supplies.queries import catalogue, moves


@dataclass(frozen=True)
class PlanHead:
    """One plan with what it was reckoned from; see `models.Plan`."""

    id: UUID
    unit_no: int
    title: str
    level: str
    packs: Mapping[str, str]
    spare: Mapping[str, Mapping[str, int]]
    sites: Mapping[str, Sequence[float]]
    roads: Mapping[str, Any]
    weights: Mapping[str, float]
    keep: float
    across: bool
    least: int
    room: int | None
    measures: Mapping[str, Any]
    state: str
    edits: int
    made_at: dt.datetime
    made_by_id: UUID | None
    asked_at: dt.datetime | None
    asked_by_id: UUID | None
    decided_at: dt.datetime | None
    decided_by_id: UUID | None
    written_by: Sequence[UUID]

    def way(self, from_no: int, to_no: int) -> rules.Way | None:
        """By what was entered and where both stood when the plan was reckoned; None: not known."""
        one, other = (self._site(no) for no in (from_no, to_no))
        line = None if one is None or other is None else kilometres(one, other)
        return self.known_roads.way(from_no, to_no, line)

    @cached_property
    def known_roads(self) -> ways.Roads:
        """Before there were any, the straight line was what counted."""
        kept = self.roads or {"factor": 1.0, "speed": rules.KM_PER_HOUR, "of": []}
        found = {(one, to): rules.Entered(km, minutes) for one, to, km, minutes in kept["of"]}
        return ways.Roads(found, kept["factor"], kept["speed"])

    def _site(self, no: int) -> Site | None:
        degrees = self.sites.get(str(no))
        return Site(*degrees) if degrees else None


_HEAD = tuple(PlanHead.__dataclass_fields__)


@dataclass(frozen=True)
class Given:
    """So much from a store; `computed` None: put in by hand."""

    from_no: int
    quantity: int
    computed: int | None
    transfer_id: UUID | None
    way: rules.Way | None

    @property
    def by_hand(self) -> bool:
        return self.quantity != self.computed


@dataclass(frozen=True)
class SchoolShare:
    """A school and an item: what it needs, has, gets, and the parts of its priority; `days`: how long what it
    has lasts, None: unknown."""

    school_no: int
    town_no: int
    item: str
    required: int
    held: int
    pupils: int
    cases: int
    events: int
    days: int | None
    parts: rules.Parts
    weight: float
    equal: int
    given: tuple[Given, ...]
    reason: str

    @property
    def need(self) -> int:
        return max(self.required - self.held, 0)

    @property
    def gets(self) -> int:
        return sum(one.quantity for one in self.given)

    @property
    def short(self) -> int:
        return self.need - self.gets

    @property
    def by_hand(self) -> bool:
        return any(one.by_hand for one in self.given)


@dataclass(frozen=True)
class Town:
    """Missing base units of an item in a township: before, by the plan as it stands, by equal shares."""

    town_no: int
    before: int
    plan: int
    equal: int


@dataclass(frozen=True)
class Progress:
    """Of so many consignments so many were received."""

    sent: int
    received: int


def plans(actor: Actor, offset: int, size: int) -> tuple[int, list[PlanHead]]:
    """The plans of offices the actor sees, the newest first."""
    rows = visible(Plan.objects.all(), actor, Permission.SEE_SUPPLIES)
    found = rows.order_by("-made_at", "id").values_list(*_HEAD)[offset : offset + size]
    return rows.count(), [PlanHead(*row) for row in found]


def plan(actor: Actor, plan_id: UUID) -> PlanHead:
    """One plan; NotFound if it is not there or not the actor's to see."""
    rows = visible(Plan.objects.filter(pk=plan_id), actor, Permission.SEE_SUPPLIES)
    row = rows.values_list(*_HEAD).first()
    if row is None:
        raise NotFound
    return PlanHead(*row)


def shares(head: PlanHead, *, item: str = "", school_no: int = 0) -> list[SchoolShare]:
    """What schools get, of one item or of one school: who presses most first, then by number."""
    where: dict[str, Any] = {"unit_no": head.unit_no, "plan_id": head.id}
    if item:
        where["item"] = item
    lines = Line.objects.filter(**where)
    needs = Need.objects.filter(**where)
    if school_no:
        needs = needs.filter(school_no=school_no)
    given: dict[tuple[str, int], list[Given]] = {}
    gone: dict[tuple[str, int], int] = {}
    for line in lines.order_by("from_no"):
        given.setdefault((line.item, line.to_no), []).append(
            Given(
                line.from_no,
                line.quantity,
                line.computed,
                line.transfer_id,
                head.way(line.from_no, line.to_no),
            )
        )
        key = (line.item, line.from_no)
        gone[key] = gone.get(key, 0) + line.quantity
    whys = _Whys(head, gone)
    return [
        _share(one, tuple(given.get((one.item, one.school_no), ())), whys)
        for one in needs.order_by("-weight", "school_no", "item")
    ]


@dataclass(frozen=True)
class _Whys:
    """What stores still have of each item, to say why a school does not get more."""

    head: PlanHead
    gone: Mapping[tuple[str, int], int]

    def of(self, need: Need, gets: int) -> str:
        missing = max(need.required - need.held, 0)
        if missing and gets >= missing:
            return "met"
        stores = [int(no) for no in self.head.spare]
        size = catalogue.size_of(need.item, self.head.packs[need.item])
        spare = [self.head.spare[str(no)].get(need.item, 0) for no in stores]
        reach = [self._reach(no, need.town_no) for no in stores]
        left = [
            (have - self.gone.get((need.item, no), 0)) // size
            for no, have in zip(stores, spare, strict=True)
        ]
        problem = rules.Problem(
            required=np.array([need.required]), held=np.array([need.held]),
            weight=np.array([need.weight]), pupils=np.array([need.pupils]),
            group=np.array([need.town_no]), supply=np.array(spare, dtype=np.int64),
            reach=np.array(reach, dtype=np.int64), pack=size, least=self.head.least,
            room=None if self.head.room is None else np.full((len(stores), 1), self.head.room),
        )  # fmt: skip
        why = rules.reason_of(problem, np.array([gets // size]), np.array(left, dtype=np.int64), 0)
        # A pack was opened by hand: less than a pack is missing, but that is not why.
        return "others" if why == "pack" and gets % size else why

    def _reach(self, store_no: int, town_no: int) -> int:
        """A store of another township reaches nobody here, unless the plan says so."""
        if self.head.across or store_no == self.head.unit_no:
            return rules.ANYWHERE
        return town_no if town_no <= store_no < town_no + numbering.TOWNSHIP else -2


def _share(one: Need, given: tuple[Given, ...], whys: _Whys) -> SchoolShare:
    gets = sum(part.quantity for part in given)
    return SchoolShare(
        one.school_no, one.town_no, one.item, one.required, one.held, one.pupils, one.cases, one.events,
        one.days, rules.Parts(one.part_cases, one.part_event, one.part_cover, one.part_pupils), one.weight,
        one.equal, given, whys.of(one, gets),
    )  # fmt: skip


def towns(found: Sequence[SchoolShare]) -> list[Town]:
    """The shares of one item, summed by township."""
    sums: dict[int, list[int]] = {}
    for one in found:
        sum_ = sums.setdefault(one.town_no, [0, 0, 0])
        sum_[0] += one.need
        sum_[1] += one.short
        sum_[2] += one.need - one.equal
    return [Town(no, *sums[no]) for no in sorted(sums)]


def progress(actor: Actor, head: PlanHead) -> Progress:
    """How many consignments of an approved plan have been counted in."""
    lines = Line.objects.filter(unit_no=head.unit_no, plan_id=head.id, quantity__gt=0)
    ids = {one for one in lines.values_list("transfer_id", flat=True) if one}
    found = moves.states(actor, ids)
    return Progress(len(ids), sum(state == "received" for state in found.values()))


def lines(head: PlanHead) -> list[tuple[int, int, str, int, int | None, UUID | None]]:
    """Every line that is not empty: from, to, item, base units, what was reckoned, its transfer."""
    rows = Line.objects.filter(unit_no=head.unit_no, plan_id=head.id, quantity__gt=0)
    return list(
        rows.order_by("from_no", "to_no", "item").values_list(
            "from_no", "to_no", "item", "quantity", "computed", "transfer_id"
        )
    )


def journeys(head: PlanHead) -> rules.Journeys:
    """Of the plan as it stands, all items together."""
    rows = Line.objects.filter(unit_no=head.unit_no, plan_id=head.id, quantity__gt=0)
    pairs = rows.order_by().values_list("from_no", "to_no").distinct()
    ways = [head.way(*pair) for pair in pairs]
    return rules.journeys_of(np.array([one.km if one else np.nan for one in ways], dtype=float))


def to_approve(actor: Actor) -> int:
    """Plans that wait to be approved by the actor."""
    rows = visible(Plan.objects.filter(state="asked"), actor, Permission.DECIDE_ALLOCATION)
    if actor.user_id is not None:
        rows = rows.exclude(written_by__contains=[actor.user_id])
    return rows.exclude(asked_by_id=actor.user_id).count()
