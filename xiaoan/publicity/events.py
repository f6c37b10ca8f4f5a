"""Facts of public texts. Ids, codes and counts only: what a text says is kept in its versions."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TextWritten(Event):
    """A version was saved; `submitted`: it waits for the second person. The public sees nothing of it."""

    kind: ClassVar[str] = "publicity.written"
    text_id: UUID
    text_kind: str
    no: int
    submitted: bool


@dataclass(frozen=True, kw_only=True)
class TextRefused(Event):
    """A version was not agreed to, or a draft dropped (`how`)."""

    kind: ClassVar[str] = "publicity.refused"
    text_id: UUID
    no: int
    how: str


@dataclass(frozen=True, kw_only=True)
class TextPublished(Event):
    """Version `no` stands on the public page from now on."""

    kind: ClassVar[str] = "publicity.published"
    text_id: UUID
    text_kind: str
    no: int


@dataclass(frozen=True, kw_only=True)
class TextWithdrawn(Event):
    """It left the public page; the feeds say so."""

    kind: ClassVar[str] = "publicity.withdrawn"
    text_id: UUID
    text_kind: str
    no: int


@dataclass(frozen=True, kw_only=True)
class TextPinned(Event):
    """It stands first on the public page, or no longer does."""

    kind: ClassVar[str] = "publicity.pinned"
    text_id: UUID
    pinned: bool
