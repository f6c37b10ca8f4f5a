"""A day at the places of a school: what somebody has to do there, what was done, by whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.duties import queries as duties
from xiaoan.hygiene.models import Due, Line, Place, Record, Round
from xiaoan.hygiene.queries.words import ROUND_DUTY
from xiaoan.hygiene.rules.coverage import Stand, stand_state
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

__all__ = [
    "Done", "Excused", "Place", "Round", "ToDo", "chain", "done_by", "excused_today", "one_to_do", "place",
    "places_today", "record", "records_at", "round_of", "rounds_of", "to_do", "to_do_at",
]  # fmt: skip
_SEES = (Permission.SEE_HYGIENE, Permission.DISINFECT)


@dataclass(frozen=True)
class ToDo:
    """One thing to do at a place, with what the plan says of it. `state`: as it stands now, missed once its
    time is past; `late`: done, but too late."""

    id: UUID
    place: Place
    line: Line
    slot: str
    state: str
    wanted: int
    made: int
    due_at: dt.datetime
    done_at: dt.datetime | None
    late: bool
    excused: str
    by_itself: bool

    @property
    def is_open(self) -> bool:
        """Can still be done today: due, or late."""
        return self.state in ("due", "missed")


@dataclass(frozen=True)
class Done:
    """One record as a list shows it."""

    row: Record
    place: str
    by: str
    checker: str
    replaced_by: UUID | None


def _visible(actor: Actor) -> Q:
    wanted = Q(pk__in=[])
    for one in _SEES:
        wanted |= inside(actor.reach(one))
    return wanted


def place(actor: Actor, place_id: UUID) -> Place:
    """A place that the actor may see something of."""
    found = Place.objects.filter(_visible(actor), pk=place_id).first()
    if found is None:
        raise NotFound
    return found


def round_of(actor: Actor, round_id: UUID) -> Round:
    found = Round.objects.filter(_visible(actor), pk=round_id).first()
    if found is None:
        raise NotFound
    return found


def rounds_of(actor: Actor, day: dt.date) -> tuple[list[Round], list[Round]]:
    """The rounds of somebody on a day: that name them, themselves or by their duty (stands in, has taken
    over); and those of others that they are the deputy of."""
    named: dict[UUID, bool] = {
        due.about_id: due.assignee_id == actor.user_id
        for due in duties.due_today(actor, day)
        if due.kind == ROUND_DUTY and due.about_id is not None
    }
    rows = Round.objects.filter(_visible(actor), day=day, dues__gt=0)
    found = list(
        rows.filter(Q(who_id=actor.user_id) | Q(pk__in=named)).order_by("unit_no", "slot", "id")
    )
    own = [one for one in found if named.get(one.pk, one.who_id == actor.user_id)]
    return own, [one for one in found if one not in own]


def to_do(actor: Actor, round_ids: Iterable[UUID]) -> list[ToDo]:
    """What is in some rounds, in walking order."""
    rows = Due.objects.filter(_visible(actor), round_id__in=set(round_ids))
    return _in_walking_order(list(rows))


def to_do_at(actor: Actor, place_id: UUID, day: dt.date) -> list[ToDo]:
    """What is to be done at a place on a day."""
    return _in_walking_order(list(Due.objects.filter(_visible(actor), place_id=place_id, day=day)))


def one_to_do(actor: Actor, due_id: UUID) -> tuple[ToDo, dt.date] | None:
    """One thing to do, and its day."""
    rows = list(Due.objects.filter(_visible(actor), pk=due_id))
    return (_in_walking_order(rows)[0], rows[0].day) if rows else None


def _in_walking_order(rows: Sequence[Due]) -> list[ToDo]:
    places = Place.objects.in_bulk({one.place_id for one in rows})
    lines = Line.objects.in_bulk({one.line_id for one in rows})
    slots = dict(
        Round.objects.filter(pk__in={one.round_id for one in rows}).values_list("id", "slot")
    )
    now = clock.now()
    found = [
        ToDo(
            one.pk, places[one.place_id], lines[one.line_id], slots[one.round_id],
            stand_state(Stand(one.state, one.wanted, one.made, one.due_at, one.late), now),
            one.wanted, one.made, one.due_at, one.done_at, one.late, one.excused,
            one.state == "excused" and one.excused_by_id is None,
        )
        for one in rows
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda one: (
            one.place.walk,
            one.place.building,
            one.place.name,
            one.due_at,
            one.line.task,
        ),
    )


def record(actor: Actor, record_id: UUID) -> Record:
    """A record the actor may see."""
    found = Record.objects.filter(_visible(actor), pk=record_id).first()
    if found is None:
        raise NotFound
    return found


def records_at(actor: Actor, place_id: UUID, day: dt.date) -> list[Done]:
    """Every record of a place on a day, the newest first, with those that were put right."""
    rows = Record.objects.filter(_visible(actor), place_id=place_id, day=day)
    return _listed(actor, list(rows.order_by("-said_at", "-id")))


def chain(actor: Actor, record_id: UUID) -> list[Done]:
    """A record with all before and after it, the newest first."""
    root = record(actor, record_id).root_id
    rows = {one.pk: one for one in Record.objects.filter(_visible(actor), root_id=root)}
    after = {one.replaces_id: one for one in rows.values()}
    found = [rows[root]]
    while found[-1].pk in after:
        found.append(after[found[-1].pk])
    return _listed(actor, found[::-1])


def _listed(actor: Actor, rows: Sequence[Record]) -> list[Done]:
    ids = [one.pk for one in rows]
    after = dict(Record.objects.filter(replaces_id__in=ids).values_list("replaces_id", "id"))
    names = accounts.names(
        actor, {who for one in rows for who in (one.by_id, one.checker_id) if who}
    )
    places = Place.objects.in_bulk({one.place_id for one in rows})
    return [
        Done(
            one, places[one.place_id].name if one.place_id in places else "",
            names.get(one.by_id, "") if one.by_id else "",
            names.get(one.checker_id, "") if one.checker_id else "", after.get(one.pk),
        )
        for one in rows
    ]  # fmt: skip


def done_by(dues: Iterable[ToDo]) -> dict[UUID, list[Record]]:
    """The records that stand of things to do, the oldest first."""
    ids = [one.id for one in dues if one.made]
    rows = list(Record.objects.filter(due_id__in=ids).order_by("said_at", "id"))
    gone = {one.replaces_id for one in rows}
    found: dict[UUID, list[Record]] = defaultdict(list)
    for one in rows:
        if one.due_id and one.pk not in gone and not one.void:
            found[one.due_id].append(one)
    return found


def places_today(actor: Actor, school_no: int) -> list[Place]:
    """The places of a school where something is to be done today, in walking order."""
    dues = Due.objects.filter(_visible(actor), school_id=school_no, day=clock.today())
    rows = Place.objects.filter(pk__in=dues.values("place_id"))
    return list(rows.order_by("walk", "building", "name"))


@dataclass(frozen=True)
class Excused:
    """What somebody has excused today at a place."""

    place: str
    things: int
    why: str


def excused_today(actor: Actor, school_no: int) -> list[Excused]:
    dues = Due.objects.filter(
        _visible(actor), school_id=school_no, day=clock.today(), state="excused"
    ).exclude(excused_by_id=None)
    counts: dict[tuple[UUID, str], int] = defaultdict(int)
    for place_id, why in dues.values_list("place_id", "excused"):
        counts[place_id, why] += 1
    places = Place.objects.in_bulk({pk for pk, _why in counts})
    return [Excused(places[pk].name, n, why) for (pk, why), n in sorted(counts.items(), key=str)]
