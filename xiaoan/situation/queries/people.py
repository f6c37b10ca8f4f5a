"""Who can mend a figure at a unit: the first who answers for it, with the number the policy shows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.accounts import queries as accounts
from xiaoan.directory.queries import Place
from xiaoan.kernel.actor import Actor

# By the first word of an indicator's key: who at a school has it in hand; the principal stands in for each.
_AT_SCHOOL = {
    "supplies": ("logistics",), "devices": ("logistics",), "hygiene": ("logistics",),
    "rollcall": ("school_doctor",), "noon": ("school_doctor",), "keypersons": ("school_doctor",),
    "known": ("school_doctor",), "clearances": ("school_doctor",), "signals": ("school_doctor",),
    "events": ("school_doctor",), "reports": ("school_doctor",),
}  # fmt: skip
_ABOVE = {
    "township": ("township_liaison", "township_leader"),
    "county": ("bureau_officer", "county_leader"),
}


@dataclass(frozen=True)
class Person:
    """One who answers: name, post in words, phone in full where the policy shows it, else ""."""

    name: str
    role: str
    phone: str


def roles(place: Place, key: str) -> tuple[str, ...]:
    """The posts that may mend a figure at a unit, the first to be asked first."""
    if place.kind != "school":
        return _ABOVE[place.kind]
    return (*_AT_SCHOOL.get(key.partition(".")[0], ()), "principal")


def responsible(
    actor: Actor, wanted: Iterable[tuple[Place, str]], day: dt.date
) -> dict[tuple[int, str], Person]:
    """For each unit and key of an indicator the first person in office on a day; nobody: not in it. Two
    looks, however many are asked for."""
    asked = list(wanted)
    if not asked:
        return {}
    posts = {role for place, key in asked for role in roles(place, key)}
    held: dict[tuple[int, str], accounts.Holder] = {}
    for one in accounts.holders(actor, posts, {place.no for place, _key in asked}, day):
        held.setdefault((one.unit_no, one.role), one)
    found = {}
    for place, key in asked:
        first = next(
            (held[at] for role in roles(place, key) if (at := (place.no, role)) in held), None
        )
        if first:
            found[(place.no, key)] = first
    phones = accounts.phones(actor, {one.user_id for one in found.values()})
    return {
        at: Person(one.name, str(accounts.ROLE_NAMES[one.role]), phones.get(one.user_id, ""))
        for at, one in found.items()
    }
