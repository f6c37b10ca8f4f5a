"""Which figures a board shows to whom when nobody has chosen: what the role decides about comes first. Own
choice, no document asks for it."""

from collections.abc import Iterable, Sequence

# A board is read at a glance: more than so many tiles are a table.
MOST = 24
_ROLL = ("rollcall.classes", "rollcall.sick", "rollcall.fever")
_CLOCKS = ("signals.running", "events.running", "reports.late")
_COUNTY = (
    *_ROLL, *_CLOCKS, "known.people", "keypersons.followed", "supplies.lasting", "supplies.met",
    "hygiene.places", "learning.viewing", "learning.completion", "gate.ready", "duties.overdue",
    "findings.closed",
)  # fmt: skip
_SCHOOL = (
    *_ROLL, "noon.classes", "rollcall.symptomatic", "rollcall.late", *_CLOCKS, "keypersons.followed",
    "clearances.cleared", "supplies.lasting", "hygiene.places", "duties.overdue", "duties.done",
    "gate.ready", "care.covered",
)  # fmt: skip
_LEADER = (
    "rollcall.classes", "rollcall.sick", *_CLOCKS, "keypersons.followed", "supplies.lasting",
    "gate.ready", "duties.overdue", "findings.closed", "learning.viewing",
)  # fmt: skip
_DOCTOR = (
    "rollcall.classes", "noon.classes", "rollcall.sick", "rollcall.fever", "rollcall.symptomatic",
    *_CLOCKS, "keypersons.followed", "clearances.cleared", "hygiene.places", "supplies.lasting",
    "devices.timed", "duties.overdue",
)  # fmt: skip
# The first role somebody holds decides.
BY_ROLE: dict[str, tuple[str, ...]] = {
    "county_leader": _LEADER, "bureau_officer": _COUNTY, "township_leader": _LEADER,
    "township_liaison": _COUNTY, "principal": _SCHOOL, "school_doctor": _DOCTOR,
}  # fmt: skip
# Shown on the big screen beside the wall: no more than are read at six metres.
SCREEN = (
    "rollcall.classes", "rollcall.sick", "rollcall.fever", "keypersons.followed", "hygiene.places",
    "duties.overdue",
)  # fmt: skip
SUPPLIES = ("supplies.lasting", "supplies.met", "hygiene.places", "devices.timed")
# What a map or a table of schools opens with.
FIRST = "rollcall.classes"


def of_role(roles: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The tiles of whoever holds `roles`; of `known` keys only, in this order. Of no such role: as the
    county."""
    held = set(roles)
    wanted = next((tiles for role, tiles in BY_ROLE.items() if role in held), _COUNTY)
    return tuple(key for key in wanted if key in known)


def chosen(
    sent: Iterable[tuple[str, str]], known: Sequence[str], before: Sequence[str] = ()
) -> tuple[str, ...]:
    """Keys in the order of the numbers beside them; those without a number, or with 0, are not shown. Of
    equal numbers the one that was put there comes before the one that stood there (`before`: the keys as
    they stood), then in the order of the catalogue. Raises ValueError, its argument the key, for what is no
    number from 0 to 99.
    """
    stood = {key: n for n, key in enumerate(before, 1)}
    places: list[tuple[int, bool, int, str]] = []
    for key, text in sent:
        if key not in known or not text.strip():
            continue
        if not text.strip().isdecimal() or not 0 <= int(text) <= 99:
            raise ValueError(key)
        if int(text):
            place = int(text)
            places.append((place, stood.get(key) == place, known.index(key), key))
    return tuple(dict.fromkeys(key for *_order, key in sorted(places)))
