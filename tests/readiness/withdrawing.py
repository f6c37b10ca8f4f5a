"""For each computed item: how its evidence comes to stand, and how it is taken away again, both by services
of the app that owns it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import time_machine

from tests.arrivals import world
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    CLASSES,
    COUNTY,
    DAY,
    JUNIOR,
    PRIMARY,
    Universe,
)
from tests.campus.test_campus import FIRST, SECOND, hall, sitting
from tests.careteams import states as teams
from tests.drills import drilling
from tests.equipment import things
from tests.hygiene import days
from tests.inspections import rounds
from tests.investigations import events
from tests.keypersons import states as persons
from tests.outbreaks.looks import Acting
from tests.reopening import states as openings
from tests.schoolplans import states as plans
from tests.supplies.stores import receipt
from tests.surveys import made
from tests.training.lessons import take
from xiaoan.arrivals import services as arrivals_services
from xiaoan.campus import services as campus_services
from xiaoan.clearances import services as clearances_services
from xiaoan.directory import services as directory
from xiaoan.directory.models import Enrolment, Unit
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import calendar, keeping, opening, people
from xiaoan.drills import services as drills_services
from xiaoan.duties import services as duties_services
from xiaoan.duties.queries import levels
from xiaoan.equipment.rules import KIT_KINDS
from xiaoan.hygiene import services as hygiene_services
from xiaoan.hygiene.models import Due, Record
from xiaoan.inspections import services as inspections_services
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.schoolplans import services as plan_services
from xiaoan.supplies import services as supplies_services
from xiaoan.supplies.queries import gaps
from xiaoan.supplies.rules import ITEMS
from xiaoan.surveys import services as surveys_services
from xiaoan.training import services as training_services
from xiaoan.training.models import Certificate

HERE = (PRIMARY, PRIMARY + 4096)
HELD = [no for no in CLASSES if PRIMARY <= no < PRIMARY + 4096]


@dataclass
class World:
    """A county of the tests, who acts in it, and what a scenario keeps between its two halves."""

    acting: Acting
    universe: Universe
    time: time_machine.Traveller
    kept: dict[str, object] = field(default_factory=dict)

    def everybody(self) -> list[tuple[int, UUID]]:
        enter(BUILDER)
        rows = Enrolment.objects.filter(school_id=PRIMARY, until=None).order_by("unit_no", "seat")
        return list(rows.values_list("unit_no", "person_id"))


@dataclass(frozen=True)
class Scenario:
    """`make`: the evidence stands; `take`: it does no more. `params`: of the item, where the shipped ones ask
    for more than the small county has; `school`: whose gate it is about."""

    make: Callable[[World], object]
    take: Callable[[World], object]
    params: dict[str, int | str] = field(default_factory=dict)
    school: int = PRIMARY


def nothing(_w: World) -> None:
    """Nothing is on record that speaks against it."""


def level(w: World) -> None:
    pk = duties_services.ask_level(
        w.acting("leader"), COUNTY, "I", levels.Grounds("聚集性疫情", "县应急预案 3 号")
    )
    duties_services.decide_level(w.acting("officer"), pk, confirmed=True)


def event(w: World) -> None:
    events.running(w.acting, w.universe, 1, 2, 3)


def mended(w: World) -> None:
    row = rounds.found(w.acting)
    inspections_services.answer(w.acting("principal"), rounds.an_answer(row))
    inspections_services.close_finding(w.acting("liaison"), rounds.a_check(row))


def found(w: World) -> None:
    rounds.found(w.acting, "doctor", item="tank")


def plan(w: World) -> None:
    plans.published(w.acting, w.universe)


def plan_changed(w: World) -> None:
    plan_services.begin_change(w.acting("principal"), uuid7(), PRIMARY, "校医外出")


def answered(w: World) -> None:
    row = made.opened(w.acting("officer"))
    doctor = w.acting("doctor")
    for _unit, person in w.everybody():
        enter(doctor)
        surveys_services.answer(doctor, made.given(row, person))
    w.kept["round"] = row


def somebody_new(w: World) -> None:
    """A pupil comes of whom nobody has said how they are."""
    people.enrol_pupil(w.acting("principal"), newcomer(), When(DAY))


def newcomer() -> people.Enrolling:
    return people.Enrolling(
        unit_no=CLASS_12, number="20269999", name="测试转入", sex="F",
        birth_date=dt.date(2017, 3, 4), id_kind="resident", id_number="990101201703049999",
    )  # fmt: skip


def followed(w: World) -> None:
    line = persons.opened(w.acting("doctor"), w.universe)
    persons.followed(w.acting("teacher"), line)


def days_go_by(w: World) -> None:
    """Nobody follows: what was due is overdue."""
    w.time.shift(dt.timedelta(days=3))


def asked(w: World) -> None:
    made.opened(w.acting("officer"))
    enter(BUILDER)
    clearances_services.settle(BUILDER, [PRIMARY])


def trained(w: World) -> None:
    enter(BUILDER)
    training_services.set_need(
        w.acting("officer"),
        training_services.NewNeed(uuid7(), "protection", ("logistics",), DAY, 30),
    )
    take(w.acting("logistics"), "protection")
    recounted()


def recounted() -> None:
    enter(BUILDER)
    training_services.recount(BUILDER)


def revoked(w: World) -> None:
    enter(BUILDER)
    pk = Certificate.objects.get(course="protection").pk
    training_services.revoke(w.acting("principal"), uuid7(), pk, "替考")
    recounted()


def drilled(w: World) -> None:
    drill = drilling.held(w.acting, w.universe)
    drills_services.conclude(
        w.acting("doctor"), drills_services.Conclusion(uuid7(), drill.pk, "passed", "分工清楚")
    )


def drilled_badly(w: World) -> None:
    """A newer one that has to be held again."""
    w.time.shift(dt.timedelta(minutes=5))
    drill = drilling.held(w.acting, w.universe)
    drills_services.conclude(
        w.acting("doctor"), drills_services.Conclusion(uuid7(), drill.pk, "again", "没有分工")
    )


def stocked(w: World) -> None:
    """Everything that the standard asks for a school with a gate, an observation room and known floors."""
    room()
    opening.open_units(BUILDER, uuid7(), opening.Opening(PRIMARY, "gate", ("东门",), DAY))
    opening.open_units(BUILDER, uuid7(), opening.Opening(PRIMARY, "place", ("操场",), DAY))
    place = Unit.objects.get(school_id=PRIMARY, kind="place")
    keeping.set_areas(w.acting("principal"), PRIMARY, {place.no: 400})
    enter(BUILDER)
    supplies_services.recount(BUILDER)
    keeper = w.acting("logistics")
    [school] = gaps.schools(keeper, PRIMARY, "normal")
    for item, gap in school.gaps.items():
        if gap.need is None or not gap.need.least:
            continue
        expires = DAY + dt.timedelta(days=300) if ITEMS[item].dated else None
        supplies_services.receive(
            keeper,
            receipt(
                id=uuid7(), item=item, quantity=str(gap.need.least), pack="", price="", batch="G",
                expires=expires,
            ),
        )  # fmt: skip


def issued(w: World) -> None:
    given = supplies_services.Issue(
        uuid7(), PRIMARY, "mask_disposable", "10", "", DAY, reason="校门值守"
    )
    supplies_services.issue(w.acting("logistics"), given)


def timed(w: World) -> None:
    things.registered(w.acting("logistics"))


def never_calibrated(w: World) -> None:
    """One more is on the register, of which nobody knows when it was calibrated."""
    things.registered(w.acting("logistics"), calibrated=None)


def cleaned(w: World) -> None:
    """Yesterday every place was disinfected."""
    enter(BUILDER)
    where = days.places()
    days.plan(where, surface="1/1")
    days.laid_out()
    w.time.shift(dt.timedelta(hours=10))
    enter(BUILDER)
    for one in list(Due.objects.filter(day=DAY)):
        for n in range(one.wanted):
            w.time.shift(dt.timedelta(minutes=40 if n else 0))
            days.tap(w.acting("logistics"), one)
    w.time.shift(dt.timedelta(days=1) - dt.timedelta(hours=8))


def unsaid(w: World) -> None:
    """Whoever said so takes it back: nothing was done there."""
    logistics = w.acting("logistics")
    row = Record.objects.filter(day=DAY, task="surface").earliest("id")
    hygiene_services.mend(logistics, hygiene_services.Mended(uuid7(), row.pk, "记错了地方"))


def room() -> None:
    enter(BUILDER)
    if not Unit.objects.filter(school_id=PRIMARY, kind="observation").exists():
        things.open_room()


def kit(w: World) -> None:
    room()
    enter(BUILDER)
    supplies_services.recount(BUILDER)
    keeper = w.acting("logistics")
    things.stocked_for(keeper, "observation_room")
    w.kept["kit"] = things.full(keeper, "observation_room", "观察室")


def used(w: World) -> None:
    item = next(iter(KIT_KINDS["observation_room"].items))
    things.on_kit(w.acting("logistics"), w.kept["kit"], "use", "处置发热", **{item: 1})  # type: ignore[arg-type]  # an id


def dated(w: World) -> None:
    openings.decided(w.acting, openings.line("primary", DAY))


def put_off(w: World) -> None:
    openings.decided(w.acting, openings.line("primary", None, base=1))


def closed(w: World) -> None:
    calendar.set_calendar_days(
        w.acting("officer"),
        COUNTY,
        DAY,
        DAY + dt.timedelta(days=20),
        False,
        "停课",
        "县防指令 8 号",
    )


def slotted(w: World) -> None:
    w.kept["arrivals"] = world.published(w.acting("principal"))


def unslotted(w: World) -> None:
    arrivals_services.withdraw(w.acting("principal"), uuid7(), w.kept["arrivals"])  # type: ignore[arg-type]  # an id


def seated(w: World) -> None:
    hall()
    logistics = w.acting("logistics")
    first = campus_services.set_sitting(logistics, sitting(FIRST))
    second = campus_services.set_sitting(logistics, sitting(SECOND, 12))
    for where, no in ((first, CLASS_11), (first, CLASS_12), (second, CLASS_21)):
        campus_services.seat_class(w.acting("logistics"), uuid7(), where, no)


def bed_lost(_w: World) -> None:
    """The roll that was brought in has a boarder more, without a bed."""
    enter(BUILDER)
    new = directory.NewPupil(
        school_id=JUNIOR, unit_no=CLASS_71, number="20269998", name="测试寄宿", sex="F",
        birth_date=dt.date(2013, 3, 4), id_number="990101201303049998", seat=30, since=DAY,
        boarder=True, dormitory_no=None,
    )  # fmt: skip
    directory.enrol(BUILDER, new)


def cared(w: World) -> None:
    teams.guardians(w.universe)
    teams.assigned(w.acting("principal"))


def carer_left(w: World) -> None:
    """Whoever teaches there too leaves, and nobody is found in the place."""
    teams.end_role("deputy", w.universe)
    teams.settled()


SCENARIOS = {
    "response_level": Scenario(nothing, level),
    "no_event": Scenario(nothing, event),
    "findings_closed": Scenario(mended, found),
    "plan_approved": Scenario(plan, plan_changed),
    "roll_known": Scenario(answered, somebody_new),
    "key_persons": Scenario(followed, days_go_by),
    "clearances": Scenario(nothing, asked),
    "trained": Scenario(trained, revoked, {"courses": "protection"}),
    "drill": Scenario(drilled, drilled_badly),
    "supplies": Scenario(stocked, issued),
    "devices": Scenario(timed, never_calibrated),
    "disinfection": Scenario(cleaned, unsaid),
    "observation_room": Scenario(kit, used),
    "opening_date": Scenario(dated, put_off),
    "calendar": Scenario(nothing, closed),
    "arrivals": Scenario(slotted, unslotted),
    "seats": Scenario(seated, somebody_new),
    "beds": Scenario(nothing, bed_lost, school=JUNIOR),
    "care_coverage": Scenario(cared, carer_left, {"least_percent": 30}),
}
