"""Roll-calls that are not due after all: who said so, when and why."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from xiaoan.duties.models import Duty, Step
from xiaoan.duties.queries.why import GONE, WHY_NAMES
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class Excused:
    """A duty that is not due after all: who said so, when and why."""

    duty_id: UUID
    unit_no: int
    people: int
    reason: str
    note: str
    at: dt.datetime | None
    by_id: UUID | None

    @property
    def why(self) -> str:
        """外出活动:去博物馆."""
        words = [str(WHY_NAMES.get(self.reason, "")), self.note]
        return _(":").join(filter(None, words))


_LAST = Step.objects.filter(duty_id=OuterRef("pk"), kind="excuse").order_by("-at", "-id")


def _excused(actor: Actor, interval: Interval, day: dt.date, slot: str) -> QuerySet[Duty, Duty]:
    """Excused roll-calls of a day and slot inside an interval, without those of classes that are no more."""
    lo, hi = interval
    rows = Duty.objects.filter(
        inside(actor.intervals), day=day, slot=slot, kind="screening.rollcall", state="excused",
        unit_no__gte=lo, unit_no__lt=hi,
    )  # fmt: skip
    return rows.exclude(Exists(_LAST.filter(reason=GONE))).order_by("unit_no")


def excused(
    actor: Actor,
    interval: Interval,
    day: dt.date,
    slot: str,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[Excused]:
    """Roll-calls that are not due after all, with who said so, when and why, in unit order."""
    rows = (
        _excused(actor, interval, day, slot)
        .annotate(
            why=Coalesce(Subquery(_LAST.values("reason")[:1]), Value(""), output_field=TextField()),
            said=Coalesce(Subquery(_LAST.values("note")[:1]), Value(""), output_field=TextField()),
            excused_at=Subquery(_LAST.values("at")[:1]),
            excused_by=Subquery(_LAST.values("by_id")[:1]),
        )
        .values_list("id", "unit_no", "people", "why", "said", "excused_at", "excused_by")
    )
    return [Excused(*row) for row in rows[offset : limit and offset + limit]]


def excused_sums(actor: Actor, interval: Interval, day: dt.date, slot: str) -> tuple[int, int]:
    """How many roll-calls are excused inside an interval, and about how many people."""
    found = _excused(actor, interval, day, slot).aggregate(n=Count("id"), people=Sum("people"))
    return found["n"], found["people"] or 0
