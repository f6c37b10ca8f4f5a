"""Background work on duties."""

from procrastinate.contrib.django import app

from xiaoan.directory import queries as directory
from xiaoan.duties import queries, services
from xiaoan.duties.events import LevelDecided
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as


@app.task(queueing_lock="duties.escalate", name="duties.escalate")
def escalate(timestamp: int) -> int:
    """Take every escalation step that is due; batch by batch, each in its own transaction."""
    total = 0
    while True:
        with acting_as(system("duties")) as actor:
            taken = services.escalate(actor)
        total += taken
        if taken < services.BATCH:
            return total


@app.task(queueing_lock="duties.renew_owners", name="duties.renew_owners")
def renew_owners(timestamp: int) -> int:
    """Whoever stands in takes up, what is over goes back, and nothing open names somebody who has left."""
    with acting_as(system("duties")) as actor:
        services.lapse_answering(actor)
    with acting_as(system("duties")) as actor:
        return services.follow_answering(actor) + services.renew_owners(actor)


@app.task(name="duties.follow_level")
def follow_level(unit_no: int) -> int:
    """What opened while a level was being switched goes by it too; gives how many moved."""
    with acting_as(system("duties")) as actor:
        interval = directory.place(unit_no).interval
        named = services.rename(actor, interval, queries.ladders().chosen_kinds)
        return services.follow_level(interval) + named


def on_level_decided(actor: Actor, event: LevelDecided) -> None:
    if event.confirmed:
        follow_level.defer(unit_no=event.unit_no)
