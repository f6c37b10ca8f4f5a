"""Daily reports in the states that tests begin from, made by services."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.builders import BUILDER, DAY, PRIMARY
from xiaoan.dailyreports import services
from xiaoan.dailyreports.models import Report
from xiaoan.dailyreports.queries import drafting
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.indicators import services as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere


def opened(day: dt.date = DAY) -> int:
    """What the worker does in the morning."""
    enter(BUILDER)
    indicators.refresh(BUILDER, day)
    return services.open_day(BUILDER, day)


def report(unit_no: int = PRIMARY, day: dt.date = DAY) -> Report:
    with everywhere("tests"):
        return Report.objects.get(unit_no=unit_no, day=day)


def mark(row: Report) -> str:
    """The mark of what a page would show: the kept draft, else what is reckoned now."""
    if row.draft is not None:
        return drafting.mark_of(row.draft)
    with everywhere("tests") as system:
        place = directory.place(row.unit_no)
        return drafting.mark_of(drafting.draft(system, place, row.day))


def signing(row: Report, **other: Any) -> services.Signing:
    made = services.Signing(uuid7(), row.pk, row.versions, mark(row), zero=False)
    return replace(made, **other)


def signed(actor: Actor, unit_no: int = PRIMARY, **other: Any) -> Report:
    services.sign(actor, signing(report(unit_no), **other))
    return report(unit_no)


def owed(report_id: UUID) -> list[tuple[str, str, UUID | None]]:
    """(kind, state, who) of the duties about a report."""
    with everywhere("tests"):
        rows = Duty.objects.filter(about_id=report_id).order_by("kind")
        return [(one.kind, one.state, one.assignee_id) for one in rows]
