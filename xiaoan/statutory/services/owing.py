"""Which reports an event owes, to whom and by when; the duty of each.

Locks: the school (`hold_school`), duties, the journal, rows. What hears a fact of investigations (`begin`)
holds the journal already: it takes no lock of the school, and a duty that somebody else has locked is being
done or is past its step, and is left to them. What has to wait for duties (`settle`) runs by itself.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.accounts import queries as accounts
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.investigations import queries as investigations
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.statutory import rules
from xiaoan.statutory.events import (
    ReportFellDue,
    ReportOwedAgain,
    ReportReplaced,
    ReportTightened,
)
from xiaoan.statutory.models import Report
from xiaoan.statutory.queries import REPORT_DUTY

# Who reports for a school, the first of them named and the second the deputy (2006 norm: the school's
# reporter; the principal is the first responsible person).
_REPORTERS = ("school_doctor", "principal")
_HOLD = "select pg_advisory_xact_lock(hashtext('statutory'), %s)"
_ENDS = {"excluded": "ended", "closed": "ended", "merged": "merged"}


@dataclass(frozen=True)
class _Owed:
    """A report to be owed."""

    recipient: str
    kind: str
    day: dt.date | None
    clock: rules.Clock


def hold_school(school_id: int) -> None:
    """One change to the reports of a school at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [school_id])


def begin(actor: Actor, event_id: UUID) -> None:
    """Have the first reports owed that the signals of an event ask for. Idempotent.

    A further signal tightens a deadline and never loosens it; a signal that was withdrawn takes nothing away.
    """
    event = investigations.event(actor, event_id)
    if not event.is_running:
        return
    rows = list(Report.objects.filter(school_id=event.school_id, event_id=event_id))
    _first(actor, event, rows)
    mine = Report.objects.filter(school_id=event.school_id, event_id=event_id, kind=rules.FIRST)
    mine.filter(followed=False).update(followed=True)


def settle(actor: Actor, event_id: UUID) -> None:
    """An event has ended, or runs again: what is owed follows. Idempotent; as the system, by itself."""
    event = investigations.event(actor, event_id)
    hold_school(event.school_id)
    rows = list(
        Report.objects.filter(school_id=event.school_id, event_id=event_id).order_by("due_at", "id")
    )
    if event.is_running:
        again = [row for row in rows if row.kind == rules.CLOSING and row.state == "due"]
        replace(actor, again, "again")
        _owe_again(actor, event, rows)
        begin(actor, event_id)
        return
    replace(actor, [row for row in rows if _falls_away(row, event)], _ENDS[event.state])
    Report.objects.filter(pk__in=[row.pk for row in rows]).update(followed=False)
    if event.state == "closed":
        _closing(actor, event, rows)


def _owe_again(actor: Actor, event: investigations.EventHead, rows: Sequence[Report]) -> None:
    """What was waived until an excluded event ran again is owed by the deadline it had: nobody had to be
    told of what was none, and now it may be one. Who waived it and why stays with the row."""
    back = investigations.back_from_exclusion(event.school_id, event.id)
    if back is None:
        return
    found = [
        row
        for row in rows
        if (row.kind, row.state) == (rules.FIRST, "waived")
        and row.decided_at is not None
        and row.decided_at < back
    ]
    _again(actor, [(row, row.began_at, row.due_at) for row in found])


def _again(actor: Actor, found: Sequence[tuple[Report, dt.datetime, dt.datetime]]) -> None:
    """Waived reports are owed after all, each counted from an instant and by another. Duties first, then
    rows and facts."""
    for row, _began_at, due_at in found:
        due = duty_queries.newest_about([row.pk], REPORT_DUTY)[row.pk]
        duties.reopen(actor, REPORT_DUTY, due.day, [due.id], duties.Why("again"))
        duties.put_off(REPORT_DUTY, [row.pk], due_at)
    for row, began_at, due_at in found:
        Report.objects.filter(pk=row.pk, state="waived").update(
            state="due", began_at=began_at, due_at=due_at
        )
        journal.record(
            actor,
            ReportOwedAgain(
                school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, due_at=due_at
            ),
        )


def _falls_away(row: Report, event: investigations.EventHead) -> bool:
    """What is still owed of an event that has ended: of a merged one everything, its first report is that of
    the other; else only progress reports that were not due yet."""
    if row.state != "due":
        return False
    if event.state == "merged":
        return True
    return row.kind == rules.PROGRESS and row.due_at >= clock.now()


def _first(actor: Actor, event: investigations.EventHead, rows: Sequence[Report]) -> list[Report]:
    """The first reports that the event's signals ask for; gives those that are new."""
    known = {row.recipient: row for row in rows if row.kind == rules.FIRST}
    wanted = _asked(actor, event)
    for recipient in sorted(set(wanted) & set(known)):
        _tighten(actor, known[recipient], wanted[recipient])
    fresh = [
        _Owed(recipient, rules.FIRST, None, clock_)
        for recipient, clock_ in sorted(wanted.items())
        if recipient not in known
    ]
    return owe(actor, event, fresh)


def _asked(actor: Actor, event: investigations.EventHead) -> dict[str, rules.Clock]:
    """The strictest clock of each recipient, of the signals that stand."""
    found: dict[str, list[rules.Clock]] = {}
    for signal_id in investigations.signals_of(actor, event.id):
        asks, head = outbreaks.asks_of(signal_id), outbreaks.head(signal_id)
        if asks is None or head.state == "withdrawn":
            continue
        due_at, ours = rules.clock_of(
            head.raised_at, head.deadline_at, asks.severity, _spare(event.unit_no)
        )
        clock_ = rules.Clock(
            due_at, head.raised_at, asks.rule, asks.rule_version, asks.basis, asks.status, ours
        )
        for recipient in asks.to:
            found.setdefault(recipient, []).append(clock_)
    if not found and event.state == "confirmed":
        return _by_person(event)
    return {recipient: min(clocks) for recipient, clocks in found.items()}


def _by_person(event: investigations.EventHead) -> dict[str, rules.Clock]:
    """No rule counted it, a person found it: an infectious disease (N-02), or another emergency (N-04)."""
    asks = outbreaks.asks_by("N-02" if event.disease else "N-04")
    if asks is None:
        return {}
    began = clock.now()
    deadline = None if asks.hours is None else began + dt.timedelta(hours=asks.hours)
    due_at, ours = rules.clock_of(began, deadline, asks.severity, _spare(event.unit_no))
    clock_ = rules.Clock(due_at, began, asks.rule, asks.rule_version, asks.basis, asks.status, ours)
    return dict.fromkeys(asks.to, clock_)


def _spare(unit_no: int) -> rules.Spare:
    """What holds at a unit where a rule names no hours."""
    ladders = duty_queries.ladders()
    promptly, emergency = (
        ladders.within(f"{REPORT_DUTY}.{name}", unit_no) for name in ("promptly", "emergency")
    )
    return rules.Spare(promptly, emergency)


def _tighten(actor: Actor, row: Report, wanted: rules.Clock) -> None:
    if row.state != "due" or wanted.due_at >= row.due_at:
        return
    changed = Report.objects.filter(pk=row.pk, state="due", due_at__gt=wanted.due_at).update(
        **wanted.__dict__
    )
    if changed:
        duties.bring_forward(REPORT_DUTY, [row.pk], wanted.due_at)
        journal.record(
            actor,
            ReportTightened(
                school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, rule=wanted.rule,
                due_at=wanted.due_at,
            ),
        )  # fmt: skip


def _closing(actor: Actor, event: investigations.EventHead, rows: Sequence[Report]) -> None:
    """A closing report to each who was told, or is still to be told, of the event. What was waived of an
    earlier closing of the same day is owed of this one."""
    began = event.closed_at or clock.now()
    day = began.astimezone(clock.ZONE).date()
    within = duty_queries.ladders().within(f"{REPORT_DUTY}.closing", event.unit_no)
    owed = [
        _Owed(row.recipient, rules.CLOSING, day, _ours(row, began, began + within))
        for row in rows
        if row.kind == rules.FIRST and row.state not in rules.UNCOUNTED
    ]
    waived = [
        row for row in rows if (row.kind, row.state, row.day) == (rules.CLOSING, "waived", day)
    ]
    earlier = [row for row in waived if row.decided_at and row.decided_at < began]
    _again(actor, [(row, began, began + within) for row in earlier])
    known = {(row.recipient, row.kind, row.day) for row in rows if row.state != "replaced"}
    owe(actor, event, [one for one in owed if (one.recipient, one.kind, one.day) not in known])


def _ours(row: Report, began_at: dt.datetime, due_at: dt.datetime) -> rules.Clock:
    """A clock that no rule gives, by the rule for which the first report was owed."""
    return rules.Clock(
        due_at, began_at, row.rule, row.rule_version, row.basis, row.rule_status, ours=True
    )


def progress_today(actor: Actor, day: dt.date) -> int:
    """Have the day's progress reports owed of events that still run, one for each recipient that has the
    first one since an earlier day. Needs the system's scope; gives how many are new."""
    begin = clock.at(day, dt.time())
    ladders = duty_queries.ladders()
    rows = Report.objects.filter(followed=True, state__in=rules.SENT, sent_at__lt=begin)
    known = set(
        Report.objects.filter(kind=rules.PROGRESS, day=day)
        .exclude(state="replaced")
        .values_list("event_id", "recipient")
    )
    fresh = [
        row
        for row in rows.order_by("school_id", "event_id", "recipient")
        if (row.event_id, row.recipient) not in known
    ]
    for row in fresh:
        hold_school(row.school_id)
        event = investigations.event(actor, row.event_id)
        due_at = clock.at(day, ladders.time(f"{REPORT_DUTY}.progress", row.unit_no))
        owed = _Owed(row.recipient, rules.PROGRESS, day, _ours(row, begin, due_at))
        owe(actor, event, [owed])
    return len(fresh)


def owe(actor: Actor, event: investigations.EventHead, wanted: Sequence[_Owed]) -> list[Report]:
    """New reports with their duties and facts."""
    rows = [_row(event, one) for one in wanted]
    Report.objects.bulk_create(rows)
    named, deputy = reporters(actor, event.school_id) if rows else (None, None)
    ladders = duty_queries.ladders()
    today = clock.today()
    for row in rows:
        new = duties.NewDuty(
            row.school_id, row.unit_no, event.cases, row.due_at, named, deputy,
            ladders.first_step_at(row.unit_no, row.due_at), None, row.pk,
        )  # fmt: skip
        duties.open_duties(actor, REPORT_DUTY, today, "", [new])
        journal.record(
            actor,
            ReportFellDue(
                school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, event_id=event.id,
                report=row.kind, recipient=row.recipient, rule=row.rule, due_at=row.due_at,
            ),
        )  # fmt: skip
    return rows


def _row(event: investigations.EventHead, one: _Owed) -> Report:
    return Report(
        school_id=event.school_id, unit_no=event.school_id, event_id=event.id, year=event.year,
        number=event.number, syndrome=event.syndrome, recipient=one.recipient, kind=one.kind,
        day=one.day, detected_at=event.detected_at, **one.clock.__dict__,
    )  # fmt: skip


def replace(actor: Actor, rows: Iterable[Report], why: str) -> None:
    """Another report stands for these; they stay to be seen. Duties first, then rows, then the facts."""
    found = list(rows)
    for row in found:
        excuse(actor, REPORT_DUTY, row.pk, duties.Why("ended"))
    for row in found:
        Report.objects.filter(pk=row.pk, state="due").update(
            state="replaced", why=why, decided_at=clock.now()
        )
    for row in found:
        journal.record(
            actor,
            ReportReplaced(school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, why=why),
        )


def excuse(actor: Actor, kind: str, about_id: UUID, why: duties.Why) -> None:
    """What is open about a row is not due any more."""
    duties.excuse_many(actor, [held.id for held in duties.hold_about(about_id, kind)], why)


def reporters(actor: Actor, school_id: int) -> tuple[UUID | None, UUID | None]:
    """Who reports for a school and who stands in; only ids come from beyond the actor's scope."""
    with everywhere("statutory") as system:
        found = accounts.holders(system, _REPORTERS, [school_id], clock.today())
    by_role = sorted(found, key=lambda one: _REPORTERS.index(one.role))
    ids = list(dict.fromkeys(one.user_id for one in by_role))
    return (ids[0] if ids else None, ids[1] if len(ids) > 1 else None)
