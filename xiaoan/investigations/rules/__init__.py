"""What states an event and a case may be in, and which signals belong together."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

# open: nobody has judged it. A confirmed one is followed until closed; the other two are ends.
STATES = ("open", "confirmed", "excluded", "merged", "closed")
RUNNING = ("open", "confirmed")
# A person said so; more people of its signals open it anew.
ENDED = ("excluded", "closed")
# What a person does with an event → the states from which it can be done.
ACTS = {
    "assign": RUNNING,
    "confirm": RUNNING,
    "exclude": ("open",),
    "merge": RUNNING,
    "close": ("confirmed",),
    "reopen": ("excluded", "closed"),
    "define": RUNNING,
}
# What is kept of it: `open` by hand, `absorb` of the event that another was merged into.
STEPS = ("open", *ACTS, "absorb")
EXPOSURES = ("meal", "water", "activity", "other")
# Signals that are not statutory have no deadline of their own; nobody waits longer for a judgement.
# Source: the 24 hours within which a school reports a cluster (reference.md §2).
JUDGE_WITHIN = dt.timedelta(hours=24)
LONGEST_REASON = 300
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


def reopened(state: str) -> str:
    """The state to which a closed or excluded event goes back."""
    return "confirmed" if state == "closed" else "open"


def judge_by(detected_at: dt.datetime, deadlines: Iterable[dt.datetime | None]) -> dt.datetime:
    """By when somebody judges an event: the earliest deadline of its signals, at the latest 24 hours."""
    return min([detected_at + JUDGE_WITHIN, *(one for one in deadlines if one)])


def is_circle(parents: Mapping[UUID, UUID | None], case: UUID, infector: UUID) -> bool:
    """Whether `infector` was itself infected by `case`, over any number of steps."""
    at: UUID | None = infector
    seen: set[UUID] = set()
    while at is not None and at not in seen:
        if at == case:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
