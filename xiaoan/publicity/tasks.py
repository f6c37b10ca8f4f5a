"""What the public sees changes with the fact, in its transaction."""

from collections.abc import Sequence
from typing import Any

from xiaoan.kernel.actor import Actor
from xiaoan.publicity import services


def on_change(_actor: Actor, _event: Any) -> None:
    services.turn()


def on_changes(_actor: Actor, _events: Sequence[Any]) -> None:
    services.turn()
