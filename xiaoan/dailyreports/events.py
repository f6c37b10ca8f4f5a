"""Facts of daily reports. Ids, codes and counts only: no names, no words."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DailyReportsOpened(Event):
    """So many reports of a day are owed in the chain of a school (0: townships and the county)."""

    kind: ClassVar[str] = "dailyreports.opened"
    day: dt.date
    reports: int


@dataclass(frozen=True, kw_only=True)
class DailyReportSigned(Event):
    """A version of a report was signed; what it says has this digest. `no` above 1: a correction."""

    kind: ClassVar[str] = "dailyreports.signed"
    report_id: UUID
    version_id: UUID
    day: dt.date
    no: int
    zero: bool
    late: bool
    digest: str


@dataclass(frozen=True, kw_only=True)
class DailyReportStepped(Event):
    """Something else was done with a report: words kept, remarked, sent, received."""

    kind: ClassVar[str] = "dailyreports.stepped"
    report_id: UUID
    act: str
    no: int


@dataclass(frozen=True, kw_only=True)
class DailyReportTold(Event):
    """A version was sent to so many people above or at the unit."""

    kind: ClassVar[str] = "dailyreports.told"
    report_id: UUID
    no: int
    people: int


@dataclass(frozen=True, kw_only=True)
class DailyReportOrdered(Event):
    """A remark about a report became a directive."""

    kind: ClassVar[str] = "dailyreports.ordered"
    report_id: UUID
    remark_id: UUID
    directive_id: UUID
