"""What accounts hear of the roll."""

from collections.abc import Sequence

from xiaoan.accounts import services
from xiaoan.directory.events import ClassChanged, PupilEnrolled
from xiaoan.kernel.actor import Actor


def on_class_changed(actor: Actor, event: ClassChanged) -> None:
    """A change of class that holds already: guardians are told about the new class at once."""
    services.follow_wards([event.person_id])


def on_classes_changed(actor: Actor, events: Sequence[ClassChanged]) -> None:
    """The same of many at once."""
    services.follow_wards([event.person_id for event in events])


def on_pupil_enrolled(actor: Actor, event: PupilEnrolled) -> None:
    """Somebody who is back may be in another class than before: so are those who answer for them."""
    services.follow_wards([event.person_id])
