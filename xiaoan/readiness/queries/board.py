"""The county's board of schools, from the read tables: how each stands, what keeps it, what waits to be
signed."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.readiness.models import Cell, Decision, Finding, Inspection, Standing
from xiaoan.readiness.queries import packs
from xiaoan.readiness.rules import gate as rules
from xiaoan.readiness.rules.packs import Item

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A school on the board. `failed`, `unknown`: codes of its hard items that keep it."""

    no: int
    name: str
    township: str
    gate: str
    kind: str
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    soft: int
    items: int
    opened_on: dt.date | None
    broken_since: dt.datetime | None
    at: dt.datetime


@dataclass(frozen=True)
class Held:
    """An item over the schools that are asked for it: how many stand how."""

    item: Item
    counts: Mapping[str, int]

    @property
    def schools(self) -> int:
        return sum(self.counts.values())

    @property
    def holding_up(self) -> int:
        return self.counts.get("fail", 0) + self.counts.get("unknown", 0)


@dataclass(frozen=True)
class Board:
    """The schools that are asked for; counts of all that the actor sees. `overridden`: opened in spite of
    something."""

    rows: tuple[Row, ...]
    total: int
    counts: Mapping[str, int]
    overridden: int
    items: tuple[Held, ...]
    as_of: dt.datetime | None


def board(
    actor: Actor, *, gate: str = "", item: str = "", town: int = 0, offset: int = 0,
    limit: int | None = PAGE,
) -> Board:  # fmt: skip
    """`gate`: only schools that stand so ("override": opened in spite of something); `item`: only those that
    it does not hold at; `town`: of a township."""
    rows = visible(Standing.objects.all(), actor, Permission.SEE_READINESS)
    if town:
        rows = rows.filter(unit_no__gte=town, unit_no__lt=town + numbering.TOWNSHIP)
    counted = rows.order_by().values("gate").annotate(n=Count("unit_no")).values_list("gate", "n")
    counts = dict(counted)
    overridden = rows.filter(kind="override").count()
    as_of = rows.order_by("at").values_list("at", flat=True).first()
    if gate == "override":
        rows = rows.filter(kind="override")
    elif gate:
        rows = rows.filter(gate=gate)
    if item:
        held = visible(Cell.objects.filter(item=item), actor, Permission.SEE_READINESS)
        rows = rows.filter(unit_no__in=held.filter(state__in=["fail", "unknown"]).values("unit_no"))
    total = rows.count()
    found = list(rows.order_by("unit_no")[offset : offset + limit if limit else None])
    return Board(tuple(_rows(found)), total, counts, overridden, tuple(_items(actor, town)), as_of)


def _rows(found: Sequence[Standing]) -> list[Row]:
    numbers = {row.unit_no for row in found}
    towns = {no: no // numbering.TOWNSHIP * numbering.TOWNSHIP for no in numbers}
    names = directory.places(numbers | set(towns.values()))
    return [
        Row(
            row.unit_no, names[row.unit_no].name if row.unit_no in names else str(row.unit_no),
            names[towns[row.unit_no]].name if towns[row.unit_no] in names else "", row.gate, row.kind,
            tuple(row.failed), tuple(row.unknown), len(row.soft), row.items, row.opened_on,
            row.broken_since, row.at,
        )
        for row in found
    ]  # fmt: skip


def _items(actor: Actor, town: int) -> list[Held]:
    """By how many schools an item keeps, the most first, hard ones before."""
    rows = visible(Cell.objects.all(), actor, Permission.SEE_READINESS)
    if town:
        rows = rows.filter(unit_no__gte=town, unit_no__lt=town + numbering.TOWNSHIP)
    counted: dict[str, Counter[str]] = {}
    for code, state, n in (
        rows.order_by().values("item", "state").annotate(n=Count("id"))
        .values_list("item", "state", "n")
    ):  # fmt: skip
        counted.setdefault(code, Counter())[state] = n
    found = [
        Held(one, counted[one.code]) for one in packs.in_force().pack.items if one.code in counted
    ]
    return sorted(found, key=lambda one: (not one.item.hard, -one.holding_up))


@dataclass(frozen=True)
class Waiting:
    """A decision in a line."""

    id: UUID
    school_no: int
    school: str
    kind: str
    state: str
    day: dt.date
    asked_as: str
    asked_at: dt.datetime
    signed_as: str
    signed_at: dt.datetime | None
    reason: str


def decisions(actor: Actor, *, state: str = "", kind: str = "", limit: int = 200) -> list[Waiting]:
    """Decisions about schools that the actor sees, the newest first."""
    rows = visible(Decision.objects.all(), actor, Permission.SEE_READINESS)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    return waiting_of(list(rows.order_by("-asked_at", "-id")[:limit]))


def waiting_of(found: Sequence[Decision]) -> list[Waiting]:
    names = directory.places({row.unit_no for row in found})
    return [
        Waiting(
            row.pk, row.unit_no, names[row.unit_no].name, row.kind, row.state, row.day, row.asked_as,
            row.asked_at, row.signed_as, row.signed_at, row.reason,
        )
        for row in found
    ]  # fmt: skip


def gates_kept(actor: Actor) -> dict[int, str]:
    """School → how its gate stood when it was last reckoned, of the schools whose gate the actor sees."""
    rows = visible(Standing.objects.all(), actor, Permission.SEE_READINESS)
    return dict(rows.values_list("pk", "gate"))


def to_sign(actor: Actor) -> int:
    """Decisions that the actor may sign: those of others."""
    rows = visible(Decision.objects.filter(state="asked"), actor, Permission.DECIDE_READINESS)
    return rows.exclude(Q(asked_by_id=actor.user_id)).count() if actor.user_id else 0


def open_findings(actor: Actor, limit: int = 200) -> list[Finding]:
    """What inspections found and is not closed, the most pressing first."""
    rows = visible(Finding.objects.all(), actor, Permission.SEE_READINESS)
    return list(rows.filter(state__in=["open", "answered"]).order_by("due_at", "id")[:limit])


def open_inspections(actor: Actor) -> list[Inspection]:
    """Inspections under way where the actor inspects."""
    rows = visible(Inspection.objects.filter(state="open"), actor, Permission.INSPECT_READINESS)
    return list(rows.order_by("-begun_at")[:PAGE])


GATES = rules.GATES
