"""Facts of enquiries. Ids, codes and counts only: no words, no names, no subject."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EnquiryStepped(Event):
    """A step about a question (rules.STEPS): how it stands then, at which desk, by when it is to be answered;
    `late`: the answer came after that."""

    kind: ClassVar[str] = "enquiries.stepped"
    enquiry_id: UUID
    step: str
    state: str
    desk: str
    late: bool = False
    due_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class EnquirySeen(Event):
    """A question about a child's health was opened by somebody of a desk."""

    kind: ClassVar[str] = "enquiries.seen"
    enquiry_id: UUID
