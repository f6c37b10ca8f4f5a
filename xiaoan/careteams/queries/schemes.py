"""Which roles teams have: what ships, what the county has chosen since when and why, and the difference."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.careteams import rules
from xiaoan.careteams.models import SchemeChoice
from xiaoan.careteams.rules import Scheme
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Choice:
    """That the county chose these roles from a day on, and why."""

    since: dt.date
    scheme: Scheme
    reason: str
    by_id: UUID | None


def in_force(day: dt.date) -> Scheme:
    """The roles in force in the county on a day; the first that ships until somebody has chosen."""
    row = SchemeChoice.objects.filter(since__lte=day).order_by("-since").first()
    return rules.DEFAULT if row is None else _scheme(row)


def choices(actor: Actor) -> list[Choice]:
    """What was chosen, the latest first; of whoever sees the whole county."""
    if not actor.sees(directory.county().no):
        return []
    rows = SchemeChoice.objects.order_by("-since")
    return [Choice(row.since, _scheme(row), row.reason, row.by_id) for row in rows]


def _scheme(row: SchemeChoice) -> Scheme:
    shipped = rules.scheme_of(row.scheme) or rules.DEFAULT
    return Scheme(
        shipped.code, row.since, "county", shipped.confidence, tuple(row.student_roles),
        tuple(row.staff_roles),
    )  # fmt: skip
