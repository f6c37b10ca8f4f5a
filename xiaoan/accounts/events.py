"""Facts of sign-in and grants."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind: ClassVar[str] = "accounts.signed_in"
    user_id: UUID
    how: str  # password | totp | passkey | recovery_code | demo


@dataclass(frozen=True, kw_only=True)
class PasswordGiven(Event):
    """The password was right; a second factor is due before anything opens."""

    kind: ClassVar[str] = "accounts.password_given"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    kind: ClassVar[str] = "accounts.password_changed"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class FactorAdded(Event):
    kind: ClassVar[str] = "accounts.factor_added"
    user_id: UUID
    factor_id: UUID
    factor: str  # totp | passkey


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(Event):
    kind: ClassVar[str] = "accounts.factor_removed"
    user_id: UUID
    factor_id: UUID
    factor: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Event):
    kind: ClassVar[str] = "accounts.recovery_codes_made"
    user_id: UUID
    codes: int


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    kind: ClassVar[str] = "accounts.sessions_ended"
    user_id: UUID
    sessions: int


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind: ClassVar[str] = "accounts.signed_out"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """Somebody has a role at the unit from a day on; `deputises_id` for whom they stand in."""

    kind: ClassVar[str] = "accounts.role_granted"
    user_id: UUID
    role: str
    grant_id: UUID
    since: dt.date
    until: dt.date | None = None
    deputises_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    """Somebody no longer has a role from a day on; `to_id` who took it over."""

    kind: ClassVar[str] = "accounts.role_ended"
    user_id: UUID
    role: str
    grant_id: UUID
    until: dt.date
    to_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProposalMade(Event):
    """An officer asks that somebody be appointed for the whole county; a second person decides."""

    kind: ClassVar[str] = "accounts.proposal_made"
    proposal_id: UUID
    user_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class ProposalDecided(Event):
    kind: ClassVar[str] = "accounts.proposal_decided"
    proposal_id: UUID
    user_id: UUID
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class NoticeDismissed(Event):
    """Somebody has read what changed about their own positions."""

    kind: ClassVar[str] = "accounts.notice_dismissed"
    user_id: UUID
    notice_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationsMade(Event):
    kind: ClassVar[str] = "accounts.invitations_made"
    batch_id: UUID
    purpose: str  # staff | guardian
    codes: int


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    kind: ClassVar[str] = "accounts.invitation_revoked"
    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(Event):
    """Somebody bound an account to a person on the roster by a code."""

    kind: ClassVar[str] = "accounts.invitation_used"
    invitation_id: UUID
    user_id: UUID
    person_id: UUID
    purpose: str


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(Event):
    """Somebody who names the account cannot sign in any more; who it was is for a person to check."""

    kind: ClassVar[str] = "accounts.recovery_asked"
    recovery_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecoveryApproved(Event):
    """A named person made a code and hands it over."""

    kind: ClassVar[str] = "accounts.recovery_approved"
    recovery_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecoveryRefused(Event):
    """Refused, or the code taken back before it was used."""

    kind: ClassVar[str] = "accounts.recovery_refused"
    recovery_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecoveryWithdrawn(Event):
    """Whoever is signed in says that it was not they who asked."""

    kind: ClassVar[str] = "accounts.recovery_withdrawn"
    recovery_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecoveryUsed(Event):
    """The account has a new password; sessions and second factors of before are gone."""

    kind: ClassVar[str] = "accounts.recovery_used"
    recovery_id: UUID
    user_id: UUID
    sessions: int
    factors: int


@dataclass(frozen=True, kw_only=True)
class AccountsOpened(Event):
    """A bulk fact: so many accounts and grants of one school at once."""

    kind: ClassVar[str] = "accounts.accounts_opened"
    users: int
    grants: int


@dataclass(frozen=True, kw_only=True)
class NumberAgreed(Event):
    """Somebody has agreed that their own phone number is shown to an audience, or has withdrawn it."""

    kind: ClassVar[str] = "accounts.number_agreed"
    user_id: UUID
    audience: str
    agreed: bool
