"""Facts of learning platforms. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PlatformChanged(Event):
    """A platform was added, got a new secret, was set up for launches, or was revoked."""

    kind: ClassVar[str] = "platforms.platform_changed"
    platform_id: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class StatementsTaken(Event):
    """So many statements and launches of a platform came on a day since the last fact of it."""

    kind: ClassVar[str] = "platforms.statements_taken"
    platform_id: UUID
    day: dt.date
    taken: int


@dataclass(frozen=True, kw_only=True)
class ViewingCounted(Event):
    """So many lessons of a school were counted from statements; of so many it is known anew who watched."""

    kind: ClassVar[str] = "platforms.viewing_counted"
    lessons: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class AccountSettled(Event):
    """A person has said which pupil an account is, or (`nobody`) that it is none."""

    kind: ClassVar[str] = "platforms.account_settled"
    account_id: UUID
    nobody: bool


@dataclass(frozen=True, kw_only=True)
class ActivitySettled(Event):
    """A person has said of which class and lessons an activity is, or which unit is to say so (`passed`)."""

    kind: ClassVar[str] = "platforms.activity_settled"
    activity_id: UUID
    passed: bool
