"""A lost account: asked for, decided by a named person, opened anew with the code that they hand over.

Two steps, two people. Whoever asks is not known yet, so that nothing here says whether there is such an
account; whoever decides sees or calls the person; only the code, typed by the person, opens anything.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import (
    RecoveryApproved,
    RecoveryAsked,
    RecoveryRefused,
    RecoveryUsed,
    RecoveryWithdrawn,
)
from xiaoan.accounts.models import Factor, Notice, Recovery, RecoveryCode, Session, User
from xiaoan.accounts.queries import recoveries
from xiaoan.accounts.queries.recoveries import OPEN
from xiaoan.accounts.rules import Limit
from xiaoan.accounts.services import passwords, sessions, signing_in, throttling
from xiaoan.accounts.services.sessions import Entered
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere


@dataclass(frozen=True)
class Named:
    """Whose account, as typed for signing in; `device` what the browser kept."""

    typed: str
    school: str = ""
    device: str = ""


@dataclass(frozen=True)
class Renewal:
    """The code that was handed over, and the password to be."""

    named: Named
    code: str
    password: str
    agent: str = ""


def ask(named: Named) -> None:
    """Put the request before whoever may decide. Nothing tells whether there is such an account, or
    whether it had asked already."""
    user = queries.account_named(named.typed, named.school)
    left, _counted = _try("recovery asked", named, user, rules.SIGN_IN_LIMIT)
    # As at signing in: what is not there takes as long.
    check_password(named.typed, signing_in.DECOY)
    if user is None or not left:
        return
    with everywhere("recovery") as actor:
        locked = User.objects.select_for_update().filter(pk=user.pk, is_active=True).first()
        if locked is not None:
            _open(actor, locked)


def _open(actor: Actor, user: User) -> None:
    now = clock.now()
    mine = Recovery.objects.filter(user=user, state__in=OPEN)
    mine.filter(expires_at__lte=now).update(state="expired", digest=None)
    if mine.exists():
        return
    row = Recovery.objects.create(
        id=uuid7(), user=user, school_id=user.school_id, unit_no=user.unit_no, asked_at=now,
        expires_at=now + rules.RECOVERY_LASTS,
    )  # fmt: skip
    fact = RecoveryAsked(
        school_id=user.school_id, unit_no=user.unit_no, recovery_id=row.pk, user_id=user.pk
    )
    journal.record(actor, fact)
    _tell(user, "lost", clock.today())


def approve(actor: Actor, recovery_id: UUID, press: UUID) -> str:
    """The code to hand over, as it is read out. `press` is made by the page: the same press once more
    shows the same code, any other finds that it is decided."""
    row = _decidable(actor, recovery_id)
    secret = ciphers.blind_index(f"{row.pk}\0{press}\0{actor.user_id}", kind="recovery on paper")
    code = rules.new_code(secret)
    digest, now = recoveries.digest_of(row.user_id, code), clock.now()
    mine = Recovery.objects.filter(pk=row.pk, expires_at__gt=now)
    decided = mine.filter(state="asked").update(
        state="approved", decided_by_id=actor.user_id, decided_at=now, digest=digest,
        expires_at=now + rules.RECOVERY_LASTS,
    )  # fmt: skip
    if decided:
        fact = RecoveryApproved(
            school_id=row.school_id, unit_no=row.unit_no, recovery_id=row.pk, user_id=row.user_id
        )
        journal.record(actor, fact)
    elif not mine.filter(state="approved", digest=digest).exists():
        raise _late()
    return rules.shown_code(code)


def refuse(actor: Actor, recovery_id: UUID, reason: str) -> None:
    """Not let in, and why; also takes a code back that has not been used."""
    row = _decidable(actor, recovery_id)
    reason = reason.strip()
    if not reason or len(reason) > rules.LONGEST_REASON:
        message = _("请写明原因(不超过 %(n)s 个字)。") % {"n": rules.LONGEST_REASON}
        raise Invalid(message, {"reason": "missing" if not reason else "long"})
    now = clock.now()
    mine = Recovery.objects.filter(pk=row.pk, state__in=OPEN, expires_at__gt=now)
    decided = mine.update(
        state="refused", decided_by_id=actor.user_id, decided_at=now, reason=reason, digest=None
    )
    if not decided:
        raise _late()
    fact = RecoveryRefused(
        school_id=row.school_id, unit_no=row.unit_no, recovery_id=row.pk, user_id=row.user_id
    )
    journal.record(actor, fact)


def withdraw(actor: Actor, recovery_id: UUID) -> None:
    """Whoever is signed in did not ask: nobody decides, and a code that is out opens nothing."""
    row = Recovery.objects.filter(pk=recovery_id, user_id=queries.user_id(actor)).first()
    if row is None:
        raise NotFound
    mine = Recovery.objects.filter(pk=row.pk, state__in=OPEN)
    if not mine.update(state="withdrawn", decided_at=clock.now(), digest=None):
        raise _late()
    fact = RecoveryWithdrawn(
        school_id=row.school_id, unit_no=row.unit_no, recovery_id=row.pk, user_id=row.user_id
    )
    journal.record(actor, fact)


def _decidable(actor: Actor, recovery_id: UUID) -> Recovery:
    found = recoveries.request(actor, recovery_id)
    if not found.subject.is_active:
        raise Conflict(_("这个账号已停用,不能找回。"))
    return Recovery.objects.get(pk=found.id)


def _late() -> Conflict:
    return Conflict(_("这个申请已经办过或已过期。请返回刷新,看最新的情况。"))


def renew(given: Renewal) -> Entered | None:
    """A new password, and everything before it gone: sessions, second factors, recovery codes. None if
    the code is not the one that was handed over, was used, taken back or is too old, or if whoever
    decided no longer might."""
    named = given.named
    user = queries.account_named(named.typed, named.school)
    left, counted = _try("recovery code", named, user, rules.PROOF_LIMIT)
    row = _handed_over(user, given.code) if user and left else None
    if user is None or row is None:
        return None
    throttling.forget(*counted)
    own = Actor(user_id=user.pk, name=user.name)
    enter(own)
    user = User.objects.select_for_update().get(pk=user.pk)
    password = passwords.hashed(given.password, passwords.own_words(user))
    won = user.is_active and Recovery.objects.filter(
        pk=row.pk, state="approved", digest=row.digest, expires_at__gt=clock.now()
    ).update(state="used", used_at=clock.now(), digest=None)
    if not won:
        return None
    user.password = password
    user.save(update_fields=["password"])
    _clear(own, user, row)
    with everywhere("recovery"):
        Notice.objects.filter(user=user, kind="lost", read_at=None).update(read_at=clock.now())
        name = User.objects.values_list("name", flat=True).get(pk=row.decided_by_id or user.pk)
        _tell(
            user, "recovered", (row.decided_at or clock.now()).astimezone(clock.ZONE).date(), name
        )
    return sessions.begin(user, rules.PASSWORD, rules.device_words(given.agent))


def _handed_over(user: User, code: str) -> Recovery | None:
    """The request that this code belongs to, while whoever decided might still decide."""
    digest = recoveries.digest_of(user.pk, rules.read_code(code))
    with everywhere("recovery"):
        row = Recovery.objects.filter(
            user=user, state="approved", digest=digest, expires_at__gt=clock.now()
        ).first()
    if row is None or row.decided_by_id is None:
        return None
    subject = recoveries.subjects_of([user.pk])[user.pk]
    return row if recoveries.may_still_decide(row.decided_by_id, subject) else None


def _clear(own: Actor, user: User, row: Recovery) -> None:
    ended = Session.objects.filter(user=user, ended_at=None).update(ended_at=clock.now())
    in_use = Factor.objects.filter(user=user).exclude(confirmed_at=None).count()
    Factor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    fact = RecoveryUsed(
        school_id=user.school_id, unit_no=user.unit_no, recovery_id=row.pk, user_id=user.pk,
        sessions=ended, factors=in_use,
    )  # fmt: skip
    journal.record(own, fact)


def _tell(user: User, kind: str, since: dt.date, name: str = "") -> None:
    """Said to the account itself: part of the act, which is the fact."""
    Notice.objects.create(
        id=uuid7(), user=user, school_id=user.school_id, unit_no=user.unit_no, kind=kind, role="",
        other_name=name, since=since, at=clock.now(),
    )  # fmt: skip


def _try(
    kind: str, named: Named, user: User | None, limit: Limit
) -> tuple[bool, tuple[bytes, bytes]]:
    """Use up a try of what was typed (only that one is told of) and of the account; see `sign_in`."""
    place = signing_in.known_device(user.pk if user else uuid7(), named.device)
    typed = throttling.key(kind, named.typed.strip().lower(), place)
    account = throttling.key(f"{kind} account", user.pk if user else named.typed, place)
    if not throttling.take(typed, limit):
        raise throttling.paused()
    return throttling.take(account, limit), (typed, account)
