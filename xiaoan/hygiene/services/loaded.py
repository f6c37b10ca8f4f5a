"""What is loaded at once: places with who goes there, plans, and how things go at a school."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class LoadedPlace:
    """A place, and who goes there: `who_id` holds `post` at `at_no`, `deputy_id` stands in. `forgotten`: from
    that day on nobody goes."""

    id: UUID
    school_no: int
    unit_no: int
    kind: str
    name: str
    building: str
    floor: int | None
    area: int | None
    walk: int
    post: str
    at_no: int
    who_id: UUID | None
    deputy_id: UUID | None = None
    forgotten: dt.date | None = None


@dataclass(frozen=True)
class LoadedPlan:
    """A plan as the guideline has it, over all places of a school. `state` in_force (from `since` on) or
    waiting."""

    school_no: int
    state: str
    since: dt.date
    by_id: UUID
    approver_id: UUID


@dataclass(frozen=True)
class Habit:
    """How things go at a school, in thousandths of what is due or recorded: missed, late, too strong, too
    weak, too short."""

    school_no: int
    missed: int
    late: int
    strong: int = 0
    weak: int = 0
    short: int = 0
