"""Facts of sign-in and grants."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind: ClassVar[str] = "accounts.signed_in"
    user_id: UUID
    how: str  # password | demo


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind: ClassVar[str] = "accounts.signed_out"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    kind: ClassVar[str] = "accounts.role_granted"
    user_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    kind: ClassVar[str] = "accounts.role_ended"
    user_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class AccountsOpened(Event):
    """A bulk fact: so many accounts and grants of one school at once."""

    kind: ClassVar[str] = "accounts.accounts_opened"
    users: int
    grants: int
