"""The daily report (日报): from school to township to county, drafted, checked, signed."""

from xiaoan.dailyreports.queries import duty_kinds as daily_duties
from xiaoan.duties.queries import kinds as duty_kinds


def connect() -> None:
    for kind in daily_duties.KINDS:
        duty_kinds.connect(kind)
