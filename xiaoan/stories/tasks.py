"""What stories do when others' facts change, and by the clock."""

from typing import Any

from procrastinate.contrib.django import app

from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.stories import services


def on_guardians(_actor: Actor, event: Any) -> None:
    """Who answers for a child has changed, in the same transaction."""
    services.lapse(event.person_id)


@app.task(queueing_lock="stories.settle", name="stories.settle")
def settle(timestamp: int) -> int:
    """Each hour: what nobody in force agrees to any more comes down."""
    with acting_as(system("stories")) as actor:
        return services.lapse_all(actor)
