"""Pupils with their guardians and rooms, and the staff of every school. Pure and the same each time.

Nobody is real: ID numbers carry a correct check digit (GB 11643-1999) under area codes 9901xx that no
place in China has, phones begin with 19900 and are drawn without repetition.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID, SafeUUID

import numpy as np

from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.names import search_text
from xiaoan.rehearsal import names
from xiaoan.rehearsal.geography import OWN_HEAD, YEAR, Class, County, School

ROOM = 8
TERM = dt.date(YEAR, 8, 25)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# How many of a boarding school's pupils sleep there, by kind of school.
_BOARDERS = {"junior": 0.55, "nine_year": 0.35, "senior": 0.82, "vocational": 0.6}
# Ids carry this instant, so that they sort and are the same each time.
_EPOCH = dt.datetime(YEAR, 8, 20, tzinfo=dt.UTC)


@dataclass(slots=True)
class Guardian:
    id: UUID
    name: str
    relation: str
    phone: str


@dataclass(slots=True)
class Pupil:
    """`unit_no` is the class, `index` the place among all pupils of the county."""

    index: int
    id: UUID
    enrolment_id: UUID
    school_no: int
    unit_no: int
    seat: int
    number: str
    name: str
    pinyin: str
    sex: str
    birth: dt.date
    id_number: str
    since: dt.date
    boarder: bool = False
    room_no: int | None = None
    guardians: list[Guardian] = field(default_factory=list)


@dataclass(slots=True)
class Member:
    """One of the staff, or an official (`school_no` 0). `roles`: role, unit, end of the unit."""

    id: UUID
    user_id: UUID
    school_no: int
    unit_no: int
    number: str
    name: str
    pinyin: str
    sex: str
    birth: dt.date
    id_number: str
    phone: str
    roles: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """A dormitory room."""

    no: int
    school_no: int
    name: str


@dataclass(slots=True)
class Population:
    """Everybody. `pupils` in the order of the county's classes, seat by seat."""

    pupils: list[Pupil]
    staff: list[Member]
    officials: list[Member]
    rooms: list[Room]


def make_population(county: County) -> Population:
    """The people of a county."""
    makers = _Makers(county)
    pupils = _pupils(county, makers)
    rooms = _rooms(county, pupils)
    _guardians(county, pupils, makers)
    staff = list(_staff(county, makers))
    return Population(pupils, staff, list(_officials(county, makers)), rooms)


def check_digit(first: str) -> str:
    """The eighteenth character of a resident ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    parts = ((first[:6], 0), (first[6:14], 6), (first[14:], 14))
    return _CHECK[sum(_weighed(part, at) for part, at in parts) % 11]


@cache
def _weighed(digits: str, at: int) -> int:
    return sum(int(c) * w for c, w in zip(digits, _WEIGHTS[at:], strict=False))


_new = object.__new__
_set_int, _set_safe = UUID.int.__set__, UUID.is_safe.__set__  # type: ignore[attr-defined,misc]  # its slots
_UNKNOWN = SafeUUID.unknown


class Ids:
    """UUIDv7s that are the same each time: a fixed instant counting up, random bits from the seed."""

    def __init__(self, rng: np.random.Generator, start: dt.datetime = _EPOCH) -> None:
        self._rng = rng
        self._ms = int(start.timestamp() * 1000)
        self._pool: Iterator[int] = iter(())

    def _refill(self) -> None:
        bits = self._rng.integers(0, 1 << 63, (4096, 2), dtype=np.uint64).tolist()
        self._ms += 1
        head = self._ms << 80 | 0x7 << 76
        # 12 bits counting inside the millisecond, then the variant and 62 random bits.
        self._pool = iter([head | n << 64 | 0x2 << 62 | (a >> 1) for n, (a, _b) in enumerate(bits)])

    def number(self) -> int:
        for value in self._pool:
            return value
        self._refill()
        return next(self._pool)

    def __call__(self) -> UUID:
        made = _new(UUID)
        # As UUID(int=...) does, without its checks: the county has a million ids.
        _set_int(made, self.number())
        _set_safe(made, _UNKNOWN)
        return made

    def text(self) -> str:
        """As the 32 digits that the database reads."""
        return f"{self.number():032x}"


class _Makers:
    """What is handed out once: ids, phones, ID numbers."""

    def __init__(self, county: County) -> None:
        self.rng = np.random.default_rng([county.seed, 2])
        self.ids = Ids(self.rng)
        self._phones = iter(self.rng.permutation(1_000_000).tolist())
        self._serial: dict[tuple[int, dt.date, str], int] = {}

    def phone(self) -> str:
        return f"19900{next(self._phones):06d}"

    def id_number(self, school_no: int, birth: dt.date, sex: str) -> str:
        """Area 9901xx by township, birth date, a serial that is odd for men, the check digit."""
        area = 990100 + ((school_no - numbering.COUNTY) >> 19)
        key = (area, birth, sex)
        count = self._serial[key] = self._serial.get(key, 0) + 1
        # A day of one township with more than 499 births of one sex takes the next area code.
        more, place = divmod(count, 500)
        first = f"{area + 20 * more}{birth:%Y%m%d}{place * 2 + (sex == 'M'):03d}"
        return first + check_digit(first)

    def sexes(self, count: int, men: float) -> list[str]:
        return ["M" if x < men else "F" for x in self.rng.random(count).tolist()]

    def member(self, school_no: int, unit_no: int, number: str, sex: str, name: str) -> Member:
        years = int(self.rng.triangular(24, 38, 60))
        birth = dt.date(YEAR - years, 1, 1) + dt.timedelta(days=int(self.rng.integers(365)))
        home = school_no or unit_no
        return Member(
            self.ids(), self.ids(), school_no, unit_no, number, name, "", sex, birth,
            self.id_number(home, birth, sex), self.phone(),
        )  # fmt: skip


def _pupils(county: County, make: _Makers) -> list[Pupil]:
    count = county.pupils
    sexes = make.sexes(count, 0.53)
    surnames, given, _dotted = names.draw_children(make.rng, sexes)
    days = make.rng.integers(0, 365, count).tolist()
    older = (make.rng.random(count) < 0.03).tolist()
    found: list[Pupil] = []
    for school in county.schools:
        for one in school.classes:
            since = max(dt.date(TERM.year - 20, 1, 1), _since(one))
            for seat in range(1, one.size + 1):
                at = len(found)
                name = surnames[at] + given[at]
                # In the school year that begins at `age`: born from September to the next August.
                first = dt.date(YEAR - one.age - older[at], 9, 1)
                birth = first - dt.timedelta(days=days[at] + 1)
                number = f"{school.no >> 12 & 0xFFF:04d}{one.no & 0xFFF:04d}{seat:02d}"
                found.append(
                    Pupil(
                        at, make.ids(), make.ids(), school.no, one.no, seat, number,
                        name, search_text(name), sexes[at], birth,
                        make.id_number(school.no, birth, sexes[at]), since,
                    )
                )  # fmt: skip
    return found


def _since(one: Class) -> dt.date:
    """When a class's pupils entered it: at the beginning of the first year of their stage."""
    entrance = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15}[one.stage]
    years = one.age - entrance
    return TERM if years == 0 else dt.date(YEAR - years, 9, 1)


def _rooms(county: County, pupils: list[Pupil]) -> list[Room]:
    """Rooms of eight for those who board: one sex, one grade, class by class."""
    draws = np.random.default_rng([county.seed, 3]).random(len(pupils)).tolist()
    by_school: dict[int, list[Pupil]] = {}
    for pupil in pupils:
        by_school.setdefault(pupil.school_no, []).append(pupil)
    found: list[Room] = []
    for school in county.schools:
        if school.boarding:
            found += _school_rooms(school, by_school[school.no], draws)
    return found


def _school_rooms(school: School, pupils: list[Pupil], draws: list[float]) -> list[Room]:
    stages = {one.no: one.stage for one in school.classes}
    share = _BOARDERS[school.kind]
    found: list[Room] = []
    for building, sex in enumerate("MF", start=1):
        floor: dict[int, list[Pupil]] = {}
        for pupil in pupils:
            old_enough = stages[pupil.unit_no] != "primary"
            if pupil.sex == sex and old_enough and draws[pupil.index] < share:
                floor.setdefault(pupil.unit_no // numbering.GRADE, []).append(pupil)
        for storey, grade in enumerate(sorted(floor), start=1):
            sleepers = floor[grade]
            for start in range(0, len(sleepers), ROOM):
                no = school.no + numbering.DORMITORIES + len(found)
                word = "男生" if sex == "M" else "女生"
                name = f"{word}{building}号楼{storey}{start // ROOM + 1:02d}室"
                found.append(Room(no, school.no, name))
                for pupil in sleepers[start : start + ROOM]:
                    pupil.boarder, pupil.room_no = True, no
    return found


def _guardians(county: County, pupils: list[Pupil], make: _Makers) -> None:
    """One or two for each child; where the parents work far away, the grandparents come first."""
    count = len(pupils)
    urban = {school.no: school.urban for school in county.schools}
    draws = make.rng.random((count, 2)).tolist()
    fathers, mothers = _given(make, "adult", "M", count), _given(make, "adult", "F", count)
    grandfathers, grandmothers = (
        _given(make, "elder", "M", count),
        _given(make, "elder", "F", count),
    )
    other = names.draw_surnames(make.rng, count)
    for pupil in pupils:
        at = pupil.index
        away, second = draws[at]
        own = _surname_of(pupil.name)
        father, mother = ("父亲", own + fathers[at]), ("母亲", other[at] + mothers[at])
        if away < (0.06 if urban[pupil.school_no] else 0.27):
            first = ("奶奶", other[at - 1] + grandmothers[at]) if second < 0.6 else (
                "爷爷", own + grandfathers[at])  # fmt: skip
            found = [first, father if second < 0.5 else mother]
        else:
            found = [mother, father] if second < 0.62 else [father, mother]
            found = found[: 1 + (second < 0.85)]
        pupil.guardians = [Guardian(make.ids(), n, r, make.phone()) for r, n in found]


def _given(make: _Makers, kind: str, sex: str, count: int) -> list[str]:
    return names.draw_given(make.rng, kind, [sex] * count)


def _surname_of(name: str) -> str:
    if "·" in name:
        return ""
    return name[:2] if len(name) == 4 else name[:1]


def _staff(county: County, make: _Makers) -> Iterator[Member]:
    """Those who answer for something, then teachers without a class until the county has its share."""
    wanted = round(county.people - county.pupils)
    found: list[Member] = []
    for school in county.schools:
        if school.kind == "teaching_point":
            found += _small_staff(school, make)
        else:
            found += _school_staff(school, make)
    ring = [school for school in county.schools if school.kind != "teaching_point"]
    extra = wanted - len(found)
    if extra < 0:
        raise ValueError(f"{-extra} posts more than {wanted} people on the staff")
    weights = np.array([len(school.classes) for school in ring], float)
    for at in sorted(make.rng.choice(len(ring), extra, p=weights / weights.sum()).tolist()):
        found.append(make.member(ring[at].no, ring[at].no, "", _teacher_sex(make, ring[at]), ""))
    _name(found, make)
    for number, member in enumerate(found, start=1):
        member.number = f"T{number:06d}"
    return iter(found)


def _teacher_sex(make: _Makers, school: School) -> str:
    women = {"kindergarten": 0.97, "primary": 0.72}.get(school.kind, 0.56)
    return "F" if make.rng.random() < women else "M"


def _name(members: list[Member], make: _Makers) -> None:
    surnames = names.draw_surnames(make.rng, len(members))
    given = names.draw_given(make.rng, "adult", [member.sex for member in members])
    for member, head, tail in zip(members, surnames, given, strict=True):
        member.name, member.pinyin = head + tail, search_text(head + tail)


def _post(make: _Makers, school: School, *roles: tuple[str, int, int], sex: str = "") -> Member:
    member = make.member(school.no, school.no, "", sex or _teacher_sex(make, school), "")
    member.roles = list(roles)
    return member


def _school_staff(school: School, make: _Makers) -> Iterator[Member]:
    whole = (school.no, school.no + numbering.SCHOOL)
    for role in ("principal", "school_doctor", "logistics"):
        yield _post(make, school, (role, *whole))
    if school.canteen:
        yield _post(make, school, ("canteen", *whole))
    if school.boarding:
        yield _post(make, school, ("dormitory_keeper", *whole), sex="M")
        yield _post(make, school, ("dormitory_keeper", *whole), sex="F")
    for grade in school.grades:
        classes = grade.classes
        teachers = [_post(make, school, ("class_teacher", c.no, c.no + 1)) for c in classes]
        head = ("grade_head", grade.no, grade.no + numbering.GRADE)
        if len(classes) >= OWN_HEAD:
            yield _post(make, school, head)
        else:
            teachers[0].roles.append(head)
        yield from teachers
        for one in classes:
            yield _post(make, school, ("subject_teacher", one.no, one.no + 1))


def _small_staff(school: School, make: _Makers) -> Iterator[Member]:
    """A teaching point: one teacher runs the place, a second stands in, each has several roles."""
    whole = (school.no, school.no + numbering.SCHOOL)
    head, other = _post(make, school), _post(make, school)
    head.roles = [(role, *whole) for role in ("principal", "logistics")]
    other.roles = [("school_doctor", *whole)]
    for index, grade in enumerate(school.grades):
        head.roles.append(("grade_head", grade.no, grade.no + numbering.GRADE))
        for one in grade.classes:
            first, second = (head, other) if index % 2 == 0 else (other, head)
            first.roles.append(("class_teacher", one.no, one.no + 1))
            second.roles.append(("subject_teacher", one.no, one.no + 1))
    return iter((head, other))


def _officials(county: County, make: _Makers) -> Iterator[Member]:
    """Two liaison people and a leader in each township, six officers of the bureau, two county leaders."""
    posts = [("county_leader", numbering.COUNTY, numbering.COUNTY)] * 2
    posts += [("bureau_officer", numbering.COUNTY, numbering.COUNTY)] * 6
    posts += [("township_liaison", t.no, numbering.TOWNSHIP) for t in county.townships] * 2
    posts += [("township_leader", t.no, numbering.TOWNSHIP) for t in county.townships]
    found = []
    for number, (role, no, size) in enumerate(posts, start=1):
        sex = make.sexes(1, 0.6)[0]
        member = make.member(0, no, f"G{number:04d}", sex, "")
        member.roles = [(role, no, no + size)]
        found.append(member)
    _name(found, make)
    return iter(found)
