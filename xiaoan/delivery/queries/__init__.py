"""Reading delivery. What other apps ask: how the messages of a source stand, and which channels are on."""

from xiaoan.delivery.models import Channel
from xiaoan.delivery.queries.standing import Sent, counts, of_people
from xiaoan.delivery.queries.words import CHANNEL_NAMES, REASON_NAMES, STATE_NAMES
from xiaoan.delivery.rules import KINDS, STATES
from xiaoan.kernel.scope import everywhere

__all__ = [
    "CHANNEL_NAMES",
    "REASON_NAMES",
    "STATES",
    "STATE_NAMES",
    "Sent",
    "counts",
    "live",
    "of_people",
]


def live() -> list[str]:
    """The codes of the channels that are on, in the order of `KINDS`."""
    with everywhere("delivery"):
        on = set(Channel.objects.filter(on=True).values_list("code", flat=True))
    return [code for code in KINDS if code in on]
