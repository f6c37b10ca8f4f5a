"""Appointments that reach the whole county: one officer asks, another person confirms or refuses."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import ProposalDecided, ProposalMade
from xiaoan.accounts.models import Proposal, User
from xiaoan.accounts.queries import positions as reading
from xiaoan.accounts.rules import Days
from xiaoan.accounts.services import positions
from xiaoan.accounts.services.positions import Changed, Post
from xiaoan.directory import queries as directory
from xiaoan.directory.services.rights import require
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

# So long a proposal waits for the second person. Our own choice: two weeks, as a transfer.
WAITS = dt.timedelta(days=14)


def propose(
    actor: Actor, user_id: UUID, post: Post, days: Days, proposal_id: UUID | None = None
) -> UUID:
    """Ask that somebody be appointed county leader or officer of the bureau; nothing is given yet."""
    if post.role not in rules.BY_TWO or actor.user_id is None:
        raise Invalid(_("这个岗位直接任命,不用另一人确认。"), {"role": "direct"})
    place = positions.place_for(actor, post, days)
    positions.refuse_days(days)
    again = Proposal.objects.filter(pk=proposal_id).first() if proposal_id else None
    if again:
        return again.pk
    user = positions.subject(actor, user_id, place)
    positions.refuse_double(user, post, days)
    row = Proposal(
        id=proposal_id or uuid7(), user=user, role=post.role, school_id=0, unit_no=place.no,
        unit_end=place.end, since=days.since, until=days.until, asked_by_id=actor.user_id,
        asked_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这项任命已有人提出,正等另一人确认。")) from None
    journal.record(
        actor,
        ProposalMade(
            school_id=0, unit_no=place.no, proposal_id=row.pk, user_id=user.pk, role=row.role
        ),
    )
    return row.pk


def decide(actor: Actor, proposal_id: UUID, *, confirmed: bool) -> Changed | None:
    """The second person confirms, and the position is given; or refuses. Who asked may take it back."""
    row = reading.proposal(actor, proposal_id)
    require(actor, Permission.CONFIRM_POSITIONS, row.unit_no)
    place = directory.place(row.unit_no)
    positions.lock(row.unit_no)
    held = Proposal.objects.select_for_update().get(pk=row.pk)
    if held.state != "asked":
        raise Conflict(_("这项任命已经有了结果。请刷新后查看。"))
    if confirmed and actor.user_id in (held.asked_by_id, held.user_id):
        raise Forbidden(_("提出的人和被任命的人不能确认;请由另一人确认。"))
    days = Days(max(held.since, clock.today()), held.until)
    if confirmed:
        _refuse_stale(held, days)
        positions.refuse_double(held.user, Post(held.role, held.unit_no), days)
    held.state = "confirmed" if confirmed else "refused"
    held.decided_by_id, held.decided_at = queries.user_id(actor), clock.now()
    held.save(update_fields=["state", "decided_by_id", "decided_at"])
    journal.record(
        actor,
        ProposalDecided(
            school_id=0, unit_no=held.unit_no, proposal_id=held.pk, user_id=held.user_id,
            confirmed=confirmed,
        ),
    )  # fmt: skip
    return positions.give(actor, held.user, place, held.role, days) if confirmed else None


def _refuse_stale(held: Proposal, days: Days) -> None:
    """What was asked counts only while who asked is still entitled to, and not for ever."""
    asker = User.objects.filter(pk=held.asked_by_id, is_active=True).first()
    scopes = queries.actor_of(asker).scopes if asker else ()
    if not rules.may_give(scopes, held.role, held.unit_no, held.unit_end):
        raise Conflict(_("提出的人已不再是经办人,请重新提出。"))
    if clock.now() - held.asked_at > WAITS:
        raise Conflict(_("提出已超过两周,请重新提出。"))
    if not held.user.is_active or (days.until is not None and days.until <= days.since):
        raise Conflict(_("被任命的人已停用,或日期已过。请重新提出。"))
