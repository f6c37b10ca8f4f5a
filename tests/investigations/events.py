"""An event with cases, and what people do with it."""

from uuid import UUID

from tests.builders import BUILDER, CLASS_11, Universe
from tests.outbreaks.looks import Acting, look, report, seat_of
from xiaoan.investigations import services
from xiaoan.investigations.models import Case, Event
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere


def running(acting: Acting, universe: Universe, *seats: int, unit: int = CLASS_11) -> UUID:
    """An open event of a class in which these seats vomit."""
    who = {CLASS_11: "teacher"}.get(unit, f"teacher_{unit!s}")
    report(acting, universe, who, unit, *(seats or (1, 2, 3)))
    look(unit)
    enter(BUILDER)
    return Event.objects.latest("opened_at", "id").pk


def decision(
    event_id: UUID, reason: str = "现场核实", base: int | None = None
) -> services.Decision:
    with everywhere("tests"):  # the scope of who acts stays
        steps = Event.objects.get(pk=event_id).steps if base is None else base
    return services.Decision(uuid7(), event_id, steps, reason)


def event(event_id: UUID) -> Event:
    enter(BUILDER)
    return Event.objects.get(pk=event_id)


def cases(event_id: UUID) -> list[Case]:
    """By seat."""
    enter(BUILDER)
    found = Case.objects.filter(event_id=event_id)
    return sorted(found, key=lambda one: (one.class_then, seat_of(one.person_id)))


def facts() -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="investigations.").order_by("school_id", "n")
    return [kind.removeprefix("investigations.") for kind in rows.values_list("kind", flat=True)]
