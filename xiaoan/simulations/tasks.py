"""Background work of simulations: what was asked for is reckoned."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel import turns
from xiaoan.kernel.actor import Actor
from xiaoan.simulations import services
from xiaoan.simulations.events import SimulationAsked

_RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


def on_asked(actor: Actor, event: SimulationAsked) -> None:
    """In the same transaction: what is put down is reckoned, what is not is not."""
    reckon.defer(run_id=str(event.run_id))


@app.task(name="simulations.reckon", lock=turns.RECKONING, retry=_RETRY)
def reckon(run_id: str) -> str:
    """One comparison or run at a time; gives the state it ended in."""
    return services.reckon(UUID(run_id))
