"""The seals of a day, for the page that is printed and kept on paper."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import QuerySet

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.seals import rules
from xiaoan.seals.models import Seal

_ROW = ("body", "signature")


@dataclass(frozen=True)
class Day:
    """`added`: entries between the last seal before the day (or the first of all) and its last."""

    day: dt.date
    first: rules.Seal
    last: rules.Seal
    count: int
    added: int
    longest: int  # minutes between two seals


def of_day(actor: Actor, day: dt.date) -> Day | None:
    """The day's seals; None if there are none."""
    since = clock.at(day, dt.time())
    rows = Seal.objects.filter(
        at__gte=since, at__lt=clock.at(day + dt.timedelta(days=1), dt.time())
    )
    first, last = rows.order_by("no").first(), rows.order_by("-no").first()
    if first is None or last is None:
        return None
    begin, end = _read(first), _read(last)
    before = Seal.objects.filter(no=first.no - 1).first()
    already = _read(before).entries if before else 0
    return Day(day, begin, end, end.no - begin.no + 1, end.entries - already, _longest(rows))


def days(actor: Actor, count: int) -> list[dt.date]:
    """The last days that have seals, the newest first."""
    newest = Seal.objects.order_by("-no").values_list("at", flat=True).first()
    oldest = Seal.objects.order_by("no").values_list("at", flat=True).first()
    if newest is None or oldest is None:
        return []
    last, first = newest.astimezone(clock.ZONE).date(), oldest.astimezone(clock.ZONE).date()
    span = [last - dt.timedelta(days=n) for n in range(count)]
    return [day for day in span if day >= first]


def _longest(rows: QuerySet[Seal]) -> int:
    instants = list(rows.order_by("no").values_list("at", flat=True))
    apart = [b - a for a, b in pairwise(instants)]
    return round(max(apart, default=dt.timedelta()).total_seconds() / 60)


def _read(row: Seal) -> rules.Seal:
    return rules.seal(row.body, bytes(row.signature))
