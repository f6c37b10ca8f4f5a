"""The demonstration's surveys: a school's series over a week; a township's round of this morning, in which
some families say otherwise than the teacher; a round that asks a school's staff; one of the cast's school."""

import datetime as dt
from uuid import UUID

from xiaoan.accounts.rules import ROLES
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import teacher
from xiaoan.rehearsal.geography import Class, School
from xiaoan.surveys import queries, rules
from xiaoan.surveys import services as surveys

_OPENS, _DUE, _NOW = 6 * 3600 + 1800, 18 * 3600, 8 * 3600
_EVERY = 3
# So many classes of the township have answered by now; the others are still unknown.
_ANSWERED = 24
# In so many classes a family says otherwise; of the staff every so-manieth has not answered yet.
_DISAGREE, _SILENT = 3, 5
_STAFF_TITLE = "教职工健康摸排"
_SCHOOL_TITLE, TOWNSHIP_TITLE, CAST_TITLE = "每三天摸排", "返校前摸排", "本校健康摸排"


def ask_before(plan: Plan) -> int:
    """A school asks every three days; the rounds of last week were answered but for one class."""
    school = _school(plan)
    began = plan.day - dt.timedelta(days=2 * _EVERY)
    answered = 0
    row_id: UUID | None = None
    for day in (began, began + dt.timedelta(days=_EVERY)):
        stand_at(second_of(day, _OPENS))
        row_id = _open(school.no, _SCHOOL_TITLE, day, _EVERY) if row_id is None else _next(day)
        stand_at(second_of(day, _NOW))
        behind = 1 if day == began else 2
        for one in school.classes[behind:] or school.classes:
            answered += _answer(plan, row_id, one)
    return answered


def ask_today(plan: Plan) -> int:
    """This morning: the school's third round opens by itself, and the township asks."""
    school = _school(plan)
    stand_at(second_of(plan.day, _OPENS))
    third = _next(plan.day)
    township = _township(school)
    row_id = _open(township, TOWNSHIP_TITLE, plan.day, None)
    stand_at(second_of(plan.day, _NOW))
    classes = [
        one for other in plan.county.schools if _township(other) == township
        for one in other.classes
    ]  # fmt: skip
    answered = sum(_answer(plan, row_id, one) for one in classes[1 : _ANSWERED + 1])
    answered += sum(_contradict(plan, row_id, one) for one in classes[1 : _DISAGREE + 1])
    answered += _ask_staff(plan, school)
    return answered + sum(_answer(plan, third, one) for one in school.classes[:2])


def ask_around_the_cast(plan: Plan) -> int:
    """The school of those on the sign-in page asks this morning too: some classes have answered, in the
    silent one a family says otherwise than the teacher, the guardian's child is still unknown.
    """
    found = plan.history.incidents
    stand_at(second_of(plan.day, _OPENS))
    row_id = _open(found.school.no, CAST_TITLE, plan.day, None)
    stand_at(second_of(plan.day, _NOW))
    told = sum(_answer(plan, row_id, found.gastro[name]) for name in ("third", "fourth"))
    return told + _answer_one(plan, row_id, found.silent) + _contradict(plan, row_id, found.silent)


def _answer_one(plan: Plan, row_id: UUID, one: Class) -> int:
    """The teacher has begun: one pupil by name."""
    actor = teacher(plan.teachers[one.no][0], one)
    with acting_as(BUILDER):
        roll = directory.class_roll(BUILDER, one.no, plan.day)
        enter(actor)
        surveys.answer(
            actor, surveys.Given(uuid7(), row_id, roll[0].person_id, rules.ALL_WELL)
        )  # fmt: skip
    return 1


def _township(school: School) -> int:
    """The township of a school, by the arithmetic of the numbers."""
    return school.no // numbering.TOWNSHIP * numbering.TOWNSHIP


def asked_township(plan: Plan) -> int:
    """The township that asks this morning, and has not all answers."""
    return _township(_school(plan))


def _school(plan: Plan) -> School:
    """Of the smallest townships the school with most classes."""
    sizes: dict[int, int] = {}
    for one in plan.county.schools:
        sizes[_township(one)] = sizes.get(_township(one), 0) + len(one.classes)
    smallest = min(sizes, key=lambda no: (sizes[no], no))
    inside = [one for one in plan.county.schools if _township(one) == smallest]
    return max(inside, key=lambda one: (len(one.classes), -one.no))


def _open(unit_no: int, title: str, day: dt.date, every: int | None, who: str = "pupils") -> UUID:
    wanted = rules.Wanted(title, who, (), second_of(day, _DUE), every)
    with acting_as(BUILDER):
        row = surveys.make_round(BUILDER, uuid7(), unit_no, wanted)
        surveys.open_round(BUILDER, row.pk)
        return row.pk


def _next(day: dt.date) -> UUID:
    """The series goes on by itself; gives the round that is open then."""
    with acting_as(BUILDER):
        surveys.go_on(BUILDER, day)
        return next(
            one.row.pk
            for one in queries.rounds(BUILDER, of_states=("open",))
            if one.row.title == _SCHOOL_TITLE
        )


def _answer(plan: Plan, row_id: UUID, one: Class) -> int:
    """The teacher: one exception by name, and nothing unusual about the rest."""
    actor: Actor = teacher(plan.teachers[one.no][0], one)
    with acting_as(BUILDER):
        roll = directory.class_roll(BUILDER, one.no, plan.day)
        if not roll:
            return 0
        enter(actor)
        said = _EXCEPTIONS[one.index % len(_EXCEPTIONS)]
        first = surveys.Given(uuid7(), row_id, roll[0].person_id, said)
        surveys.answer(actor, first)
        left = [pupil.person_id for pupil in roll[1:]]
        # One class in four still has somebody about whom nobody has said anything.
        shown = left[:-1] if one.index % 4 == 0 else left
        answered, _unknown = surveys.answer_rest(actor, row_id, one.no, shown)
        return answered + 1


def _contradict(plan: Plan, row_id: UUID, one: Class) -> int:
    """A family answers by the code on paper, and otherwise than the teacher."""
    actor = teacher(plan.teachers[one.no][0], one)
    with acting_as(BUILDER):
        roll = directory.class_roll(BUILDER, one.no, plan.day)
        row = next(
            seen.row for seen in queries.rounds(BUILDER, of_states=("open",))
            if seen.row.pk == row_id
        )  # fmt: skip
        sheet = next(
            sums for sums in queries.children(BUILDER, row_id, directory.place(numbering.school_of(one.no)))
            if sums.no == one.no
        )  # fmt: skip
        if not roll or sheet.tally_id is None:
            return 0
        enter(actor)
        surveys.make_codes(actor, sheet.tally_id)
        said = rules.Said("away", "well", (), "外省")
        given = surveys.Given(uuid7(), row.pk, roll[0].person_id, said)
        surveys.answer_by_code(queries.code_of(row.pk, roll[0].person_id), given)
        return 1


def _ask_staff(plan: Plan, school: School) -> int:
    """The school asks its staff; who has an account answers for themselves, but for a few."""
    row_id = _open(school.no, _STAFF_TITLE, plan.day, None, who="staff")
    members = [one for one in plan.population.staff if one.school_no == school.no and one.roles]
    answered = [one for n, one in enumerate(members) if n % _SILENT]
    for n, one in enumerate(answered):
        said = _STAFF_SAYS[0] if n else _STAFF_SAYS[1]
        scopes = tuple(Scope(role, no, end, ROLES[role].permissions) for role, no, end in one.roles)
        with acting_as(Actor(one.user_id, one.name, scopes)) as actor:
            surveys.answer_for_self(actor, uuid7(), row_id, said, "")
    return len(answered)


_STAFF_SAYS = (rules.ALL_WELL, rules.Said("home", "symptoms", ("respiratory",)))
_EXCEPTIONS = (
    rules.Said("home", "symptoms", ("respiratory",)),
    rules.Said("away", "well", (), "省城"),
    rules.Said("home", "isolated", ("notifiable",)),
    rules.ALL_WELL,
    rules.ALL_WELL,
)
