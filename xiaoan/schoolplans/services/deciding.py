"""The way of a plan: submitted, said something of, returned or approved by another person, published,
changed."""

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory.queries import Place
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.events import PlanCommented
from xiaoan.schoolplans.models import Comment, Plan, Task, Version
from xiaoan.schoolplans.queries import plans, versions
from xiaoan.schoolplans.services.acting import begin, held, recount, stepped
from xiaoan.schoolplans.services.drafting import renew
from xiaoan.schoolplans.services.owing import follow

_WHO = {
    "submit": Permission.WRITE_SCHOOL_PLAN, "take_back": Permission.WRITE_SCHOOL_PLAN,
    "publish": Permission.WRITE_SCHOOL_PLAN, "change": Permission.WRITE_SCHOOL_PLAN,
    "return": Permission.APPROVE_SCHOOL_PLAN, "approve": Permission.APPROVE_SCHOOL_PLAN,
}  # fmt: skip


def _step(
    actor: Actor, act_id: UUID, school_no: int, what: str, *body: object
) -> tuple[Plan, Place] | None:
    """The plan, locked, and already in its next state; None: the same form has done so before."""
    plan, school = held(actor, school_no, _WHO[what])
    if begin(actor, act_id, school_no, what, *body):
        return None
    before, after = rules.FLOW[what]
    if plan.state not in before:
        raise Conflict(_("方案的状态已经变了,没有再改。请刷新看最新情况。"))
    plan.state = after
    return plan, school


@transaction.atomic
def submit(actor: Actor, act_id: UUID, school_no: int) -> int:
    """Freeze the plan as a version and put it before the bureau; gives its number. Invalid: something is
    missing."""
    found = _step(actor, act_id, school_no, "submit")
    if found is None:
        return Plan.objects.get(school_id=school_no).version
    plan, school = found
    renew(plan, school)
    whole = recount(plan, school)
    if whole.missing:
        raise Invalid(
            _("还缺 %(n)s 处,补齐再提交。各章写着缺什么。") % {"n": len(whole.missing)},
            {"missing": "missing"},
        )
    open_in = list(
        dict.fromkeys(one.chapter for one in plans.comments_of(plan) if not one.answered_at)
    )
    if open_in:
        titles = [one.title for one in whole.chapters if one.code in open_in]
        raise Invalid(
            _("还有审核意见没有答复:%(where)s。请在那一章写明怎么处理的,再提交。")
            % {"where": _("、").join(titles)},
            {"comments": "unanswered"},
        )
    plan.version += 1
    content = versions.content_of(actor, whole)
    Version.objects.create(
        school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, no=plan.version,
        content=content, digest=digest_of(content), at=clock.now(), by_id=acts.user(actor),
    )  # fmt: skip
    plan.submitted_at, plan.submitted_by_id = clock.now(), acts.user(actor)
    plan.decided_at, plan.decided_by_id = None, None
    plan.save()
    stepped(actor, plan, "submit")
    return plan.version


def digest_of(content: dict[str, Any]) -> bytes:
    """SHA-256 of a content, its keys in order."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).digest()


@transaction.atomic
def take_back(actor: Actor, act_id: UUID, school_no: int) -> None:
    """The school takes its plan back before it is decided."""
    found = _step(actor, act_id, school_no, "take_back")
    if found:
        found[0].save()
        stepped(actor, found[0], "take_back")


@transaction.atomic
def give_back(actor: Actor, act_id: UUID, school_no: int, why: str) -> None:
    """The bureau wants changes, and says which."""
    said = acts.words("why", why, longest=rules.LONG, required=_("请写明要改什么。"))
    found = _step(actor, act_id, school_no, "return", said)
    if found:
        plan = found[0]
        plan.decided_at, plan.decided_by_id = clock.now(), acts.user(actor)
        plan.save()
        stepped(actor, plan, "return", said)


@transaction.atomic
def approve(actor: Actor, act_id: UUID, school_no: int, version: int) -> None:
    """Approve the version that was looked at. Forbidden: whoever submitted it or wrote in it."""
    found = _step(actor, act_id, school_no, "approve", version)
    if found is None:
        return
    plan = found[0]
    if plan.version != version:
        raise Conflict(_("学校又提交了新的一版。请先看最新的一版。"))
    wrote_it = Task.objects.filter(plan_id=plan.pk, by_id=acts.user(actor)).exists()
    if plan.submitted_by_id == actor.user_id or wrote_it:
        raise Forbidden(_("方案要由没有参与编写的人批准。"))
    now = clock.now()
    plan.decided_at, plan.decided_by_id, plan.approved_at = now, acts.user(actor), now
    opening = versions.version_of(plan, version).content["opening"]
    plan.opened_on = dt.date.fromisoformat(opening) if opening else None
    plan.save()
    stepped(actor, plan, "approve")


@transaction.atomic
def publish(actor: Actor, act_id: UUID, school_no: int) -> int:
    """From now on the approved version holds: its tasks are duties of who is named; what changed for
    whom they
    have to acknowledge. Gives how many duties are new."""
    found = _step(actor, act_id, school_no, "publish")
    if found is None:
        return 0
    plan, school = found
    before = versions.published(plan)
    plan.published_no, plan.published_at = plan.version, clock.now()
    opened = follow(actor, plan, school, before.content if before else {}, plan.reason)
    plan.reason = ""
    plan.save()
    stepped(actor, plan, "publish")
    return opened


@transaction.atomic
def begin_change(actor: Actor, act_id: UUID, school_no: int, reason: str) -> None:
    """Begin to change what was approved; what is in force stays so until the next version is published."""
    said = acts.words("reason", reason, longest=rules.SHORT, required=_("请写明为什么要改。"))
    found = _step(actor, act_id, school_no, "change", said)
    if found:
        plan, school = found
        plan.reason = said
        recount(plan, school)
        stepped(actor, plan, "change", said)


@transaction.atomic
def comment(
    actor: Actor, act_id: UUID, school_no: int, chapter: str, task_id: UUID | None, text: str
) -> None:
    """The bureau says something of a chapter, or of one of its tasks, of a plan that waits or came back."""
    plan, school = held(actor, school_no, Permission.APPROVE_SCHOOL_PLAN)
    said = acts.words("text", text, longest=rules.SHORT * 5, required=_("请写意见。"))
    if begin(actor, act_id, school_no, "comment", chapter, task_id, said):
        return
    whole = plans.whole(plan, school)
    whole.chapter(chapter)
    if task_id is not None and (
        task_id not in whole.rows or whole.rows[task_id].chapter != chapter
    ):
        raise NotFound
    row = Comment.objects.create(
        id=act_id, school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, chapter=chapter,
        task_id=task_id, version_no=plan.version, text=said, at=clock.now(), by_id=acts.user(actor),
    )  # fmt: skip
    _commented(actor, row, answered=False)


@transaction.atomic
def answer(actor: Actor, act_id: UUID, school_no: int, comment_id: UUID, text: str) -> None:
    """The school says what it did about a comment."""
    plan, _school = held(actor, school_no, Permission.WRITE_SCHOOL_PLAN)
    said = acts.words("answer", text, longest=rules.SHORT * 5, required=_("请写怎么处理的。"))
    if begin(actor, act_id, school_no, "answer", comment_id, said):
        return
    row = Comment.objects.select_for_update().filter(plan_id=plan.pk, pk=comment_id).first()
    if row is None:
        raise NotFound
    if row.answered_at is not None:
        raise Conflict(_("这条意见已经答复过了。请刷新看看。"))
    row.answer, row.answered_at, row.answered_by_id = said, clock.now(), acts.user(actor)
    row.save()
    _commented(actor, row, answered=True)


def _commented(actor: Actor, row: Comment, *, answered: bool) -> None:
    journal.record(
        actor,
        PlanCommented(
            school_id=row.school_id, unit_no=row.unit_no, plan_id=row.plan_id, comment_id=row.pk,
            answered=answered,
        ),
    )  # fmt: skip
