"""Platforms with their days; accounts, activities, statements; lessons that statements tell of."""

from xiaoan.platforms.models.heard import Account, Activity, Statement, Watch
from xiaoan.platforms.models.platform import Launch, Platform, Tally

__all__ = ["Account", "Activity", "Launch", "Platform", "Statement", "Tally", "Watch"]
