"""From the draft to going out: what is not right yet, who has to agree, at once or at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.notices import queries, rules
from xiaoan.notices.events import NoticeDecided, NoticeReleased
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import checking, resolving, templates
from xiaoan.notices.services import acting
from xiaoan.notices.services.drafting import Edit, body, put
from xiaoan.wording import queries as wording

_LONGEST_REASON = 200


@dataclass(frozen=True)
class NewDecision:
    """Whether a second person agrees; a reason where not. `base`: the changes that were looked at; `looked`:
    what was asked about names beside a disease and is answered (wording.queries.Found.key)."""

    id: UUID
    notice_id: UUID
    base: int
    agrees: bool
    reason: str = ""
    looked: tuple[str, ...] = ()


@transaction.atomic
def release(
    actor: Actor, given: Edit, urgent: str | None = None, looked: Sequence[str] = ()
) -> str:
    """What is on the screen is kept and goes out, now or at its time, or waits for a second person; gives the
    new state. `urgent`: why it goes out at once, without the second person and through quiet hours.

    County variables stand for what they do now, also when it goes out later: who agrees sees what is sent.
    The same form with anything else in it is refused. Invalid: what is not right, all of it, field by field.
    Unanswered: a pupil is named beside a disease, and that was not looked at (`looked`).
    """
    row, office = acting.own(actor, given.notice_id)
    what = "send" if urgent is None else "override"
    if acting.begin(actor, given.id, (row.school_id, row.unit_no), what, *body(given), urgent):
        return row.state
    acting.refuse_state(row, "draft")
    acting.refuse_base(row, given.base)
    put(actor, row, given.content)
    counted = checking.ready(row, office)
    wording.refuse(checking.said_of(row), checking.inside(office), looked)
    row.edits += 1
    row.asked_people = counted.people
    row.values = templates.fixed_of(row)
    row.urgent_by_id, row.urgent_reason = None, ""
    if urgent is not None:
        _hurry(actor, row, urgent)
    reason = rules.needs_second(counted.people, counted.schools)
    if reason and urgent is None:
        row.state, row.asked_at, row.asked_by_id = "asked", clock.now(), acting.user(actor)
        row.decided_at = row.decided_by_id = None
        row.decision = ""
        row.save()
        _decided(actor, row, "asked")
        return row.state
    go(actor, row)
    return row.state


def _hurry(actor: Actor, row: Notice, reason: str) -> None:
    if not actor.may(Permission.URGENT_NOTICES, row.unit_no):
        raise Forbidden
    row.urgent_reason = acting.words(
        reason, "urgent_reason", _LONGEST_REASON, required=_("请写明为什么要紧急发出。")
    )
    row.urgent_by_id, row.send_at = acting.user(actor), None


def go(actor: Actor, row: Notice) -> None:
    """It waits for its time, or a job begins to send it (tasks.on_released)."""
    later = row.send_at is not None and row.send_at > clock.now()
    row.state = "scheduled" if later else "sending"
    row.save()
    journal.record(
        actor,
        NoticeReleased(
            school_id=row.school_id, unit_no=row.unit_no, notice_id=row.pk,
            at=row.send_at if later else None, urgent=row.urgent_by_id is not None,
        ),
    )  # fmt: skip


def _decided(actor: Actor, row: Notice, step: str) -> None:
    journal.record(
        actor,
        NoticeDecided(
            school_id=row.school_id, unit_no=row.unit_no, notice_id=row.pk, step=step,
            people=row.asked_people or 0,
        ),
    )  # fmt: skip


@transaction.atomic
def decide(actor: Actor, given: NewDecision) -> str:
    """A second person agrees, and it goes out; or does not, and it is a draft again. Gives the new state.
    Neither who submitted it nor who wrote any of it is the second person."""
    seen = Notice.objects.filter(pk=given.notice_id).first()
    if seen is None or not actor.sees(seen.unit_no):
        raise NotFound
    if not actor.may(Permission.APPROVE_NOTICES, seen.unit_no):
        raise Forbidden
    row = acting.hold(given.notice_id)
    step = "approve" if given.agrees else "refuse"
    if acting.begin(
        actor, given.id, (row.school_id, row.unit_no), step, given.notice_id, given.base,
        given.reason,
    ):  # fmt: skip
        return row.state
    acting.refuse_state(row, "asked")
    acting.refuse_base(row, given.base)
    if why := checking.why_not_by(row, acting.user(actor)):
        raise Conflict(why)
    why = _("请写明为什么不同意,写的人才知道怎样改。")
    reason = acting.words(
        given.reason, "reason", _LONGEST_REASON, required="" if given.agrees else why
    )
    row.decided_at, row.decided_by_id, row.decision = clock.now(), acting.user(actor), reason
    if given.agrees:
        _refuse_more(row, given.looked)
        _decided(actor, row, "approved")
        go(actor, row)
    else:
        acting.draft_again(row)
        row.save()
        _decided(actor, row, "refused")
    return row.state


def _refuse_more(row: Notice, looked: Sequence[str]) -> None:
    """What was agreed to is what was asked: a deadline that is over meanwhile is no more agreed to."""
    office = queries.office_of(row.unit_no)
    counted = resolving.count(rules.audience_of(row.audience), row.corrects_id)
    if said := checking.still_wrong(row, office, counted):
        raise Conflict("".join(said))
    wording.refuse(checking.said_of(row), checking.inside(office), looked)


@transaction.atomic
def take_back(actor: Actor, act_id: UUID, notice_id: UUID) -> None:
    """What waits for a second person, for its time or for the worker is a draft again. Of this and the worker
    the first holds the notice; the other finds it changed."""
    row, _office = acting.own(actor, notice_id)
    if acting.begin(actor, act_id, (row.school_id, row.unit_no), "ask", notice_id, "back"):
        return
    acting.refuse_state(row, "asked", "scheduled", "sending")
    acting.draft_again(row)
    row.save()
    _decided(actor, row, "taken_back")
