"""Appointing, standing in, ending, handing over: the position, the open duties and the notices at once.

Locks are taken in one order by all: the unit, its open duties, the chain of the school.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import positions as held_positions
from xiaoan.accounts.services import notices, opening, positions, proposals
from xiaoan.accounts.services.notices import Told
from xiaoan.accounts.services.positions import Changed, Days, Post
from xiaoan.duties.services import moving
from xiaoan.duties.services.moving import Move
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor


def appoint(
    actor: Actor, member_id: UUID, post: Post, days: Days, act_id: UUID | None = None
) -> Changed:
    """Give a member of the staff a position; an account is opened for who has none.

    What is open and names nobody because the position was vacant names them now.
    """
    with transaction.atomic():
        place = positions.place_for(actor, post, days)
        moving.lock_open(post.role, place.interval)
        user_id = _account(actor, member_id)
        done = positions.appoint(actor, user_id, post, days, act_id)
        if not done.again:
            moved = _move(actor, done, None, user_id, done.since)
            notices.tell(
                actor, [Told(user_id, "appointed", done, done.since, duties=moved)]
            )  # fmt: skip
        return done


def deputise(
    actor: Actor, held_id: UUID, member_id: UUID, days: Days, act_id: UUID | None = None
) -> Changed:
    """Have another stand in for a while; open duties of these days go to them."""
    with transaction.atomic():
        _lock(actor, held_id)
        user_id = _account(actor, member_id)
        done = positions.deputise(actor, held_id, user_id, days, act_id)
        holder_id = done.deputises_id
        if not done.again and holder_id:
            moved = _move(actor, done, holder_id, user_id, done.since)
            names = accounts.names(actor, [user_id, holder_id])
            notices.tell(
                actor,
                [
                    Told(user_id, "deputises", done, done.since, names.get(holder_id, ""), moved),
                    Told(holder_id, "deputised", done, done.since, names.get(user_id, ""), moved),
                ],
            )
        return done


def end(actor: Actor, grant_id: UUID, day: dt.date, reason: str) -> Changed:
    """End a position; its open duties name who stands in, the holder again, or nobody."""
    with transaction.atomic():
        _lock(actor, grant_id)
        done = positions.end(actor, grant_id, day, reason)
        until = done.until or day
        next_id = done.deputises_id or _standing_in(actor, done, until)
        moved = _move(actor, done, done.user_id, next_id, until)
        notices.tell(actor, [Told(done.user_id, "ended", done, until, duties=moved)])
        return done


def _standing_in(actor: Actor, done: Changed, day: dt.date) -> UUID | None:
    """Who stands in on the day from which a position is vacant; only today's duties are open already."""
    if day > clock.today():
        return None
    found = held_positions.standing_in(actor, [done.unit_no]).get((done.unit_no, done.role))
    return found.user_id if found else None


@dataclass(frozen=True)
class Handing:
    """To whom a position goes, from which day, and why."""

    member_id: UUID
    day: dt.date
    reason: str


def hand_over(actor: Actor, held_id: UUID, handing: Handing, act_id: UUID | None = None) -> Changed:
    """One act: the one's position ends, the other's begins, the open duties move, both are told."""
    with transaction.atomic():
        _lock(actor, held_id)
        to_id = _account(actor, handing.member_id)
        done = positions.hand_over(actor, held_id, to_id, handing.day, handing.reason, act_id)
        if done.begun.again:
            return done.begun
        from_id, day = done.ended.user_id, done.begun.since
        moved = sum(
            _move(actor, done.ended, who, to_id, day)
            for who in (from_id, *(one.user_id for one in done.deputies))
        )
        names = accounts.names(actor, [from_id, to_id])
        told = [
            Told(from_id, "gave", done.ended, day, names.get(to_id, ""), moved),
            Told(to_id, "took", done.begun, day, names.get(from_id, ""), moved),
        ]
        told += [
            Told(one.user_id, "ended", one, one.until or day)
            for one in done.deputies
            if one.user_id != to_id
        ]
        notices.tell(actor, told)
        return done.begun


def propose(
    actor: Actor, member_id: UUID, post: Post, days: Days, act_id: UUID | None = None
) -> UUID:
    """Ask for an appointment that a second person confirms."""
    return proposals.propose(actor, member_id, post, days, act_id)


def decide(actor: Actor, proposal_id: UUID, *, confirmed: bool) -> None:
    """The second person's answer; whoever is appointed by it is told."""
    with transaction.atomic():
        done = proposals.decide(actor, proposal_id, confirmed=confirmed)
        if done:
            notices.tell(actor, [Told(done.user_id, "appointed", done, done.since)])


def _lock(actor: Actor, grant_id: UUID) -> None:
    """Whoever may not do this learns it here, before anything is written."""
    held = positions.hold(actor, grant_id)
    moving.lock_open(held.role, (held.unit_no, held.unit_end))


def _account(actor: Actor, member_id: UUID) -> UUID:
    """The account of a choice of the staff list: its own id, or opened for the person it names.

    Whoever is neither is refused by what follows, after the asker's own rights.
    """
    if accounts.names(actor, [member_id]):
        return member_id
    return opening.account_for(actor, member_id) or member_id


def _move(
    actor: Actor, done: Changed, from_id: UUID | None, to_id: UUID | None, since: dt.date
) -> int:
    move = Move(
        done.role, done.school_id, (done.unit_no, done.unit_end), since, from_id, to_id
    )  # fmt: skip
    return moving.reassign(actor, move)
