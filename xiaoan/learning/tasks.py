"""What triggers have put down is handed over to the read table."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.learning.services import sums

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(queueing_lock="learning.fold", name="learning.fold", retry=_RETRY)
def fold(timestamp: int) -> int:
    """Figures are the same before and after; running twice does nothing twice."""
    with acting_as(system("learning")) as actor:
        return sums.fold(actor)
