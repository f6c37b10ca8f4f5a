"""Ordering measures, carrying them out, declining and withdrawing them.

Lock order: the school's events, then duties, then rows, then the journal.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries import evidence, kinds
from xiaoan.investigations import queries as investigations
from xiaoan.investigations.services.joining import lock_school
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.measures import queries, rules
from xiaoan.measures.events import MeasureEnded, MeasuresOrdered
from xiaoan.measures.models import Measure
from xiaoan.measures.queries.words import STATE_NAMES
from xiaoan.photos.services import evidence as photos
from xiaoan.photos.services.evidence import NOTHING, Evidence


@dataclass(frozen=True)
class Line:
    """One measure of an order: of which kind, by whom, within how many hours."""

    kind: str
    owner_id: UUID
    hours: int
    note: str = ""


@dataclass(frozen=True)
class Order:
    """What is ordered in one act. `id` is the form's own (UUIDv7): the same once more orders nothing."""

    id: UUID
    event_id: UUID
    unit_no: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Answer:
    """What became of a measure. `id` is the form's own; `told`: what was done, or why it is not."""

    id: UUID
    measure_id: UUID
    told: str
    done_at: dt.datetime | None = None
    evidence: str = ""
    files: Evidence = NOTHING


def order(actor: Actor, given: Order) -> int:
    """Order measures against a running event, each as a duty of its owner; gives how many are new."""
    head = investigations.event(actor, given.event_id)
    if not actor.may(Permission.ORDER_MEASURES, head.school_id):
        raise Forbidden
    lock_school(head.school_id)
    if known := Measure.objects.filter(order_id=given.id).first():
        if (known.event_id, known.ordered_by_id) != (head.id, actor.user_id):
            raise taken()
        if is_other(known.said, _said(given)):
            raise altered()
        return 0
    # Read anew: who waited for the lock may find it closed.
    if not investigations.event(actor, given.event_id).is_running:
        raise Conflict(_("疫情已经结束,不能再下达措施。"))
    _refuse(actor, head, given)
    now = clock.now()
    rows = [_measure(actor, head, given, line, now) for line in given.lines]
    with new_id():
        Measure.objects.bulk_create(rows)
    _owe(actor, rows)
    journal.record(
        actor,
        MeasuresOrdered(
            school_id=head.school_id, unit_no=given.unit_no, event_id=head.id, order_id=given.id,
            measures=len(rows),
        ),
    )  # fmt: skip
    return len(rows)


def _said(given: Order) -> bytes:
    """Of what was ordered: the owner of a measure may be another by the time it is sent once more."""
    lines = sorted(
        (one.kind, str(one.owner_id), one.hours, one.note.strip()) for one in given.lines
    )
    return fingerprint(given.unit_no, lines)


def _refuse(actor: Actor, head: investigations.EventHead, given: Order) -> None:
    if not given.lines:
        raise Invalid(_("请至少勾选一项措施。"), {"kinds": "empty"})
    if given.unit_no not in {no for no, _name in queries.places_of(head.school_id)}:
        raise Invalid(_("请从本校和本校的班级中选择。"), {"unit_no": "unknown"})
    known = {one.user_id for one in queries.owners(actor, given.unit_no)}
    kinds = [line.kind for line in given.lines]
    if not set(kinds) <= rules.kinds().keys() or len(set(kinds)) < len(kinds):
        raise Invalid(_("请从列表中选择措施,每项一次。"), {"kinds": "unknown"})
    for line in given.lines:
        _refuse_line(line, known)


def _refuse_line(line: Line, known: set[UUID]) -> None:
    if line.owner_id not in known:
        raise Invalid(_("请为每项措施从名单中选一位承办人。"), {f"owner-{line.kind}": "unknown"})
    if not 1 <= line.hours <= rules.MOST_HOURS:
        raise Invalid(_("时限请写 1 到 240 小时。"), {f"hours-{line.kind}": "range"})
    refuse_words(line.note)
    if line.kind == "other" and not line.note.strip():
        raise Invalid(_("选“其他措施”时请写明做什么。"), {f"note-{line.kind}": "empty"})


def refuse_words(text: str) -> None:
    if len(text) > rules.LONGEST or "\0" in text:
        raise Invalid(_("说明不超过 300 个字。"), {"told": "too_long"})


def _measure(
    actor: Actor, head: investigations.EventHead, given: Order, line: Line, now: dt.datetime
) -> Measure:
    return Measure(
        id=uuid7(), order_id=given.id, event_id=head.id, school_id=head.school_id,
        unit_no=given.unit_no, kind=line.kind, note=line.note.strip(), ordered_at=now,
        ordered_by_id=actor.user_id, owner_id=line.owner_id,
        due_at=now + dt.timedelta(hours=line.hours), said=_said(given),
    )  # fmt: skip


def _owe(actor: Actor, rows: Sequence[Measure]) -> None:
    ladders = duty_queries.ladders()
    leads = _leads(actor, rows[0].school_id) if rows else []
    wanted = [
        duties.NewDuty(
            school_id=one.school_id, unit_no=one.unit_no, people=0, due_at=one.due_at,
            assignee_id=one.owner_id,
            deputy_id=next((who for who in leads if who != one.owner_id), None),
            next_step_at=ladders.first_step_at(one.unit_no, one.due_at), about_id=one.pk,
        )
        for one in rows
    ]  # fmt: skip
    duties.open_duties(actor, queries.DO, clock.today(), "", wanted)


def _leads(actor: Actor, school_id: int) -> list[UUID]:
    """Who of a school answers for a measure when its owner can not: the principal, then the doctor."""
    found = accounts.holders(actor, ("principal", "school_doctor"), [school_id], clock.today())
    return [one.user_id for one in sorted(found, key=lambda one: one.role)]


def carry_out(actor: Actor, given: Answer) -> None:
    """The owner did it; whoever orders there may write it down for them. What was late stays late."""
    found = _begin(actor, given, "done")
    if found is None:
        return
    if given.done_at is None:
        raise Invalid(_("请填写办好的时间。"), {"done_at": "empty"})
    if not given.files and kinds.PAPER in evidence.asked(queries.DO, found.unit_no):
        raise Invalid(_("县里要求办好时有凭据:请上传照片或 PDF 文件。"), {"photo": "empty"})
    fault = rules.done_fault(given.done_at, found.ordered_at, clock.now())
    if fault:
        words = {
            "future": _("办好的时间不能晚于现在。"),
            "before": _("办好的时间不能早于下达措施的时间。"),
        }
        raise Invalid(words[fault], {"done_at": fault})
    now = clock.now()
    kept = photos.keep(actor, found.unit_no, given.files)
    found.photo_ids, found.paper_ids = kept.photo_ids, kept.paper_ids
    duties.discharge_about(
        actor, found.pk, queries.DO, now, on_behalf=found.owner_id != actor.user_id
    )
    found.done_at, found.late, found.evidence = given.done_at, now > found.due_at, given.evidence
    _end(actor, found, given, "done")


def decline(actor: Actor, given: Answer) -> None:
    """The owner can not do it, and says why; whoever ordered it sees that it is open again to be ordered."""
    found = _begin(actor, given, "declined")
    if found is not None:
        _excuse(actor, found)
        _end(actor, found, given, "declined")


def withdraw(actor: Actor, given: Answer) -> None:
    """Not wanted any more, by whoever may order there."""
    found = _begin(actor, given, "withdrawn")
    if found is not None:
        _excuse(actor, found)
        _end(actor, found, given, "withdrawn")


def withdraw_known(actor: Actor, measure_id: UUID, reason: str) -> bool:
    """Withdraw a measure for what has become of its event; False if somebody has ended it. The caller has
    locked the school."""
    duties.hold_about(measure_id, queries.DO)
    found = Measure.objects.select_for_update().get(pk=measure_id)
    if found.state != "ordered":
        return False
    _excuse(actor, found)
    _end(actor, found, Answer(uuid7(), found.pk, reason), "withdrawn")
    return True


def _begin(actor: Actor, given: Answer, state: str) -> Measure | None:
    """Lock a measure that is not ended yet; None: this form ended it so already."""
    seen = queries.find(actor, given.measure_id)
    if not _may(actor, seen, state):
        raise Forbidden
    refuse_words(given.told)
    refuse_words(given.evidence)
    if not given.told.strip():
        raise Invalid(
            _("请写明做了什么。") if state == "done" else _("请写明理由。"), {"told": "empty"}
        )
    lock_school(seen.school_id)
    duties.hold_about(seen.pk, queries.DO)
    found = Measure.objects.select_for_update().get(pk=seen.pk)
    if found.state != "ordered":
        if found.ended_with == given.id and found.state == state:
            _refuse_altered(actor, found, given)
            return None
        raise Conflict(_overtaken(actor, found))
    return found


def _refuse_altered(actor: Actor, row: Measure, given: Answer) -> None:
    if row.ended_by_id != actor.user_id:
        raise taken()
    kept = (row.told, row.done_at, row.evidence)
    is_same = kept == (given.told.strip(), given.done_at, given.evidence)
    if not is_same or is_other(row.told_said, _told(given)):
        raise altered()


def _told(given: Answer) -> bytes:
    return fingerprint(given.told.strip(), given.evidence, given.files.digests())


def _may(actor: Actor, row: Measure, state: str) -> bool:
    orders = actor.may(Permission.ORDER_MEASURES, row.unit_no)
    if state == "withdrawn":
        return orders
    if not actor.may(Permission.CARRY_OUT, row.unit_no):
        return False
    return queries.answers_for(actor, row) or (state == "done" and orders)


def _overtaken(actor: Actor, row: Measure) -> str:
    """Who was faster, and what they did."""
    names = accounts.names(actor, {row.ended_by_id} if row.ended_by_id else set())
    at = row.ended_at or row.ordered_at
    return _("%(who)s 在 %(at)s 已经记为“%(what)s”。您的操作没有保存。") % {
        "who": names.get(row.ended_by_id, "") if row.ended_by_id else _("系统"),
        "at": f"{at.astimezone(clock.ZONE):%H:%M}",
        "what": STATE_NAMES[row.state],
    }


def _excuse(actor: Actor, row: Measure) -> None:
    held = [one.id for one in duties.hold_about(row.pk, queries.DO)]
    duties.excuse_many(actor, held, duties.Why("ended"))


def _end(actor: Actor, row: Measure, given: Answer, state: str) -> None:
    row.state, row.told, row.ended_with = state, given.told.strip(), given.id
    row.ended_at, row.ended_by_id = clock.now(), actor.user_id
    row.told_said = _told(given)
    row.save()
    journal.record(
        actor,
        MeasureEnded(
            school_id=row.school_id, unit_no=row.unit_no, event_id=row.event_id, measure_id=row.pk,
            how=state, late=row.late,
        ),
    )  # fmt: skip
