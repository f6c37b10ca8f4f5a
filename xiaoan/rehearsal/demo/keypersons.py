"""The demonstration's key persons: pupils who are ill or isolated this morning, followed for some days,
some released, some returns announced."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts.rules import ROLES
from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.keypersons import services as keypersons
from xiaoan.rehearsal import marks as m
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import OPENED, teacher
from xiaoan.rehearsal.geography import Class
from xiaoan.rehearsal.people import Pupil
from xiaoan.screening import rules

# A key person for so many people, some at least; what is asked after them costs a service call each.
PER_LINE, LEAST, ISOLATED, RETURNS = 2500, 6, 6, 5
_GI = rules.Symptom.VOMITING | rules.Symptom.DIARRHOEA
MORNING, AFTERNOON = 10 * 3600, 16 * 3600


@dataclass(frozen=True)
class _Person:
    """Who is followed for which reason, from so many days ago."""

    pupil: Pupil
    cls: Class
    category: str
    isolated: bool
    ago: int


@dataclass(frozen=True)
class _Act:
    """What somebody did, and when."""

    at: dt.datetime
    actor: Actor
    act: Callable[[Actor], object]


def load_key_persons(plan: Plan) -> int:
    """Key persons of the days before, and what is due of them today; gives how many."""
    people = list(_people(plan))
    lines: dict[UUID, UUID] = {}
    acts = [act for n, one in enumerate(people) for act in _acts(plan, n, one, lines)]
    acts += _returns(plan)
    with acting_as(BUILDER):
        for act in sorted(acts, key=lambda one: one.at):
            stand_at(act.at)
            enter(act.actor)
            act.act(act.actor)
    stand_at(second_of(plan.day, OPENED))
    with acting_as(BUILDER):
        keypersons.open_day(BUILDER, plan.day)
    return len(people)


def _people(plan: Plan) -> Iterator[_Person]:
    """Two of the class of the teacher on the sign-in page; then who is isolated or ill this morning."""
    silent = plan.history.incidents.silent
    first = plan.first_pupil[silent.index]
    for ago in (2, 1):  # the first is due again today
        pupil = plan.population.pupils[first + ago]
        yield _Person(pupil, silent, "household", isolated=False, ago=ago)
    rows = plan.history.on(len(plan.past), 0)
    apart = [row for row in rows.tolist() if m.KINDS[row[4]] == "absent_isolation"][:ISOLATED]
    ill = [row for row in rows.tolist() if m.KINDS[row[4]] == "absent_sick" and row[5]]
    wanted = max(LEAST, len(plan.population.pupils) // PER_LINE)
    step = max(1, len(ill) // wanted)
    for n, row in enumerate([*apart, *ill[::step][:wanted]]):
        isolated = n < len(apart)
        pupil, cls = plan.population.pupils[row[3]], plan.county.classes[row[2]]
        category = "notifiable" if isolated else _category(rules.Symptom(row[5]))
        yield _Person(pupil, cls, category, isolated, 1 + n % 4)


def _category(symptoms: rules.Symptom) -> str:
    if symptoms & _GI:
        return "gastro"
    return "rash" if symptoms & rules.Symptom.RASH else "respiratory"


def _acts(plan: Plan, n: int, one: _Person, lines: dict[UUID, UUID]) -> Iterator[_Act]:
    """Opened by the class teacher and followed up; every sixth has been released by the doctor."""
    actor, who = teacher(plan.teachers[one.cls.no][0], one.cls), one.pupil.id
    day = plan.day - dt.timedelta(days=one.ago)

    def opened(actor: Actor) -> None:
        wanted = keypersons.NewKeyPerson(who, one.category, uuid7())
        lines[who] = keypersons.open_key_person(actor, wanted).line_id
        if one.isolated:
            until = day + dt.timedelta(days=7)
            keypersons.isolate(
                actor,
                keypersons.NewIsolation(uuid7(), lines[who], "home", day, until, "doctor"),
            )

    def followed(on: dt.date) -> Callable[[Actor], object]:
        return lambda actor: keypersons.follow_up(
            actor, keypersons.NewFollowUp(uuid7(), lines[who], on, "guardian")
        )

    yield _Act(second_of(day, MORNING + n), actor, opened)
    yield _Act(second_of(day, AFTERNOON + n), actor, followed(day))
    yesterday = plan.day - dt.timedelta(days=1)
    if n % 5 and day < yesterday:
        yield _Act(second_of(yesterday, AFTERNOON + 600 + n), actor, followed(yesterday))
    school = one.pupil.school_no
    if n % 6 == 5 and one.category != "notifiable" and school in plan.doctors:
        yield _Act(
            second_of(yesterday, AFTERNOON + 3600 + n), _doctor(plan.doctors[school], school),
            lambda actor: keypersons.release(actor, keypersons.NewRelease((lines[who],))),
        )  # fmt: skip


def _doctor(user_id: UUID, school: int) -> Actor:
    role = ROLES["school_doctor"]
    return Actor(user_id, "", (Scope(role.code, school, school + SCHOOL, role.permissions),))


def _returns(plan: Plan) -> list[_Act]:
    """Returns announced yesterday: for today and the days after."""
    found = []
    classes = plan.county.classes
    for n in range(min(RETURNS, len(classes))):
        cls = classes[n * len(classes) // RETURNS]
        who = plan.population.pupils[plan.first_pupil[cls.index]].id
        travel = keypersons.NewTravel(
            uuid7(), who, plan.day + dt.timedelta(days=n % 3), "外省", "train", "", "guardian"
        )
        at = second_of(plan.day - dt.timedelta(days=1), AFTERNOON + 7200 + n)
        found.append(
            _Act(at, teacher(plan.teachers[cls.no][0], cls), _announcing(travel))
        )  # fmt: skip
    return found


def _announcing(travel: keypersons.NewTravel) -> Callable[[Actor], object]:
    return lambda actor: keypersons.announce(actor, travel)
