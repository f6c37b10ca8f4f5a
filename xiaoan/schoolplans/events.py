"""Facts of school plans. Ids, codes and counts only: no names, no words."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PlanStepped(Event):
    """A plan went a step on (rules.STEPS); `version`: the frozen version it is about (0: none yet),
    `tasks`: how
    many it has."""

    kind: ClassVar[str] = "schoolplans.stepped"
    plan_id: UUID
    step: str
    state: str
    version: int
    missing: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class PlanWritten(Event):
    """Texts or tasks of a plan were put, changed or taken away."""

    kind: ClassVar[str] = "schoolplans.written"
    plan_id: UUID
    what: str
    rows: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class PlanCommented(Event):
    """The bureau has said something of a plan, or the school has answered it."""

    kind: ClassVar[str] = "schoolplans.commented"
    plan_id: UUID
    comment_id: UUID
    answered: bool


@dataclass(frozen=True, kw_only=True)
class DutiesMoved(Event):
    """The duties of a published plan follow its version: so many new, moved and not due any more; so
    many people
    are told."""

    kind: ClassVar[str] = "schoolplans.duties_moved"
    plan_id: UUID
    version: int
    opened: int
    moved: int
    ended: int
    told: int


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    """A task of a published plan was done, once."""

    kind: ClassVar[str] = "schoolplans.task_done"
    plan_id: UUID
    task_id: UUID
    late: bool


@dataclass(frozen=True, kw_only=True)
class ChangeSeen(Event):
    """Somebody has acknowledged what a version changed for them."""

    kind: ClassVar[str] = "schoolplans.change_seen"
    plan_id: UUID
    told_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class TemplateStepped(Event):
    """A version of the template was begun, written, proposed or published."""

    kind: ClassVar[str] = "schoolplans.template_stepped"
    template_id: UUID
    no: int
    state: str
    entries: int
