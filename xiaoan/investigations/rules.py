"""What states an event and a case may be in, and which signals belong together."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

# open: nobody has judged it. A confirmed one is followed until closed; the other two are ends.
STATES = ("open", "confirmed", "excluded", "merged", "closed")
RUNNING = ("open", "confirmed")
# As case definitions have them; withdrawn: a correction of the roll-call took the person out of the signal.
STATUSES = ("suspected", "probable", "confirmed", "excluded", "withdrawn")
COUNTED = ("suspected", "probable", "confirmed")
CASE_SOURCES = ("signal", "contact", "search", "diagnosis")
# A signal so long after the last onset of an event is an event of its own, if it shares no person with it.
# Source: ours; the longest usual incubation of what spreads in classes within days (3 d, norovirus and
# influenza) and a weekend.
APART = dt.timedelta(days=5)


@dataclass(frozen=True)
class Running:
    """An event as far as belonging goes. `units`: the units of its signals and the classes of its cases."""

    event_id: UUID
    syndrome: str
    first_onset: dt.date | None
    last_onset: dt.date | None
    units: frozenset[int]
    people: frozenset[UUID]


def belongs_to(running: Iterable[Running], signal: Running) -> UUID | None:
    """The event a signal (told like an event of its own) joins: one with which it shares people, the one with
    the most; else one of the same syndrome in one of the same units, near in time. None: its own event.
    """
    events = list(running)
    shared = [one for one in events if one.people & signal.people]
    if shared:
        return max(shared, key=lambda one: len(one.people & signal.people)).event_id
    near = [
        one
        for one in events
        if one.syndrome == signal.syndrome and one.units & signal.units and _near(one, signal)
    ]
    return near[0].event_id if near else None


def _near(one: Running, other: Running) -> bool:
    """Onsets not further apart than APART; an event without a case has no onset to be far from."""
    if not (one.first_onset and one.last_onset and other.first_onset and other.last_onset):
        return True
    return (
        one.first_onset - APART <= other.last_onset and other.first_onset <= one.last_onset + APART
    )
