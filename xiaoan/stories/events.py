"""Facts of stories. Ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StoryStepped(Event):
    """A story was submitted, revised, given back, published or withdrawn."""

    kind: ClassVar[str] = "stories.stepped"
    story_id: UUID
    step: str
    state: str
    edition: int
    shown: int
    photos: int


@dataclass(frozen=True, kw_only=True)
class Consented(Event):
    """Somebody shown, or a guardian of a child shown, has agreed, refused, or taken it back."""

    kind: ClassVar[str] = "stories.consented"
    story_id: UUID
    shown_id: UUID
    said: str
