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
    # What the next outbreak should find better: written when it is over, as often as there is more to say.
    "learn": ("closed",),
}
# What is kept of it: `open` by hand, `absorb` of the event that another was merged into.
STEPS = ("open", *ACTS, "absorb")
EXPOSURES = ("meal", "water", "activity", "other")
LONGEST_REASON = 300
LONGEST_LESSONS = 2000
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


def judge_by(
    detected_at: dt.datetime, within: dt.timedelta, deadlines: Iterable[dt.datetime | None]
) -> dt.datetime:
    """By when somebody judges an event: the earliest deadline of its signals. Those that are not statutory
    have none; nobody waits longer than `within`."""
    return min([detected_at + within, *(one for one in deadlines if one)])


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


@dataclass(frozen=True)
class Serial:
    """From the onset of one case to that of whom it infects: days at least, usually, at most."""

    least: int
    usual: int
    most: int


# Means: Vink, Bootsma, Wallinga 2014 (Am J Epidemiol 180:865-875) for influenza, measles, mumps, pertussis,
# rubella, varicella; Heijne 2009 (norovirus). The range around each is our own choice (L); all MEM.
SERIAL = {
    "influenza": Serial(1, 3, 6),
    "covid19": Serial(1, 4, 9),
    "norovirus": Serial(1, 3, 6),
    "hfmd": Serial(2, 4, 8),
    "measles": Serial(7, 12, 18),
    "measles_pneumonia": Serial(7, 12, 18),
    "rubella": Serial(12, 18, 24),
    "varicella": Serial(10, 14, 21),
    "mumps": Serial(12, 18, 25),
    "pertussis": Serial(7, 23, 42),
}


@dataclass(frozen=True)
class Link:
    """A case as far as chains go: when, and which places it shares (class, room, bus, table)."""

    case_id: UUID
    onset: dt.date | None
    places: frozenset[tuple[str, int | str]]


def may_have_infected(
    cases: Iterable[Link], serial: Serial, limit: int = 3
) -> dict[UUID, list[UUID]]:
    """Who may have infected each case, the likeliest first: onsets apart as the disease has it, a place
    shared; more places first, then the gap nearest to the usual one. A hint, never a finding.
    """
    known = [one for one in cases if one.onset]
    found = {}
    for one in known:
        ranked = [
            (-len(one.places & other.places), abs(gap - serial.usual), str(other.case_id), other)
            for other in known
            if (gap := _gap(other, one)) is not None
            and serial.least <= gap <= serial.most
            and one.places & other.places
        ]
        found[one.case_id] = [other.case_id for *_, other in sorted(ranked, key=lambda r: r[:3])]
    return {pk: others[:limit] for pk, others in found.items() if others}


def _gap(earlier: Link, later: Link) -> int | None:
    if earlier.onset is None or later.onset is None:
        return None
    return (later.onset - earlier.onset).days


def meets(symptoms: int, onset: dt.date | None, unit_no: int, wanted: "Criteria") -> bool | None:
    """Whether a case meets the written definition; None: the onset is not known, so nobody can say."""
    if wanted.units and unit_no not in wanted.units:
        return False
    if wanted.symptoms and not symptoms & wanted.symptoms:
        return False
    if wanted.since is None and wanted.until is None:
        return True
    if onset is None:
        return None
    return (wanted.since or onset) <= onset <= (wanted.until or onset)


@dataclass(frozen=True)
class Criteria:
    """What of a case definition can be held against the roll: one of the symptoms, a window, units."""

    symptoms: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    units: frozenset[int] = frozenset()
