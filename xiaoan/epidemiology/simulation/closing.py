"""Classes that are shut, and grades and schools that follow them."""

from dataclasses import dataclass, field

import numpy as np

from xiaoan.epidemiology.arrays import IntArray
from xiaoan.epidemiology.simulation.policy import Policy, school_days
from xiaoan.epidemiology.simulation.population import Layer, Population
from xiaoan.epidemiology.simulation.state import NOBODY, State


@dataclass(frozen=True, slots=True, eq=False)
class Rooms:
    """Classes as closing knows them, once for all replicates: `layer` (who is in which), `school` and `grade`
    of each, shape (classes,); in how many grades and classes a closing of more than a class follows."""

    layer: Layer
    school: IntArray
    grade: IntArray
    classes_of_grade: IntArray
    grades_of_school: IntArray

    @classmethod
    def of(cls, population: Population, layer: Layer, policy: Policy) -> "Rooms":
        classes = population.classes
        grade = np.zeros(classes, np.int64) if policy.grades is None else policy.grades
        some = layer.members[np.minimum(layer.start[:-1], max(0, layer.members.size - 1))]
        school = population.school[some[:classes]] if layer.members.size else NOBODY
        first = np.unique(grade, return_index=True)[1]
        return cls(
            layer, school, grade, np.bincount(grade),
            np.bincount(np.maximum(school[first], 0), minlength=population.schools),
        )  # fmt: skip

    def members(self, class_: int) -> IntArray:
        return self.layer.members[self.layer.start[class_] : self.layer.start[class_ + 1]]


@dataclass(slots=True, eq=False)
class Closing:
    """What is shut in one replicate. `seen`: shape (window, classes + 1), known ill by day and class."""

    rooms: Rooms
    policy: Policy
    state: State
    seen: IntArray
    closed: list[int] = field(default_factory=list)  # classes that are shut
    closures: int = 0
    lost: int = 0  # school days of pupils

    def morning(self, known: IntArray, day: int) -> None:
        """Who became known as ill today; the classes, grades and schools that this shuts."""
        close_at = self.policy.close_at
        if close_at is None:
            return
        self.seen[day % len(self.seen)] = 0
        class_ = self.state.population.class_[known]
        class_ = class_[class_ >= 0]
        if not class_.size:
            return
        np.add.at(self.seen[day % len(self.seen)], class_, 1)
        touched = np.unique(class_)
        least = close_at if isinstance(close_at, int) else close_at[touched]
        many = self.seen[:, touched].sum(axis=0) >= least
        shut = [self._shut(one, day) for one in self._open(touched[many], day)]
        if shut:
            self._follow(np.array(shut), day)

    def still(self, day: int) -> list[int]:
        """Classes that are shut on this day."""
        self.closed = [one for one in self.closed if self.state.shut[one] > day]
        return self.closed

    def _open(self, classes: IntArray, day: int) -> list[int]:
        found: list[int] = classes[self.state.shut[classes] <= day].tolist()
        return found

    def _follow(self, shut: IntArray, day: int) -> None:
        """Grades with enough shut classes, then schools with enough shut grades (or as many as there are)."""
        if self.policy.grades is None or self.policy.close_grade is None:
            return
        rooms, is_shut = self.rooms, self.state.shut[:-1] > day
        for grade in np.unique(rooms.grade[shut]).tolist():
            of = rooms.grade == grade
            if is_shut[of].sum() >= min(self.policy.close_grade, rooms.classes_of_grade[grade]):
                for one in self._open(np.flatnonzero(of), day):
                    self._shut(one, day)
        if self.policy.close_school is not None:
            self._follow_grades(shut, self.policy.close_school, day)

    def _follow_grades(self, shut: IntArray, least: int, day: int) -> None:
        rooms = self.rooms
        for school in np.unique(rooms.school[shut]).tolist():
            of = rooms.school == school
            is_shut = self.state.shut[:-1] > day
            open_grades = np.unique(rooms.grade[of & ~is_shut]).size
            grades = int(rooms.grades_of_school[school])
            if grades - open_grades >= min(least, grades):
                for one in self._open(np.flatnonzero(of), day):
                    self._shut(one, day)

    def _shut(self, class_: int, day: int) -> int:
        """From today on, since the morning's readings come before the first lesson."""
        until = day + self.policy.closed
        members = self.rooms.members(class_)
        pupils = members[self.state.population.pupil[members]]
        from_ = np.maximum(self.state.home[pupils], day)
        self.lost += int(school_days(from_, np.full(pupils.size, until)).sum())
        self.closures += 1
        self.state.shut[class_] = until
        self.closed.append(class_)
        return class_
