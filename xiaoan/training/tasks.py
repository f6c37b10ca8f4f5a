"""Each night everybody's course of training is looked at; by day the school where a post was given or ended.

What is heard only puts a job into the queue: what is owed is locked before the journal, never after it.
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.accounts.events import RoleEnded, RoleGranted
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.training import queries, services

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


def on_position(actor: Actor, event: RoleGranted | RoleEnded) -> None:
    """A post was given or ended: who needs a course there is another."""
    if event.role == "guardian" or (isinstance(event, RoleEnded) and event.until > clock.today()):
        return  # on that morning
    settle_unit.defer(unit_no=queries.seat_of(event.unit_no).unit_no)


@app.task(name="training.settle_unit", retry=_RETRY)
def settle_unit(unit_no: int) -> int:
    """What is owed at a school or office, and its figures; running twice changes nothing."""
    seat = queries.seat_of(unit_no)
    with acting_as(system("training")) as actor:
        count = services.owe_today(actor, seat.interval)
        services.recount(actor, [unit_no])
    return count


@app.task(queueing_lock="training.settle_county", name="training.settle_county", retry=_RETRY)
def settle_county(timestamp: int) -> int:
    """Each night: certificates run out and posts begin and end by themselves."""
    with acting_as(system("training")) as actor:
        services.lapse_before(clock.today())
        count = services.owe_today(actor)
    with acting_as(system("training")) as actor:
        services.recount(actor)
    return count
