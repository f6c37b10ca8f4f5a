"""What becomes of a message: states, when it may go, when it is tried again. Pure.

A sending is one message to one person over one channel. Its state only says what is known: `sent` that a call
was begun, `accepted` that the provider took it, `delivered` and `read` that a receipt says so, `unknown`
that a call was begun and nobody can say what came of it.
"""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass

from xiaoan.delivery.rules.kinds import (
    BOTS,
    KINDS,
    LEASE_SECONDS,
    OWN,
    QUIET,
    RETRY,
    Kind,
    Quiet,
)

__all__ = [
    "BOTS", "CONFIRM", "DOWN", "KINDS", "LEASE", "OWN", "QUIET", "RETRY", "STATES", "WAITING", "Kind",
    "Outcome", "Quiet", "after", "fill", "quiet_until", "unit_of", ]  # fmt: skip

STATES = (
    "queued", "held", "sent", "accepted", "delivered", "read", "acknowledged", "failed", "expired",
    "unknown", "cancelled",
)  # fmt: skip
# A message to confirm an address goes to that address, though it is not confirmed yet.
CONFIRM = "delivery.confirm"
# What has not been handed to anybody.
WAITING = ("queued", "held")
# Receipts move a sending along this line, never back.
DOWN = ("unknown", "sent", "accepted", "delivered", "read", "acknowledged")
# Spreads what failed together; no secret rests on it.
_CHANCE = random.SystemRandom()
LEASE = dt.timedelta(seconds=LEASE_SECONDS)


@dataclass(frozen=True)
class Outcome:
    """What came of a call for one person. `what`: accepted · later (a temporary fault) · never (final for
    this person) · channel (the channel itself is at fault: all of it waits) · unknown (it may have been
    sent). `reason` is a code of a closed list (queries/words.py), `detail` what the other side said."""

    what: str
    reason: str = ""
    detail: str = ""
    provider_id: str = ""


def quiet_until(at: dt.datetime, quiet: Quiet | None) -> dt.datetime:
    """When something that is not urgent may go, asked for at `at`: the end of the quiet hours it falls in."""
    if quiet is None:
        return at
    time = at.time()
    overnight = quiet.since > quiet.until
    within = (
        time >= quiet.since or time < quiet.until
        if overnight
        else quiet.since <= time < quiet.until
    )
    if not within:
        return at
    day = at.date() + dt.timedelta(days=overnight and time >= quiet.since)
    return dt.datetime.combine(day, quiet.until, at.tzinfo)


def after(tries: int) -> dt.timedelta:
    """How long to wait after the `tries`-th try: doubled each time, with jitter, so that what failed together
    does not come back together."""
    wait = min(RETRY.first * 2 ** max(tries - 1, 0), RETRY.longest)
    return dt.timedelta(seconds=wait * (1 + _CHANCE.uniform(-RETRY.jitter, RETRY.jitter)))


def fill(text: str, variables: Mapping[str, str]) -> str:
    """A text with its {variables}; what is not given stays as it stands."""
    for name, value in variables.items():
        text = text.replace("{" + name + "}", value)
    return text


def unit_of(unit_nos: list[int], sizes: tuple[int, ...]) -> int:
    """The smallest block of one of `sizes` (smallest first) that holds all the units, as its number; the
    units of one class are that class."""
    lo, hi = min(unit_nos), max(unit_nos)
    if lo == hi:
        return lo
    return next((lo // size * size for size in sizes if lo // size == hi // size), 0)
