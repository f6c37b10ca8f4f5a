"""Slots for everybody: two mixed integer programmes, one after the other, by HiGHS (`scipy.optimize.milp`).

1. as few as can be are left without a slot; then the fullest slot is as empty as can be (share of its
capacity);
2. under both, classes stay together: as few steps as can be from the place in the morning that each class
would
   have if it came whole, grade after grade.

Single children of a class are alike, so the unknowns are counts (class × cell); a household is one unknown
per cell.
"""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from xiaoan.arrivals.rules.families import Group, Pupil
from xiaoan.arrivals.rules.setting import Bus, Cell, Setting, cells

Floats = npt.NDArray[np.float64]
FULL, NO_DAY, NO_BUS, BUS_FULL, NO_WINDOW = "full", "no_day", "no_bus", "bus_full", "no_window"
REASONS = (FULL, NO_DAY, NO_BUS, BUS_FULL, NO_WINDOW)
_UNPLACED, _OFF_GATE = 1000.0, 3.0


@dataclass(frozen=True)
class Solved:
    """Pupil → index of the cell; pupil → why there is none; `gap`: how far from proved (0: proved)."""

    cells: tuple[Cell, ...]
    placed: dict[UUID, int]
    unplaced: dict[UUID, str]
    fullest: float
    gap: float
    seconds: float


@dataclass
class _Day:
    """One day: what can be received, and what is left of it."""

    indexes: list[int]
    left: dict[int, int]


def solve(
    setting: Setting, groups: Sequence[Group], seconds: float,
    keep: Mapping[UUID, int] | None = None,
) -> Solved:  # fmt: skip
    """Place groups. `keep`: pupil → cell, of whoever stays where they are while there is room."""
    began = time.monotonic()
    all_cells = cells(setting)
    left = {no: cell.capacity for no, cell in enumerate(all_cells)}
    placed: dict[UUID, int] = {}
    unplaced: dict[UUID, str] = {}
    open_groups = _kept(groups, keep or {}, left, placed)
    open_groups = _bused(setting, all_cells, open_groups, left, placed, unplaced)
    by_day: dict[dt.date, list[Group]] = defaultdict(list)
    for group in open_groups:
        day = setting.day_of.get(group.members[0].grade_no)
        if day is None:
            unplaced.update(dict.fromkeys((one.id for one in group.members), NO_DAY))
        else:
            by_day[day].append(group)
    gap = 0.0
    for number, (day, wanted) in enumerate(sorted(by_day.items())):
        rest = max((seconds - (time.monotonic() - began)) / (len(by_day) - number), 0.5)
        indexes = [no for no, cell in enumerate(all_cells) if cell.day == day]
        found = _Programme(setting, all_cells, _Day(indexes, left), wanted).run(rest)
        placed |= found[0]
        unplaced |= found[1]
        gap = max(gap, found[2])
    used: dict[int, int] = defaultdict(int)
    for no in placed.values():
        used[no] += 1
    fullest = max((used[no] / all_cells[no].capacity for no in used), default=0.0)
    return Solved(tuple(all_cells), placed, unplaced, fullest, gap, time.monotonic() - began)


def _kept(
    groups: Sequence[Group], keep: Mapping[UUID, int], left: dict[int, int],
    placed: dict[UUID, int],
) -> list[Group]:  # fmt: skip
    """Groups that stay whole where they all are, while there is room; gives the others."""
    others = []
    for group in groups:
        where = {keep.get(one.id, -1) for one in group.members}
        no = where.pop() if len(where) == 1 else -1
        if no >= 0 and left.get(no, 0) >= len(group.members):
            left[no] -= len(group.members)
            placed.update(dict.fromkeys((one.id for one in group.members), no))
        else:
            others.append(group)
    return others


def _bused(
    setting: Setting, all_cells: Sequence[Cell], groups: Sequence[Group], left: dict[int, int],
    placed: dict[UUID, int], unplaced: dict[UUID, str],
) -> list[Group]:  # fmt: skip
    """Whoever rides a bus arrives with it: at its gate, in the slot of its time; gives the others."""
    lines = {bus.line_no: bus for bus in setting.buses}
    seats: dict[tuple[int, dt.date], int] = {}
    others = []
    for group in groups:
        day = setting.day_of.get(group.members[0].grade_no)
        if not group.line_no or day is None:
            others.append(group)
            continue
        bus, size = lines.get(group.line_no), len(group.members)
        no = cell_of(all_cells, bus, day) if bus else -1
        if bus is None or no < 0:
            unplaced.update(dict.fromkeys((one.id for one in group.members), NO_BUS))
            continue
        free = seats.setdefault((bus.line_no, day), bus.seats)
        if free < size or left[no] < size:
            why = BUS_FULL if free < size else FULL
            unplaced.update(dict.fromkeys((one.id for one in group.members), why))
            continue
        seats[bus.line_no, day] -= size
        left[no] -= size
        placed.update(dict.fromkeys((one.id for one in group.members), no))
    return others


def cell_of(all_cells: Sequence[Cell], bus: Bus, day: dt.date) -> int:
    """The cell in which a bus arrives on a day; -1: outside all slots."""
    return next(
        (
            no for no, cell in enumerate(all_cells)
            if cell.day == day and cell.gate == bus.gate and cell.begins <= bus.at < cell.ends
        ),
        -1,
    )  # fmt: skip


def may_use(setting: Setting, cell: Cell, *, boards: bool) -> bool:
    """Boarders before the hour that is set for them, day pupils after it."""
    until = setting.boarders_until
    return until is None or (cell.ends <= until if boards else cell.begins >= until)


@dataclass(frozen=True)
class _Kind:
    """Groups that are alike: single children of a class, or one household."""

    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        return len(self.groups[0].members)


class _Programme:
    """Unknowns of a day: how many of each kind in each cell it may use; how many of it in none; the share."""

    def __init__(
        self, setting: Setting, all_cells: Sequence[Cell], day: _Day, groups: Sequence[Group]
    ) -> None:
        self.cells, self.day = all_cells, day
        self.kinds = _kinds(groups)
        pairs = [
            (k, no)
            for k, kind in enumerate(self.kinds)
            for no in day.indexes
            if day.left[no] >= kind.size
            and may_use(setting, all_cells[no], boards=kind.groups[0].boards)
        ]
        self.kind_at = np.array([k for k, _no in pairs], dtype=np.int64)
        self.cell_at = np.array([no for _k, no in pairs], dtype=np.int64)
        self.sizes = np.array([kind.size for kind in self.kinds], dtype=np.float64)
        self.counts = np.array([len(kind.groups) for kind in self.kinds], dtype=np.float64)

    def run(self, seconds: float) -> tuple[dict[UUID, int], dict[UUID, str], float]:
        pairs, kinds = len(self.kind_at), len(self.kinds)
        first = np.concatenate([np.zeros(pairs), _UNPLACED * self.sizes, [1.0]])
        least = self._milp(first, np.inf, None, seconds / 2)
        if least.x is None:
            least = self._milp(first, np.inf, None, seconds * 2)
        unplaced = np.rint(least.x[pairs : pairs + kinds])
        share = float(least.x[-1]) + 1e-6
        cost = np.concatenate([self._steps(), np.zeros(kinds + 1)])
        near = self._milp(cost, share, unplaced, seconds / 2)
        best = near.x if near.x is not None else least.x
        proved = least.status == 0 and near.status == 0
        gap = 0.0 if proved else float(min(max(least.mip_gap or 0, near.mip_gap or 0), 1))
        return (*self._read(np.rint(best).astype(np.int64)), gap)

    def _milp(self, cost: Floats, share: float, unplaced: Floats | None, seconds: float) -> Any:
        solver, sparse = import_module("scipy.optimize"), import_module("scipy.sparse")
        pairs, kinds, width = len(self.kind_at), len(self.kinds), len(cost)
        at = np.arange(pairs)
        everybody = sparse.coo_array(
            (np.ones(pairs + kinds), (np.concatenate([self.kind_at, np.arange(kinds)]),
             np.arange(pairs + kinds))), shape=(kinds, width),
        ).tocsr()  # fmt: skip
        rows = {no: row for row, no in enumerate(self.day.indexes)}
        row_of = np.array([rows[no] for no in self.cell_at], dtype=np.int64)
        full = np.array([self.cells[no].capacity for no in self.day.indexes], dtype=np.float64)
        left = np.array([self.day.left[no] for no in self.day.indexes], dtype=np.float64)
        inside = sparse.coo_array(
            (self.sizes[self.kind_at], (row_of, at)), shape=(len(rows), width)
        ).tocsr()
        # What is kept there already counts towards how full it is.
        shared = sparse.coo_array(
            (np.concatenate([self.sizes[self.kind_at], -full]),
             (np.concatenate([row_of, np.arange(len(rows))]),
              np.concatenate([at, np.full(len(rows), width - 1)]))), shape=(len(rows), width),
        ).tocsr()  # fmt: skip
        low = np.zeros(width)
        high = np.concatenate([self.counts[self.kind_at], self.counts, [1.0]])
        if unplaced is not None:
            high[pairs : pairs + kinds] = unplaced
            high[-1] = min(share, 1.0)
        return solver.milp(
            cost, integrality=np.concatenate([np.ones(pairs + kinds), [0]]),
            bounds=solver.Bounds(low, high),
            constraints=[
                solver.LinearConstraint(everybody, self.counts, self.counts),
                solver.LinearConstraint(inside, -np.inf, left),
                solver.LinearConstraint(shared, -np.inf, left - full),
            ],
            options={"time_limit": seconds, "mip_rel_gap": 0.005},
        )  # fmt: skip

    def _steps(self) -> Floats:
        """How far each cell is from where the class of a group would be if it came whole."""
        order = {no: n for n, no in enumerate(self.day.indexes)}
        gates = sorted({self.cells[no].gate for no in self.day.indexes})
        begins = sorted({self.cells[no].begins for no in self.day.indexes})
        home = self._homes(gates, len(begins))
        found = np.zeros(len(order) and len(self.kind_at))
        for n, (k, no) in enumerate(zip(self.kind_at, self.cell_at, strict=True)):
            cell = self.cells[no]
            for one in self.kinds[k].groups[0].members:
                gate, slot = home[one.class_no]
                found[n] += abs(begins.index(cell.begins) - slot)
                found[n] += _OFF_GATE * (cell.gate != gate)
        return found

    def _homes(self, gates: Sequence[int], slots: int) -> dict[int, tuple[int, float]]:
        """Class → the gate of its grade, and its place in the morning there (in slots): grades to gates by
        size, classes of a gate one after the other."""
        sizes: dict[int, int] = defaultdict(int)
        grade_of: dict[int, int] = {}
        for kind in self.kinds:
            for group in kind.groups:
                for one in group.members:
                    sizes[one.class_no] += 1
                    grade_of[one.class_no] = one.grade_no
        grades: dict[int, int] = defaultdict(int)
        for no, size in sizes.items():
            grades[grade_of[no]] += size
        load = dict.fromkeys(gates, 0)
        gate_of = {}
        for grade in sorted(grades, key=lambda no: (-grades[no], no)):
            gate_of[grade] = min(gates, key=lambda gate: (load[gate], gate))
            load[gate_of[grade]] += grades[grade]
        passed = dict.fromkeys(gates, 0)
        found = {}
        for no in sorted(sizes):
            gate = gate_of[grade_of[no]]
            middle = passed[gate] + sizes[no] / 2
            found[no] = (gate, middle / max(load[gate], 1) * slots - 0.5)
            passed[gate] += sizes[no]
        return found

    def _read(self, x: npt.NDArray[np.int64]) -> tuple[dict[UUID, int], dict[UUID, str]]:
        """By seat into the cells, the earliest first; who is left has none."""
        waiting = [list(kind.groups) for kind in self.kinds]
        placed: dict[UUID, int] = {}
        order = sorted(range(len(self.kind_at)), key=lambda n: self.cell_at[n])
        for n in order:
            for _each in range(int(x[n])):
                group = waiting[self.kind_at[n]].pop(0)
                no = int(self.cell_at[n])
                self.day.left[no] -= len(group.members)
                placed.update(dict.fromkeys((one.id for one in group.members), no))
        usable = set(self.kind_at.tolist())
        unplaced = {
            one.id: FULL if k in usable or not self._is_shut(k) else NO_WINDOW
            for k, groups in enumerate(waiting)
            for group in groups
            for one in group.members
        }
        return placed, unplaced

    def _is_shut(self, kind: int) -> bool:
        """Whether there is room, but none at the hours that such a group may use."""
        return any(self.day.left[no] >= self.kinds[kind].size for no in self.day.indexes)


def _kinds(groups: Sequence[Group]) -> list[_Kind]:
    alike: dict[Any, list[Group]] = defaultdict(list)
    for number, group in enumerate(groups):
        alone: Pupil = group.members[0]
        is_alone = len(group.members) == 1
        alike[(alone.class_no, alone.boarder) if is_alone else -1 - number].append(group)
    return [
        _Kind(tuple(sorted(each, key=lambda group: group.members[0].seat)))
        for each in alike.values()
    ]
