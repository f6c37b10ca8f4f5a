"""Registering platforms, taking statements and launches, settling accounts, counting lessons."""

from xiaoan.platforms.services.counting import count, forget
from xiaoan.platforms.services.launching import Begun, Refused, begin, browser_key, launch
from xiaoan.platforms.services.launching import forget as forget_launches
from xiaoan.platforms.services.matching import settle_waiting
from xiaoan.platforms.services.registering import (
    NewLaunches,
    NewPlatform,
    add,
    renew,
    revoke,
    set_launches,
)
from xiaoan.platforms.services.settling import Room, pass_on, settle_account, settle_activity
from xiaoan.platforms.services.taking import Taken, take
from xiaoan.platforms.services.tallying import TooMany, tell
from xiaoan.platforms.services.tallying import add as tally

__all__ = [
    "Begun", "NewLaunches", "NewPlatform", "Refused", "Room", "Taken", "TooMany",
    "add", "begin", "browser_key", "count", "forget", "forget_launches", "launch", "pass_on", "renew",
    "revoke", "set_launches", "settle_account", "settle_activity", "settle_waiting", "take", "tally", "tell",
]  # fmt: skip
