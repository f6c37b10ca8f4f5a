"""Somebody stands in for another's duties for some days: asked, agreed to, ended by itself."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.directory import rules as numbering
from xiaoan.duties.events import DeputyAnswered, DeputyAsked
from xiaoan.duties.models import Deputising
from xiaoan.duties.queries import deputies as reading
from xiaoan.duties.services.owners import hand_back, take_up
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import inside

LONGEST_NOTE = 200
# Longer absences are a matter of positions (our own choice, L).
LONGEST = dt.timedelta(days=31)
FARTHEST = dt.timedelta(days=183)


@dataclass(frozen=True)
class NewDeputising:
    """Who is asked, from which day to which last day, and why; `id` is made by the form."""

    id: UUID
    to_id: UUID
    since: dt.date
    last: dt.date
    note: str = ""


def ask_deputy(actor: Actor, sent: NewDeputising) -> UUID:
    """Ask a colleague to stand in; nothing moves before they agree. Once more is the same act."""
    known = Deputising.objects.filter(pk=sent.id).first()
    if known:
        if (known.from_id, known.to_id) != (actor.user_id, sent.to_id):
            raise taken()
        return known.pk
    _refuse_days(sent)
    found = {one.user_id: one for one in reading.colleagues(actor)}
    if sent.to_id not in found:
        raise Invalid(_("请选一位能办您这些事的同事。"), {"to": "unknown"})
    mine = Deputising.objects.filter(
        from_id=user_id(actor), state__in=["asked", "agreed"], since__lte=sent.last,
        until__gt=sent.since,
    )  # fmt: skip
    if mine.exists():
        raise Conflict(_("这些日子已请过代理人。请先取消原来的。"))
    unit_no = found[sent.to_id].unit_no
    row = Deputising(
        id=sent.id, school_id=_school_of(unit_no), unit_no=unit_no, from_id=user_id(actor),
        to_id=sent.to_id, since=sent.since, until=sent.last + dt.timedelta(days=1),
        note=sent.note.strip(), asked_at=clock.now(),
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    journal.record(
        actor,
        DeputyAsked(
            school_id=row.school_id, unit_no=unit_no, deputising_id=row.pk, from_id=row.from_id,
            to_id=row.to_id, since=row.since, until=row.until,
        ),
    )  # fmt: skip
    return row.pk


def _school_of(unit_no: int) -> int:
    return numbering.school_of(unit_no) if unit_no % numbering.TOWNSHIP else 0


def _refuse_days(sent: NewDeputising) -> None:
    today = clock.today()
    if not today <= sent.since <= sent.last or sent.last - sent.since >= LONGEST:
        raise Invalid(_("日期应从今天起,到最后一天不超过 31 天。"), {"days": "range"})
    if sent.since > today + FARTHEST:
        raise Invalid(_("日期太远,请在半年以内。"), {"days": "far"})
    if len(sent.note) > LONGEST_NOTE or "\0" in sent.note:
        raise Invalid(_("请写在 200 个字以内。"), {"note": "long"})


def answer_deputy(actor: Actor, deputising_id: UUID, said: str) -> int:
    """The colleague agrees or declines; either of the two ends it early. Gives how many duties moved."""
    row = (
        Deputising.objects.select_for_update()
        .filter(inside(actor.intervals), pk=deputising_id)
        .first()
    )
    if row is None or actor.user_id not in (row.from_id, row.to_id):
        raise NotFound
    if said not in ("agreed", "declined", "ended"):
        raise Invalid(_("请选一种答复。"), {"answer": "unknown"})
    if said != "ended" and actor.user_id != row.to_id:
        raise Forbidden
    if row.state == said:
        return 0
    _refuse_answer(row, said)
    was, row.state = row.state, said
    if said == "ended":
        row.ended_at = clock.now()
    else:
        row.answered_at = clock.now()
    row.save(update_fields=["state", "answered_at", "ended_at"])
    moved = _move(actor, row, was)
    journal.record(
        actor,
        DeputyAnswered(
            school_id=row.school_id, unit_no=row.unit_no, deputising_id=row.pk, state=said
        ),
    )
    return moved


def _refuse_answer(row: Deputising, said: str) -> None:
    if row.state not in ("asked", "agreed") or (row.state == "agreed" and said == "declined"):
        raise Conflict(_("已经有了答复。请刷新后查看。"))
    if said == "agreed" and row.until <= clock.today():
        raise Conflict(_("这些日子已经过去。"))


def _move(actor: Actor, row: Deputising, was: str) -> int:
    if row.state == "agreed" and row.since <= clock.today():
        return take_up(actor, row)
    return hand_back(actor, row) if row.state == "ended" and was == "agreed" else 0
