"""The daily report (日报): from school to township to county, drafted, checked, signed, sent to whoever reads
it above; a remark that became a directive is named there."""

from xiaoan.dailyreports import events, tasks
from xiaoan.dailyreports.queries import duty_kinds as daily_duties
from xiaoan.dailyreports.queries import readers
from xiaoan.directives.queries import origins
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.journal.services import hear


def connect() -> None:
    for kind in daily_duties.KINDS:
        duty_kinds.connect(kind)
    hear(events.DailyReportSigned, tasks.on_signed)
    origins.connect(origins.Origin("dailyreports:report", readers.origin))
