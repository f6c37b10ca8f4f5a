"""The line list (病例一览表): each case with who, where, when, what became of the illness."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.directory.rules import school_of
from xiaoan.illness import queries as illness
from xiaoan.investigations import rules
from xiaoan.investigations.models import Case, Event, EventSignal
from xiaoan.investigations.queries.detail import criteria_of, roll_day, row_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.outbreaks import queries as outbreaks

# An illness noticed so long before the first onset is another one.
_BEFORE = dt.timedelta(days=7)


@dataclass(frozen=True)
class CaseRow:
    """One case. `no`: its number in the list; `name` hidden from whoever sees no illnesses (`is_named`).

    `now`: the class of today if it is another, None if not at this school any more. `signal`: what the
    roll-call says now, where a person has said something else. `meets`: the written definition.
    """

    id: UUID
    no: int
    person_id: UUID
    name: str
    is_named: bool
    sex: str
    seat: int | None
    unit_no: int
    class_then: int
    class_name: str
    now: str | None
    dormitory_no: int | None
    dormitory: str
    onset: dt.date | None
    onset_time: dt.time | None
    onset_known: bool
    symptoms: int
    status: str
    reason: str
    source: str
    outcome: illness.Outcome | None
    infected_by_id: UUID | None
    decided_by: str
    decided_at: dt.datetime | None
    version: int
    signal: str
    meets: bool | None

    @property
    def is_counted(self) -> bool:
        return self.status in rules.COUNTED


def line_list(actor: Actor, event_id: UUID) -> list[CaseRow]:
    """Every case of an event by onset, those not counted last; NotFound if the event is not there."""
    event = row_of(actor, event_id)
    return rows_of(actor, event)


def rows_of(actor: Actor, event: Event) -> list[CaseRow]:
    found = list(Case.objects.filter(school_id=event.school_id, event_id=event.pk))
    far = dt.date.max
    found.sort(key=lambda c: (c.status not in rules.COUNTED, c.onset or far, c.added_at, c.pk))
    told = _told(event)
    reader = _Reader(actor, event, found)
    return [reader.row(n, one, told) for n, one in enumerate(found, start=1)]


def one_case(actor: Actor, event_id: UUID, case_id: UUID) -> CaseRow:
    """One case of an event; NotFound if it is not there."""
    for one in line_list(actor, event_id):
        if one.id == case_id:
            return one
    raise NotFound


def _told(event: Event) -> dict[UUID, outbreaks.Told]:
    """What the signals of the event say now."""
    ids = EventSignal.objects.filter(school_id=event.school_id, event_id=event.pk)
    found = [one for pk in ids.values_list("signal_id", flat=True) for one in outbreaks.counted(pk)]
    return {one.person_id: one for one in sorted(found, key=lambda one: one.onset, reverse=True)}


class _Reader:
    """What is known of the people of an event, read once for all of them."""

    def __init__(self, actor: Actor, event: Event, cases: list[Case]) -> None:
        self.actor, self.event = actor, event
        people = {one.person_id for one in cases}
        day = roll_day(event)
        self.names = person_names(actor, people)
        self.then = directory.enrolments(actor, people, clock.today())
        self.then |= directory.enrolments(actor, people, day)
        self.now = directory.classes_of_people(actor, people, clock.today())
        self.ill = illness.outcomes(actor, people, day - _BEFORE)
        rooms = {one.dormitory_no for one in self.then.values() if one.dormitory_no}
        classes = {no for one in cases for no in (one.class_then, one.unit_no)}
        self.places = directory.places(rooms | classes | set(self.now.values()))
        self.deciders = accounts.names(actor, {c.decided_by_id for c in cases if c.decided_by_id})
        self.criteria = criteria_of(event)

    def row(self, no: int, one: Case, told: dict[UUID, outbreaks.Told]) -> CaseRow:
        pupil = self.then.get(one.person_id)
        named = self.actor.may(Permission.SEE_ILLNESS, one.unit_no)
        room = pupil.dormitory_no if pupil else None
        return CaseRow(
            id=one.pk, no=no, person_id=one.person_id, is_named=named,
            name=self.names.get(one.person_id, "") if named else _("病例 %(n)s") % {"n": no},
            sex=pupil.sex if pupil else "", seat=pupil.seat if pupil and named else None,
            unit_no=one.unit_no, class_then=one.class_then, class_name=self._place(one.class_then),
            now=self._now(one), dormitory_no=room, dormitory=self._place(room) if room else "",
            onset=one.onset, onset_time=one.onset_time, onset_known=one.onset_known,
            symptoms=one.symptoms, status=one.status, reason=one.reason, source=one.source,
            outcome=self.ill.get(one.person_id), infected_by_id=one.infected_by_id,
            decided_by=self._decider(one),
            decided_at=one.decided_at, version=one.version, signal=_differs(one, told),
            meets=rules.meets(one.symptoms, one.onset, one.class_then, self.criteria),
        )  # fmt: skip

    def _decider(self, one: Case) -> str:
        return self.deciders.get(one.decided_by_id, "") if one.decided_by_id else ""

    def _place(self, no: int) -> str:
        return self.places[no].name if no in self.places else ""

    def _now(self, one: Case) -> str | None:
        """ "" in the same class; the name of another; None: not at the school any more."""
        now = self.now.get(one.person_id)
        if now is None or school_of(now) != self.event.school_id:
            return None
        return "" if now == one.class_then else self._place(now)


def _differs(one: Case, told: dict[UUID, outbreaks.Told]) -> str:
    """ "gone": the signals count the person no more; "onset": they tell another day."""
    if one.source != "signal" or one.decided_at is None:
        return ""
    now = told.get(one.person_id)
    if now is None:
        return "gone"
    return "onset" if one.onset_known and now.onset_known and now.onset != one.onset else ""


@dataclass(frozen=True)
class Found:
    """A pupil of the school found by name or number; `case`: whether already in the list."""

    person_id: UUID
    name: str
    class_no: int
    class_name: str
    sex: str
    is_case: bool


LIMIT = 20


def find_pupils(actor: Actor, event_id: UUID, text: str) -> list[Found]:
    """Pupils of the event's school by name, pinyin or number, for whoever may add them."""
    event = row_of(actor, event_id)
    school = directory.place(event.school_id)
    rows = [
        row
        for row in directory.people_named(actor, inside((school.interval,)), text, 2 * LIMIT)
        if row["kind"] == "student"
    ][:LIMIT]
    known = set(
        Case.objects.filter(school_id=event.school_id, event_id=event.pk).values_list(
            "person_id", flat=True
        )
    )
    classes = directory.classes_of_people(actor, [row["id"] for row in rows], clock.today())
    places = directory.places(set(classes.values()))
    return [
        Found(
            row["id"], row["name"], classes[row["id"]], places[classes[row["id"]]].name, row["sex"],
            row["id"] in known,
        )
        for row in rows
        if row["id"] in classes
    ]  # fmt: skip
