"""Spot calls (查岗): drawn by lot or chosen, recorded with what came of them, answered by the unit."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.command import rules
from xiaoan.command.events import CallAnswered, Called, CallsDrawn
from xiaoan.command.models import Call, Draw, Seat
from xiaoan.command.queries import calls, units
from xiaoan.command.queries.units import CALL_ANSWER, CALL_NOTE, CALL_OWN
from xiaoan.command.services import acts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere, inside

_SEED_BYTES = 16


@dataclass(frozen=True)
class NewDraw:
    """So many of those on duty now inside a unit are to be called."""

    id: UUID
    unit_no: int
    count: int


@dataclass(frozen=True)
class NewCall:
    """Somebody on duty was called: what came of it."""

    id: UUID
    seat_id: UUID
    result: str
    note: str = ""
    draw_id: UUID | None = None


def draw(actor: Actor, given: NewDraw) -> int:
    """Let the lot choose: the seed is the machine's and is journalled, so that nobody chooses and anybody can
    work it out again. While somebody whom the unit or the actor drew waits to be called, there is no other
    draw. Gives how many."""
    place = units.keep(actor, given.unit_no, Permission.CALL_DUTY)
    if not 1 <= given.count <= rules.MOST_DRAWN:
        raise Invalid(_("请写 1 到 %(n)s。") % {"n": rules.MOST_DRAWN}, {"count": "range"})
    # Who draws at two units at once waits for themselves.
    acts.lock(place.no, *numbering.ancestors(place.no))
    known = Draw.objects.filter(pk=given.id).first()
    if known is not None:
        if (known.unit_no, known.by_id) != (place.no, actor.user_id):
            raise taken()
        return len(known.seat_ids)
    waiting = calls.waiting(actor, place.no)
    if waiting:
        raise Conflict(_("上次抽中的还有 %(n)s 人没有查,请先查完。") % {"n": waiting})
    now = clock.now()
    candidates = [
        (one.unit_no, one.pk) for one in calls.on_duty(place, now) if one.user_id != actor.user_id
    ]
    if not candidates:
        raise Invalid(_("现在没有人当班。"), {"count": "nobody"})
    seed = secrets.token_hex(_SEED_BYTES)
    drawn = rules.draw(seed, candidates, given.count)
    with new_id():
        Draw.objects.create(
            id=given.id, school_id=place.school_id, unit_no=place.no, seed=seed,
            candidates=len(candidates), seat_ids=[pk for _no, pk in drawn],
            unit_nos=[no for no, _pk in drawn], at=now, by_id=actor.user_id,
        )  # fmt: skip
    journal.record(
        actor,
        CallsDrawn(
            school_id=place.school_id, unit_no=place.no, draw_id=given.id, seed=seed,
            candidates=len(candidates), seat_ids=tuple(pk for _no, pk in drawn),
        ),
    )  # fmt: skip
    return len(drawn)


def record(actor: Actor, given: NewCall) -> None:
    """Record a call to somebody on duty now."""
    seat = Seat.objects.filter(inside(actor.intervals), pk=given.seat_id).first()
    # A drawn seat is called even if it was taken off the roster since; else only who stands there now.
    if seat is None or (seat.until_at is not None and given.draw_id is None):
        raise NotFound
    if not actor.may(Permission.CALL_DUTY, seat.unit_no):
        raise Forbidden
    if given.result not in rules.RESULTS:
        raise Invalid(_("请选查岗结果。"), {"result": "unknown"})
    note = acts.words(given.note, "note", wanted=given.result == "other")
    body = said.fingerprint(given.seat_id, given.result, note, given.draw_id)
    acts.lock(seat.unit_no)
    known = Call.objects.filter(inside(actor.intervals), pk=given.id).first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.said, body):
            raise taken()
        return
    _refuse(actor, seat, given)
    with new_id():
        Call.objects.create(
            id=given.id, school_id=seat.school_id, unit_no=seat.unit_no, seat_id=seat.pk,
            user_id=seat.user_id, draw_id=given.draw_id, result=given.result, said=body,
            note_cipher=ciphers.seal(note, place=CALL_NOTE, row=given.id) if note else None,
            at=clock.now(), by_id=accounts.user_id(actor),
        )  # fmt: skip
    journal.record(
        actor,
        Called(
            school_id=seat.school_id, unit_no=seat.unit_no, call_id=given.id, seat_id=seat.pk,
            draw_id=given.draw_id, result=given.result,
        ),
    )  # fmt: skip


def _refuse(actor: Actor, seat: Seat, given: NewCall) -> None:
    now = clock.now()
    if not seat.starts_at <= now < seat.ends_at:
        raise Invalid(_("这个班现在不在进行,不能查岗。"), {"seat_id": "not_now"})
    if seat.user_id == actor.user_id:
        raise Forbidden
    if given.draw_id is None:
        return
    drawn = Draw.objects.filter(inside(actor.intervals), pk=given.draw_id).first()
    if drawn is None or seat.pk not in drawn.seat_ids:
        raise Invalid(_("这个人不在这次抽中的名单里。"), {"draw_id": "unknown"})
    if Call.objects.filter(draw_id=drawn.pk, seat_id=seat.pk).exists():
        raise Conflict(_("这个人已经查过了。"))


def answer(actor: Actor, call_id: UUID, text: str) -> None:
    """Whoever was called says what they have to say to it, and whoever keeps the unit what the unit has; each
    once, neither in place of the other, and nobody to a call of their own."""
    one = calls.made(actor, call_id)
    if not calls.may_answer(actor, one):
        raise Forbidden
    is_own = one.user_id == actor.user_id
    words = acts.words(text, "answer", wanted=True)
    acts.lock(one.unit_no)
    place = directory.place(one.unit_no)
    with everywhere("command"):
        row = Call.objects.select_for_update().get(pk=call_id)
        if not (_own if is_own else _units)(actor, row, words):
            return
        journal.record(
            actor, CallAnswered(school_id=place.school_id, unit_no=place.no, call_id=row.pk)
        )


def _own(_actor: Actor, row: Call, words: str) -> bool:
    """What the called person says; False if they have said just that."""
    if row.own_cipher is not None:
        if ciphers.unseal(row.own_cipher, place=CALL_OWN, row=row.pk) == words:
            return False
        raise Conflict(_("您已经说明过。"))
    row.own_cipher, row.own_at = ciphers.seal(words, place=CALL_OWN, row=row.pk), clock.now()
    row.save(update_fields=["own_cipher", "own_at"])
    return True


def _units(actor: Actor, row: Call, words: str) -> bool:
    """What the unit says; False if the same person has said just that."""
    if row.answer_cipher is not None:
        said_ = ciphers.unseal(row.answer_cipher, place=CALL_ANSWER, row=row.pk)
        if said_ == words and row.answered_by_id == actor.user_id:
            return False
        raise Conflict(_("本单位已经说明过。"))
    row.answer_cipher = ciphers.seal(words, place=CALL_ANSWER, row=row.pk)
    row.answered_by_id, row.answered_at = actor.user_id, clock.now()
    row.save(update_fields=["answer_cipher", "answered_by_id", "answered_at"])
    return True
