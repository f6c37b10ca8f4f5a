"""Facts of homework. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HomeworkSet(Event):
    """Homework was set for a class; so many are on its roll, so many of them excused."""

    kind: ClassVar[str] = "homework.set"
    task_id: UUID
    subject: str
    day: dt.date
    minutes: int
    roll: int
    excused: int


@dataclass(frozen=True, kw_only=True)
class HomeworkCancelled(Event):
    kind: ClassVar[str] = "homework.cancelled"
    task_id: UUID


@dataclass(frozen=True, kw_only=True)
class HomeworkHandedIn(Event):
    """A piece was handed in for a child, the `number`th time."""

    kind: ClassVar[str] = "homework.handed_in"
    task_id: UUID
    piece_id: UUID
    number: int
    late: bool
    photos: int


@dataclass(frozen=True, kw_only=True)
class HomeworkTold(Event):
    """The teacher has told who handed in, or told it anew. Counts add up to `roll`."""

    kind: ClassVar[str] = "homework.told"
    task_id: UUID
    roll: int
    handed: int
    missing: int
    excused: int
    no_device: int


@dataclass(frozen=True, kw_only=True)
class HomeworkMarked(Event):
    """So many pieces of a task were marked; `all_seen`: all that were left, as seen."""

    kind: ClassVar[str] = "homework.marked"
    task_id: UUID
    pieces: int
    all_seen: bool


@dataclass(frozen=True, kw_only=True)
class HomeworkReturned(Event):
    """A piece is to be mended and handed in again."""

    kind: ClassVar[str] = "homework.returned"
    task_id: UUID
    piece_id: UUID


@dataclass(frozen=True, kw_only=True)
class HomeworkImported(Event):
    """A platform's list of who handed in was applied: so many rows, pupils whose piece it changed, names that
    wait for a person."""

    kind: ClassVar[str] = "homework.imported"
    import_id: UUID
    task_id: UUID
    rows: int
    changed: int
    parked: int


@dataclass(frozen=True, kw_only=True)
class HomeworkNameSettled(Event):
    """A person has said who a name of lists is; so many tasks became known anew."""

    kind: ClassVar[str] = "homework.name_settled"
    nickname_id: UUID
    tasks: int
