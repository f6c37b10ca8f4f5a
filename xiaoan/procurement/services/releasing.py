"""The county sets above which amount a second person releases an order, and who that may be."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.procurement import rules
from xiaoan.procurement.events import ReleaseChanged
from xiaoan.procurement.models import Release
from xiaoan.procurement.queries import releases
from xiaoan.procurement.services import acting

_LOCK = "procurement.release"


@dataclass(frozen=True)
class NewRelease:
    """What a form says: yuan as typed, who (rules.RELEASERS), from which day, why."""

    id: UUID
    yuan: str
    who: str
    since: dt.date | None
    reason: str


def may_set(actor: Actor) -> bool:
    """Whoever buys for the county, or leads it."""
    no = directory.county().no
    return any(actor.may(one, no) for one in (Permission.BUY, Permission.APPROVE_REQUISITION))


@transaction.atomic
def set_release(actor: Actor, given: NewRelease) -> str:
    """Set it, or ask for it where it would be laxer than what holds from that day on; gives its state. The
    same form once more changes nothing."""
    county = directory.county()
    if not may_set(actor):
        raise Forbidden
    fen = acting.fen_of(given.yuan, "yuan", rules.MOST_SUM)
    if given.who not in rules.RELEASERS:
        raise Invalid(_("请从列表中选一项。"), {"who": "unknown"})
    since = _day(given.since)
    reason = acting.words_of(given.reason, "reason", required=_("请写明理由。"))
    acting.lock(_LOCK, county.no)
    sent = said.fingerprint(fen, given.who, str(since), reason, str(actor.user_id))
    known = Release.objects.filter(pk=given.id).first()
    if known is not None:
        if said.is_other(known.said, sent):
            raise taken()
        return known.state
    wanted = rules.Release(fen, given.who, is_ours=False)
    held = releases.from_day(since)
    if all((one.fen, one.who) == (fen, given.who) for one in held):
        raise Invalid(_("现在就是这样规定的。"), {"yuan": "same"})
    laxer = wanted.is_laxer_than(held)
    row = Release(
        id=given.id, unit_no=county.no, fen=fen, who=given.who, since=since, reason=reason,
        laxer=laxer, state="asked" if laxer else "set", said=sent, asked_at=clock.now(),
        asked_by_id=actor.user_id,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    _record(actor, row)
    return row.state


def _day(since: dt.date | None) -> dt.date:
    if since is None:
        raise Invalid(_("请填写日期。"), {"since": "empty"})
    if not clock.today() <= since <= clock.today() + rules.FARTHEST:
        raise Invalid(_("生效日期从今天起,一年以内。"), {"since": "range"})
    return since


@transaction.atomic
def decide_release(actor: Actor, release_id: UUID, *, agreed: bool) -> None:
    """Another than asked for it, who leads the county, agrees or does not. Too late for its day: it holds
    from today. The same once more changes nothing."""
    row = Release.objects.select_for_update().filter(pk=release_id).first()
    if row is None:
        raise NotFound
    if not actor.may(Permission.APPROVE_REQUISITION, row.unit_no):
        raise Forbidden
    state = "set" if agreed else "declined"
    if row.state == state and row.decided_by_id == actor.user_id:
        return
    if row.state != "asked":
        raise Conflict(_("这一条已经有人处理过了。请刷新后再看。"))
    if row.asked_by_id == actor.user_id:
        raise Conflict(_("放宽要由另一个人确认:提出的人不能自己确认。"))
    acting.lock(_LOCK, row.unit_no)
    row.state, row.decided_at, row.decided_by_id = state, clock.now(), actor.user_id
    row.since = max(row.since, clock.today())
    row.save(update_fields=["state", "since", "decided_at", "decided_by_id"])
    _record(actor, row)


def _record(actor: Actor, row: Release) -> None:
    journal.record(
        actor,
        ReleaseChanged(
            school_id=0, unit_no=row.unit_no, release_id=row.pk, state=row.state, fen=row.fen,
            since=row.since,
        ),
    )  # fmt: skip
