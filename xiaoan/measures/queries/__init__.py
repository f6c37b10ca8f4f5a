"""Measures a person may see: those of an event, of a unit, and their own."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duties
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.measures.models import Measure

# The kind of the duty to carry a measure out (duty_kinds).
DO = "measures.do"
# Whoever of these holds a post at the unit, or at its school, may be told to carry something out.
AT_CLASS = ("class_teacher",)
AT_SCHOOL = ("principal", "school_doctor", "logistics", "canteen", "dormitory_keeper")


@dataclass(frozen=True)
class Row:
    """A measure as pages show it. `is_late`: done after its time, or not done and its time is over."""

    id: UUID
    event_id: UUID
    school_id: int
    unit_no: int
    place: str
    kind: str
    note: str
    ordered_at: dt.datetime
    ordered_by: str
    owner_id: UUID | None
    owner: str
    due_at: dt.datetime
    state: str
    done_at: dt.datetime | None
    ended_at: dt.datetime | None
    ended_by: str
    is_late: bool
    told: str
    evidence: str
    photo_ids: tuple[UUID, ...] = ()
    paper_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `state`: "due", "late" (not done in time, or not yet), or a state."""

    interval: Interval | None = None
    state: str = ""
    kind: str = ""


def owners(actor: Actor, unit_no: int) -> list[accounts.Holder]:
    """Who may be told to carry out something at a unit, as far as the actor's reach goes."""
    school_id = _school(unit_no)
    found = accounts.holders(actor, AT_SCHOOL, [school_id], clock.today())
    if unit_no != school_id:
        found = [*accounts.holders(actor, AT_CLASS, [unit_no], clock.today()), *found]
    order = (*AT_CLASS, *AT_SCHOOL)
    return sorted(found, key=lambda one: order.index(one.role))


def _school(unit_no: int) -> int:
    return directory.place(unit_no).school_id


def of_event(actor: Actor, event_id: UUID) -> list[Row]:
    """The measures of an event, open ones first; NotFound if the event is not the actor's to see."""
    head = investigations.event(actor, event_id)
    rows = visible(Measure.objects.filter(event_id=event_id), actor, Permission.SEE_MEASURES)
    found = rows.filter(school_id=head.school_id).order_by("due_at", "id")
    return sorted(rows_of(actor, found), key=lambda one: one.state != "ordered")


def mine(actor: Actor) -> list[Row]:
    """What the actor has to carry out, the most urgent first, and what they ended in the last week."""
    if actor.user_id is None:
        return []
    week = clock.now() - dt.timedelta(days=7)
    rows = visible(Measure.objects.all(), actor, Permission.CARRY_OUT).filter(
        Q(state="ordered") | Q(ended_at__gte=week), owner_id=actor.user_id
    )
    found = rows_of(actor, rows.order_by("due_at", "id")[:200])
    return sorted(found, key=lambda one: one.state != "ordered")


def row(actor: Actor, measure_id: UUID) -> Row:
    """One measure: of whoever sees measures there, its owner, or who stands in; NotFound else."""
    return rows_of(actor, [find(actor, measure_id)])[0]


def find(actor: Actor, measure_id: UUID) -> Measure:
    wide = inside(actor.reach(Permission.SEE_MEASURES))
    near = inside(actor.reach(Permission.CARRY_OUT))
    # Asked whether there is such a measure or not: who may not see it learns nothing from the time either.
    mine = Q(owner_id=actor.user_id or measure_id) | Q(pk__in=duties.named_about(actor, DO))
    found = Measure.objects.filter(wide | near & mine, pk=measure_id).first()
    if found is None:
        raise NotFound
    return found


def answers_for(actor: Actor, row: Measure | Row) -> bool:
    """Whether the actor owns a measure, or its open duty names them as who stands in."""
    if actor.user_id is None:
        return False
    return row.owner_id == actor.user_id or row.id in duties.named_about(actor, DO)


def page_of(actor: Actor, wanted: Wanted, offset: int, limit: int) -> tuple[int, list[Row]]:
    """How many there are, and one page of them, open ones and the most urgent first."""
    rows = _wanted(visible(Measure.objects.all(), actor, Permission.SEE_MEASURES), wanted)
    found = rows.order_by(F("ended_at").desc(nulls_first=True), "due_at", "id")[
        offset : offset + limit
    ]
    return rows.count(), rows_of(actor, found)


def _wanted(rows: QuerySet[Measure], wanted: Wanted) -> QuerySet[Measure]:
    if wanted.interval:
        rows = rows.filter(inside((wanted.interval,)))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    now = clock.now()
    narrowed = {
        "due": Q(state="ordered"),
        "late": Q(late=True) | Q(state="ordered", due_at__lt=now),
    }
    if wanted.state:
        rows = rows.filter(narrowed.get(wanted.state, Q(state=wanted.state)))
    return rows


def rows_of(actor: Actor, found: Iterable[Measure]) -> list[Row]:
    rows = list(found)
    places = directory.places(one.unit_no for one in rows)
    names = names_of(actor, rows)
    now = clock.now()
    return [
        Row(
            one.pk, one.event_id, one.school_id, one.unit_no, places[one.unit_no].name, one.kind,
            one.note, one.ordered_at, names.get(one.ordered_by_id or one.pk, ""), one.owner_id,
            _owner(one, names), one.due_at, one.state, one.done_at, one.ended_at,
            names.get(one.ended_by_id or one.pk, ""),
            one.late or (one.state == "ordered" and now > one.due_at), one.told, one.evidence,
            tuple(one.photo_ids), tuple(one.paper_ids),
        )
        for one in rows
    ]  # fmt: skip


def _owner(one: Measure, names: Mapping[UUID, str]) -> str:
    return names.get(one.owner_id, "?") if one.owner_id else _("暂无承办人")


def names_of(actor: Actor, rows: Sequence[Measure]) -> dict[UUID, str]:
    people = {who for one in rows for who in (one.ordered_by_id, one.owner_id, one.ended_by_id)}
    return accounts.names(actor, {who for who in people if who})


def first_ordered(actor: Actor, event_ids: Iterable[UUID]) -> dict[UUID, dt.datetime]:
    """When the first measure against each of these events was ordered, where one was."""
    rows = visible(Measure.objects.all(), actor, Permission.SEE_MEASURES).order_by()
    found = (
        rows.filter(event_id__in=list(event_ids)).values("event_id").annotate(at=Min("ordered_at"))
    )
    return dict(found.values_list("event_id", "at"))


def open_of_event(school_id: int, event_id: UUID) -> int:
    """How many measures of an event nobody has ended yet."""
    return Measure.objects.filter(school_id=school_id, event_id=event_id, state="ordered").count()


def places_of(school_id: int) -> list[tuple[int, str]]:
    """Where something can be ordered: the school, its classes."""
    school = directory.place(school_id)
    classes = directory.places_inside(school.interval, "class", day=clock.today())
    return [(school.no, school.name), *((one.no, one.name) for one in classes)]
