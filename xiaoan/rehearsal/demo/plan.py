"""Everything about the demonstration that needs no database: who, where, what happened when."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np

from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.holidays import named_days
from xiaoan.rehearsal import counsellors
from xiaoan.rehearsal.geography import Class, County, Grade, School, make_county
from xiaoan.rehearsal.history import History, make_history
from xiaoan.rehearsal.people import Member, Population, Pupil, make_population
from xiaoan.rehearsal.reports import Bools, Habits, Ints, Reports, make_habits

TERM_NAME = "2026年秋季学期"
TERM = (dt.date(2026, 8, 25), dt.date(2027, 1, 22))
# It begins on a Monday after the winter holidays; opening dates of the demonstration are its.
NEXT_NAME = "2027年春季学期"
NEXT_TERM = (dt.date(2027, 3, 1), dt.date(2027, 7, 9))
DAY = dt.date(2026, 11, 23)
HISTORY_DAYS = 60
# The last so many school days before the demonstration's day, and that day, one grade learns at home.
ONLINE_DAYS = 3


@dataclass
class Plan:
    """What `build` loads. `past` are the school days before `day`, oldest first."""

    county: County
    population: Population
    history: History
    habits: Habits
    day: dt.date
    past: list[dt.date]

    @cached_property
    def enrolled(self) -> Ints:
        """Pupils by slot and class: in the evening those who board."""
        whole = [one.size for one in self.county.classes]
        return np.array([whole, whole, self._boarders()], np.int64)

    def _boarders(self) -> Ints:
        cls = np.repeat(
            np.arange(len(self.county.classes)), [one.size for one in self.county.classes]
        )
        boards = np.array([pupil.boarder for pupil in self.population.pupils])
        return np.bincount(cls[boards], minlength=len(self.county.classes))

    @cached_property
    def teachers(self) -> dict[int, tuple[UUID, UUID]]:
        """Class → user ids of the class teacher and the deputy."""
        found: dict[int, dict[str, UUID]] = {}
        for member in self.population.staff:
            for role, no, _end in member.roles:
                if role in ("class_teacher", "subject_teacher"):
                    found.setdefault(no, {})[role] = member.user_id
        return {no: (both["class_teacher"], both["subject_teacher"]) for no, both in found.items()}

    @property
    def online(self) -> Grade:
        """The grade of the outbreak's school that learns at home, and no story of the classrooms is of."""
        return self.history.incidents.school.grades[-2]

    def reports_of(self, at: int, slot: int) -> Reports:
        """What the classes made of a past day: those that learn at home had nothing to report."""
        found = self.habits.past(at, slot)
        return self._at_home(found) if at >= len(self.past) - ONLINE_DAYS else found

    def reports_today(self) -> Reports:
        """The same of this morning."""
        stages = np.array([one.stage for one in self.county.classes])
        return self._at_home(self.habits.today(stages, self.history.incidents))

    def _at_home(self, found: Reports) -> Reports:
        away = [one.index for one in self.online.classes]
        found.due[away] = found.late[away] = found.corrected[away] = False
        found.second[away] = 0
        return found

    @cached_property
    def first_pupil(self) -> list[int]:
        """The index of each class's first pupil."""
        return [0, *np.cumsum([one.size for one in self.county.classes]).tolist()]

    def pupils_of(self, one: Class) -> list[Pupil]:
        """The roll of a class."""
        first = self.first_pupil[one.index]
        return self.population.pupils[first : first + one.size]

    def holder(self, role: str, unit_no: int) -> Member:
        """Who holds a role exactly at a unit."""
        for member in [*self.population.staff, *self.population.officials]:
            if any(r == role and no == unit_no for r, no, _end in member.roles):
                return member
        raise LookupError(f"nobody is {role} at {unit_no}")

    @cached_property
    def doctors(self) -> dict[int, UUID]:
        """School → user id of the school doctor."""
        return {
            member.school_no: member.user_id
            for member in self.population.staff
            if any(role == "school_doctor" for role, _no, _end in member.roles)
        }


def make_plan(people: int, seed: int, day: dt.date) -> Plan:
    """The same for the same three. ValueError for a day without school or too few people."""
    calendar = numbering.Calendar(
        (TERM,), {named.day: named.is_school_day for named in named_days(TERM[0].year)}
    )
    if not calendar.is_school_day(day):
        raise ValueError(f"{day} is not a school day of the demonstration's term")
    past = calendar.school_days_before(day, HISTORY_DAYS)
    if len(past) < 10:
        raise ValueError(f"{day} is too early in the term: the outbreaks need ten days before it")
    county = make_county(people, seed)
    population = make_population(county)
    counsellors.appoint(county, population.staff)
    history = make_history(county, population.pupils, [*past, day])
    return Plan(county, population, history, _habits(county, population), day, past)


def _habits(county: County, population: Population) -> Habits:
    boarding = {pupil.unit_no for pupil in population.pupils if pupil.boarder}
    boards: Bools = np.array([one.no in boarding for one in county.classes])
    return make_habits(county, boards)


def parts(plan: Plan, count: int) -> list[list[School]]:
    """The schools in so many heaps of about as many classes each, for as many processes."""
    heaps: list[list[School]] = [[] for _ in range(count)]
    sizes = [0] * count
    for school in sorted(plan.county.schools, key=lambda s: (-len(s.classes), s.no)):
        at = sizes.index(min(sizes))
        heaps[at].append(school)
        sizes[at] += len(school.classes)
    return [sorted(heap, key=lambda school: school.no) for heap in heaps]
