"""Background work of the drop-out watch: scores of each night, lines opened by them, reports owed."""

from procrastinate.contrib.django import app

from xiaoan.dropout import services
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(queueing_lock="dropout.reckon", name="dropout.reckon")
def reckon(timestamp: int) -> int:
    """In the night: the scores, then lines of whoever is above the threshold; gives how many lines."""
    with acting_as(system("dropout")) as actor:
        services.reckon(actor)
    with acting_as(system("dropout")) as actor:
        return services.open_by_score(actor)


@app.task(queueing_lock="dropout.owe", name="dropout.owe")
def owe(timestamp: int) -> int:
    """Each morning: reports of the month and the review of the quarter that are owed; gives how many
    are new."""
    with acting_as(system("dropout")) as actor:
        return services.owe(actor)


@app.task(queueing_lock="dropout.follow", name="dropout.follow")
def follow(timestamp: int) -> int:
    """Each night: children of no roll who are on one by now or are to be looked for again, lists that nobody
    took over, what is kept no longer, the county's comparisons of the month; gives how many lines."""
    with acting_as(system("dropout")) as actor:
        services.drop_forgotten(actor)
        services.forget(actor)
        found = services.follow(actor)
    with acting_as(system("dropout")) as actor:
        services.compare_all(actor)
    return found
