"""What rumours do when their own facts are told."""

from xiaoan.kernel.actor import Actor
from xiaoan.rumours import services
from xiaoan.rumours.events import ItemStepped
from xiaoan.rumours.services.telling import ANSWERS


def on_stepped(_actor: Actor, event: ItemStepped) -> None:
    """An answer went out or was taken back: whoever reported is told, in the same transaction."""
    if event.step in ANSWERS:
        services.tell(event.item_id)
