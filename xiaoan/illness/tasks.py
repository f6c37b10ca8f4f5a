"""Background work of illness: a look at a class after a roll-call with sick pupils, and what has ended."""

import datetime as dt

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.illness import services
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.screening.events import RollCallSubmitted

_SICK = ("absent_sick", "sent_home", "symptomatic", "absent_unknown")
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


def on_roll_call(actor: Actor, event: RollCallSubmitted) -> None:
    """Have the class looked at, in the transaction of its roll-call: only when somebody is sick or away
    unexplained, or was.

    A clean class costs nothing here; who is back in it is found by `settle`.
    """
    if _sick(event.figures) or _sick(event.before or {}):
        look.defer(unit_no=event.unit_no, day=event.day.isoformat())


def _sick(figures: dict[str, int]) -> bool:
    return any(figures.get(name) for name in _SICK)


# A queue of their own, which the worker takes too: whoever lives through a month in a minute passes it over.
@app.task(name="illness.look", queue="illness", retry=_RETRY)
def look(unit_no: int, day: str) -> int:
    """Hold a class's roll-call against its illnesses and unexplained absences; gives how many are new."""
    with acting_as(system("illness")) as actor:
        here, on = (unit_no, unit_no + 1), dt.date.fromisoformat(day)
        return services.look(actor, here, on) + services.look_for_causes(actor, here, on)


@app.task(name="illness.settle", queueing_lock="illness.settle")
def settle(timestamp: int) -> int:
    """End what has ended: children back in class, moved or gone; gives how many."""
    with acting_as(system("illness")) as actor:
        return services.settle(actor)
