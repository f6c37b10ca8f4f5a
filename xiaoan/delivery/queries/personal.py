"""Channels that reach a person, not a group."""

from xiaoan.delivery.queries import live
from xiaoan.delivery.rules import BOTS


def live_personal() -> list[str]:
    """The codes of the channels that are on and write to one person, in the order of `KINDS`."""
    return [code for code in live() if code not in BOTS]
