"""One class's roll-call: submitted once, corrected with a reason, never overwritten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries, rules
from xiaoan.screening.events import RollCallConflicted, RollCallSubmitted
from xiaoan.screening.models import Mark, RollCall

KIND = "screening.rollcall"
SLOTS = ("morning", "noon", "evening")


@dataclass(frozen=True)
class Submission:
    """What a phone or an office sends. `id` is made there; `base` is the version it was made from
    (0: none).

    `marks` name pupils by enrolment id. `confirmed` are the doubts the sender has answered for.
    """

    id: UUID
    unit_no: int
    day: dt.date
    slot: str
    base: int
    marks: tuple[rules.Mark, ...] = ()
    notes: tuple[tuple[UUID, str], ...] = ()
    reason: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Receipt:
    """What the sender keeps: which version was stored, when, by whom in whose place (`entry`), and
    whether it was late or in conflict.
    """

    id: UUID
    unit_no: int
    day: dt.date
    slot: str
    version: int
    state: str
    submitted_at: dt.datetime
    late: bool
    entry: str


class Doubtful(Invalid):
    """The figures contradict themselves or the day before: asked before anything is stored.

    `fields` says what else is missing, so that a sheet comes back once and not twice.
    """

    def __init__(self, doubts: Sequence[rules.Doubt], fields: dict[str, str]) -> None:
        super().__init__(_("请核对后再提交。"), fields)
        self.doubts = tuple(doubts)

    @property
    def is_refused(self) -> bool:
        return any(doubt.is_refused for doubt in self.doubts)


def submit_roll_call(actor: Actor, sent: Submission) -> Receipt:
    """Store a class's roll-call or its correction.

    The same id again answers as the first time. From a stale base both versions are kept for a
    person to decide (`Receipt.state` is "conflict"). Raises NotFound, Forbidden, Invalid or
    Doubtful; then nothing was stored.
    """
    _entry(actor, sent.unit_no, sent.slot)
    sent = _readable(sent)
    held = duties.hold(sent.unit_no, KIND, sent.day, sent.slot)
    now = clock.now()
    _refuse_if_not_due(held, sent, now)
    assert held is not None  # noqa: S101  # for the type checker: refused above
    entry = entry_as(actor, sent.unit_no, sent.slot, held.assignee_id)
    body = _hash(sent)
    found = queries.standing(sent.id, sent.unit_no, sent.day, sent.slot)
    current = found.current
    before = _by_id(found.same, sent, body)
    if before:
        return before
    size, roll = _roll(actor, sent)
    _refuse_strangers(sent, roll)
    # The same marks of another roll are another report: somebody came or went since.
    if current and (bytes(current.body_hash), current.enrolled) == (body, size):
        return receipt_of(current)
    _ask(sent, _contradictions(size, sent, found))
    counts = rules.counts(size, sent.marks)
    work = _Work(held, entry, now, body, roll, counts, current)
    stale = current is not None and current.version != sent.base
    return (_keep_both if stale else _store)(actor, sent, work)


def doubts_about(actor: Actor, sent: Submission) -> tuple[rules.Doubt, ...]:
    """What would be asked about those marks of a sheet that can be read; nothing is stored.

    For a form that comes back for another reason: everything is said at once.
    """
    _entry(actor, sent.unit_no, sent.slot)
    size, roll = _roll(actor, sent)
    known = replace(sent, marks=tuple(mark for mark in sent.marks if mark.person in roll))
    found = queries.standing(sent.id, sent.unit_no, sent.day, sent.slot)
    return _contradictions(size, known, found)


def _contradictions(
    size: int, sent: Submission, found: queries.Standing
) -> tuple[rules.Doubt, ...]:
    return rules.contradictions(
        size, sent.marks, sent.day, isolated=found.isolated, uncleared=found.uncleared,
        sent_away=found.sent_away, sick_before=found.sick_before,
    )  # fmt: skip


@dataclass(frozen=True)
class _Work:
    """What one submission has found out on its way."""

    held: duties.Held
    entry: str
    now: dt.datetime
    body: bytes
    roll: dict[UUID, directory.Pupil]
    counts: rules.Counts
    current: RollCall | None


def entry_as(actor: Actor, unit_no: int, slot: str, assignee_id: UUID | None) -> str:
    """As whom the actor reports a class (`models.ENTRIES`); `assignee_id`: the person named for it.

    Who may take it and is not the person named reports in that person's stead.
    """
    entry = _entry(actor, unit_no, slot)
    named = actor.is_system or assignee_id in (None, actor.user_id)
    return entry if named or entry == "office" else "deputy"


def _entry(actor: Actor, unit_no: int, slot: str) -> str:
    if actor.is_system or actor.may(Permission.TAKE_ROLL_CALL, unit_no):
        return "self"
    if slot == "evening" and actor.may(Permission.TAKE_EVENING, unit_no):
        return "self"
    if actor.may(Permission.ENTER_FOR_OTHERS, unit_no):
        return "office"
    raise Forbidden if actor.sees(unit_no) else NotFound


def _readable(sent: Submission) -> Submission:
    """What is stored of what was sent; Invalid for text that no database keeps."""
    if any("\0" in text for _who, text in sent.notes):
        raise Invalid(_("备注里有不能保存的字符。请删去后重填。"), {"note": "unreadable"})
    if "\0" in sent.reason:
        raise Invalid(_("原因里有不能保存的字符。请删去后重填。"), {"reason": "unreadable"})
    return replace(sent, marks=tuple(rules.with_own_onset(mark) for mark in sent.marks))


def _roll(actor: Actor, sent: Submission) -> tuple[int, dict[UUID, directory.Pupil]]:
    """How many are asked about, and who of them is marked."""
    marked = {mark.person for mark in sent.marks if isinstance(mark.person, UUID)}
    return directory.counted_roll(
        actor, sent.unit_no, sent.day, marked, boarders=sent.slot == "evening"
    )


def _refuse_if_not_due(held: duties.Held | None, sent: Submission, now: dt.datetime) -> None:
    if held is None or held.state == "excused":
        raise Invalid(
            _("这一天这个班不需要这项检查。如有误,请联系校医或校长。"), {"day": "not_due"}
        )
    if held.opens_at and now < held.opens_at:
        when = held.opens_at.astimezone(clock.ZONE).strftime("%H:%M")
        raise Invalid(_("还没到时间,%(when)s 起可以提交。") % {"when": when}, {"slot": "early"})


def _by_id(row: RollCall | None, sent: Submission, body: bytes) -> Receipt | None:
    if row is None:
        return None
    same_place = (row.unit_no, row.day, row.slot) == (sent.unit_no, sent.day, sent.slot)
    if not same_place or bytes(row.body_hash) != body:
        raise _reused()
    return receipt_of(row)


def _reused() -> Invalid:
    return Invalid(_("这个编号已用于另一份内容。请刷新页面后重新提交。"), {"id": "reused"})


def _refuse_strangers(sent: Submission, roll: dict[UUID, directory.Pupil]) -> None:
    if any(mark.person not in roll for mark in sent.marks):
        raise Invalid(
            _("名单有变动:有学生今天不在这个班。请刷新页面后再提交。"), {"marks": "not_on_roll"}
        )


def _ask(sent: Submission, doubts: Sequence[rules.Doubt]) -> None:
    fields = {"reason": "missing"} if sent.base and not sent.reason.strip() else {}
    if doubts and (not sent.confirmed or any(doubt.is_refused for doubt in doubts)):
        raise Doubtful(doubts, fields)
    if fields:
        raise Invalid(reason_missing(), fields)


def reason_missing() -> str:
    """How a correction without its reason is asked for it."""
    return _("更正要写明原因。")


def _store(actor: Actor, sent: Submission, work: _Work) -> Receipt:
    old = work.current
    before = queries.figures_of(actor, old) if old else None
    late = old.late if old else rules.is_late(work.now, work.held.due_at)
    row = _replace(actor, sent, work, old) if old else _insert(actor, sent, work, "current", late)
    duties.discharge(actor, work.held, work.now, on_behalf=work.entry == "office")
    counts = work.counts
    journal.record(
        actor,
        RollCallSubmitted(
            school_id=row.school_id,
            unit_no=row.unit_no,
            roll_call_id=row.pk,
            day=row.day,
            slot=row.slot,
            version=row.version,
            entry=row.entry,
            late=late,
            zero=counts.is_zero_report,
            people_due=work.held.people,
            figures=queries.figures(counts, sent.marks),
            before=before,
            before_zero=queries.is_zero(before),
        ),
    )
    return receipt_of(row)


@transaction.atomic  # an id that is refused leaves the old version in force
def _replace(actor: Actor, sent: Submission, work: _Work, old: RollCall) -> RollCall:
    RollCall.objects.filter(pk=old.pk, state="current").update(state="superseded")
    Mark.objects.filter(roll_call_id=old.pk, school_id=old.school_id).update(current=False)
    return _insert(actor, sent, work, "current", old.late)


def _keep_both(actor: Actor, sent: Submission, work: _Work) -> Receipt:
    current = work.current
    assert current is not None  # noqa: S101  # for the type checker: the caller compared versions
    row = _insert(actor, sent, work, "conflict", current.late)
    journal.record(
        actor,
        RollCallConflicted(
            school_id=row.school_id,
            unit_no=row.unit_no,
            roll_call_id=row.pk,
            current_id=current.pk,
            day=row.day,
            slot=row.slot,
        ),
    )
    return receipt_of(row)


_COLUMNS = tuple(field.attname for field in RollCall._meta.concrete_fields)
# Written out for the morning's rush (see duties.services).
_INSERT = (
    f"insert into screening_roll_call ({', '.join(_COLUMNS)}) "  # noqa: S608  # our own columns
    f"values ({', '.join(['%s'] * len(_COLUMNS))}) on conflict (id) do nothing"
)


def _insert(actor: Actor, sent: Submission, work: _Work, state: str, late: bool) -> RollCall:
    counts = work.counts.by_name()
    del counts["fever"], counts["symptomatic"]
    row = RollCall(
        id=sent.id,
        school_id=work.held.school_id,
        unit_no=sent.unit_no,
        day=sent.day,
        slot=sent.slot,
        version=(work.current.version if work.current else 0) + 1,
        base=sent.base,
        state=state,
        submitted_at=work.now,
        submitted_by_id=actor.user_id,
        entry=work.entry,
        late=late,
        reason=sent.reason.strip(),
        body_hash=work.body,
        **counts,
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [getattr(row, name) for name in _COLUMNS])
        if not cursor.rowcount:  # of a unit that row security hides: said as of any other
            raise _reused()
    notes = dict(sent.notes)
    marks = [_mark_row(row, mark, work.roll[mark.person], notes, state) for mark in sent.marks]  # type: ignore[index]  # enrolment ids, checked above
    Mark.objects.bulk_create(marks)
    return row


def _mark_row(
    row: RollCall, mark: rules.Mark, pupil: directory.Pupil, notes: dict[UUID, str], state: str
) -> Mark:
    return Mark(
        id=uuid7(),
        school_id=row.school_id,
        unit_no=row.unit_no,
        roll_call_id=row.pk,
        enrolment_id=pupil.enrolment_id,
        person_id=pupil.person_id,
        day=row.day,
        slot=row.slot,
        current=state == "current",
        dormitory_no=pupil.dormitory_no,
        kind=str(mark.kind),
        symptoms=int(mark.symptoms),
        onset=mark.onset,
        temperature=mark.temperature,
        method=mark.method,
        retest=mark.retest,
        retest_method=mark.retest_method,
        fever=mark.fever,
        note=notes.get(pupil.enrolment_id, ""),
    )


def _hash(sent: Submission) -> bytes:
    """Of what was said, not of who said it or from which base: equal reports are the same report."""
    marks = sorted(
        (str(m.person), str(m.kind), int(m.symptoms), str(m.onset), str(m.temperature), m.method,
         str(m.retest), m.retest_method)
        for m in sent.marks
    )  # fmt: skip
    notes = sorted((str(who), text) for who, text in sent.notes)
    said: list[Any] = [sent.unit_no, sent.day.isoformat(), sent.slot, marks, notes]
    return sha256(repr(said).encode()).digest()[:16]


def receipt_of(row: RollCall) -> Receipt:
    """What the sender of a version keeps."""
    return Receipt(
        row.pk,
        row.unit_no,
        row.day,
        row.slot,
        row.version,
        row.state,
        row.submitted_at.astimezone(clock.ZONE),
        row.late,
        row.entry,
    )
