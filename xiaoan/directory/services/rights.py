"""Who may change the roll."""

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden


def only_system(actor: Actor) -> None:
    # Changing the roll by people is the roster issue; until then only commands and tasks do it.
    if not actor.is_system:
        raise Forbidden
