"""A plan is handed in, approved by a second person from a day on, or sent back; only whole ones are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Act, Line, Plan
from xiaoan.hygiene.queries import places, plans, units
from xiaoan.hygiene.queries.words import PLACE_NAMES, TASK_NAMES
from xiaoan.hygiene.services import acts, drafting, owing
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

# So many are named in a sentence; the page shows all.
_NAMED = 8
# Acts by which lines of a plan are written.
_WRITES = ("set", "removed_lines", "as_kind")


@dataclass(frozen=True)
class Decision:
    """Approve (from `since` on) or send back (`note`: why). `edit`: of the plan as it was read; `alone`:
    whoever approves says that nobody else is there to."""

    id: UUID
    plan_id: UUID
    approve: bool
    note: str = ""
    since: dt.date | None = None
    edit: int = 0
    alone: bool = False


def missing(plan_id: UUID, school_no: int, day: dt.date) -> list[places.PlaceOf]:
    """Open places of a school that a version does not name and nobody has excused on a day."""
    named = set(
        Line.objects.filter(plan_id=plan_id, left_out=False).values_list("place_id", flat=True)
    )
    return [
        one for one in places.places_of([school_no], day)
        if one.id not in named and not one.excused
    ]  # fmt: skip


def _whole(row: Plan, day: dt.date) -> None:
    """Invalid: a place is in the plan nowhere, or something differs from the guideline without a reason."""
    lacking = missing(row.pk, row.unit_no, day)
    if lacking:
        raise Invalid(
            _("还有 %(n)s 处场所不在方案里:%(names)s。请写进方案,或写明为什么不列入。")
            % {"n": len(lacking), "names": _named([one.name for one in lacking])},
            {"places": "missing"},
        )
    silent = [
        f"{PLACE_NAMES[one.kind]}·{TASK_NAMES[one.task]}"
        for one in plans.lines_of(row.pk, day)
        if not one.reason and rules.differences(one.kind, one.said)
    ]
    if silent:
        raise Invalid(
            _("与指南不同而没有理由:%(names)s。请写理由,或改回指南。")
            % {"names": _named(list(dict.fromkeys(silent)))},
            {"reason": "missing"},
        )


def _named(names: Sequence[str]) -> str:
    shown = _("、").join(names[:_NAMED])
    return _("%(names)s 等") % {"names": shown} if len(names) > _NAMED else shown


def _held(actor: Actor, plan_id: UUID, permission: Permission) -> Plan:
    found = plans.plan(actor, plan_id)
    units.school(actor, found.school_no, permission)
    acts.hold(found.school_no)
    return Plan.objects.get(pk=plan_id)


def _seen(row: Plan, edit: int) -> None:
    if row.edit != edit:
        raise Conflict(_("方案刚被别人改过。请刷新,看过新的再办。"))


@transaction.atomic
def hand_in(actor: Actor, act_id: UUID, plan_id: UUID, edit: int) -> None:
    """Hand the plan to the principal; refused while a place is missing, naming it."""
    row = _held(actor, plan_id, Permission.PLAN_HYGIENE)
    body = said.fingerprint("hand_in", str(plan_id), edit)
    if acts.done_before(actor, act_id, body) is not None:
        return
    if row.state not in drafting.WRITTEN:
        raise Conflict(_("方案已经送审,或已有结果。请刷新。"))
    _seen(row, edit)
    drafting.follow(row.unit_no)
    _whole(row, clock.today())
    row.state, row.asked_at, row.asked_by_id, row.note = "waiting", clock.now(), actor.user_id, ""
    row.save(update_fields=["state", "asked_at", "asked_by_id", "note"])
    acts.keep(actor, act_id, row.unit_no, "handed_in", body)
    journal.record(actor, drafting.stepped(row))


@transaction.atomic
def take_back(actor: Actor, act_id: UUID, plan_id: UUID) -> None:
    """Who plans takes a plan back that waits, to change it."""
    row = _held(actor, plan_id, Permission.PLAN_HYGIENE)
    body = said.fingerprint("take_back", str(plan_id))
    if acts.done_before(actor, act_id, body) is not None:
        return
    if row.state != "waiting":
        raise Conflict(_("方案已经有结果。请刷新。"))
    row.state = "draft"
    row.save(update_fields=["state"])
    acts.keep(actor, act_id, row.unit_no, "taken_back", body)
    journal.record(actor, drafting.stepped(row))


@transaction.atomic
def decide(actor: Actor, given: Decision) -> None:
    """The principal approves, or sends back with a reason. Who wrote it or handed it in approves it only
    where nobody else is there who could, and says so."""
    row = _held(actor, given.plan_id, Permission.APPROVE_HYGIENE)
    body = said.fingerprint("decide", str(given))
    if acts.done_before(actor, given.id, body) is not None:
        return
    if row.state != "waiting":
        raise Conflict(_("方案已经有结果。请刷新。"))
    _seen(row, given.edit)
    wanted = "" if given.approve else _("请写退回的原因,让起草的人知道改哪里。")
    row.note = acts.words(given.note, "note", wanted=wanted)
    if given.approve:
        _approve(actor, row, given)
    else:
        row.state = "returned"
    row.decided_at, row.decided_by_id = clock.now(), actor.user_id
    row.save()
    acts.keep(
        actor,
        given.id,
        row.unit_no,
        "approved" if given.approve else "sent_back",
        body,
        note=row.note,
    )
    owing.settle(actor, row.unit_no)
    journal.record(actor, drafting.stepped(row))


def is_own(row: Plan | plans.PlanOf, actor: Actor) -> bool:
    """Whoever decides has begun it, changed a line of it since, or handed it in. A school writes one plan
    at a time: what was written since this was begun is of it."""
    if actor.user_id is None:
        return False
    if actor.user_id in (row.asked_by_id, row.made_by_id):
        return True
    school_no = row.unit_no if isinstance(row, Plan) else row.school_no
    with everywhere("hygiene"):
        rows = Act.objects.filter(unit_no=school_no, by_id=actor.user_id, at__gte=row.made_at)
        return rows.filter(what__in=_WRITES).exists()


def _approve(actor: Actor, row: Plan, given: Decision) -> None:
    if is_own(row, actor):
        others = units.approvers(actor, row.unit_no) - {actor.user_id}
        if others:
            raise Forbidden(_("这份方案是您起草、改过或送审的,请另一位有权批准的人批准。"))
        if not given.alone:
            raise Invalid(
                _("这份方案是您自己起草、改过或送审的。本校没有第二人可批时,请勾选说明后再批准。"),
                {"alone": _("请勾选。")},
            )
        row.own = True
    if given.since is None:
        raise Invalid(_("请写从哪天起执行。"), {"since": _("请写从哪天起执行。")})
    since = acts.day_from(given.since, "since")
    _whole(row, since)
    _make_room(row.unit_no, since)
    row.state, row.since, row.until = "in_force", since, None


def _make_room(school_no: int, since: dt.date) -> None:
    """What was approved before ends where this begins; one that was to come later never comes."""
    rows = Plan.objects.filter(unit_no=school_no).exclude(since=None)
    later = rows.filter(Q(until=None) | Q(until__gt=since))
    later.filter(since__gte=since).update(until=F("since"), state="replaced")
    later.filter(since__lt=since).update(until=since, state="replaced")
