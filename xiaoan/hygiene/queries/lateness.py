"""Times of incidents that came in long after they were claimed to be: counted for lists, prints and whoever
checks, as the page of the incident shows them one by one."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.hygiene.models import Incident, IncidentStep, Place
from xiaoan.hygiene.rules import delays
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Late:
    """An incident of which `times` came in late or were pressed before the step they follow."""

    id: UUID
    place: str
    kind: str
    happened_at: dt.datetime
    state: str
    times: int


def of_step(
    pressed_at: dt.datetime | None, said_at: dt.datetime, at: dt.datetime
) -> tuple[str, bool]:
    """How late a step came in (rules.delays), and whether it is said to be before the one it follows."""
    pressed = pressed_at or said_at
    late = delays.how_late(pressed, at)
    return late, pressed < said_at and late != "too_late"


def late_times(incident_ids: Iterable[UUID | None]) -> Counter[UUID | None]:
    """Incident → how many of its times somebody should ask about, that it was told of among them.

    None stands for what is of no incident. Counts only: who may read a list or a record is decided before.
    Two statements, however many there are.
    """
    wanted = {one for one in incident_ids if one}
    if not wanted:
        return Counter()
    with everywhere("hygiene"):
        told = Incident.objects.filter(pk__in=wanted).values_list("id", "happened_at", "told_at")
        steps = IncidentStep.objects.filter(incident_id__in=wanted).values_list(
            "incident_id", "pressed_at", "said_at", "at"
        )
        found: Counter[UUID | None] = Counter(
            pk for pk, then, at in told if delays.how_late(then, at)
        )
        found.update(pk for pk, pressed, said, at in steps if any(of_step(pressed, said, at)))
    return found


def of_days(school_no: int, first: dt.date, last: dt.date) -> list[Late]:
    """The incidents of a school's days with such times, the newest first; for who checks there."""
    with everywhere("hygiene"):
        rows = list(
            Incident.objects.filter(
                school_id=school_no, happened_at__gte=clock.at(first, dt.time.min),
                happened_at__lt=clock.at(last + dt.timedelta(days=1), dt.time.min),
            ).order_by("-happened_at", "-id")
        )  # fmt: skip
        times = late_times(one.pk for one in rows)
        places = Place.objects.in_bulk({one.place_id for one in rows if times[one.pk]})
    return [
        Late(
            one.pk, f"{places[one.place_id].building} {places[one.place_id].name}".strip(),
            one.kind, one.happened_at, one.state, times[one.pk],
        )
        for one in rows if times[one.pk]
    ]  # fmt: skip
