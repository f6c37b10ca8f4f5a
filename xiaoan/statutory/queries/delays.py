"""How long events took from step to step, and how many reports were late: by unit, disease and quarter."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.measures import queries as measures
from xiaoan.statutory import rules
from xiaoan.statutory.models import Report

# What the chart goes back to.
QUARTERS = 8
BY = ("township", "school", "disease", "quarter")


@dataclass(frozen=True)
class Span:
    """Events detected from a day until (not including) another."""

    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class Timed:
    """One event and what its steps took (rules.DELAYS); what has not been is left out. Of its reports: how
    many are due, sent late, not sent in time; `waived`: how many a person said need not be."""

    head: investigations.EventHead
    day: dt.date
    took: dict[str, dt.timedelta]
    due: int
    late: int
    missing: int
    waived: int


@dataclass(frozen=True)
class Group:
    """Events of one unit, disease or quarter: `key` its number, code or (year, quarter)."""

    key: Any
    events: int
    spreads: dict[str, rules.Spread | None]
    due: int
    late: int
    missing: int
    waived: int


@dataclass(frozen=True)
class Delays:
    """Of a unit: all events of the span together, sorted, and the quarters up to now."""

    whole: Group
    groups: list[Group]
    quarters: list[Group]


def delays(actor: Actor, place: directory.Place, span: Span, by: str) -> Delays:
    """What the events of a unit took."""
    last = rules.quarters_until(clock.today(), QUARTERS)
    first = min(rules.quarter_days(last[0])[0], span.since)
    found = _timed(actor, place, first)
    asked = [one for one in found if span.since <= one.day < span.until]
    key = _keys(by)
    groups: dict[Any, list[Timed]] = defaultdict(list)
    for one in asked:
        groups[key(one)].append(one)
    quarters: dict[Any, list[Timed]] = defaultdict(list)
    for one in found:
        quarters[rules.quarter_of(one.day)].append(one)
    return Delays(
        _group("", asked), [_group(no, groups[no]) for no in sorted(groups)],
        [_group(no, quarters[no]) for no in last],
    )  # fmt: skip


def _keys(by: str) -> Any:
    if by == "disease":
        return lambda one: (one.head.disease == "", one.head.disease or one.head.syndrome)
    if by == "quarter":
        return lambda one: rules.quarter_of(one.day)
    if by == "school":
        return lambda one: one.head.school_id
    return lambda one: numbering.ancestors(one.head.school_id)[1]


def _group(key: Any, found: list[Timed]) -> Group:
    return Group(
        key, len(found),
        {code: rules.spread(one.took[code] for one in found if code in one.took) for code in rules.DELAYS},
        *(sum(getattr(one, name) for one in found) for name in ("due", "late", "missing", "waived")),
    )  # fmt: skip


def _timed(actor: Actor, place: directory.Place, since: dt.date) -> list[Timed]:
    heads = investigations.heads_since(actor, place.interval, clock.at(since, dt.time()))
    ids = [one.id for one in heads]
    ordered = measures.first_ordered(actor, ids)
    reports = _reports(actor, ids)
    return [_one(head, ordered.get(head.id), reports.get(head.id, [])) for head in heads]


def _reports(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, list[Report]]:
    rows = visible(Report.objects.filter(event_id__in=list(ids)), actor, Permission.SEE_REPORTS)
    found: dict[UUID, list[Report]] = defaultdict(list)
    for row in rows.only("event_id", "kind", "state", "due_at", "sent_at", "late"):
        found[row.event_id].append(row)
    return found


def _one(
    head: investigations.EventHead, ordered_at: dt.datetime | None, reports: list[Report]
) -> Timed:
    day = head.detected_at.astimezone(clock.ZONE).date()
    sent = [one.sent_at for one in reports if one.kind == rules.FIRST and one.sent_at]
    reached = {"reported": min(sent, default=None), "ordered": ordered_at, "closed": head.closed_at}
    took = {code: at - head.detected_at for code, at in reached.items() if at}
    if head.first_onset:
        # An onset is known to the day only.
        took["onset"] = dt.timedelta(days=(day - head.first_onset).days)
    now = clock.now()
    owed = [one for one in reports if one.state not in rules.UNCOUNTED]
    return Timed(
        head, day, took, sum(one.sent_at is not None or one.due_at < now for one in owed),
        sum(one.late for one in owed), sum(one.sent_at is None and one.due_at < now for one in owed),
        sum(one.state == "waived" for one in reports),
    )  # fmt: skip
