"""The response level of the county or a township: one asks, another person confirms, duties follow."""

import datetime as dt
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import actors_of, user_id
from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties.events import LevelAsked, LevelDecided
from xiaoan.duties.models import Duty, Response
from xiaoan.duties.queries import levels
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

LONGEST_TEXT = 200


def ask_level(
    actor: Actor,
    unit_no: int,
    level: str,
    words: levels.Grounds,
    response_id: UUID | None = None,
) -> UUID:
    """Ask that the county or a township be at another level; nothing changes before a second person has
    confirmed it. The same id again is the same request."""
    if not actor.may(Permission.SWITCH_LEVEL, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    place = directory.place(unit_no)
    if place.kind not in levels.HELD_AT or level not in rules.LEVELS:
        raise Invalid(_("请选全县或一个乡镇,并选响应级别。"), {"level": "unknown"})
    for text in (words.reason, words.basis):
        if not text.strip() or len(text) > LONGEST_TEXT or "\0" in text:
            raise Invalid(_("请写明理由和依据,各不超过 200 个字。"), {"reason": "missing"})
    _lock(unit_no)
    known = Response.objects.filter(pk=response_id).first() if response_id else None
    if known:
        return known.pk
    _lapse(unit_no)
    if queries.ladders().own_level(unit_no) == level:
        raise Conflict(_("现在就是这个级别。"))
    if Response.objects.filter(unit_no=unit_no, state="asked").exists():
        raise Conflict(_("已有一项级别变动等另一人确认。"))
    row = Response.objects.create(
        id=response_id or uuid7(), unit_no=unit_no, level=level, reason=words.reason.strip(),
        basis=words.basis.strip(), asked_by_id=user_id(actor), asked_at=clock.now(),
    )  # fmt: skip
    journal.record(actor, LevelAsked(school_id=0, unit_no=unit_no, response_id=row.pk, level=level))
    return row.pk


def decide_level(actor: Actor, response_id: UUID, *, confirmed: bool) -> int:
    """The second person confirms, and the level is in force; or refuses. Who asked may take it back.
    Gives how many open duties have their next step at another time now."""
    row = Response.objects.filter(pk=response_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    is_own = row.asked_by_id == actor.user_id
    if not actor.may(Permission.CONFIRM_LEVEL, row.unit_no) and not (is_own and not confirmed):
        raise Forbidden
    if is_own and confirmed:
        raise Forbidden(_("提出的人不能确认;请由另一人确认。"))
    _lock(row.unit_no)
    _lapse(row.unit_no)
    row.refresh_from_db()
    if row.state != "asked":
        raise Conflict(_("这项级别变动已经有了结果,或已过期。请刷新后查看。"))
    if confirmed and not _may_still(row):
        raise Conflict(_("提出的人已不再有这个权限,请重新提出。"))
    before = queries.ladders().own_level(row.unit_no)
    row.state = "confirmed" if confirmed else "refused"
    row.decided_by_id, row.decided_at = user_id(actor), clock.now()
    row.save(update_fields=["state", "decided_by_id", "decided_at"])
    moved = follow_level(directory.place(row.unit_no).interval) if confirmed else 0
    journal.record(
        actor,
        LevelDecided(
            school_id=0, unit_no=row.unit_no, response_id=row.pk, level=row.level, before=before,
            confirmed=confirmed, duties=moved,
        ),
    )  # fmt: skip
    return moved


def _may_still(row: Response) -> bool:
    """What was asked counts only while who asked is still entitled to."""
    asker = actors_of([row.asked_by_id]).get(row.asked_by_id)
    return asker is not None and asker.may(Permission.SWITCH_LEVEL, row.unit_no)


def _lock(unit_no: int) -> None:
    """The level of a unit is changed by one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('duties.level'), %s)", [unit_no])


def _lapse(unit_no: int) -> None:
    """What nobody confirmed in time is not asked any more."""
    stale = Response.objects.filter(
        unit_no=unit_no, state="asked", asked_at__lt=clock.now() - levels.WAITS
    )
    stale.update(state="lapsed", decided_at=clock.now())


_MOVE = """
update duties_duty set next_step_at = new.at
from unnest(%s::uuid[], %s::timestamptz[]) as new(id, at) where duties_duty.id = new.id
"""


def follow_level(interval: Interval, kind: str = "") -> int:
    """What is open (of a kind) inside an interval and not due yet goes up by the level now in force; what is
    due already goes on as it began. Gives how many have another next step."""
    lo, hi = interval
    of_kind = {"kind": kind} if kind else {}
    rows = (
        Duty.objects.select_for_update()
        .filter(**of_kind, state="open", due_at__gt=clock.now(), unit_no__gte=lo, unit_no__lt=hi)
        .order_by("unit_no", "slot", "day")
        .values_list("id", "unit_no", "kind", "due_at", "level", "next_step_at")
    )
    ladders = queries.ladders()
    moved: dict[UUID, dt.datetime | None] = {}
    for pk, unit_no, kind, due_at, level, next_step_at in rows:
        rung = rules.next_rung(ladders.of(unit_no, due_at, kind), level)
        wanted = rules.step_time(due_at, rung)
        if wanted != next_step_at:
            moved[pk] = wanted
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [list(moved), list(moved.values())])
    return len(moved)
