"""The tree, the calendar, the roll and the accounts of the county, as the services take them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.contrib.auth.hashers import make_password

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.accounts.events import AccountsOpened
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.directory.events import RollLoaded
from xiaoan.directory.rules.holidays import named_days
from xiaoan.directory.services import sites
from xiaoan.kernel import ciphers
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import NEXT_NAME, NEXT_TERM, TERM, TERM_NAME, Plan
from xiaoan.rehearsal.geography import COUNTY_NAME, School
from xiaoan.rehearsal.people import Ids, Member, Pupil
from xiaoan.rehearsal.reports import DEADLINES, OPENS
from xiaoan.rehearsal.sites import sites_of
from xiaoan.screening import services as screening

PEOPLE = (
    "id", "identity_id", "school_id", "unit_no", "kind", "number", "name", "pinyin", "sex",
    "birth_date", "id_kind", "id_cipher", "id_index", "phone_cipher", "phone_index",
)  # fmt: skip
ENROLMENTS = (
    "id", "school_id", "unit_no", "person_id", "seat", "name", "sex", "since", "until", "boarder",
    "dormitory_no",
)  # fmt: skip
GUARDIANS = (
    "id", "school_id", "unit_no", "person_id", "name", "relation", "rank", "phone_cipher",
    "phone_index",
)  # fmt: skip
USERS = (
    "password", "last_login", "id", "login", "name", "person_id", "school_id", "unit_no",
    "is_active", "locale", "phone_cipher", "phone_index",
)  # fmt: skip
GRANTS = ("id", "user_id", "role", "school_id", "unit_no", "unit_end", "since", "until")
OPENED = dt.date(1996, 9, 1)


def expect(columns: Sequence[str], wanted: Sequence[str]) -> None:
    """The rows below are in the order of the models' columns: notice when one moves."""
    if tuple(columns) != tuple(wanted):
        raise ValueError(f"columns are {tuple(columns)}, rows are made for {tuple(wanted)}")


@dataclass(frozen=True)
class Logins:
    """Who has a login of one's own and the one password of all of these (hashed)."""

    by_user: dict[UUID, str]
    password: str


def load_county(plan: Plan, logins: Logins) -> int:
    """Units, calendar, slots and the officials; gives the number of units."""
    units = list(_units(plan))
    stand_at(second_of(TERM[0], 0) - dt.timedelta(days=5))
    with acting_as(BUILDER):
        directory.load_units(BUILDER, units)
        directory.set_term(BUILDER, numbering.COUNTY, TERM_NAME, *TERM)
        directory.set_term(BUILDER, numbering.COUNTY, NEXT_NAME, *NEXT_TERM)
        for named in named_days(TERM[0].year):
            directory.set_calendar_day(
                BUILDER, numbering.COUNTY, named.day, named.is_school_day, named.note, named.source
            )
        screening.set_slots(BUILDER, _slots())
        sites.set_sites(BUILDER, numbering.COUNTY, sites_of(plan.county), "wgs84")
        _load_accounts(plan, plan.population.officials, logins, salt=0)
    return len(units)


def load_schools(
    plan: Plan, part: int, schools: list[School], logins: Logins
) -> tuple[int, int, int]:
    """Pupils, guardians, staff and accounts of some schools; gives how many of each."""
    stand_at(second_of(TERM[0], 0) - dt.timedelta(days=4))
    expect(directory.PERSON_COLUMNS, PEOPLE)
    expect(directory.ENROLMENT_COLUMNS, ENROLMENTS)
    expect(directory.GUARDIAN_COLUMNS, GUARDIANS)
    wanted = {school.no for school in schools}
    pupils = [pupil for pupil in plan.population.pupils if pupil.school_no in wanted]
    staff = [member for member in plan.population.staff if member.school_no in wanted]
    with acting_as(BUILDER):
        directory.load_roll(
            BUILDER,
            _people(pupils, staff),
            _enrolments(pupils),
            _guardians(pupils),
            _rolls(schools, pupils, staff),
        )
        _load_accounts(plan, [one for one in staff if one.roles], logins, salt=part + 1)
    return len(pupils), sum(len(pupil.guardians) for pupil in pupils), len(staff)


# Every ninth school has registered none: unknown, not zero.
_OBSERVATION = ("校门隔离观察室", "校内隔离观察室")


def _units(plan: Plan) -> Iterator[directory.NewUnit]:
    def unit(
        no: int, size: int, above: int | None, kind: str, name: str, code: str, **more: Any
    ) -> directory.NewUnit:
        school = numbering.school_of(no) if kind not in ("county", "township") else 0
        more.setdefault("opened", OPENED)
        return directory.NewUnit(no, no + size, above, kind, name, code, school, **more)

    top = numbering.COUNTY
    yield unit(top, numbering.COUNTY, None, "county", COUNTY_NAME, "QH")
    yield from (
        unit(town.no, numbering.TOWNSHIP, top, "township", town.name, f"QH{number:02d}")
        for number, town in enumerate(plan.county.townships, start=1)
    )
    for number, school in enumerate(plan.county.schools, start=1):
        code = f"QH-{number:04d}"
        yield unit(
            school.no, numbering.SCHOOL, school.township_no, "school", school.name, code,
            stage=school.stage, boarding=school.boarding,
        )  # fmt: skip
        if school.canteen:
            no = school.no + numbering.PLACES
            yield unit(no, 1, school.no, "place", "食堂", f"{code}-P1")
        for room, name in enumerate(_OBSERVATION if number % 9 else (), start=1):
            no = school.no + numbering.PLACES + room
            yield unit(no, 1, school.no, "observation", name, f"{code}-P{room + 1}")
        for grade in school.grades:
            opened = dt.date(grade.cohort, 8, 20)
            more = {"stage": grade.stage, "cohort": grade.cohort, "opened": opened}
            short = f"{code}-{(grade.no - school.no) >> 6}"
            yield unit(grade.no, numbering.GRADE, school.no, "grade", grade.name, short, **more)
            for one in grade.classes:
                own = f"{short}-{one.no - grade.no:02d}"
                yield unit(one.no, 1, grade.no, "class", one.name, own, **more)
    yield from (
        unit(room.no, 1, room.school_no, "dormitory", room.name, f"QH-D{room.no}", boarding=True)
        for room in plan.population.rooms
    )


def _slots() -> Iterator[screening.NewSlot]:
    for stage, deadlines in DEADLINES.items():
        for slot, opens, deadline in zip(
            ("morning", "noon", "evening"), OPENS, deadlines, strict=True
        ):
            yield screening.NewSlot(
                numbering.COUNTY,
                stage,
                slot,
                dt.time(*opens),
                dt.time(*deadline),
                slot == "evening",
            )


def _people(pupils: list[Pupil], staff: list[Member]) -> Iterator[tuple[Any, ...]]:
    for one in pupils:
        yield (
            one.id, one.id, one.school_no, one.unit_no, "student", one.number, one.name, one.pinyin,
            one.sex, one.birth, "resident", *_id_number(one.id_number, one.id), None, None,
        )  # fmt: skip
    for member in staff:
        phone = ciphers.seal(member.phone, place=directory.PHONE_PLACE, row=member.id)
        yield (
            member.id, member.id, member.school_no, member.unit_no, "staff", member.number,
            member.name, member.pinyin, member.sex, member.birth, "resident",
            *_id_number(member.id_number, member.id), phone, _phone_index(member.phone),
        )  # fmt: skip


def _id_number(number: str, row: UUID) -> tuple[bytes, bytes]:
    sealed = ciphers.seal(number, place=directory.ID_PLACE, row=row)
    return sealed, ciphers.blind_index(number, kind="id")


def _phone_index(phone: str) -> bytes:
    return ciphers.blind_index(phone, kind="phone")


def _enrolments(pupils: list[Pupil]) -> Iterator[tuple[Any, ...]]:
    for one in pupils:
        yield (
            one.enrolment_id, one.school_no, one.unit_no, one.id, one.seat, one.name, one.sex,
            one.since, None, one.boarder, one.room_no,
        )  # fmt: skip


def _guardians(pupils: list[Pupil]) -> Iterator[tuple[Any, ...]]:
    for pupil in pupils:
        for rank, one in enumerate(pupil.guardians, start=1):
            sealed = ciphers.seal(one.phone, place=directory.GUARDIAN_PHONE, row=one.id)
            yield (
                one.id, pupil.school_no, pupil.unit_no, pupil.id, one.name, one.relation, rank,
                sealed, _phone_index(one.phone),
            )  # fmt: skip


def _rolls(schools: list[School], pupils: list[Pupil], staff: list[Member]) -> Iterator[RollLoaded]:
    sums = {school.no: [0, 0, 0] for school in schools}
    for pupil in pupils:
        sums[pupil.school_no][0] += 1
        sums[pupil.school_no][2] += len(pupil.guardians)
    for member in staff:
        sums[member.school_no][1] += 1
    for school in schools:
        units = 1 + school.canteen + len(school.grades) + len(school.classes)
        students, members, guardians = sums[school.no]
        yield RollLoaded(
            school_id=school.no, unit_no=school.no, units=units, pupils=students, staff=members,
            guardians=guardians,
        )  # fmt: skip


def _load_accounts(plan: Plan, members: list[Member], logins: Logins, salt: int) -> None:
    expect(accounts.USER_COLUMNS, USERS)
    expect(accounts.GRANT_COLUMNS, GRANTS)
    ids = Ids(np.random.default_rng([plan.county.seed, 8, salt]))
    accounts.load_accounts(
        BUILDER, _users(members, logins), _grants(members, ids), _opened_accounts(members)
    )


def _users(members: list[Member], logins: Logins) -> Iterator[tuple[Any, ...]]:
    nobody = make_password(None)
    for member in members:
        place = accounts_queries.PHONE_PLACE
        sealed = ciphers.seal(member.phone, place=place, row=member.user_id)
        person = member.id if member.school_no else None
        login = logins.by_user.get(member.user_id)
        yield (
            logins.password if login else nobody, None, member.user_id, login or member.number,
            member.name, person, member.school_no,
            member.unit_no, True, "", sealed, _phone_index(member.phone),
        )  # fmt: skip


def _grants(members: list[Member], ids: Ids) -> Iterator[tuple[Any, ...]]:
    for member in members:
        for role, no, end in member.roles:
            yield (ids(), member.user_id, role, member.school_no, no, end, TERM[0], None)


def _opened_accounts(members: list[Member]) -> Iterator[AccountsOpened]:
    sums: dict[int, list[int]] = {}
    for member in members:
        own = sums.setdefault(member.school_no, [0, 0])
        own[0] += 1
        own[1] += len(member.roles)
    for school_no, (users, grants) in sorted(sums.items()):
        unit_no = school_no or numbering.COUNTY
        yield AccountsOpened(school_id=school_no, unit_no=unit_no, users=users, grants=grants)
