"""A decision about a school: asked for by one named person, signed by another, neither of the school;
it lists every
item as it was. Open: every hard item holds. Override: names what does not, with the reason, and stays
in sight."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.scope import everywhere
from xiaoan.lessons import services as lessons
from xiaoan.readiness.events import DecisionStepped
from xiaoan.readiness.models import Decision
from xiaoan.readiness.queries import course, frozen, gates
from xiaoan.readiness.rules import gate as rules
from xiaoan.readiness.services import acting
from xiaoan.readiness.services.refreshing import refresh

# So far ahead a school may be decided about (own choice): what holds today says little of later.
MOST_AHEAD = dt.timedelta(days=31)


@dataclass(frozen=True)
class Ask:
    """A decision to be signed by another; `id` is made by the form. `kind`: rules.KINDS; `post`: in which
    post the person acts; `reason`: of an override or of closing."""

    id: UUID
    school_no: int
    kind: str
    day: dt.date | None
    post: str
    reason: str = ""


@transaction.atomic
def ask(actor: Actor, given: Ask) -> UUID:
    """Ask for a decision; gives its id. Conflict: a hard item is at no, or unknown, and it is to be
    opened."""
    school = _school(actor, given.school_no)
    acting.hold(school.no)
    body = (given.kind, str(given.day), given.post.strip(), given.reason.strip())
    if acting.begin(actor, given.id, school.no, "ask", *body):
        return given.id
    day = _day(given)
    post = acting.words("post", given.post, required=_("请写您的职务。"))
    required = "" if given.kind == "open" else _("请写明理由。理由一直显示。")
    reason = acting.words("reason", given.reason, required=required)
    if Decision.objects.filter(unit_no=school.no, state="asked").exists():
        raise Conflict(_("这所学校已有一份决定在等另一人签。请先签或撤回那一份。"))
    found = _reckoned(school, day)
    _refuse(given.kind, found)
    told = frozen.freeze(found)
    row = Decision(
        id=given.id, school_id=school.no, unit_no=school.no, kind=given.kind, day=day, reason=reason,
        accepted=_accepted(given.kind, found), frozen=told, digest=rules.digest(told),
        asked_at=clock.now(), asked_by_id=acting.user(actor), asked_as=_as(actor, post),
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    _record(actor, row, found.gate)
    return row.pk


def _school(actor: Actor, school_no: int) -> directory.Place:
    school = acting.school(actor, school_no, Permission.DECIDE_READINESS)
    if any(school.no <= one.lo and one.hi <= school.end for one in actor.scopes):
        raise Forbidden(_("决定要由本校以外的人签。"))
    return school


def _as(actor: Actor, post: str) -> str:
    return f"{actor.name} {post}"


def _day(given: Ask) -> dt.date:
    today = clock.today()
    if given.kind not in rules.KINDS:
        raise Invalid(_("请选决定什么。"), {"kind": "missing"})
    if given.day is None:
        raise Invalid(_("请选日期。"), {"day": "missing"})
    if not today <= given.day <= today + MOST_AHEAD:
        raise Invalid(
            _("日期要在今天到 %(last)s 之间:太远的日子,今天的情况说明不了。")
            % {"last": (today + MOST_AHEAD).isoformat()},
            {"day": "range"},
        )
    return given.day


def _reckoned(school: directory.Place, day: dt.date) -> gates.Reckoned:
    return gates.reckon([school], day)[0]


def _refuse(kind: str, found: gates.Reckoned) -> None:
    is_open = found.opened is not None and found.opened.is_open
    if kind == "close":
        if not is_open:
            raise Conflict(_("学校没有开学,不用停止到校。"))
        return
    if kind == "open":
        if is_open:
            raise Conflict(_("学校已经开学。"))
        if not found.gate.is_clear:
            raise Conflict(
                _("不能决定开学:%(n)s 条必须的条件不符合或不清楚:%(which)s")
                % {"n": len(held_up(found)), "which": "、".join(held_up(found).values())}
            )
        return
    if found.gate.is_clear:
        raise Conflict(_("必须的条件都符合,不用破例,请按开学决定。"))


def held_up(found: gates.Reckoned) -> dict[str, str]:
    """Item → its text, of the hard items that do not hold."""
    return {one.item.code: one.item.text for one in found.lines if one.holds_up}


def _accepted(kind: str, found: gates.Reckoned) -> list[str]:
    return sorted(held_up(found)) if kind == "override" else []


def _held(actor: Actor, decision_id: UUID) -> tuple[Decision, directory.Place]:
    seen = course.decision(actor, decision_id)
    school = _school(actor, seen.unit_no)
    acting.hold(school.no)
    return Decision.objects.select_for_update().get(pk=decision_id), school


@transaction.atomic
def sign(actor: Actor, act_id: UUID, decision_id: UUID, post: str) -> None:
    """The second person signs: everything is reckoned anew, and what is listed is as it is now. Conflict:
    something holds no more that held when it was asked for."""
    row, school = _held(actor, decision_id)
    if acting.begin(actor, act_id, row.unit_no, "sign", str(row.pk), post.strip()):
        return
    _require_asked(row)
    if row.asked_by_id == actor.user_id:
        raise Forbidden(_("决定要由另一个人签。您是提出的人,不能自己签。"))
    said = acting.words("post", post, required=_("请写您的职务。"))
    if row.day < clock.today():
        raise Conflict(_("决定里的日期已过。请退回,重新提出。"))
    found = _reckoned(school, row.day)
    if row.kind == "open":
        _refuse("open", found)
    new = set(held_up(found)) - set(row.accepted)
    if row.kind == "override" and new:
        names = "、".join(held_up(found)[code] for code in sorted(new))
        raise Conflict(_("提出以后又有条件不符合:%(which)s。请退回,重新提出。") % {"which": names})
    row.frozen = frozen.freeze(found)
    row.digest = rules.digest(row.frozen)
    row.signed_as = _as(actor, said)
    _settle(actor, row, "signed", found.gate)
    with everywhere("readiness") as system:
        lessons.follow_decision(system, row.pk, school.no, row.day, opens=row.kind != "close")
    refresh([school.no])


@transaction.atomic
def refuse(actor: Actor, act_id: UUID, decision_id: UUID, why: str) -> None:
    """The second person does not agree and says why; whoever asked takes it back."""
    row, school = _held(actor, decision_id)
    if acting.begin(actor, act_id, row.unit_no, "refuse", str(row.pk), why.strip()):
        return
    _require_asked(row)
    is_own = row.asked_by_id == actor.user_id
    required = "" if is_own else _("请写明不同意的原因。")
    row.why = acting.words("why", why, required=required)
    found = _reckoned(school, max(row.day, clock.today()))
    _settle(actor, row, "dropped" if is_own else "refused", found.gate)


def _require_asked(row: Decision) -> None:
    if row.state != "asked":
        raise Conflict(_("这份决定已经有了结果。请刷新后看最新情况。"))


def _settle(actor: Actor, row: Decision, state: str, gate: rules.Gate) -> None:
    row.state, row.signed_at, row.signed_by_id = state, clock.now(), acting.user(actor)
    row.save()
    _record(actor, row, gate)


def _record(actor: Actor, row: Decision, gate: rules.Gate) -> None:
    told: dict[str, Any] = {"failed": len(gate.failed), "unknown": len(gate.unknown)}
    journal.record(
        actor,
        DecisionStepped(
            school_id=row.school_id, unit_no=row.unit_no, decision_id=row.pk, what=row.kind,
            state=row.state, day=row.day, digest=row.digest, **told,
        ),
    )  # fmt: skip
