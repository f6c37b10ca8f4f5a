"""Each hour what lies unmarked becomes a duty, whoever is ill today is not asked, and lists that were
looked at and never applied are gone."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.homework import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(queueing_lock="homework.settle", name="homework.settle", retry=_RETRY)
def settle(timestamp: int) -> int:
    """Running twice opens nothing twice."""
    with acting_as(system("homework")) as actor:
        services.excuse_due(actor)
    with acting_as(system("homework")) as actor:
        services.forget_previews(actor)
    with acting_as(system("homework")) as actor:
        return services.owe_marking(actor)
