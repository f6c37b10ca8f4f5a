"""Who sends, and what pages of platforms show."""

from xiaoan.platforms.models import Account, Activity, Platform
from xiaoan.platforms.queries.senders import actor_of, of_launch, platform_of, secret_hash, sender

__all__ = [
    "Account", "Activity", "Platform", "actor_of", "of_launch", "platform_of", "secret_hash", "sender",
]  # fmt: skip
