"""The channels outside the inbox: which may be chosen, and what became of the messages of a notice."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from xiaoan.delivery import queries as delivery
from xiaoan.delivery.queries import quiet
from xiaoan.kernel.actor import Actor

SOURCE = "notices.notice"
# Channels that reach a phone number without an account.
_BY_PHONE = "sms_"


def choices() -> list[tuple[str, Any]]:
    """Code and name of each that is switched on in the county."""
    return [(code, delivery.CHANNEL_NAMES[code]) for code in delivery.live()]


def live(chosen: Iterable[str]) -> list[str]:
    """Those of the chosen that are switched on."""
    on = set(delivery.live())
    return [code for code in chosen if code in on]


def reach_phones(chosen: Iterable[str]) -> bool:
    """Whether a text message goes to a phone, over a chosen channel that is on."""
    return any(code.startswith(_BY_PHONE) for code in live(chosen))


def held(chosen: Iterable[str], at: dt.datetime) -> dict[str, dt.datetime]:
    """Chosen channels whose quiet hours a moment falls in, and when these end."""
    return quiet.held(list(chosen), at)


def became(actor: Actor, notice_id: UUID) -> list[tuple[Any, list[tuple[Any, int]]]]:
    """Of each channel the states and how many people stand in each, as far as the actor sees them."""
    found = delivery.counts(actor, SOURCE, notice_id)
    return [
        (
            delivery.CHANNEL_NAMES.get(channel, channel),
            [(delivery.STATE_NAMES[one], states[one]) for one in delivery.STATES if one in states],
        )
        for channel, states in found.items()
    ]
