"""Who works at a school, and whom the record proposes for a task."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import ROLE_NAMES, standing
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel.scope import everywhere

# Who stands in where a post has one holder (our own choice).
_STAND_INS = ("school_doctor", "principal", "grade_head")


@dataclass(frozen=True)
class Staff:
    """Somebody with positions in a school: the first post by name, all roles, the widest unit they hold."""

    user_id: UUID
    name: str
    post: str
    roles: tuple[str, ...]
    unit_no: int


def staff(school: Place, on: dt.date) -> list[Staff]:
    """Everybody with a position in a school on a day, by name, each once."""
    with everywhere("schoolplans"):
        rows = standing.inside(school.interval, on)
    found: dict[UUID, Staff] = {}
    for one in rows:
        known = found.get(one.user_id)
        roles = (*known.roles, one.role) if known else (one.role,)
        unit_no = min(known.unit_no, one.unit_no) if known else one.unit_no
        post = known.post if known else str(ROLE_NAMES[one.role])
        found[one.user_id] = Staff(one.user_id, one.name, post, roles, unit_no)
    return list(found.values())


def proposed(people: Sequence[Staff], role: str) -> tuple[UUID | None, UUID | None]:
    """Who would do a task of a post, and who stands in: the first two holders, else the doctor or the
    principal; None where nobody is there."""
    holders = [one.user_id for one in people if role in one.roles]
    first = holders[0] if holders else None
    others = [*holders[1:]]
    others += [one.user_id for code in _STAND_INS for one in people if code in one.roles]
    second = next((who for who in others if who != first), None)
    return first, second


@dataclass(frozen=True)
class OfClass:
    """A class with who answers for it and who stands in; None where nobody is there."""

    no: int
    name: str
    teacher_id: UUID | None
    deputy_id: UUID | None


def classes(school: Place, known: Sequence[Staff], on: dt.date) -> list[OfClass]:
    """The classes of a school on a day, in their order: class teacher and another who teaches there, else
    whoever the school has to stand in."""
    units = directory.places_inside(school.interval, "class", day=on)
    with everywhere("schoolplans"):
        found = standing.at_units(
            ("class_teacher", "subject_teacher"), [one.no for one in units], on
        )
    others = [one.user_id for code in _STAND_INS for one in known if code in one.roles]
    rows = []
    for unit in units:
        teachers = [one.user_id for one in found.get(("class_teacher", unit.no), ())]
        first = teachers[0] if teachers else None
        next_ones = [
            *teachers,
            *(one.user_id for one in found.get(("subject_teacher", unit.no), ())),
        ]
        second = next((who for who in [*next_ones, *others] if who != first), None)
        rows.append(OfClass(unit.no, unit.name, first, second))
    return rows


def names(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Who is who: whoever a plan names is named to all who read it."""
    wanted = {who for who in user_ids if who is not None}
    if not wanted:
        return {}
    with everywhere("schoolplans") as system:
        return accounts.names(system, wanted)


def gone(named: dict[int, set[UUID]], ends: dict[int, int], on: dt.date) -> dict[int, set[UUID]]:
    """Of people named at schools, who holds no position there any more, in one look."""
    with everywhere("schoolplans"):
        posts = standing.of_people({who for people in named.values() for who in people}, on)
    return {
        no: {
            who for who in people
            if not any(no <= one.unit_no < ends[no] for one in posts.get(who, ()))
        }
        for no, people in named.items()
    }  # fmt: skip
