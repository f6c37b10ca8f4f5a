"""What accounts hear of the roll; what is cleared away at night."""

from collections.abc import Sequence

from procrastinate.contrib.django import app

from xiaoan.accounts import services
from xiaoan.accounts.services import clearing
from xiaoan.directory.events import ClassChanged, PupilEnrolled
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as


def on_class_changed(actor: Actor, event: ClassChanged) -> None:
    """A change of class that holds already: guardians are told about the new class at once."""
    services.follow_wards([event.person_id])


def on_classes_changed(actor: Actor, events: Sequence[ClassChanged]) -> None:
    """The same of many at once."""
    services.follow_wards([event.person_id for event in events])


def on_pupil_enrolled(actor: Actor, event: PupilEnrolled) -> None:
    """Somebody who is back may be in another class than before: so are those who answer for them."""
    services.follow_wards([event.person_id])


@app.task(name="accounts.clear", queueing_lock="accounts.clear")
def clear(timestamp: int) -> int:
    """Clear away counts, sessions and requests that are over; gives how many rows."""
    with acting_as(system("accounts")) as actor:
        return clearing.clear(actor)
