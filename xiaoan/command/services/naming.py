"""Setting up a leadership group, naming people to its places, ending places: dated, the past stays."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiaoan.command import rules
from xiaoan.command.events import GroupFounded, MemberEnded, MemberNamed
from xiaoan.command.models import Founding, Member
from xiaoan.command.queries import groups, people, units
from xiaoan.command.services import acts
from xiaoan.directory.queries import Place
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7

_FARTHEST = dt.timedelta(days=92)


@dataclass(frozen=True)
class NewFounding:
    """A group is set up by a document."""

    id: UUID
    unit_no: int
    document_no: str
    set_up_on: dt.date


@dataclass(frozen=True)
class NewMember:
    """Somebody is named to a place of a group, with fields of work, from a day on."""

    id: UUID
    unit_no: int
    rank: str
    user_id: UUID
    fields: tuple[str, ...]
    since: dt.date


def found(actor: Actor, given: NewFounding) -> None:
    """Set a group up, or anew by another document."""
    place = units.keep(actor, given.unit_no)
    number = acts.words(given.document_no, "document_no", longest=rules.SHORT, wanted=True)
    if given.set_up_on > clock.today():
        raise Invalid(_("成立日期不能在今天以后。"), {"set_up_on": "future"})
    body = said.fingerprint(given.unit_no, number, given.set_up_on)
    acts.lock(place.no)
    if acts.done_before(actor, given.id, body):
        return
    now = clock.now()
    Founding.objects.filter(unit_no=place.no, until_at=None).update(until_at=now)
    Founding.objects.create(
        id=uuid7(), school_id=place.school_id, unit_no=place.no, document_no=number,
        set_up_on=given.set_up_on, since_at=now, by_id=actor.user_id,
    )  # fmt: skip
    acts.keep_act(actor, given.id, place, "found", body)
    journal.record(
        actor,
        GroupFounded(
            school_id=place.school_id, unit_no=place.no, act_id=given.id, set_up_on=given.set_up_on
        ),
    )


def name(actor: Actor, given: NewMember) -> bool:
    """Name somebody. Whoever had a place that one person has at a time has it no more from that day; gives
    whether somebody else had."""
    place = units.keep(actor, given.unit_no)
    _refuse(place, given)
    body = said.fingerprint(
        given.unit_no, given.rank, given.user_id, sorted(given.fields), given.since
    )
    acts.lock(place.no)
    known = acts.done_before(actor, given.id, body)
    if known is not None:
        return bool(known.outcome.get("replaces"))
    held = groups.replaced(place, given.rank, clock.today())
    replaces = held is not None and held[0] != given.user_id
    before = _before(place, given)
    row = Member.objects.create(
        id=uuid7(), school_id=place.school_id, unit_no=place.no, rank=given.rank,
        user_id=given.user_id, fields=list(given.fields), since=given.since, begun_by=given.id,
    )  # fmt: skip
    acts.keep_act(actor, given.id, place, "name", body, replaces=replaces)
    journal.record(
        actor,
        MemberNamed(
            school_id=place.school_id, unit_no=place.no, act_id=given.id, member_id=row.pk,
            user_id=given.user_id, rank=given.rank, since=given.since,
            instead_of_id=before.user_id if before else None,
        ),
    )  # fmt: skip
    return replaces


def _refuse(place: Place, given: NewMember) -> None:
    if given.rank not in rules.RANKS:
        raise Invalid(_("请从列表中选一项。"), {"rank": "unknown"})
    if not set(given.fields) <= set(rules.FIELDS):
        raise Invalid(_("请从列表中选一项。"), {"fields": "unknown"})
    today = clock.today()
    if given.since > today + _FARTHEST:
        raise Invalid(_("开始日期太远了,最多提前三个月。"), {"since": "too_far"})
    if given.since < today:
        raise Invalid(_("不能从已经过去的日子起任职。"), {"since": "past"})
    # In office today or on the day they begin: whoever comes with the new term is named before.
    days = (today, given.since)
    if given.user_id not in {one.user_id for d in days for one in people.candidates(place, d)}:
        raise Invalid(_("请从名单中选人:只有在本单位任职的人可以担任。"), {"user_id": "unknown"})


def _before(place: Place, given: NewMember) -> Member | None:
    """Whoever has the place, which ends with this."""
    rows = Member.objects.select_for_update().filter(unit_no=place.no, rank=given.rank, until=None)
    if given.rank not in rules.SOLE:
        rows = rows.filter(user_id=given.user_id)
    before = rows.first()
    if before is None:
        return None
    same = before.user_id == given.user_id and set(before.fields) == set(given.fields)
    if same and before.since <= given.since:
        raise Conflict(_("这个人已经担任这个位置,没有变化。"))
    ends_on = before.since
    before.until = max(before.since, given.since)
    before.ended_as = "replaced"
    before.save(update_fields=["until", "ended_as"])
    if ends_on > given.since:  # named for later, and overtaken: who was to go then goes now
        _left_for(before, ends_on).update(until=given.since)
    return before


def _left_for(row: Member, on: dt.date) -> QuerySet[Member]:
    """Whoever's place was to end on a day because this one begins then."""
    rows = Member.objects.filter(
        unit_no=row.unit_no, rank=row.rank, until=on, ended_as="replaced", since__lt=on
    )
    return rows if row.rank in rules.SOLE else rows.filter(user_id=row.user_id)


def end(actor: Actor, act_id: UUID, unit_no: int, member_id: UUID) -> None:
    """Somebody's place is over from today. Whoever was to go for somebody who never began stays."""
    place = units.keep(actor, unit_no)
    body = said.fingerprint("end", unit_no, member_id)
    acts.lock(place.no)
    if acts.done_before(actor, act_id, body):
        return
    row = Member.objects.select_for_update().filter(pk=member_id, unit_no=place.no).first()
    if row is None:
        raise Invalid(_("请从名单中选人:只有在本单位任职的人可以担任。"), {"member_id": "unknown"})
    if row.until is not None:
        raise Conflict(_("这个位置刚被别人改过。请看过最新情况再决定。"))
    row.until, row.ended_as = max(row.since, clock.today()), "removed"
    row.save(update_fields=["until", "ended_as"])
    if row.since > clock.today():  # they never began, so whoever was to go for them stays
        _left_for(row, row.since).update(until=None, ended_as="")
    acts.keep_act(actor, act_id, place, "end", body)
    journal.record(
        actor,
        MemberEnded(
            school_id=place.school_id, unit_no=place.no, act_id=act_id, member_id=row.pk,
            user_id=row.user_id, rank=row.rank, until=row.until,
        ),
    )  # fmt: skip
