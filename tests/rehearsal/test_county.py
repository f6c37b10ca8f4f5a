"""The fictional county: the same each time, plausible, and it adds up."""

import datetime as dt
import subprocess
import sys
from collections import Counter

import chinese_calendar
import pytest

from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.holidays import named_days
from xiaoan.directory.rules.names import search_text
from xiaoan.rehearsal.geography import SMALLEST, County, make_county
from xiaoan.rehearsal.people import Member, Population, Pupil, check_digit, make_population

_PRINT = """
from hashlib import sha256
from xiaoan.rehearsal.geography import make_county
from xiaoan.rehearsal.people import make_population
found = make_population(make_county(2000, 5))
print(sha256(repr([found.pupils, found.staff, found.officials, found.rooms]).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(3000, 11)


@pytest.fixture(scope="module")
def people(county: County) -> Population:
    return make_population(county)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_in_any_process(hash_seed: str) -> None:
    def run(seed: str) -> bytes:
        env = {"PYTHONHASHSEED": seed, "PATH": "", "DJANGO_SETTINGS_MODULE": "xiaoan.settings"}
        return subprocess.check_output([sys.executable, "-c", _PRINT], env=env)

    assert run(hash_seed) == run("0")


def test_another_seed_is_another_county() -> None:
    first, second = (make_population(make_county(SMALLEST, seed)) for seed in (1, 2))
    assert [p.name for p in first.pupils[:50]] != [p.name for p in second.pupils[:50]]


@pytest.mark.parametrize("size", [2000, 2501, 20_000])
def test_pupils_and_staff_are_as_many_as_asked_for(size: int) -> None:
    county = make_county(size, 3)
    assert sum(one.size for one in county.classes) == county.pupils
    if size < 5000:
        found = make_population(county)
        assert len(found.pupils) + len(found.staff) == size


def test_the_county_in_full() -> None:
    county = make_county(200_000, 2026)
    assert len(county.townships) == 18
    assert len(county.schools) == 412
    assert 4400 <= len(county.classes) <= 4600
    assert county.pupils == 186_000
    kinds = Counter(school.kind for school in county.schools)
    assert kinds["kindergarten"] == 190
    assert kinds["teaching_point"] == 45
    assert len({school.name for school in county.schools}) == 412


def test_a_small_county_has_every_kind_of_school() -> None:
    county = make_county(SMALLEST, 3)
    assert len(county.townships) >= 2
    assert {school.kind for school in county.schools} == {
        "kindergarten", "primary", "teaching_point", "junior", "nine_year", "senior", "vocational",
        "special",
    }  # fmt: skip
    assert {one.stage for one in county.classes} == {"kindergarten", "primary", "junior", "senior"}


def test_too_small_a_county_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2000"):
        make_county(1999, 1)


def test_class_sizes_stay_in_their_bounds(county: County) -> None:
    assert all(one.low <= one.size <= one.high for one in county.classes)


def test_units_nest_and_do_not_overlap(county: County, people: Population) -> None:
    towns = {town.no for town in county.townships}
    used: set[int] = set()
    for school in county.schools:
        assert school.no // numbering.TOWNSHIP * numbering.TOWNSHIP == school.township_no
        assert school.township_no in towns
        for grade in school.grades:
            assert numbering.school_of(grade.no) == school.no
            for one in grade.classes:
                assert grade.no < one.no < grade.no + numbering.GRADE
                used.add(one.no)
    rooms = {room.no for room in people.rooms}
    assert len(used) == len(county.classes)
    assert not used & rooms
    for room in people.rooms:
        offset = room.no - room.school_no
        assert numbering.DORMITORIES <= offset < numbering.GRADES


def test_every_class_has_a_teacher_and_another_deputy(county: County, people: Population) -> None:
    held: dict[tuple[str, int], set[object]] = {}
    for member in people.staff:
        for role, no, _end in member.roles:
            held.setdefault((role, no), set()).add(member.user_id)
    for one in county.classes:
        teacher, deputy = held["class_teacher", one.no], held["subject_teacher", one.no]
        assert len(teacher) == len(deputy) == 1
        assert teacher != deputy
    for school in county.schools:
        for role in ("principal", "school_doctor", "logistics"):
            assert held[role, school.no]
        assert all(held["grade_head", grade.no] for grade in school.grades)


@pytest.mark.parametrize(
    ("first", "digit"), [("11010519491231002", "X"), ("44052418800101001", "4")]
)
def test_the_check_digit_is_that_of_the_standard(first: str, digit: str) -> None:
    """The two examples of GB 11643-1999."""
    assert check_digit(first) == digit


def test_id_numbers_are_valid_unique_and_of_nobody(people: Population) -> None:
    everybody: list[Pupil | Member] = [*people.pupils, *people.staff, *people.officials]
    assert len({one.id_number for one in everybody}) == len(everybody)
    for one in everybody:
        number = one.id_number
        assert number.startswith("99")
        assert number[6:14] == f"{one.birth:%Y%m%d}"
        assert int(number[16]) % 2 == (one.sex == "M")
        assert number[17] == check_digit(number[:17])


def test_phones_are_fictional_and_given_once(people: Population) -> None:
    phones = [g.phone for pupil in people.pupils for g in pupil.guardians]
    phones += [member.phone for member in people.staff]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("19900") and len(phone) == 11 for phone in phones)


def test_pupils_are_as_old_as_their_class(county: County, people: Population) -> None:
    ages = {one.no: one.age for one in county.classes}
    for pupil in people.pupils:
        turned = (dt.date(2026, 8, 31) - pupil.birth).days / 365.25
        assert ages[pupil.unit_no] - 0.01 <= turned < ages[pupil.unit_no] + 2.01


def test_rooms_sleep_eight_of_one_sex_and_grade(people: Population) -> None:
    sleepers: dict[int, list[tuple[str, int]]] = {}
    for pupil in people.pupils:
        assert pupil.boarder == (pupil.room_no is not None)
        if pupil.room_no is not None:
            place = (pupil.sex, pupil.unit_no // numbering.GRADE)
            sleepers.setdefault(pupil.room_no, []).append(place)
    assert sleepers
    assert set(sleepers) == {room.no for room in people.rooms}
    assert all(len(found) <= 8 and len(set(found)) == 1 for found in sleepers.values())


def test_every_child_has_a_guardian_and_some_are_left_behind(people: Population) -> None:
    relations = Counter(pupil.guardians[0].relation for pupil in people.pupils)
    assert all(1 <= len(pupil.guardians) <= 2 for pupil in people.pupils)
    assert 0.05 < (relations["奶奶"] + relations["爷爷"]) / len(people.pupils) < 0.3


def test_names_are_found_by_pinyin(people: Population) -> None:
    everybody: tuple[Pupil | Member, ...] = (*people.pupils, *people.staff, *people.officials)
    for one in everybody:
        assert one.pinyin == search_text(one.name)


def test_holidays_of_the_file_are_those_of_chinesecalendar() -> None:
    for named in named_days(2026):
        assert chinese_calendar.is_workday(named.day) == named.is_school_day, named
    year = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    strange = {day for day in year if chinese_calendar.is_workday(day) != (day.weekday() < 5)}
    assert strange <= {named.day for named in named_days(2026)}


def test_a_year_without_an_arrangement_names_no_days() -> None:
    assert named_days(1999) == ()
