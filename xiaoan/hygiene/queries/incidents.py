"""Incidents: who may see and act, what was done, what comes next."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory.rules import SCHOOL, school_of
from xiaoan.hygiene.models import Incident, IncidentStep, Place
from xiaoan.hygiene.queries import lateness
from xiaoan.hygiene.rules import delays, incidents
from xiaoan.hygiene.rules.incidents import BESIDE
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import queries as photos


def is_own_school(actor: Actor, school_no: int) -> bool:
    """Whether somebody cleans anywhere in a school: whoever sees it may tell of it and clear it away."""
    return any(
        lo < school_no + SCHOOL and school_no < hi for lo, hi in actor.reach(Permission.DISINFECT)
    )


def may_act(actor: Actor, row: Incident) -> bool:
    return is_own_school(actor, row.school_id)


def may_read(actor: Actor, row: Incident) -> bool:
    """Whoever may act, and whoever sees hygiene at the place."""
    return may_act(actor, row) or actor.may(Permission.SEE_HYGIENE, row.unit_no)


def may_look(actor: Actor, row: Incident, steps: Sequence[IncidentStep]) -> bool:
    """Whether somebody may say that it was cleared away well: not who did."""
    may = may_act(actor, row) or actor.may(Permission.CHECK_HYGIENE, row.unit_no)
    did = {one.by_id for one in steps if one.what not in BESIDE} | {row.who_id}
    return row.state == "done" and may and actor.user_id not in did


def places_to_tell(actor: Actor) -> list[tuple[UUID, str, bool]]:
    """The open places of the actor's own school, wherever they have their post: those of the own class or
    room first (True), then in walking order. Filters are no place to be sick at."""
    schools = {school_of(lo) for lo, hi in actor.reach(Permission.DISINFECT) if hi - lo <= SCHOOL}
    with everywhere("hygiene"):
        rows = Place.objects.filter(school_id__in=schools, closed=None)
        rows = rows.exclude(kind="air_con").order_by("school_id", "walk", "building", "name")
        found = [(one.pk, _called(one), _is_own(actor, one)) for one in rows]
    return sorted(found, key=lambda one: not one[2])


def _is_own(actor: Actor, place: Place) -> bool:
    spans = (one for one in actor.reach(Permission.DISINFECT) if one[1] - one[0] < SCHOOL)
    return any(lo <= place.unit_no < hi for lo, hi in spans)


def steps_done(incident_id: UUID) -> set[str]:
    """The steps that were told, done or skipped. In the running scope."""
    rows = IncidentStep.objects.filter(incident_id=incident_id)
    return set(rows.values_list("what", flat=True))


@dataclass(frozen=True)
class StepMade:
    """One step as it was told. `late`: how far when it was pressed and when it came in lie apart
    (rules.delays); `moved`: said to be pressed before what it follows."""

    id: UUID
    what: str
    facts: dict[str, Any]
    note: str
    said_at: dt.datetime
    at: dt.datetime
    by: str
    late: str = ""
    moved: bool = False
    photo_id: UUID | None = None


@dataclass(frozen=True)
class Way:
    """An incident with its steps, oldest first, and the one that comes next. `ready_at`: from when that may
    be done without a reason, if it has to be waited for."""

    id: UUID
    school_id: int
    unit_no: int
    place: str
    kind: str
    size: str
    spot: str
    state: str
    happened_at: dt.datetime
    told_at: dt.datetime
    told_by: str
    who: str
    is_mine: bool
    may_look: bool
    steps: tuple[StepMade, ...]
    next: incidents.Step | None
    ready_at: dt.datetime | None

    @property
    def late(self) -> str:
        """How late it was told of (rules.delays)."""
        return delays.how_late(self.happened_at, self.told_at)

    @property
    def doubtful(self) -> int:
        """How many of its times somebody should ask about: told or pressed long before they came in."""
        return bool(self.late) + sum(bool(one.late or one.moved) for one in self.steps)


def way(actor: Actor, incident_id: UUID) -> Way:
    """One incident; NotFound for one that is not theirs to see."""
    with everywhere("hygiene") as system:
        row = Incident.objects.filter(pk=incident_id).first()
        if row is None or not may_read(actor, row):
            raise NotFound
        steps = sorted(IncidentStep.objects.filter(incident_id=row.pk), key=_turn)
        people = {who for who in (row.told_by_id, row.who_id, *(s.by_id for s in steps)) if who}
        names = accounts.names(system, people)
        place = Place.objects.get(pk=row.place_id)
    told = {one.what: one for one in steps}
    wanted = incidents.next_step(told) if row.state == "open" else None
    return Way(
        row.pk, row.school_id, row.unit_no, _called(place), row.kind, row.size, row.spot, row.state,
        row.happened_at, row.told_at, names.get(row.told_by_id, "") if row.told_by_id else "",
        names.get(row.who_id, "") if row.who_id else "", row.who_id == actor.user_id,
        may_look(actor, row, steps),
        tuple(_made(s, names) for s in steps),
        wanted, _ready(wanted, told),
    )  # fmt: skip


def _made(one: IncidentStep, names: Mapping[UUID, str]) -> StepMade:
    late, moved = lateness.of_step(one.pressed_at, one.said_at, one.at)
    return StepMade(
        one.pk, one.what, one.facts, one.note, one.said_at, one.at,
        names.get(one.by_id, "") if one.by_id else "", late, moved, one.photo_id,
    )  # fmt: skip


def step_photo(actor: Actor, incident_id: UUID, step_id: UUID) -> bytes:
    """The picture of a step, for whoever sees the incident, wherever in the school they have their post."""
    with everywhere("hygiene"):
        row = Incident.objects.filter(pk=incident_id).first()
        # Asked for in any case: how long it takes tells nobody whether there is such an incident.
        found = IncidentStep.objects.filter(pk=step_id, incident_id=incident_id).first()
        if row is None or not may_read(actor, row) or found is None or found.photo_id is None:
            raise NotFound
        return photos.picture(found.photo_id)


def _turn(one: IncidentStep) -> tuple[int, dt.datetime]:
    """In the order of the way: several may have been pressed within one moment."""
    codes = ("take", *incidents.CODES, "look")
    return (codes.index(one.what), one.at)


def _called(place: Place) -> str:
    return f"{place.building} {place.name}".strip()


def _ready(wanted: incidents.Step | None, told: dict[str, IncidentStep]) -> dt.datetime | None:
    before = told.get(wanted.after) if wanted and wanted.after else None
    if wanted is None or before is None or before.facts.get("skipped"):
        return None
    return incidents.until(wanted, before.said_at)


@dataclass(frozen=True)
class Line:
    """An incident of a list. `late`: how many of its times came in long after (queries.lateness)."""

    id: UUID
    place: str
    kind: str
    size: str
    state: str
    happened_at: dt.datetime
    who: str
    late: int


def of_school(actor: Actor, school_no: int, limit: int = 50) -> list[Line]:
    """The incidents of a school, the newest first; for whoever cleans there or sees hygiene."""
    may = is_own_school(actor, school_no) or actor.may(Permission.SEE_HYGIENE, school_no)
    if not may:
        raise NotFound
    with everywhere("hygiene") as system:
        rows = list(
            Incident.objects.filter(school_id=school_no).order_by("-happened_at", "-id")[:limit]
        )
        places = Place.objects.in_bulk({one.place_id for one in rows})
        names = accounts.names(system, {one.who_id for one in rows if one.who_id})
        late = lateness.late_times(one.pk for one in rows)
    return [
        Line(
            one.pk, _called(places[one.place_id]), one.kind, one.size, one.state, one.happened_at,
            names.get(one.who_id, "") if one.who_id else "", late[one.pk],
        )
        for one in rows
    ]  # fmt: skip


def open_now(actor: Actor) -> list[Line]:
    """What is not cleared away yet at the actor's own school."""
    schools = {school_of(lo) for lo, hi in actor.reach(Permission.DISINFECT) if hi - lo <= SCHOOL}
    return [one for no in sorted(schools) for one in of_school(actor, no) if one.state == "open"]


def to_look_at(actor: Actor) -> int:
    """Incidents of the actor's own school that wait for the look of somebody who did not clear away."""
    schools = {school_of(lo) for lo, hi in actor.reach(Permission.DISINFECT) if hi - lo <= SCHOOL}
    if not schools or actor.is_system:
        return 0
    with everywhere("hygiene"):
        rows = Incident.objects.filter(school_id__in=schools, state="done")
        rows = rows.filter(told_at__gte=clock.now() - dt.timedelta(days=30))
        mine = IncidentStep.objects.filter(by_id=actor.user_id).exclude(what="take")
        mine_ids = mine.filter(incident_id__in=rows.values("id")).values("incident_id")
        return rows.exclude(who_id=actor.user_id).exclude(pk__in=mine_ids).count()
