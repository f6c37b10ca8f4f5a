"""Background work of returns: runs are made and put away; requests are asked and end by themselves."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel import turns
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.returns import services
from xiaoan.returns.events import RunAsked

_RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


def on_run_asked(actor: Actor, event: RunAsked) -> None:
    """In the same transaction: what is put down is made, what is not is not."""
    make.defer(run_id=str(event.run_id))


@app.task(name="returns.make", lock=turns.RECKONING, retry=_RETRY)
def make(run_id: str) -> str:
    """One run at a time; gives the state it ended in. What cannot be made says so."""
    try:
        return services.make(UUID(run_id))
    except Exception:
        services.fail(UUID(run_id))
        raise


@app.task(name="returns.settle", lock="returns.settle", retry=_RETRY)
def settle(timestamp: int) -> int:
    """Each morning: requests that are over end, recurring ones are asked. Gives how many rounds were
    opened."""
    with acting_as(system("returns")) as actor:
        services.settle(actor)
        return services.open_rounds(actor)


@app.task(
    name="returns.put_away", lock="returns.put_away", queueing_lock="returns.put_away", retry=_RETRY
)
def put_away(timestamp: int) -> int:
    """Each night: archives whose time is over are deleted; gives how many."""
    return services.put_away()
