"""Facts of learning. Ids and codes only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CollectionAsked(Event):
    """Somebody wants to collect something of families; `state`: allowed, or refused by a rule."""

    kind: ClassVar[str] = "learning.collection_asked"
    request_id: UUID
    what: str
    state: str
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class CollectionPassed(Event):
    """What a rule had refused was let through all the same, by a named person."""

    kind: ClassVar[str] = "learning.collection_passed"
    request_id: UUID
    what: str
