"""The small county of the tests, built by calling services; and functions that create states in it.

青禾县 has two townships. 城关镇: 实验小学 (一年级 1班, 2班; 二年级 1班) and 城关幼儿园 (大班 1班).
河口镇: 河口初中 (boarding; 七年级 1班, 2班, two dormitory rooms). Ten pupils a class. The cast: see `_cast`.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Session, User
from xiaoan.directory import queries as directory_queries
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import rules
from xiaoan.screening import services as screening

DAY = dt.date(2026, 11, 23)
MORNING = dt.datetime(2026, 11, 23, 7, 30, tzinfo=clock.ZONE)
PASSWORD = "tests-only-Qinghe-2026"
PUPILS = 10

COUNTY = numbering.COUNTY
TOWN, RIVER = COUNTY + numbering.TOWNSHIP, COUNTY + 2 * numbering.TOWNSHIP
PRIMARY, KINDERGARTEN = TOWN + numbering.SCHOOL, TOWN + 2 * numbering.SCHOOL
JUNIOR = RIVER + numbering.SCHOOL
GRADE_1, GRADE_2 = numbering.grade_no(PRIMARY, 0), numbering.grade_no(PRIMARY, 1)
GRADE_K, GRADE_7 = numbering.grade_no(KINDERGARTEN, 0), numbering.grade_no(JUNIOR, 0)
CLASS_11, CLASS_12, CLASS_21 = GRADE_1 + 1, GRADE_1 + 2, GRADE_2 + 1
CLASS_K, CLASS_71, CLASS_72 = GRADE_K + 1, GRADE_7 + 1, GRADE_7 + 2
CLASSES = (CLASS_11, CLASS_12, CLASS_21, CLASS_K, CLASS_71, CLASS_72)
ROOM_1, ROOM_2 = JUNIOR + numbering.DORMITORIES, JUNIOR + numbering.DORMITORIES + 1

BUILDER = system("tests")


@dataclass
class Universe:
    """Numbers, people and actors of the built county."""

    cast: dict[str, Actor] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    pupils: dict[int, list[directory_queries.Pupil]] = field(default_factory=dict)

    def enrolment(self, unit_no: int, seat: int) -> UUID:
        return self.pupils[unit_no][seat - 1].enrolment_id

    def person(self, unit_no: int, seat: int) -> UUID:
        return self.pupils[unit_no][seat - 1].person_id


UNIVERSE: list[Universe] = []


def build_universe() -> Universe:
    """Tree, calendar, roll, accounts, and the duties of the test day."""
    with acting_as(BUILDER):
        _tree()
        directory.set_term(
            BUILDER, COUNTY, "2026年秋季学期", dt.date(2026, 8, 25), dt.date(2027, 1, 22)
        )
        _slots()
        made = Universe()
        _roll()
        for no in CLASSES:
            made.pupils[no] = directory_queries.class_roll(BUILDER, no, DAY)
        _cast(made)
        screening.open_day(BUILDER, DAY, (COUNTY, COUNTY + numbering.COUNTY))
    return made


def _tree() -> None:
    unit(COUNTY, numbering.COUNTY, None, "county", "青禾县", 0)
    unit(TOWN, numbering.TOWNSHIP, COUNTY, "township", "城关镇", 0)
    unit(RIVER, numbering.TOWNSHIP, COUNTY, "township", "河口镇", 0)
    for no, above, name, stage in (
        (PRIMARY, TOWN, "实验小学", "primary"),
        (KINDERGARTEN, TOWN, "城关幼儿园", "kindergarten"),
        (JUNIOR, RIVER, "河口初中", "junior"),
    ):
        unit(no, numbering.SCHOOL, above, "school", name, no, stage)
    for no, school, name, stage in (
        (GRADE_1, PRIMARY, "一年级", "primary"),
        (GRADE_2, PRIMARY, "二年级", "primary"),
        (GRADE_K, KINDERGARTEN, "大班", "kindergarten"),
        (GRADE_7, JUNIOR, "七年级", "junior"),
    ):
        unit(no, numbering.GRADE, school, "grade", name, school, stage)
    for no, grade, name, stage in (
        (CLASS_11, GRADE_1, "一年级1班", "primary"),
        (CLASS_12, GRADE_1, "一年级2班", "primary"),
        (CLASS_21, GRADE_2, "二年级1班", "primary"),
        (CLASS_K, GRADE_K, "大班1班", "kindergarten"),
        (CLASS_71, GRADE_7, "七年级1班", "junior"),
        (CLASS_72, GRADE_7, "七年级2班", "junior"),
    ):
        unit(no, 1, grade, "class", name, numbering.school_of(no), stage)
    for no, name in ((ROOM_1, "101室"), (ROOM_2, "102室")):
        unit(no, 1, JUNIOR, "dormitory", name, JUNIOR)


def unit(
    no: int, size: int, parent: int | None, kind: str, name: str, school_id: int, stage: str = ""
) -> None:
    directory.open_unit(
        BUILDER,
        directory.NewUnit(
            no=no, end=no + size, parent_no=parent, kind=kind, name=name, code=f"{kind}-{no}",
            school_id=school_id, opened=dt.date(2026, 8, 25), stage=stage,
        ),
    )  # fmt: skip


def _slots() -> None:
    rows = []
    for stage, deadline in (("primary", "08:20"), ("kindergarten", "08:50"), ("junior", "07:40")):
        for slot, opens, due, boarders in (
            ("morning", "06:00", deadline, False),
            ("noon", "13:00", "14:10", False),
            ("evening", "17:30", "19:00", True),
        ):
            rows.append(
                screening.NewSlot(
                    COUNTY,
                    stage,
                    slot,
                    dt.time.fromisoformat(opens),
                    dt.time.fromisoformat(due),
                    boarders,
                )
            )
    screening.set_slots(BUILDER, rows)


def _roll() -> None:
    for index, no in enumerate(CLASSES):
        for seat in range(1, PUPILS + 1):
            boarder = no in (CLASS_71, CLASS_72) and seat <= 8
            room = (ROOM_1 if seat <= 4 else ROOM_2) if boarder else None
            enrol(no, seat, f"{index:02d}{seat:02d}", room)


def enrol(no: int, seat: int, tail: str, room: int | None = None) -> UUID:
    """A new pupil of a class; gives the enrolment's id."""
    _person, enrolment = directory.enrol(
        BUILDER,
        directory.NewPupil(
            school_id=numbering.school_of(no), unit_no=no, number=f"2026{tail}",
            name=f"测试生{tail}", sex="MF"[seat % 2], birth_date=dt.date(2017, 3, seat),
            id_number=f"99010120170301{tail}", seat=seat, since=dt.date(2026, 8, 25),
            boarder=room is not None, dormitory_no=room,
        ),
    )  # fmt: skip
    return enrolment.pk


def _cast(made: Universe) -> None:
    """login, name, role, unit it is held at; logins are the names tests use."""
    county_end = COUNTY + numbering.COUNTY
    for login, name, role, lo, hi in (
        ("leader", "县长甲", "county_leader", COUNTY, county_end),
        ("officer", "经办乙", "bureau_officer", COUNTY, county_end),
        ("liaison", "联络丙", "township_liaison", TOWN, TOWN + numbering.TOWNSHIP),
        ("other_liaison", "联络丁", "township_liaison", RIVER, RIVER + numbering.TOWNSHIP),
        ("principal", "校长戊", "principal", PRIMARY, PRIMARY + numbering.SCHOOL),
        ("doctor", "校医己", "school_doctor", PRIMARY, PRIMARY + numbering.SCHOOL),
        ("other_principal", "校长庚", "principal", JUNIOR, JUNIOR + numbering.SCHOOL),
        ("grade_head", "组长辛", "grade_head", GRADE_1, GRADE_1 + numbering.GRADE),
        ("teacher", "班主任壬", "class_teacher", CLASS_11, CLASS_11 + 1),
        ("deputy", "科任癸", "subject_teacher", CLASS_11, CLASS_11 + 1),
        ("teacher_12", "班主任子", "class_teacher", CLASS_12, CLASS_12 + 1),
        ("teacher_21", "班主任丑", "class_teacher", CLASS_21, CLASS_21 + 1),
        ("teacher_k", "班主任寅", "class_teacher", CLASS_K, CLASS_K + 1),
        ("teacher_71", "班主任卯", "class_teacher", CLASS_71, CLASS_71 + 1),
        ("teacher_72", "班主任辰", "class_teacher", CLASS_72, CLASS_72 + 1),
        ("logistics", "后勤巳", "logistics", PRIMARY, PRIMARY + numbering.SCHOOL),
        ("canteen", "食堂午", "canteen", PRIMARY, PRIMARY + numbering.SCHOOL),
        ("keeper", "宿管未", "dormitory_keeper", JUNIOR, JUNIOR + numbering.SCHOOL),
        ("guardian", "家长申", "guardian", 0, 0),
    ):
        account(made, login, name, role, lo, hi)
    guardian = made.users["guardian"]
    child = made.person(CLASS_11, 1)
    accounts.answer_for(BUILDER, guardian, PRIMARY, CLASS_11, child)
    for login, user in made.users.items():
        made.cast[login] = accounts_queries.actor_of(user)


@cache
def hashed() -> str:
    """The password of everybody, hashed once: to do so is slow on purpose."""
    return make_password(PASSWORD)


def account(made: Universe, login: str, name: str, role: str, lo: int, hi: int) -> User:
    """An account holding one role."""
    home = numbering.school_of(lo) if hi - lo <= numbering.SCHOOL and lo else lo
    school_id = home if 0 < hi - lo <= numbering.SCHOOL else 0
    user = accounts.open_account(
        BUILDER,
        accounts.NewAccount(
            login=login, name=name, school_id=school_id, unit_no=home,
            phone=f"199{len(made.users):08d}",
        ),
    )  # fmt: skip
    user.password = hashed()
    user.save(update_fields=["password"])
    accounts.grant_role(BUILDER, user, role, lo, hi, school_id, dt.date(2026, 8, 25))
    made.users[login] = user
    return user


def sent(
    unit_no: int,
    *marks: rules.Mark,
    day: dt.date = DAY,
    slot: str = "morning",
    base: int = 0,
    reason: str = "",
    confirmed: bool = True,
) -> screening.Submission:
    """What a phone sends; doubts are answered unless a test is about them."""
    return screening.Submission(
        id=uuid7(), unit_no=unit_no, day=day, slot=slot, base=base, marks=marks, reason=reason,
        confirmed=confirmed,
    )  # fmt: skip


def sick(
    enrolment_id: UUID, *symptoms: str, onset: dt.date | None = DAY, kind: str = "absent_sick"
) -> rules.Mark:
    """A sick pupil's mark."""
    return rules.Mark(
        person=enrolment_id,
        kind=rules.Kind(kind),
        symptoms=rules.symptoms_of(symptoms),
        onset=onset,
    )


def session_of(user: User, proof: str = "second", at: dt.datetime | None = None) -> str:
    """The key of a session of somebody, in the running scope. As if last used tomorrow, so that a test
    may move the clock through the day; who tests how sessions end says when with `at`."""
    when = at or max(MORNING + dt.timedelta(days=1), clock.now())
    row = Session.objects.create(
        user=user, school_id=user.school_id, unit_no=user.unit_no, proof=proof, started_at=when,
        seen_at=when, proved_at=when,
    )  # fmt: skip
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["session"] = str(row.pk)
    session.create()
    return str(session.session_key)
