"""Two small schools that have everything in order: one was opened this morning by an ordinary decision, the
other is ready and waits for one. Nothing is drawn, and nobody's past is another."""

import datetime as dt

from xiaoan.arrivals import services as arrivals
from xiaoan.arrivals.rules import setting
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.services import keeping, opening
from xiaoan.equipment import rules as kits
from xiaoan.equipment import services as equipment
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.readiness.queries import evidence
from xiaoan.rehearsal.demo import drills, schoolplans
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.surveys import asked_township
from xiaoan.rehearsal.demo.today import STEPS, teacher
from xiaoan.rehearsal.geography import School
from xiaoan.supplies import rules as items
from xiaoan.supplies import services as supplies
from xiaoan.supplies.queries import gaps
from xiaoan.surveys import queries as answers
from xiaoan.surveys import rules as asked
from xiaoan.surveys import services as surveys
from xiaoan.training import queries as training
from xiaoan.training import rules as courses
from xiaoan.training import services as certificates
from xiaoan.training.queries import places

_SEVEN, _EIGHT, _THREE, _SIX = 7 * 3600, 8 * 3600, 15 * 3600, 18 * 3600
_MOST = 12
# What has to hold before anything is prepared: what only the days before can have made so.
_GIVEN = ("disinfection", "key_persons", "no_event", "findings_closed")
_ROOM = "observation_room"
_TITLE = "开学前健康摸排"


def chosen(plan: Plan) -> list[School]:
    """The two smallest kindergartens of which the days before speak well, away from outbreak and survey."""
    away = {plan.history.incidents.school.township_no, asked_township(plan)}
    some = [
        one for one in plan.county.schools
        if one.kind == "kindergarten" and one.township_no not in away and len(one.classes) > 1
    ]  # fmt: skip
    some = sorted(some, key=lambda one: (len(one.classes), one.no))[:_MOST]
    if not some:
        return []
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER) as actor:
        found = directory.places(one.no for one in some)
        looked = evidence.Asked(actor, tuple(found[one.no] for one in some), plan.day)
        facts = [evidence.facts(looked, by, {"severity": "major"}) for by in _GIVEN]
    well = [
        one for one in some
        if all(one.no in by and by[one.no].num >= by[one.no].den for by in facts)
    ]  # fmt: skip
    return well[:2]


def prepare(plan: Plan, school: School) -> None:
    """Through the ordinary services and loaders, on the days before."""
    _drilled(plan, school)
    schoolplans.put_in_force(plan, school.no)
    _answered(plan, school)
    stand_at(second_of(plan.past[-1], _THREE))
    with acting_as(BUILDER):
        _site(school)
        supplies.recount(BUILDER, [school.no])
        _kits(school.no)
        _topped_up(school.no)
        _trained(plan, school)
        certificates.recount(BUILDER, [school.no])
    _slots(plan, school)


def _drilled(plan: Plan, school: School) -> None:
    with acting_as(BUILDER):
        principal = actor_as(plan, "principal", school.no, numbering.SCHOOL)
    drills.passed(plan, school.no, principal)


def _answered(plan: Plan, school: School) -> None:
    """Every class has answered for everybody, two days before."""
    day = plan.past[-2]
    stand_at(second_of(day, _SEVEN))
    wanted = asked.Wanted(_TITLE, "pupils", (), second_of(day, _SIX), None)
    with acting_as(BUILDER):
        row = surveys.make_round(BUILDER, uuid7(), school.no, wanted)
        surveys.open_round(BUILDER, row.pk)
    stand_at(second_of(day, _EIGHT))
    # Who is ill or followed is answered for by name, and stays at home.
    said = asked.Said("home", "well")
    for one in school.classes:
        with acting_as(BUILDER):
            roll = [pupil.person_id for pupil in directory.class_roll(BUILDER, one.no, day)]
            apart = sorted(answers.by_name_only(one.no, set(roll)))
        actor = teacher(plan.teachers[one.no][0], one)
        with acting_as(actor):
            surveys.answer_rest(actor, row.pk, one.no, roll)
            for person_id in apart:
                surveys.answer(actor, surveys.Given(uuid7(), row.pk, person_id, said))


def _site(school: School) -> None:
    """What the standard of goods is reckoned by: a gate and how large the places are."""
    opening.open_units(
        BUILDER, uuid7(), opening.Opening(school.no, "gate", ("正门",), clock.today())
    )
    inside = (school.no, school.no + numbering.SCHOOL)
    areas: dict[int, int | None] = {one.no: 60 for one in directory.places_inside(inside, "place")}
    keeping.set_areas(BUILDER, school.no, areas)


def _kits(school_no: int) -> None:
    """A complete kit for each observation room; what it takes came by allocation."""
    rooms = gaps.sizes_inside((school_no, school_no + numbering.SCHOOL))[school_no].rooms or 0
    wanted = kits.KIT_KINDS[_ROOM].items
    for n in range(rooms):
        for item, number in wanted.items():
            _receive(school_no, item, number)
        pk = equipment.open_kit(
            BUILDER, equipment.NewKit(uuid7(), school_no, _ROOM, f"{n + 1} 号观察室")
        )
        figures = {item: str(number) for item, number in wanted.items()}
        equipment.act_on_kit(BUILDER, equipment.KitAct(uuid7(), pk, "fill", figures))


def _topped_up(school_no: int) -> None:
    """Of everything that the standard asks for what was missing, and a tenth more."""
    [school] = gaps.schools(BUILDER, school_no, "normal")
    for item, gap in school.gaps.items():
        if gap.need is not None and gap.usable < gap.need.least:
            _receive(school_no, item, int(gap.need.least * 1.1) + 1 - gap.usable)


def _receive(school_no: int, item: str, number: int) -> None:
    today = clock.today()
    expires = today + dt.timedelta(days=400) if items.ITEMS[item].dated else None
    given = supplies.Receipt(
        uuid7(), school_no, item, str(number), "", "allocation", today, expires=expires
    )
    supplies.receive(BUILDER, given)


def _slots(plan: Plan, school: School) -> None:
    """Slots of this morning, published the day before."""
    stand_at(second_of(plan.day - dt.timedelta(days=1), _THREE))
    given = setting.Setting(
        (setting.Gate("正门", 2),), 20, dt.time(7, 30), dt.time(8, 50), 20,
        tuple((grade.no, plan.day) for grade in school.grades), bring="水杯、替换衣服。",
    )  # fmt: skip
    with acting_as(BUILDER):
        principal = actor_as(plan, "principal", school.no, numbering.SCHOOL)
    with acting_as(principal):
        made = arrivals.reckon(principal, arrivals.NewPlan(uuid7(), school.no, given))
        arrivals.publish(principal, uuid7(), made, tells=False)


def _trained(plan: Plan, school: School) -> None:
    """Whoever needs a course has a certificate that holds."""
    made_at = clock.now().isoformat()
    until = plan.day + dt.timedelta(days=330)
    since = courses.add_months(until + dt.timedelta(days=1), -12)
    inside = (school.no, school.no + numbering.SCHOOL)
    needed = places.needing(training.rules_of(), plan.day, inside)
    who = dict.fromkeys((one.user_id, one.course, one.unit_no) for one in needed)
    rows = []
    for n, (user_id, course, unit_no) in enumerate(who):
        seat = training.seat_of(unit_no)
        rows.append(
            (
                str(uuid7()), seat.school_id, seat.unit_no, str(user_id), course, "paper",
                f"{since:%Y}-B{school.no % 100_000:05d}{n:03d}", since.isoformat(), until.isoformat(),
                made_at, "",
            )
        )  # fmt: skip
    certificates.load_certificates(BUILDER, rows)
