"""The channels outside the inbox: which may be chosen, and what became of the messages of a notice."""

from typing import Any
from uuid import UUID

from xiaoan.delivery import queries as delivery
from xiaoan.kernel.actor import Actor

SOURCE = "notices.notice"


def choices() -> list[tuple[str, Any]]:
    """Code and name of each that is switched on in the county."""
    return [(code, delivery.CHANNEL_NAMES[code]) for code in delivery.live()]


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
