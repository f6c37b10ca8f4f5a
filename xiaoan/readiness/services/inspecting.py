"""The joint inspection: begun with its members by name and authority, item by item, signed, and what
was found
owed within the days of the rules."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.scope import everywhere
from xiaoan.photos.services.evidence import NOTHING, Evidence
from xiaoan.readiness.events import FindingStepped, InspectionStepped
from xiaoan.readiness.models import Finding, Inspection, Statement
from xiaoan.readiness.queries import MEND, RECHECK, course, packs
from xiaoan.readiness.rules import gate
from xiaoan.readiness.rules.packs import inspection as told
from xiaoan.readiness.services import acting
from xiaoan.readiness.services.checking import inspected_item, say
from xiaoan.readiness.services.refreshing import refresh

_EVENING = dt.time(18)
MOST_MEMBERS = 12


@dataclass(frozen=True)
class Member:
    """One who inspects, as written: name, authority (told()["authorities"]), post."""

    name: str
    authority: str
    post: str = ""


@dataclass(frozen=True)
class Begin:
    """A joint inspection of a school; `id` is made by the form."""

    id: UUID
    school_no: int
    members: Sequence[Member]


@dataclass(frozen=True)
class Mark:
    """What was seen of one item; `id` is made by the form."""

    id: UUID
    inspection_id: UUID
    item: str
    result: str
    note: str = ""
    shown: Evidence = NOTHING


@transaction.atomic
def begin(actor: Actor, given: Begin) -> UUID:
    """Begin an inspection; gives its id. Each authority is named with somebody."""
    school = acting.school(actor, given.school_no, Permission.INSPECT_READINESS)
    members = [
        Member(one.name.strip(), one.authority, one.post.strip())
        for one in given.members
        if one.name.strip()
    ]
    acting.hold(school.no)
    body = [f"{one.name}|{one.authority}|{one.post}" for one in members]
    if acting.begin(actor, given.id, school.no, "inspect", *body):
        return given.id
    _refuse_members(members)
    if Inspection.objects.filter(unit_no=school.no, state="open").exists():
        raise Conflict(_("这所学校有一次核查还没有结束。请先结束或取消那一次。"))
    held = packs.in_force()
    items = [
        one.code
        for one in held.pack.of(school.stage, school.boarding, clock.today())
        if one.how == "inspected"
    ]
    row = Inspection(
        id=given.id, school_id=school.no, unit_no=school.no, pack=held.name, items=items,
        members=[one.__dict__ for one in members], begun_at=clock.now(),
        begun_by_id=acting.user(actor),
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    _record(actor, row, "begun")
    return row.pk


def _refuse_members(members: Sequence[Member]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Invalid(_("最多写 %(n)s 个人。") % {"n": MOST_MEMBERS}, {"members": "many"})
    for one in members:
        acting.words("members", one.name + one.post)
    lacking = set(told()["authorities"]) - {one.authority for one in members}
    if lacking:
        raise Invalid(
            _("联合核查要有教育、卫生健康、市场监管三方,每方至少写一个人的姓名。"),
            {f"members-{one}": "missing" for one in sorted(lacking)},
        )


def _record(actor: Actor, row: Inspection, step: str) -> None:
    journal.record(
        actor,
        InspectionStepped(
            school_id=row.school_id,
            unit_no=row.unit_no,
            inspection_id=row.pk,
            step=step,
            members=len(row.members),
            bad=row.bad,
        ),
    )


def _open(actor: Actor, inspection_id: UUID) -> Inspection:
    """An inspection, locked after its school, where the actor inspects."""
    seen = course.inspection(actor, inspection_id)
    if not actor.may(Permission.INSPECT_READINESS, seen.unit_no):
        raise Forbidden
    acting.hold(seen.unit_no)
    return Inspection.objects.select_for_update().get(pk=inspection_id)


@transaction.atomic
def mark(actor: Actor, given: Mark) -> None:
    """Say of an item what was seen; again puts it right until the inspection is closed. What is wrong is owed
    at once."""
    row = _open(actor, given.inspection_id)
    body = (given.item, given.result, given.note.strip(), acting.sent_files(given.shown.digests()))
    if acting.begin(actor, given.id, row.unit_no, "mark", str(row.pk), *body):
        return
    if row.state != "open":
        raise Conflict(_("这次核查已经结束,不能再记。"))
    school = directory.place(row.unit_no)
    item = inspected_item(school, given.item)
    allowed = ("ok", "bad", "none") if item.may_lack else ("ok", "bad")
    if given.result not in allowed:
        raise Invalid(_("请选合格或不合格。"), {"result": "missing"})
    required = _("请写明看到了什么、在哪里。") if given.result != "ok" else ""
    note = acting.words("note", given.note, required=required)
    said = say(
        actor, given.id, row.unit_no, item.code, "joint", given.result, note, given.shown, row.pk
    )
    _found(actor, row, said, item.text)
    refresh([row.unit_no])


def _found(actor: Actor, row: Inspection, said: Statement, text: str) -> None:
    """Open what is wrong; what this inspection put right before anybody mended it is void."""
    known = (
        Finding.objects.select_for_update()
        .filter(unit_no=row.unit_no, item=said.item, state__in=["open", "answered"])
        .first()
    )
    if said.result == "bad":
        if known is None:
            _owe(actor, _new(row, said, text))
        return
    if known is None:
        return
    # Seen good again by an inspection: of its own mistake void, else closed as by a re-check.
    is_own = known.inspection_id == row.pk and known.state == "open"
    known.state = "void" if is_own else "closed"
    known.ended_at, known.ended_by_id = clock.now(), said.by_id
    known.save()
    settle(actor, known)
    record_finding(actor, known, known.state)


def _new(row: Inspection, said: Statement, text: str) -> Finding:
    return Finding.objects.create(
        id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, inspection_id=row.pk,
        item=said.item, text=text, note=said.note, found_at=said.at, found_by_id=said.by_id,
        due_at=due_at(row.unit_no),
    )  # fmt: skip


def due_at(school_no: int) -> dt.datetime:
    """The evening of the last of the days of school that the rules give from today on."""
    today = clock.today()
    days = [today + dt.timedelta(days=n) for n in range(1, 22)]
    opened = [day for day, nos in directory.schools_open(days, [school_no]).items() if nos]
    return clock.at(gate.due_day(today, opened, told()["days"]), _EVENING)


def _owe(actor: Actor, finding: Finding) -> None:
    open_duty(finding, MEND, finding.due_at)
    record_finding(actor, finding, "opened")


def open_duty(finding: Finding, kind: str, due: dt.datetime, who: UUID | None = None) -> None:
    """Somebody is named for a finding until it is mended or seen again; `who`: rather this person."""
    with everywhere("readiness") as system:
        ladders = duty_queries.ladders()
        key = (kind, finding.unit_no)
        holder, deputy = duty_queries.present_holders({key}, clock.today(), ladders)[key]
        duties.open_duties(
            system, kind, clock.today(), str(finding.returned or ""),
            [
                duties.NewDuty(
                    school_id=finding.school_id, unit_no=finding.unit_no, people=0, due_at=due,
                    assignee_id=who or holder, deputy_id=deputy if who is None else holder,
                    next_step_at=ladders.first_step_at(finding.unit_no, due, kind),
                    about_id=finding.pk,
                )
            ],
        )  # fmt: skip


def settle(actor: Actor, finding: Finding, *kinds: str) -> None:
    """What was open about a finding (of some kinds) is done."""
    for kind in kinds or (MEND, RECHECK):
        for held in duties.hold_about(finding.pk, kind):
            is_other = held.assignee_id not in (None, actor.user_id)
            duties.discharge(actor, held, clock.now(), on_behalf=is_other)


def record_finding(actor: Actor, finding: Finding, step: str) -> None:
    journal.record(
        actor,
        FindingStepped(
            school_id=finding.school_id, unit_no=finding.unit_no, finding_id=finding.pk,
            item=finding.item, step=step, due_at=finding.due_at,
        ),
    )  # fmt: skip


@transaction.atomic
def close(actor: Actor, act_id: UUID, inspection_id: UUID, text: str = "") -> int:
    """Sign: every item was seen. Gives how many were wrong."""
    row = _open(actor, inspection_id)
    if acting.begin(actor, act_id, row.unit_no, "close", str(row.pk), text.strip()):
        return row.bad
    if row.state != "open":
        raise Conflict(_("这次核查已经结束。"))
    newest = marks(row.pk)
    left = [code for code in row.items if code not in newest]
    if left:
        raise Invalid(
            _("还有 %(n)s 项没有查,查完才能结束。") % {"n": len(left)}, {"items": "missing"}
        )
    row.words = acting.words("text", text)
    row.bad = sum(one.result == "bad" for one in newest.values())
    _end(actor, row, "closed")
    refresh([row.unit_no])
    return row.bad


@transaction.atomic
def drop(actor: Actor, act_id: UUID, inspection_id: UUID, why: str) -> None:
    """It is not gone on with; what was said stays said."""
    row = _open(actor, inspection_id)
    if acting.begin(actor, act_id, row.unit_no, "drop", str(row.pk), why.strip()):
        return
    if row.state != "open":
        raise Conflict(_("这次核查已经结束。"))
    row.words = acting.words("why", why, required=_("请写明为什么取消。"))
    _end(actor, row, "dropped")


def _end(actor: Actor, row: Inspection, state: str) -> None:
    row.state, row.ended_at, row.ended_by_id = state, clock.now(), acting.user(actor)
    row.save()
    _record(actor, row, state)


def marks(inspection_id: UUID) -> dict[str, Statement]:
    """Item → what an inspection said of it last."""
    rows = Statement.objects.filter(inspection_id=inspection_id, kind="joint").order_by("at", "id")
    gone = set(
        Statement.objects.filter(
            kind="withdraw", about_id__in=[one.pk for one in rows]
        ).values_list("about_id", flat=True)
    )
    return {one.item: one for one in rows if one.pk not in gone}
