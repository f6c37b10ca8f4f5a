"""Roll-call sheets and their results are looks at a class; lists of the sick, empty sheets of paper and the
rooms of a dormitory at who is on them; who is missing at night is one at a pupil."""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.screening import queries

KEEPER = "dormitory_keeper"


def roll_seen(actor: Actor, unit_no: int, day: dt.date, slot: str) -> None:
    """A class's sheet was shown, to be filled in.

    Not a look of whoever's position is that very class: they work with it every school day, all of them in
    the same half-hour, and what they send in bears their name.
    """
    if unit_no not in actor.own_classes:
        _keep(actor, unit_no, day, slot)


def result_seen(actor: Actor, unit_no: int, day: dt.date, slot: str) -> None:
    """What came of it was shown, with who is ill: daily work of the class teacher of that very class; a
    subject teacher, who may have filled it in, leaves a look.
    """
    if unit_no not in _taken_by(actor):
        _keep(actor, unit_no, day, slot)


def _keep(actor: Actor, unit_no: int, day: dt.date, slot: str) -> None:
    # In the evening only boarders are called.
    looking.class_seen(actor, unit_no, day, "evening" if slot == "evening" else "roll_call")


def _taken_by(actor: Actor) -> set[int]:
    """The classes whose class teacher the actor is, or stands in for."""
    roles = {scope.lo for scope in actor.scopes if scope.role == "class_teacher"}
    return roles & actor.own_classes


def choices_seen(actor: Actor, unit_no: int) -> None:
    """A class was shown by name, to choose one of it; as above, not to those whose own class it is."""
    if unit_no not in _taken_by(actor):
        looking.class_seen(actor, unit_no, clock.today(), "chooser")


def sick_seen(actor: Actor, unit_no: int, pupils: Mapping[UUID, int], page: str) -> None:
    """Pupils (with their classes) were shown by name among the sick of a unit, or on empty sheets; as above,
    not to those whose own class it is."""
    own = _taken_by(actor)
    others = {one: no for one, no in pupils.items() if no not in own}
    looking.pupils_seen(actor, unit_no, others, page)


def see_missing(actor: Actor, missing_id: UUID) -> queries.MissingBoarder:
    """A boarder who was not found, with the family's phones beside it: each opening is a look."""
    one = queries.missing_boarder(actor, missing_id)
    looking.pupils_seen(actor, one.row.unit_no, {one.row.person_id: one.row.unit_no}, "missing")
    return one


def room_seen(actor: Actor, room_no: int, pupils: Mapping[UUID, int], *, is_due: bool) -> None:
    """Who sleeps in a room was shown (with their classes).

    Not a look of the keeper while the evening's round can be handed in: that is their daily work, and the
    round bears their name. Of everybody else, and of evenings that are over, it is one.
    """
    keeps = any(one.role == KEEPER and one.covers(room_no) for one in actor.scopes)
    if not (is_due and keeps):
        looking.pupils_seen(actor, room_no, pupils, "round")


def missing_seen(actor: Actor, school_no: int, rows: Iterable[queries.MissingBoarder]) -> None:
    """Boarders nobody has found were shown by name."""
    looking.pupils_seen(
        actor, school_no, {one.row.person_id: one.row.unit_no for one in rows if one.name}, "round"
    )
