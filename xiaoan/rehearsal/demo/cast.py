"""Whom the sign-in page offers: one person of each role, most of them around the outbreak."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password

from xiaoan.accounts import services as accounts
from xiaoan.accounts.rules import ROLES
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER
from xiaoan.rehearsal.demo.plan import TERM, Plan
from xiaoan.rehearsal.demo.roll import Logins
from xiaoan.rehearsal.people import Member, Pupil


@dataclass(frozen=True)
class Offered:
    """One line of the sign-in page; `login` for those who prefer typing."""

    role: str
    name: str
    unit: str
    login: str
    user_id: UUID


def chosen(plan: Plan) -> dict[str, tuple[Member, int]]:
    """Who stands for each role, and the unit that the page names."""
    units = {role: _unit(plan, role) for role in ROLES if role != "guardian"}
    return {role: (plan.holder(role, unit_no), unit_no) for role, unit_no in units.items()}


def logins(plan: Plan, password: str) -> Logins:
    """`demo-<role>` for each of them, with one password."""
    by_user = {member.user_id: login_of(role) for role, (member, _no) in chosen(plan).items()}
    return Logins(by_user, make_password(password))


def login_of(role: str) -> str:
    """How whoever stands for a role signs in."""
    return f"demo-{role.replace('_', '-')}"


def offer_people(plan: Plan, password: str) -> list[Offered]:
    """Put one person of each role on the sign-in page; the guardian's account is opened here."""
    with acting_as(BUILDER):
        offered = [
            Offered(role, member.name, _place_name(no), login_of(role), member.user_id)
            for role, (member, no) in chosen(plan).items()
        ]
        offered.append(guardian(_sick_child(plan), password, login_of("guardian")))
        put_on_page(offered)
    return offered


def put_on_page(offered: list[Offered]) -> None:
    """These people, in this order, are what the sign-in page offers."""
    people = [accounts.Offer(o.user_id, o.role, o.name, o.unit) for o in offered]
    accounts.offer_for_demo(BUILDER, people)


def _unit(plan: Plan, role: str) -> int:
    school, silent = plan.history.incidents.school, plan.history.incidents.silent
    at_school = dict.fromkeys(("principal", "school_doctor", "logistics", "canteen"), school.no)
    places = {
        **at_school,
        "county_leader": numbering.COUNTY,
        "bureau_officer": numbering.COUNTY,
        "township_liaison": school.township_no,
        "township_leader": school.township_no,
        "grade_head": silent.grade_no,
        "class_teacher": silent.no,
        "subject_teacher": silent.no,
        "counsellor": _school_of_a_counsellor(plan),
    }
    return places.get(role) or _boarding_school(plan)


def _school_of_a_counsellor(plan: Plan) -> int:
    """The school of the outbreak; a kindergarten has no counsellor, then the next school after it."""
    no = plan.history.incidents.school.no
    others = [school.no for school in plan.county.schools if school.kind != "kindergarten"]
    return min(others, key=lambda one: (one < no, one))


def _boarding_school(plan: Plan) -> int:
    """A boarding school of the outbreak's township if it has one."""
    town = plan.history.incidents.school.township_no
    boarding = [school for school in plan.county.schools if school.boarding]
    return min(boarding, key=lambda school: (school.township_no != town, school.no)).no


def _place_name(unit_no: int) -> str:
    place = directory.place(unit_no)
    if place.kind == "grade":
        return f"{directory.place(place.school_id).name} {place.name}"
    return directory.full_name(unit_no) or place.name


def _sick_child(plan: Plan) -> Pupil:
    """A child of the class that signals."""
    one = plan.history.incidents.gastro["signal"]
    ill = [
        int(row["pupil"])
        for row in plan.history.on(len(plan.past), 0)
        if row["cls"] == one.index and row["kind"] == 0
    ]
    return plan.population.pupils[ill[0]]


def guardian(pupil: Pupil, password: str, login: str) -> Offered:
    """The first guardian of a pupil with an account that answers for the child."""
    kin = pupil.guardians[0]
    user = accounts.open_account(
        BUILDER,
        accounts.NewAccount(
            login=login, name=kin.name, school_id=pupil.school_no, unit_no=pupil.unit_no,
            password=password, phone=kin.phone,
        ),
    )  # fmt: skip
    accounts.grant_role(BUILDER, user, "guardian", 0, 0, pupil.school_no, TERM[0])
    accounts.answer_for(BUILDER, user, pupil.school_no, pupil.unit_no, pupil.id, kin.id)
    unit = f"{_place_name(pupil.unit_no)} {pupil.name}"
    return Offered("guardian", kin.name, unit, login, user.pk)
