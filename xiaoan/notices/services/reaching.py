"""Handing a notice to the channels outside: a count and a link, nothing personal."""

from xiaoan.kernel.actor import Actor
from xiaoan.notices.models import Notice


def queue(actor: Actor, row: Notice) -> int:
    """Queue the messages of a notice that was just sent; gives how many."""
    return 0


def settle(actor: Actor, row: Notice, person_ids: list[object]) -> None:
    """These have confirmed: no further channel is tried."""


def cancel(actor: Actor, row: Notice, reason: str) -> int:
    """What has not gone out yet does not; gives how many."""
    return 0
