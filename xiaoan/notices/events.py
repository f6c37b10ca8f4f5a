"""Facts of notices. Ids, codes and counts only: never a word of what was written."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeDrafted(Event):
    """A draft was begun, changed, or dropped."""

    kind: ClassVar[str] = "notices.drafted"
    notice_id: UUID
    how: str
    corrects_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeDecided(Event):
    """Somebody was asked to agree, agreed or did not; `people`: so many it was for then."""

    kind: ClassVar[str] = "notices.decided"
    notice_id: UUID
    step: str
    people: int


@dataclass(frozen=True, kw_only=True)
class NoticeReleased(Event):
    """It goes out now or at a time; `urgent`: without the second person and through quiet hours."""

    kind: ClassVar[str] = "notices.released"
    notice_id: UUID
    at: dt.datetime | None
    urgent: bool


@dataclass(frozen=True, kw_only=True)
class NoticeSent(Event):
    """Everybody was addressed, once; `unreachable`: families with neither account nor phone."""

    kind: ClassVar[str] = "notices.sent"
    notice_id: UUID
    notice_kind: str
    people: int
    families: int
    staff: int
    unreachable: int


@dataclass(frozen=True, kw_only=True)
class NoticeRecalled(Event):
    kind: ClassVar[str] = "notices.recalled"
    notice_id: UUID
    cancelled: int


@dataclass(frozen=True, kw_only=True)
class NoticeAcknowledged(Event):
    """Somebody confirmed: a guardian for so many families, or a member of staff (0)."""

    kind: ClassVar[str] = "notices.acknowledged"
    notice_id: UUID
    families: int


@dataclass(frozen=True, kw_only=True)
class ChasesOpened(Event):
    """The deadline is over: so many of a school are to be called."""

    kind: ClassVar[str] = "notices.chases_opened"
    notice_id: UUID
    chases: int
    people: int


@dataclass(frozen=True, kw_only=True)
class CallNoted(Event):
    """One was called, and what came of it; `left`: so many of the list are not settled yet."""

    kind: ClassVar[str] = "notices.call_noted"
    notice_id: UUID
    chase_id: UUID
    outcome: str
    left: int


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Event):
    kind: ClassVar[str] = "notices.template_changed"
    template_id: UUID
    retired: bool


@dataclass(frozen=True, kw_only=True)
class VariableSet(Event):
    kind: ClassVar[str] = "notices.variable_set"
    variable_id: UUID


@dataclass(frozen=True, kw_only=True)
class ListChanged(Event):
    """A saved list was made or given up."""

    kind: ClassVar[str] = "notices.list_changed"
    list_id: UUID
    people: int
    retired: bool
