"""What the worker does: check-ins that are due soon, swaps that nobody answered, gaps of the next days."""

from xiaoan.command.models import Office
from xiaoan.command.services import acts, owing, swapping
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden


def settle(actor: Actor) -> int:
    """Every ten minutes; twice does nothing twice. Gives how many check-ins were opened."""
    if not actor.is_system:
        raise Forbidden
    nos = list(Office.objects.order_by("unit_no").values_list("unit_no", flat=True))
    acts.lock(*nos)
    opened = owing.open_soon(actor)
    swapping.lapse(actor)
    owing.owe_gaps(actor, list(directory.places(nos).values()))
    return opened
