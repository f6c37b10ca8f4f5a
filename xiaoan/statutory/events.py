"""Facts of statutory. Ids and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReportFellDue(Event):
    """A report is owed to a recipient until an instant."""

    kind: ClassVar[str] = "statutory.report_fell_due"
    report_id: UUID
    event_id: UUID
    report: str
    recipient: str
    rule: str
    due_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class ReportTightened(Event):
    """A further signal of the event asks for the report earlier."""

    kind: ClassVar[str] = "statutory.report_tightened"
    report_id: UUID
    rule: str
    due_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class ReportSent(Event):
    """A version went out; `late`: after the deadline of the report."""

    kind: ClassVar[str] = "statutory.report_sent"
    report_id: UUID
    version_id: UUID
    number: int
    means: str
    sent_at: dt.datetime
    late: bool


@dataclass(frozen=True, kw_only=True)
class ReportReceived(Event):
    """The recipient has it; `by_recipient`: said by the bureau's officer, else by the sender."""

    kind: ClassVar[str] = "statutory.report_received"
    report_id: UUID
    version_id: UUID
    by_recipient: bool


@dataclass(frozen=True, kw_only=True)
class ReportWaived(Event):
    """A named person said why no report is needed; the reason is in the table."""

    kind: ClassVar[str] = "statutory.report_waived"
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReportOwedAgain(Event):
    """It had been waived, and its event, judged to be none, runs again, or was closed once more: owed by this
    deadline."""

    kind: ClassVar[str] = "statutory.report_owed_again"
    report_id: UUID
    due_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class ReportReplaced(Event):
    """Another report stands for it."""

    kind: ClassVar[str] = "statutory.report_replaced"
    report_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class WarningEntered(Event):
    """An official warning from outside, addressed to so many schools."""

    kind: ClassVar[str] = "statutory.warning_entered"
    warning_id: UUID
    schools: int
    valid_until: dt.date


@dataclass(frozen=True, kw_only=True)
class WarningRead(Event):
    kind: ClassVar[str] = "statutory.warning_read"
    warning_id: UUID


@dataclass(frozen=True, kw_only=True)
class WarningAnswered(Event):
    kind: ClassVar[str] = "statutory.warning_answered"
    warning_id: UUID
    late: bool


@dataclass(frozen=True, kw_only=True)
class WarningEnded(Event):
    """Its last day is over; so many schools have not answered."""

    kind: ClassVar[str] = "statutory.warning_ended"
    warning_id: UUID
    unanswered: int
