"""Positions: appointed, stood in for, ended, handed over; asked for by one and confirmed by another.

A lock on the unit decides between two who are fast; the exclusions of the table are the last judge.
What follows for open duties and who is told is the registry's matter (`registry.services.positions`).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import RoleEnded, RoleGranted
from xiaoan.accounts.models import Grant, User
from xiaoan.accounts.queries import positions as reading
from xiaoan.accounts.rules import Days as Days  # a word of this door
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Unit
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import inside

_LOCK = "select pg_advisory_xact_lock(hashtext('accounts.positions'), %s)"


@dataclass(frozen=True)
class Post:
    """A role at a unit."""

    role: str
    unit_no: int


@dataclass(frozen=True)
class Changed:
    """A position after an act: whose, where, from when until; `again`: the same form came before."""

    grant_id: UUID
    user_id: UUID
    role: str
    school_id: int
    unit_no: int
    unit_end: int
    since: dt.date
    until: dt.date | None
    deputises_id: UUID | None = None
    again: bool = False


def appoint(
    actor: Actor, user_id: UUID, post: Post, days: Days, grant_id: UUID | None = None
) -> Changed:
    """Give somebody a position from a day on. The same `grant_id` once more answers as before."""
    place = place_for(actor, post, days)
    if post.role in rules.BY_TWO:
        raise Forbidden(_("这个岗位管到全县:请提出任命,由另一人确认。"))
    refuse_days(days)
    again = _given(grant_id)
    if again:
        return again
    user = subject(actor, user_id, place)
    refuse_double(user, post, days)
    _refuse_second(post, days)
    return give(actor, user, place, post.role, days, grant_id=grant_id)


def deputise(
    actor: Actor, held_id: UUID, user_id: UUID, days: Days, grant_id: UUID | None = None
) -> Changed:
    """Have somebody of the same school stand in for a holder; it ends by itself."""
    held = hold(actor, held_id)
    again = _given(grant_id)
    if again:
        return again
    refuse_days(days)
    if held.role in rules.BY_TWO:
        raise Forbidden(_("这个岗位管到全县,不设代理;需要时请任命,由另一人确认。"))
    if held.deputises_id:
        raise Invalid(_("代理人不能再由别人代理;请在原来的岗位上办理。"), {"who": "deputy"})
    until = days.until
    if until is None or until - days.since > rules.LONGEST_DEPUTY:
        raise Invalid(_("代理要有最后一天,最长半年。"), {"until": "missing"})
    if days.since < held.since or (held.until is not None and until > held.until):
        raise Invalid(_("代理的日期要在本人任职的日期之内。"), {"since": "outside"})
    if user_id == held.user_id:
        raise Invalid(_("不能代理自己。"), {"who": "same"})
    place = directory.place(held.unit_no)
    post = Post(held.role, held.unit_no)
    user = subject(actor, user_id, place)
    refuse_double(user, post, days)
    for other in _overlapping(post, days).filter(deputises_id=held.user_id):
        raise Invalid(
            _("这些日子里已有人代理(到 %(last)s)。请先结束那次代理,或改日期。")
            % {"last": _last(other.until)},
            {"since": "deputised"},
        )
    return give(actor, user, place, post.role, days, deputises_id=held.user_id, grant_id=grant_id)


def end(actor: Actor, grant_id: UUID, day: dt.date, reason: str) -> Changed:
    """Take a position away from a day on (the first without it), and say why."""
    held = hold(actor, grant_id)
    _refuse_end(held, day, reason)
    if held.role in rules.BY_TWO:
        _refuse_last(actor, held, day)
    return _end(actor, held, day, reason)


@dataclass(frozen=True)
class HandedOver:
    """One act, two positions, and the deputies whose standing in is over with it."""

    ended: Changed
    begun: Changed
    deputies: tuple[Changed, ...]


def hand_over(
    actor: Actor, held_id: UUID, to_id: UUID, day: dt.date, reason: str,
    grant_id: UUID | None = None,
) -> HandedOver:  # fmt: skip
    """From one to another as of a day: the one ends, the other begins, nothing lies between."""
    held = hold(actor, held_id)
    again = _given(grant_id)
    if again:
        return HandedOver(_changed(held), again, ())
    if held.role in rules.BY_TWO:
        raise Forbidden(_("这个岗位管到全县:请先任命接任的人,由另一人确认,再结束原来的。"))
    if held.deputises_id:
        raise Invalid(_("代理不能移交;请在原来的岗位上办理。"), {"who": "deputy"})
    _refuse_end(held, day, reason)
    refuse_days(Days(day))
    place = directory.place(held.unit_no)
    user = subject(actor, to_id, place)
    post, days = Post(held.role, held.unit_no), Days(max(day, held.since))
    standing_in = list(_overlapping(post, days).filter(deputises_id=held.user_id))
    refuse_double(user, post, days, but=[one.pk for one in standing_in])
    ended = _end(actor, held, day, reason, to_id=user.pk)
    deputies = tuple(_end(actor, one, days.since, reason) for one in standing_in)
    begun = give(actor, user, place, held.role, days, grant_id=grant_id)
    return HandedOver(ended, begun, deputies)


def place_for(actor: Actor, post: Post, days: Days) -> directory.Place:
    """The unit of a position that the actor may give there, locked; refused otherwise."""
    place = directory.places([post.unit_no]).get(post.unit_no)
    if place is None or not actor.sees(post.unit_no):
        raise NotFound
    role = rules.ROLES.get(post.role)
    if role is None or role.held_at != place.kind:
        raise Invalid(_("这个岗位不设在这里,请重新选。"), {"role": "not_here"})
    require_giving(actor, post.role, place.no, place.end)
    lock(place.no)
    if Unit.objects.filter(pk=place.no, closed__lte=days.since).exists():
        raise Invalid(_("%(name)s 那时已关闭。") % {"name": place.name}, {"unit": "closed"})
    return place


def require_giving(actor: Actor, role: str, lo: int, hi: int) -> None:
    """Only whoever holds sway over the whole unit gives and ends a role there."""
    if actor.is_system or rules.may_give(actor.scopes, role, lo, hi):
        return
    if not actor.sees(lo):
        raise NotFound
    raise Forbidden(_("您不能安排这个岗位。"))


def subject(actor: Actor, user_id: UUID, place: directory.Place) -> User:
    """Whom a position at a place may be given to: never oneself, and only who belongs there."""
    if user_id == actor.user_id:
        raise Forbidden(_("不能给自己安排岗位;请由别人办理。"))
    user = User.objects.filter(reading.of_a_staff(), pk=user_id, is_active=True).first()
    if user is None or not belongs(user, place):
        raise Invalid(_("请从名单中选一个人。"), {"who": "unknown"})
    return user


def belongs(user: User, place: directory.Place) -> bool:
    """Staff of the school for what is in a school; above it officials of the place or of the county."""
    if place.school_id:
        return user.school_id == place.school_id
    return user.school_id == 0 and user.unit_no in {place.no, numbering.ancestors(place.no)[-1]}


def refuse_double(user: User, post: Post, days: Days, but: Iterable[UUID] = ()) -> None:
    """The same position does not run twice for one person; a deputy holds it already for a while."""
    if _overlapping(post, days).filter(user=user).exclude(pk__in=but).exists():
        raise Invalid(
            _("%(name)s 在这些日子里已有这个岗位(或正在代理)。") % {"name": user.name},
            {"who": "twice"},
        )


def _refuse_second(post: Post, days: Days) -> None:
    if post.role not in rules.SOLE:
        return
    other = (
        _overlapping(post, days).filter(deputises_id=None, user__is_active=True)
        .select_related("user").order_by("since").first()
    )  # fmt: skip
    if other:
        raise Invalid(
            _("这里已有%(role)s:%(name)s。请办移交或代理,或先结束原来的。")
            % {"role": queries.ROLE_NAMES[post.role], "name": other.user.name},
            {"role": "held"},
        )


def give(
    actor: Actor, user: User, place: directory.Place, role: str, days: Days, *,
    deputises_id: UUID | None = None, grant_id: UUID | None = None,
) -> Changed:  # fmt: skip
    """Write a position whose unit is locked and whose rules have been asked."""
    row = Grant(
        id=grant_id or uuid7(), user=user, role=role, school_id=place.school_id,
        unit_no=place.no, unit_end=place.end, since=days.since, until=days.until,
        deputises_id=deputises_id, given_by_id=actor.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个岗位刚被别人安排过。请刷新后核对。")) from None
    journal.record(
        actor,
        RoleGranted(
            school_id=row.school_id, unit_no=row.unit_no, user_id=user.pk, role=role,
            grant_id=row.pk, since=row.since, until=row.until, deputises_id=deputises_id,
        ),
    )  # fmt: skip
    return _changed(row)


def _end(actor: Actor, row: Grant, day: dt.date, reason: str, to_id: UUID | None = None) -> Changed:
    """What had not begun, or began today, is over before it lasted a day."""
    row.until, row.end_reason = max(day, row.since), reason.strip()
    row.save(update_fields=["until", "end_reason"])
    journal.record(
        actor,
        RoleEnded(
            school_id=row.school_id, unit_no=row.unit_no, user_id=row.user_id, role=row.role,
            grant_id=row.pk, until=row.until, to_id=to_id,
        ),
    )  # fmt: skip
    return _changed(row)


def hold(actor: Actor, grant_id: UUID) -> Grant:
    """Lock a position that the actor may give and end: its unit first, as everywhere."""
    found = Grant.objects.filter(inside(actor.intervals), pk=grant_id).first()
    if found is None or found.role not in rules.ROLES or found.role == "guardian":
        raise NotFound
    require_giving(actor, found.role, found.unit_no, found.unit_end)
    lock(found.unit_no)
    return Grant.objects.select_for_update().get(pk=grant_id)


def lock(unit_no: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [unit_no])


def _given(grant_id: UUID | None) -> Changed | None:
    """What was written when the same form came the first time."""
    row = Grant.objects.filter(pk=grant_id).first() if grant_id else None
    return replace(_changed(row), again=True) if row else None


def _overlapping(post: Post, days: Days) -> QuerySet[Grant]:
    """Positions of a post that share a day with these; what lasted no day shares none."""
    rows = Grant.objects.filter(
        Q(until=None) | (Q(until__gt=days.since) & Q(until__gt=F("since"))),
        unit_no=post.unit_no, role=post.role,
    )  # fmt: skip
    return rows if days.until is None else rows.filter(since__lt=days.until)


def refuse_days(days: Days) -> None:
    fault = rules.days_fault(days, clock.today())
    if fault == "past":
        raise Invalid(_("岗位从今天或以后的日期起。"), {"since": fault})
    if fault == "too_far":
        raise Invalid(_("日期太远,请核对年份。"), {"since": fault})
    if fault:
        raise Invalid(_("最后一天不能早于第一天。"), {"until": fault})


def _refuse_end(held: Grant, day: dt.date, reason: str) -> None:
    if held.until is not None and held.until <= max(day, held.since, clock.today()):
        raise Conflict(_("这个岗位已经结束,或已定在这天之前结束。"))
    if day < clock.today():
        raise Invalid(_("请选今天或以后的日期;以前的日子已经过了。"), {"since": "past"})
    if day > clock.today() + rules.FARTHEST:
        raise Invalid(_("日期太远,请核对年份。"), {"since": "too_far"})
    if not reason.strip() or len(reason) > rules.LONGEST_REASON:
        raise Invalid(_("请写明原因(不超过 200 个字)。"), {"reason": "missing"})


def _refuse_last(actor: Actor, held: Grant, day: dt.date) -> None:
    """Taking away goes quickly, by one; but not from oneself, and never from the last officer."""
    if held.user_id == actor.user_id:
        raise Forbidden(_("不能结束自己管全县的岗位;请由别人办理。"))
    rest = (
        _overlapping(Post("bureau_officer", held.unit_no), Days(day))
        .filter(since__lte=day, user__is_active=True)
        .exclude(user_id=held.user_id)
    )
    if held.role == "bureau_officer" and not rest.exists():
        raise Conflict(_("至少要留一名经办人。请先任命另一名。"))


def _changed(row: Grant) -> Changed:
    return Changed(
        row.pk, row.user_id, row.role, row.school_id, row.unit_no, row.unit_end, row.since,
        row.until, row.deputises_id,
    )  # fmt: skip


def _last(until: dt.date | None) -> str:
    """The last day of what ends before `until`."""
    return (until - dt.timedelta(days=1)).isoformat() if until else ""
