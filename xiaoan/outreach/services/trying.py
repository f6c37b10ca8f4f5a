"""Calling, visiting, and what leaders decide of families that nobody reached.

Runs in the system's scope once the actor's right at the class is clear: the township's duty lies under its
own number. Locks: the task, duties, the journal.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.duties import queries as duty_queries
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere
from xiaoan.outreach import queries, rules
from xiaoan.outreach.events import (
    OutreachClosed,
    OutreachEscalated,
    OutreachReached,
    OutreachTried,
    OutreachVisited,
)
from xiaoan.outreach.models import Line, Task, Try
from xiaoan.outreach.queries import reasons
from xiaoan.outreach.services import owing
from xiaoan.outreach.services.asking import end_settled
from xiaoan.photos.services.evidence import Evidence, Shot
from xiaoan.photos.services.evidence import keep as keep_evidence


@dataclass(frozen=True)
class NewCall:
    """What came of a call; `id` is made by the form. `who`: who answered; `promise`: the day until which the
    family promised."""

    id: UUID
    task_id: UUID
    outcome: str
    why: str = ""
    who: str = ""
    note: str = ""
    promise: dt.date | None = None


@dataclass(frozen=True)
class NewVisit(NewCall):
    """What came of a visit at home; two went, `second_id` is the other; `photos`: what was seen there."""

    second_id: UUID | None = None
    photos: tuple[Shot, ...] = ()


@dataclass(frozen=True)
class NewLead(NewCall):
    """What the head or the township decided: settled, visited again, on to the township."""


def take(actor: Actor, task_id: UUID) -> None:
    """This caller has the family for some minutes; Conflict that says who has it already."""
    with everywhere("outreach"):
        task = _hold(actor, task_id)
        _require(queries.may_call(actor, task))
        _refuse_ended(task)
        if queries.is_taken(task) and task.taken_by_id != actor.user_id:
            other = [one for one in [task.taken_by_id] if one]
            name = next(iter(accounts.names(actor, other).values()), _("同事"))
            at = task.taken_at.astimezone(clock.ZONE).strftime("%H:%M") if task.taken_at else ""
            raise Conflict(
                _("%(name)s 从 %(at)s 起正在联系这一家,请不要重复打。") % {"name": name, "at": at}
            )
        if task.taken_by_id != actor.user_id or not queries.is_taken(task):
            task.taken_by_id, task.taken_at = actor.user_id, clock.now()
            task.save(update_fields=["taken_by_id", "taken_at"])


def call(actor: Actor, given: NewCall) -> str:
    """Note a call; gives the stage the task is in then. A try soon after another is kept and counts once."""
    with everywhere("outreach"):
        task, body = _begin(actor, given, "call")
        if _is_known(actor, given, body):
            return task.stage
        _require(queries.may_call(actor, task))
        _refuse_ended(task)
        _checked(given, rules.CALL_OUTCOMES)
        stage = task.stage
        if stage not in ("call", "visit", "waiting"):
            raise Conflict(_("这一家已经交给校长或乡镇办理,不再记电话。"))
        promise = _promise(given)
        _keep(actor, task, given, "call", body, promise)
        if given.outcome == "reached":
            return _reached(actor, task, given, "call", stage, promise)
        return _failed(actor, task, given, stage)


def _failed(actor: Actor, task: Task, given: NewCall, stage: str) -> str:
    rows = Try.objects.filter(task_id=task.pk, way="call").exclude(outcome="reached")
    since = task.reached_at or task.opened_at
    task.tries = rules.failures(rows.filter(at__gte=since).values_list("at", flat=True))
    task.taken_by_id = task.taken_at = None
    most = duty_queries.ladders().value("outreach.call.tries", task.unit_no)
    journal.record(
        actor,
        OutreachTried(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, outcome=given.outcome,
            tries=task.tries,
        ),
    )  # fmt: skip
    if stage == "call" and rules.after_call(task.tries, most) == "visit":
        _move(actor, task, "visit", "not_reached")
    else:
        task.save()
    return task.stage


def visit(actor: Actor, given: NewVisit) -> str:
    """Note a visit at home by two; gives the stage the task is in then."""
    with everywhere("outreach"):
        shown = Evidence(photos=given.photos)
        task, body = _begin(actor, given, "visit", given.second_id, *shown.digests())
        if _is_known(actor, given, body):
            return task.stage
        _require(queries.may_call(actor, task))
        _refuse_ended(task)
        _checked(given, rules.VISIT_OUTCOMES)
        if given.second_id is None or given.second_id == actor.user_id:
            raise Invalid(_("家访要两个人去,请选同去的人。"), {"second": "missing"})
        if given.second_id not in dict(queries.companions(actor, task)):
            raise Invalid(_("同去的人不在本校,请重选。"), {"second": "unknown"})
        stage, promise = task.stage, _promise(given)
        if stage not in ("call", "visit", "waiting"):
            raise Conflict(_("这一家已经交给校长或乡镇办理。"))
        photos = keep_evidence(actor, task.unit_no, shown).photo_ids
        _keep(actor, task, given, "visit", body, promise, given.second_id, photos)
        journal.record(
            actor,
            OutreachVisited(
                school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk,
                outcome=given.outcome,
            ),
        )  # fmt: skip
        if given.outcome == "met":
            return _reached(actor, task, given, "visit", stage, promise)
        _move(actor, task, "principal", given.outcome)
        return task.stage


def lead(actor: Actor, given: NewLead) -> str:
    """The head, or the township once it has the task, decides; gives the stage the task is in then."""
    with everywhere("outreach"):
        task, body = _begin(actor, given, "lead")
        if _is_known(actor, given, body):
            return task.stage
        _require(queries.may_lead(actor, task))
        _refuse_ended(task)
        _checked(given, rules.LEAD_OUTCOMES)
        if not given.note.strip():
            raise Invalid(_("请写明怎么办、依据是什么。"), {"note": "missing"})
        if given.outcome == "township" and task.stage == "township":
            raise Invalid(_("已经在乡镇办理,请选别的办法。"), {"outcome": "unknown"})
        stage, promise = task.stage, _promise(given)
        _keep(actor, task, given, "lead", body, promise)
        if given.outcome == "settled":
            return _reached(actor, task, given, "lead", stage, promise)
        _move(actor, task, "visit" if given.outcome == "again" else "township", given.outcome)
        return task.stage


def _hold(actor: Actor, task_id: UUID) -> Task:
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None or not queries.sees(actor, task):
        raise NotFound
    return task


def _begin(
    actor: Actor, given: NewCall, way: str, second: UUID | None = None, *photos: str
) -> tuple[Task, bytes]:
    body = fingerprint(
        way, str(given.task_id), given.outcome, given.why, given.who.strip(), given.note.strip(),
        given.promise, str(second or ""), *photos,
    )  # fmt: skip
    return _hold(actor, given.task_id), body


def _is_known(actor: Actor, given: NewCall, body: bytes) -> bool:
    known = Try.objects.filter(pk=given.id).first()
    if known is None:
        return False
    if known.by_id != actor.user_id or is_other(known.said, body):
        raise taken()
    return True


def _require(is_permitted: bool) -> None:
    if not is_permitted:
        raise Forbidden


def _refuse_ended(task: Task) -> None:
    if task.closed_at is not None:
        raise Conflict(_("这一家的联系任务已经办结,不用再记。请刷新看结果。"))


def _checked(given: NewCall, outcomes: tuple[str, ...]) -> None:
    if given.outcome not in outcomes:
        raise Invalid(_("请选结果。"), {"outcome": "missing"})
    if given.outcome in rules.SPOKEN and given.why not in rules.WHYS:
        raise Invalid(_("请选家长说的原因。"), {"why": "missing"})
    for name, text in (("who", given.who), ("note", given.note)):
        if len(text.strip()) > rules.LONGEST:
            raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": rules.LONGEST}, {name: "too_long"})
        if "\0" in text:
            raise Invalid(_("有不能保存的字符。"), {name: "unreadable"})


def _promise(given: NewCall) -> dt.datetime | None:
    """The end of the promised day."""
    if given.promise is None:
        return None
    today = clock.today()
    latest = today + dt.timedelta(days=rules.NUMBERS["promise_days"])
    if given.outcome not in rules.SPOKEN:
        raise Invalid(_("没有联系上,不能记承诺。"), {"promise": "unknown"})
    if not today <= given.promise <= latest:
        raise Invalid(
            _("承诺的日期要在今天到 %(day)s 之间。") % {"day": latest.isoformat()},
            {"promise": "range"},
        )
    return clock.at(given.promise, dt.time(18))


def _keep(
    actor: Actor, task: Task, given: NewCall, way: str, body: bytes, promise: dt.datetime | None,
    second: UUID | None = None, photos: Sequence[UUID] = (),
) -> None:  # fmt: skip
    note = given.note.strip()
    with new_id():
        Try.objects.create(
            id=given.id, school_id=task.school_id, unit_no=task.unit_no, person_id=task.person_id,
            task_id=task.pk, way=way, outcome=given.outcome,
            why=given.why if given.outcome in rules.SPOKEN else "", who=given.who.strip(),
            at=clock.now(), by_id=accounts.user_id(actor), second_id=second, promise_at=promise,
            photos=list(photos), said=body,
            note_cipher=ciphers.seal(note, place=queries.NOTE_PLACE, row=given.id) if note else None,
        )  # fmt: skip


def _reached(
    actor: Actor, task: Task, given: NewCall, way: str, stage: str, promise: dt.datetime | None
) -> str:
    """Spoken to: the duty is done. With a promise the task waits for it; without, what a call ends is ended,
    and what lasts is looked at again in some days."""
    now = clock.now()
    task.reached_at, task.why = task.reached_at or now, given.why
    task.tries, task.taken_by_id, task.taken_at = 0, None, None
    owing.settle(actor, task, stage)
    journal.record(
        actor,
        OutreachReached(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, way=way, why=given.why,
            promised=promise is not None,
        ),
    )  # fmt: skip
    task.stage = "waiting"
    task.promised, task.again_at = promise is not None, promise
    if promise is None:
        task.again_at = now + dt.timedelta(days=rules.NUMBERS["again_days"])
        rows = Line.objects.filter(task_id=task.pk, closed_at=None)
        if given.outcome != "settled":
            rows = rows.exclude(reason__in=reasons.lasting())
        ended = rows.update(closed_at=now, closed_why="reached")
        task.save()
        closed = end_settled(actor, [task], "reached")
        journal.record(
            actor,
            OutreachClosed(
                school_id=task.school_id, unit_no=task.unit_no, why="reached", lines=ended,
                tasks=len(closed),
            ),
        )  # fmt: skip
        return "closed" if closed else task.stage
    task.save()
    return task.stage


def _move(actor: Actor, task: Task, stage: str, why: str) -> None:
    """On to another stage: what was owed is done, the next is owed."""
    owing.settle(actor, task, task.stage)
    task.stage, task.round, task.again_at, task.promised = stage, task.round + 1, None, False
    task.taken_by_id = task.taken_at = None
    task.save()
    owing.owe([task])
    journal.record(
        actor,
        OutreachEscalated(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, stage=stage, why=why
        ),
    )
