"""Background work of platforms: numbers looked for, lessons counted, what came recorded, old things gone."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.platforms import services

# Transactions of lessons in one go: more than one county has at an hour (4,500 classes).
_TURNS = 20
_RETRY = RetryStrategy(max_attempts=3, exponential_wait=3)


@app.task(queueing_lock="platforms.go_on", name="platforms.go_on", retry=_RETRY)
def go_on(timestamp: int) -> int:
    """Each minute: who can be found by number, lessons to count, what came."""
    with acting_as(system("platforms")) as actor:
        services.settle_waiting(actor)
    counted = 0
    for _turn in range(_TURNS):
        with acting_as(system("platforms")) as actor:
            now = services.count(actor)
        counted += now
        if not now:
            break
    with acting_as(system("platforms")) as actor:
        services.tell(actor)
    return counted


@app.task(queueing_lock="platforms.forget", name="platforms.forget", retry=_RETRY)
def forget(timestamp: int) -> int:
    """Each night: statements older than they are kept, launches of yesterday."""
    with acting_as(system("platforms")) as actor:
        services.forget_launches(actor)
        return services.forget(actor)
