"""Reports a person may see: the list, the figures, one report with its versions."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.statutory import rules
from xiaoan.statutory.models import Receipt, Report, Version

REPORT_DUTY, READ_DUTY, ANSWER_DUTY = (
    "statutory.report", "statutory.read", "statutory.answer",
)  # fmt: skip
WORDS_PLACE, CONTENT_PLACE = "statutory_report.words", "statutory_version.content"


@dataclass(frozen=True)
class ReportRow:
    """One report of a list. `shape`: see rules.shape_of."""

    id: UUID
    school_id: int
    school: str
    event_id: UUID
    year: int
    number: int
    syndrome: str
    recipient: str
    kind: str
    day: dt.date | None
    rule: str
    rule_version: str
    basis: str
    confirmed: bool
    ours: bool
    detected_at: dt.datetime
    began_at: dt.datetime
    due_at: dt.datetime
    state: str
    shape: str
    versions: int
    sent_at: dt.datetime | None
    late: bool
    why: str
    decided_at: dt.datetime | None
    decided_by: str

    @property
    def delay(self) -> dt.timedelta | None:
        """From detection to the first report of it."""
        return self.sent_at - self.detected_at if self.sent_at else None


@dataclass(frozen=True)
class ReceiptRow:
    """That a version was received."""

    at: dt.datetime
    name: str
    number: str
    by_recipient: bool
    by: str


@dataclass(frozen=True)
class VersionRow:
    """A version as it was sent, without its content."""

    id: UUID
    number: int
    digest: str
    means: str
    sent_at: dt.datetime
    recorded_at: dt.datetime
    by: str
    to_name: str
    to_office: str
    why: str
    receipt: ReceiptRow | None


@dataclass(frozen=True)
class Wanted:
    """Which reports of a list."""

    interval: Interval | None = None
    shape: str = ""
    kind: str = ""
    since: dt.date | None = None
    event_id: UUID | None = None


@dataclass(frozen=True)
class Figures:
    """How reporting went at a unit. `due`: what should have gone out by now, or did; `in_time` of it."""

    unit_no: int
    name: str
    due: int
    in_time: int
    late: int
    missing: int
    waiting: int


def seen(actor: Actor, report_id: UUID) -> Report:
    """A report in the actor's sight; NotFound otherwise."""
    row = visible(Report.objects.filter(pk=report_id), actor, Permission.SEE_REPORTS).first()
    if row is None:
        raise NotFound
    return row


def signals_are_gone(actor: Actor, event_id: UUID) -> bool:
    """The signals of an event were all withdrawn; of one without a signal: no."""
    signals = investigations.signals_of(actor, event_id)
    return bool(signals) and all(outbreaks.head(one).state == "withdrawn" for one in signals)


def page_of_reports(
    actor: Actor, wanted: Wanted, offset: int, limit: int
) -> tuple[int, list[ReportRow]]:
    """How many reports are wanted, and one page: what is owed by its deadline, then the newest."""
    rows = _wanted(actor, wanted)
    order = Case(When(state="due", then=0), default=1)
    owed = Case(When(state="due", then=F("due_at")), default=None)
    page = rows.order_by(order, owed, "-due_at", "recipient", "id")[offset : offset + limit]
    return rows.count(), rows_of(actor, page)


def _wanted(actor: Actor, wanted: Wanted) -> QuerySet[Report]:
    rows = visible(Report.objects.all(), actor, Permission.SEE_REPORTS)
    if wanted.interval:
        rows = rows.filter(unit_no__gte=wanted.interval[0], unit_no__lt=wanted.interval[1])
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.since:
        rows = rows.filter(due_at__gte=clock.at(wanted.since, dt.time()))
    if wanted.event_id:
        rows = rows.filter(event_id=wanted.event_id)
    return rows.filter(_shapes()[wanted.shape]) if wanted.shape in _shapes() else rows


def _shapes() -> dict[str, Q]:
    """What a list can be narrowed to."""
    now = clock.now()
    return {
        "due": Q(state="due", due_at__gte=now), "missed": Q(state="due", due_at__lt=now),
        "sent": Q(state="sent"), "received": Q(state="received"), "late": Q(late=True),
        "waived": Q(state="waived"), "replaced": Q(state="replaced"),
    }  # fmt: skip


def figures(actor: Actor, children: Iterable[directory.Place], wanted: Wanted) -> list[Figures]:
    """How reporting went at each of these units, of the reports wanted (but for their shape)."""
    now = clock.now()
    rows = _wanted(actor, Wanted(wanted.interval, "", wanted.kind, wanted.since))
    counted: list[Any] = list(
        rows.exclude(state__in=rules.UNCOUNTED)
        .values("unit_no")
        .annotate(
            due=Count("id", filter=Q(due_at__lt=now) | Q(sent_at__isnull=False)),
            in_time=Count("id", filter=Q(sent_at__isnull=False, late=False)),
            late=Count("id", filter=Q(late=True)),
            missing=Count("id", filter=Q(due_at__lt=now, sent_at=None)),
            waiting=Count("id", filter=Q(due_at__gte=now, sent_at=None)),
        )
        .order_by("unit_no")
    )
    names = ("due", "in_time", "late", "missing", "waiting")
    found = []
    for place in children:
        lo, hi = place.interval
        mine = [one for one in counted if lo <= one["unit_no"] < hi]
        sums = [sum(one[name] for one in mine) for name in names]
        if any(sums):
            found.append(Figures(place.no, place.name, *sums))
    return found


def rows_of(actor: Actor, found: Iterable[Report]) -> list[ReportRow]:
    """Reports as lists show them."""
    rows = list(found)
    places = directory.places({row.school_id for row in rows})
    names = accounts.names(actor, {row.decided_by_id for row in rows if row.decided_by_id})
    now = clock.now()
    same = (
        "school_id", "event_id", "year", "number", "syndrome", "recipient", "kind", "day", "rule",
        "rule_version", "basis", "ours", "detected_at", "began_at", "due_at", "state", "versions",
        "sent_at", "late", "why", "decided_at",
    )  # fmt: skip
    return [
        ReportRow(
            id=row.pk,
            school=places[row.school_id].name,
            confirmed=row.rule_status == "confirmed",
            shape=rules.shape_of(row.state, row.late, row.due_at, now),
            decided_by=names.get(row.decided_by_id, "") if row.decided_by_id else "",
            **{name: getattr(row, name) for name in same},
        )
        for row in rows
    ]


def report(actor: Actor, report_id: UUID) -> tuple[ReportRow, list[VersionRow]]:
    """One report and its versions, the newest first."""
    row = seen(actor, report_id)
    return rows_of(actor, [row])[0], versions_of(actor, row)


def versions_of(actor: Actor, row: Report) -> list[VersionRow]:
    """The versions of a report, the newest first."""
    found = list(
        Version.objects.filter(school_id=row.school_id, report_id=row.pk)
        .defer("content")
        .order_by("-number")
    )
    receipts = {
        one.version_id: one
        for one in Receipt.objects.filter(
            school_id=row.school_id, version_id__in=[one.pk for one in found]
        )
    }
    who = {one.by_id for one in found} | {one.by_id for one in receipts.values()}
    names = accounts.names(actor, who)
    return [_version(one, receipts.get(one.pk), names) for one in found]


def _version(one: Version, receipt: Receipt | None, names: dict[UUID, str]) -> VersionRow:
    told: Any = None
    if receipt:
        told = ReceiptRow(
            receipt.received_at, receipt.name, receipt.number, receipt.by_recipient,
            names.get(receipt.by_id, ""),
        )  # fmt: skip
    return VersionRow(
        one.pk, one.number, one.digest, one.means, one.sent_at, one.recorded_at,
        names.get(one.by_id, ""), one.to_name, one.to_office, one.why, told,
    )  # fmt: skip
