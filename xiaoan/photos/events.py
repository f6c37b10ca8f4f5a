"""Facts of photos. Ids, sizes and digests only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PhotoKept(Event):
    """A picture of so many bytes was kept; `digest`: SHA-256 of what is kept, in hex, so that it can be
    shown later that it is this one."""

    kind: ClassVar[str] = "photos.kept"
    photo_id: UUID
    size: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class PaperKept(Event):
    """A paper of so many bytes was kept; `digest`: SHA-256 of it, in hex."""

    kind: ClassVar[str] = "photos.paper_kept"
    paper_id: UUID
    size: int
    digest: str
