"""Tables of accounts."""

from xiaoan.accounts.models.changes import GrantChange
from xiaoan.accounts.models.numbers import NumberShown
from xiaoan.accounts.models.users import (
    NOTICES,
    DemoPerson,
    Factor,
    Grant,
    Invitation,
    Notice,
    Proposal,
    Recovery,
    RecoveryCode,
    Session,
    Throttle,
    User,
    Ward,
)

__all__ = [
    "NOTICES",
    "DemoPerson",
    "Factor",
    "Grant",
    "GrantChange",
    "Invitation",
    "Notice",
    "NumberShown",
    "Proposal",
    "Recovery",
    "RecoveryCode",
    "Session",
    "Throttle",
    "User",
    "Ward",
]
