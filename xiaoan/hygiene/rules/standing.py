"""How one thing to do stands after what was told of it, and who is to do it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

# Why something need not be done, where nobody said so: the calendar, the response level, the plan or the
# place has changed since it was laid out, or whoever is there learns at home.
BY_ITSELF = ("calendar", "level", "plan", "place", "remote")
# The part of the day that is all of it: what is done several times a day.
WHOLE_DAY = "day"


@dataclass(frozen=True)
class After:
    """A thing to do after what was told of it. `done_at`: when what completed it was said to be done."""

    state: str
    made: int
    done_at: dt.datetime | None
    late: bool


def after(
    wanted: int, said: Sequence[dt.datetime], due_at: dt.datetime, *, is_over: bool, before: str
) -> After:
    """`said`: when each time was, of the day itself; `is_over`: the day is closed, and what lacks is missed;
    `before`: its state, for what was excused stays so unless it was done after all."""
    times = sorted(said)
    made = len(times)
    if made >= wanted:
        done_at = times[wanted - 1]
        return After("done", made, done_at, done_at > due_at)
    if before == "excused":
        return After("excused", made, None, False)
    return After("missed" if is_over else "due", made, None, False)


@dataclass(frozen=True)
class Person:
    """Who goes round: with which post, held at which unit; and who stands in."""

    who_id: UUID | None
    post: str
    unit_no: int
    deputy_id: UUID | None = None


@dataclass(frozen=True)
class Answering:
    """Who is to do a line: persons named, else posts, at a place of a school."""

    place_no: int
    school_no: int
    post: str
    deputy: str
    who_id: UUID | None = None
    deputy_named_id: UUID | None = None


def goes_round(
    one: Answering,
    holders: Callable[[str, int], Sequence[UUID]],
    reach: Callable[[UUID], int | None],
) -> Person:
    """The named person, else who holds the post at the place or the school, else the deputy likewise; nobody
    where nobody does. `reach`: the unit at which somebody may do it there: the school, the place; None."""
    found: list[Person] = []
    for named, role in ((one.who_id, one.post), (one.deputy_named_id, one.deputy)):
        if named is not None and (at := reach(named)) is not None:
            found.append(Person(named, role, at))
        for unit_no in dict.fromkeys((one.place_no, one.school_no)) if role else ():
            found += [Person(who, role, unit_no) for who in holders(role, unit_no)]
    if not found:
        return Person(None, one.post, one.place_no)
    first = found[0]
    second = next((each.who_id for each in found if each.who_id != first.who_id), None)
    return Person(first.who_id, first.post, first.unit_no, second)
