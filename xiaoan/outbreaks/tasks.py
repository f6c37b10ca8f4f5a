"""Background work of the early search: a look at a class after each roll-call that changes its sick."""

import datetime as dt

from procrastinate.contrib.django import app

from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import services
from xiaoan.screening.events import RollCallSubmitted

_SICK = ("absent_sick", "sent_home", "symptomatic")


def on_roll_call(actor: Actor, event: RollCallSubmitted) -> None:
    """Have the class looked at, in the transaction of its roll-call.

    A clean class that was clean before needs no look; a correction to clean does.
    """
    if _sick(event.figures) or _sick(event.before or {}):
        look.defer(school_id=event.school_id, unit_no=event.unit_no, day=event.day.isoformat())


def _sick(figures: dict[str, int]) -> bool:
    return any(figures.get(name) for name in _SICK)


@app.task(name="outbreaks.look")
def look(school_id: int, unit_no: int, day: str) -> int:
    """Hold the rules against one class; gives how many signals are new."""
    with acting_as(system("outbreaks")) as actor:
        found = services.look_for_clusters(actor, school_id, unit_no, dt.date.fromisoformat(day))
        return len(found)
