"""A drill as it runs: begun, steps done or left out, made-up pupils told of, ended, what was found wrong."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.drills import queries, rules
from xiaoan.drills.models import Case, Drill, Step
from xiaoan.drills.queries.duty_kinds import CONCLUDE, HOLD
from xiaoan.drills.queries.words import DIAGNOSES, SIGNS
from xiaoan.drills.rules import scenarios
from xiaoan.drills.services.acting import (
    call_off,
    go,
    hold,
    owe,
    put,
    require_keeper,
    same,
    settle,
    user,
    words,
)
from xiaoan.inspections import services as inspections
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.said import fingerprint

SOURCE = "drills"
# A phone's clock may be ahead of ours by so much.
_AHEAD = dt.timedelta(minutes=2)


@dataclass(frozen=True)
class Said:
    """Something about a drill; `id` is made by the form. `code`: the step; `at`: when a phone without
    network saw it done; `text`: a note, or why; `sure`: begun on another day than planned, knowingly."""

    id: UUID
    drill_id: UUID
    code: str = ""
    text: str = ""
    at: dt.datetime | None = None
    sure: bool = False


@dataclass(frozen=True)
class Inject:
    """One made-up pupil more: signs as teachers tick them or a diagnosis, days since it began."""

    id: UUID
    drill_id: UUID
    label: str
    signs: str = ""
    diagnosis: str = ""
    onset_days: int | None = 0


@dataclass(frozen=True)
class End:
    """Over: how many took part."""

    id: UUID
    drill_id: UUID
    staff: int | None
    pupils: int | None
    text: str = ""


@dataclass(frozen=True)
class NewFinding:
    """Something that went wrong, at a step or as a whole (`code` ""), to be mended by a named person."""

    id: UUID
    drill_id: UUID
    code: str
    text: str
    severity: str
    owner_id: UUID | None = None


def begin(actor: Actor, given: Said) -> None:
    """The clock runs from now on. Invalid (`sure`): it is planned for another day, and nobody has said that
    it is held today all the same."""
    row = hold(actor, given.drill_id)
    body = fingerprint("begin")
    if same(actor, given.id, row, body):
        return
    require_keeper(actor, row)
    go(row, "begin")
    planned = row.planned_at.astimezone(clock.ZONE).date()
    if planned != clock.today() and not given.sure:
        said = _("这次演练安排在 %(day)s,不是今天。今天就演练的,请勾选后再开始;否则请改期。") % {
            "day": planned.isoformat()
        }
        raise Invalid(said, {"sure": "day"})
    row.begun_at = clock.now()
    put(actor, row, given.id, "begin", body)


def done(actor: Actor, given: Said) -> None:
    """A step was done: by who plays its role, or by who keeps the drill."""
    with queries.beyond(actor, given.drill_id):
        _done(actor, given)


def _done(actor: Actor, given: Said) -> None:
    row, step = _held_step(actor, given)
    # What was sent, not when: a phone that sends again reckons the time anew.
    body = fingerprint("done", given.code, given.text)
    if same(actor, given.id, row, body):
        return
    _require_part(actor, row, step)
    go(row, "done")
    _unmarked(row, step)
    at = _seen_at(row, given.at)
    note = words("text", given.text)
    _mark(actor, row, step, at=at, note=note)
    put(actor, row, given.id, "done", body, code=step.code, text=note, at=at)


def skip(actor: Actor, given: Said) -> None:
    """A step is left out, and why; it counts as not done."""
    row, step = _held_step(actor, given)
    body = fingerprint("skip", given.code, given.text)
    if same(actor, given.id, row, body):
        return
    require_keeper(actor, row)
    go(row, "skip")
    _unmarked(row, step)
    why = words("text", given.text, required=_("请写明为什么不做这一步。"))
    _mark(actor, row, step, skipped=why)
    put(actor, row, given.id, "skip", body, code=step.code, text=why)


def undo(actor: Actor, given: Said) -> None:
    """A step was marked by mistake, and why; the act stays on record."""
    row, step = _held_step(actor, given)
    body = fingerprint("undo", given.code, given.text)
    if same(actor, given.id, row, body):
        return
    require_keeper(actor, row)
    go(row, "undo")
    why = words("text", given.text, required=_("请写明为什么撤回。"))
    if not Step.objects.filter(drill_id=row.pk, code=step.code).delete()[0]:
        raise Conflict(_("这一步还没有记录。请刷新后看最新情况。"))
    put(actor, row, given.id, "undo", body, code=step.code, text=why)


def _held_step(actor: Actor, given: Said) -> tuple[Drill, scenarios.Step]:
    row = hold(actor, given.drill_id)
    step = next((one for one in queries.steps_of(row) if one.code == given.code), None)
    if step is None:
        raise NotFound
    return row, step


def _require_part(actor: Actor, row: Drill, step: scenarios.Step) -> None:
    if actor.may(Permission.KEEP_DRILLS, row.unit_no):
        return
    if step.role not in queries.roles_of(actor, row):
        raise Forbidden


def _unmarked(row: Drill, step: scenarios.Step) -> None:
    if Step.objects.filter(drill_id=row.pk, code=step.code).exists():
        raise Conflict(_("这一步已经有人记过了。请刷新后看最新情况。"))


def _seen_at(row: Drill, at: dt.datetime | None) -> dt.datetime:
    now = clock.now()
    if at is None or row.begun_at is None:
        return now
    if at > now + _AHEAD or at < row.begun_at:
        raise Invalid(_("完成时间要在演练开始之后、现在之前。请核对手机时间。"), {"at": "range"})
    return min(at, now)


def _mark(
    actor: Actor, row: Drill, step: scenarios.Step, *, at: dt.datetime | None = None,
    skipped: str = "", note: str = "",
) -> None:  # fmt: skip
    Step.objects.create(
        id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, drill_id=row.pk, code=step.code,
        done_at=at, skipped=skipped, note=note, by_id=user(actor),
    )  # fmt: skip


def inject(actor: Actor, given: Inject) -> None:
    """The organiser tells of one made-up pupil more; nothing of it reaches a roll-call, a signal or a
    report."""
    row = hold(actor, given.drill_id)
    body = fingerprint("inject", given.label, given.signs, given.diagnosis, given.onset_days)
    if same(actor, given.id, row, body):
        return
    require_keeper(actor, row)
    go(row, "inject")
    label = words("label", given.label, required=_("请给虚拟学生起个代号,不要写真实姓名。"))
    if given.signs not in SIGNS and given.diagnosis not in DIAGNOSES:
        raise Invalid(_("请选症状或诊断。"), {"signs": "missing"})
    if given.onset_days is None or not 0 <= given.onset_days <= 30:
        raise Invalid(_("发病在几天前:请填 0 到 30。"), {"onset_days": "range"})
    Case.objects.create(
        id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, drill_id=row.pk, label=label,
        signs=given.signs if given.signs in SIGNS else "",
        diagnosis=given.diagnosis if given.diagnosis in DIAGNOSES else "",
        onset_days=given.onset_days, at=clock.now(), by_id=user(actor),
    )  # fmt: skip
    put(actor, row, given.id, "inject", body)


def end(actor: Actor, given: End) -> None:
    """The drill is over; whoever assesses it owes a word."""
    row = hold(actor, given.drill_id)
    body = fingerprint("end", given.staff, given.pupils, given.text)
    if same(actor, given.id, row, body):
        return
    require_keeper(actor, row)
    go(row, "end")
    row.staff = _people("staff", given.staff, least=1)
    row.pupils = _people("pupils", given.pupils, least=0)
    row.note = words("text", given.text)
    row.ended_at = clock.now()
    settle(actor, row.pk, HOLD)
    call_off(actor, row)
    days = scenarios.book().norm.conclude_days
    owe(row, CONCLUDE, row.assessor_id, row.ended_at + dt.timedelta(days=days))
    put(actor, row, given.id, "end", body)


def _people(name: str, n: int | None, *, least: int) -> int:
    if n is None or not least <= n <= rules.MOST_PEOPLE:
        raise Invalid(
            _("请填参加人数:教职工至少 1 人,学生没有参加填 0。"), {name: "range"}
        )  # fmt: skip
    return n


def find(actor: Actor, given: NewFinding) -> UUID:
    """Something to be mended, named and with a deadline, then seen again by another (inspections). Gives
    its id."""
    row = hold(actor, given.drill_id)
    body = fingerprint("finding", given.code, given.text, given.severity, str(given.owner_id or ""))
    step = next((one for one in queries.steps_of(row) if one.code == given.code), None)
    if given.code and step is None:
        raise NotFound
    if same(actor, given.id, row, body):
        return given.id
    if actor.user_id != row.assessor_id:
        require_keeper(actor, row)
    go(row, "finding")
    found = inspections.found_elsewhere(
        actor,
        inspections.Found(
            given.id, row.unit_no, SOURCE, row.pk, given.code or row.scenario,
            step.words if step else row.name, given.text, given.severity, given.owner_id,
        ),
    )  # fmt: skip
    put(actor, row, given.id, "finding", body, code=given.code)
    return found.pk
