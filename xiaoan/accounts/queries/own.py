"""What people see of their own account: devices that are signed in, second factors, phone."""

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import pyotp
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiaoan.accounts import rules
from xiaoan.accounts.models import Factor, Recovery, RecoveryCode, Session, User
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor

Sessions: TypeAlias = QuerySet[Session]
PHONE_PLACE = "accounts_user.phone_cipher"
FACTOR_PLACE = "accounts_factor.secret_cipher"
FACTOR_NAMES = {"totp": _("验证器"), "passkey": _("通行密钥")}


@dataclass(frozen=True)
class Device:
    """A session that still runs."""

    id: UUID
    words: str
    started_at: dt.datetime
    seen_at: dt.datetime
    here: bool


@dataclass(frozen=True)
class Way:
    """A second factor that is in use."""

    id: UUID
    kind: str
    words: str
    device: str
    confirmed_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True)
class Me:
    """One's own account."""

    login: str
    phone: str
    ways: tuple[Way, ...]
    codes_left: int
    devices: tuple[Device, ...]
    needs_factor: bool
    # A request to be let back in that is still open: id and when.
    lost: tuple[UUID, dt.datetime] | None


def user_id(actor: Actor) -> UUID:
    """The user behind an actor; the system has none, and asking for it is a programmer's mistake."""
    if actor.user_id is None:
        raise ValueError(f"{actor.label} is not a person")
    return actor.user_id


def own_person(actor: Actor) -> UUID | None:
    """As whom of the staff's roster an account was opened; None of a guardian's, or of no one on it."""
    return User.objects.values_list("person_id", flat=True).get(pk=user_id(actor))


def me(actor: Actor, session_id: UUID) -> Me:
    """The account of the actor, from the device of this session."""
    user = User.objects.get(pk=user_id(actor))
    sealed = user.phone_cipher
    phone = ciphers.unseal(sealed, place=PHONE_PLACE, row=user.pk) if sealed else ""
    return Me(
        login=user.login,
        phone=phone,
        ways=tuple(_ways(user)),
        codes_left=RecoveryCode.objects.filter(user=user, used_at=None).count(),
        devices=tuple(_devices(user, actor, session_id)),
        needs_factor=rules.needs_second_factor(actor.roles),
        lost=_lost(user),
    )


def _lost(user: User) -> tuple[UUID, dt.datetime] | None:
    rows = Recovery.objects.filter(user=user, state__in=["asked", "approved"])
    return rows.filter(expires_at__gt=clock.now()).values_list("pk", "asked_at").first()


def has_factor(actor: Actor) -> dict[str, int]:
    """How many second factors of each kind are in use."""
    rows = Factor.objects.filter(user_id=user_id(actor)).exclude(confirmed_at=None)
    kinds = list(rows.values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in kinds}


def is_proven(actor: Actor, session_id: UUID) -> bool:
    """The password was typed in this session not long ago."""
    since = clock.now() - rules.PROOF_LASTS
    rows = Session.objects.filter(pk=session_id, user_id=user_id(actor), ended_at=None)
    return rows.filter(proved_at__gt=since).exists()


def secret_of(factor: Factor) -> str:
    """The secret of an authenticator that is being set up; later nobody is shown it."""
    sealed = factor.secret_cipher
    if factor.confirmed_at is not None or sealed is None:
        return ""
    return ciphers.unseal(sealed, place=FACTOR_PLACE, row=factor.pk)


def authenticator_uri(actor: Actor, secret: str) -> str:
    """What the QR code of an authenticator says: whose, of which service, the secret."""
    login = User.objects.values_list("login", flat=True).get(pk=user_id(actor))
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=gettext("校安"))


def _ways(user: User) -> list[Way]:
    rows = Factor.objects.filter(user=user).exclude(confirmed_at=None).order_by("created_at")
    return [
        Way(r.pk, r.kind, str(FACTOR_NAMES[r.kind]), r.device, r.confirmed_at, r.used_at)
        for r in rows
        if r.confirmed_at
    ]


def _devices(user: User, actor: Actor, session_id: UUID) -> list[Device]:
    now, limit = clock.now(), rules.session_limit(actor.roles)
    rows = Session.objects.filter(user=user, ended_at=None).order_by("-seen_at", "id")
    return [
        Device(r.pk, r.device, r.started_at, r.seen_at, r.pk == session_id)
        for r in rows.exclude(proof=rules.HALF)
        if rules.runs(r.started_at, r.seen_at, now, limit)
    ]
