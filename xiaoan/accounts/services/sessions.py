"""Sessions: begun, completed by a second factor, moved on, ended here or everywhere."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db import connection

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import PasswordGiven, SessionsEnded, SignedIn, SignedOut
from xiaoan.accounts.models import Factor, Session, User
from xiaoan.accounts.services import throttling
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

# A page that loads in many requests moves a session on once, and none of them waits for another.
_SEEN = """
update accounts_session set seen_at = %s
where id = (select id from accounts_session where id = %s and ended_at is null
            for update skip locked)
"""


@dataclass(frozen=True)
class Entered:
    """A session of somebody who proved who they are; `actor` holds nothing while `half`."""

    session_id: UUID
    session_hash: str
    actor: Actor
    half: bool
    lasts: dt.timedelta


def begin(user: User, how: str, device: str) -> Entered:
    """A session for whoever gave the password (or was picked in the demonstration)."""
    own = Actor(user_id=user.pk, name=user.name)
    enter(own)
    proof = _proof(user, how)
    now = clock.now()
    row = Session.objects.create(
        id=uuid7(), user=user, school_id=user.school_id, unit_no=user.unit_no, proof=proof,
        device=device, started_at=now, seen_at=now, proved_at=now,
    )  # fmt: skip
    actor = queries.actor_of(user)
    if not rules.is_whole(proof, actor.roles):
        fact = PasswordGiven(school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk)
        journal.record(own, fact)
        lasts = rules.STAFF_SESSION.absolute
        return Entered(row.pk, user.get_session_auth_hash(), own, True, lasts)
    return _whole(user, actor, row.pk, how)


def complete(actor: Actor, session_id: UUID, how: str) -> Entered:
    """The second factor was right (or has just been set up): the session opens."""
    user = User.objects.get(pk=queries.user_id(actor))
    now = clock.now()
    mine = Session.objects.filter(pk=session_id, user=user, ended_at=None)
    mine.update(proof=rules.SECOND, seen_at=now)
    return _whole(user, queries.actor_of(user), session_id, how)


def _proof(user: User, how: str) -> str:
    if how == rules.DEMO:
        return rules.DEMO
    has = Factor.objects.filter(user=user).exclude(confirmed_at=None).exists()
    return rules.HALF if has else rules.PASSWORD


def _whole(user: User, actor: Actor, session_id: UUID, how: str) -> Entered:
    enter(actor)
    User.objects.filter(pk=user.pk).update(last_login=clock.now())
    fact = SignedIn(school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk, how=how)
    journal.record(actor, fact)
    lasts = rules.session_limit(actor.roles).absolute
    return Entered(session_id, user.get_session_auth_hash(), actor, False, lasts)


def seen(session_id: UUID) -> None:
    """The session was used (no fact of the county: not journalled)."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [clock.now(), session_id])


def prove_again(actor: Actor, session_id: UUID, password: str, device: str) -> bool:
    """The password once more, before something that keeps the account is changed."""
    user = User.objects.get(pk=queries.user_id(actor))
    counted = throttling.key("prove", user.pk, device)
    if not throttling.take(counted, rules.SIGN_IN_LIMIT):
        raise throttling.paused()
    if not check_password(password, user.password):
        return False
    throttling.forget(counted)
    Session.objects.filter(pk=session_id, user=user).update(proved_at=clock.now())
    return True


def sign_out(actor: Actor, session_id: UUID) -> None:
    """The session ends, and the journal says so; the page forgets its cookie."""
    user = User.objects.filter(pk=queries.user_id(actor)).first()
    if user:
        _end(user, Session.objects.filter(pk=session_id))
        fact = SignedOut(school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk)
        journal.record(actor, fact)


def end_session(actor: Actor, session_id: UUID) -> None:
    """Sign one device out; from its next request on it is nobody."""
    user = User.objects.get(pk=queries.user_id(actor))
    ended = _end(user, Session.objects.filter(pk=session_id))
    _record(actor, user, ended)


def end_sessions(actor: Actor, keep: UUID | None = None) -> int:
    """Sign out everywhere (but on the device of `keep`); gives how many sessions that ended."""
    user = User.objects.get(pk=queries.user_id(actor))
    ended = _end(user, Session.objects.exclude(pk=keep) if keep else Session.objects.all())
    _record(actor, user, ended)
    return ended


def _end(user: User, rows: "queries.Sessions") -> int:
    return int(rows.filter(user=user, ended_at=None).update(ended_at=clock.now()))


def _record(actor: Actor, user: User, ended: int) -> None:
    if ended:
        fact = SessionsEnded(
            school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk, sessions=ended
        )
        journal.record(actor, fact)
