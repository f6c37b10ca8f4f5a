"""Each night what has to be looked at again soon becomes a duty."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.materials import services

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(queueing_lock="materials.owe_reviews", name="materials.owe_reviews", retry=_RETRY)
def owe_reviews(timestamp: int) -> int:
    """Running twice opens nothing twice."""
    with acting_as(system("materials")) as actor:
        return services.owe_reviews(actor)
