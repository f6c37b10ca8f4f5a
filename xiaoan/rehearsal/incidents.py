"""The two outbreaks of the demonstration, written by hand: who falls ill, when, with what.

Gastro-enteritis in one central primary school with a canteen since last Friday, in four classes; one of
them has not reported on the demonstration's morning, and `Incidents.untold` says what it would report.
Varicella in one primary class over eight school days: slow, one or two at a time, never three in a day.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from xiaoan.rehearsal.geography import Class, County, School
from xiaoan.rehearsal.marks import (
    ABSENT_SICK,
    ABSENT_UNKNOWN,
    NO_ONSET,
    PRESENT,
    SENT_HOME,
    TABLE,
    Table,
    mask,
)

_VOMITS, _RUNS = mask("vomiting", "abdominal_pain"), mask("diarrhoea", "abdominal_pain")
_BOTH, _ACHES = mask("vomiting", "diarrhoea"), mask("abdominal_pain")
_FEVERISH = mask("fever", "vomiting", "diarrhoea")
_POX, _POX_FEVER = mask("rash"), mask("rash", "fever")

# Class → seat, symptoms, calendar days from onset to the demonstration's day, and whether the first
# roll-call that shows the child is last Friday's noon (sent home), Friday's morning, or today's.
_GASTRO = {
    "signal": (
        (4, _VOMITS, 3, "noon"), (11, _BOTH, 0, "today"), (17, _VOMITS, 0, "today"),
        (23, _FEVERISH, 0, "today"), (8, _RUNS, 1, "today"),
    ),
    "silent": (
        (6, _RUNS, 3, "friday"), (3, _VOMITS, 0, "today"), (14, _BOTH, 0, "today"),
        (21, _VOMITS, 0, "today"),
    ),
    "third": ((9, _VOMITS, 3, "friday"), (15, _RUNS, 1, "today"), (2, _BOTH, 0, "today")),
    "fourth": ((12, _RUNS, 1, "today"), (19, _ACHES, 0, "here")),
}  # fmt: skip
_MISSED_SEAT = 18
# Seat, school days before the demonstration's day on which the child is first absent.
_VARICELLA = ((5, 7), (12, 5), (18, 3), (7, 3), (22, 1), (10, 0))


@dataclass(slots=True)
class Incidents:
    """Where the outbreaks are. `untold` are (pupil index, symptoms, onset days) of the silent class."""

    school: School
    gastro: dict[str, Class]
    varicella: Class
    untold: list[tuple[int, int, int]] = field(default_factory=list)
    marks: Table = field(default_factory=lambda: np.zeros(0, TABLE))

    @property
    def silent(self) -> Class:
        return self.gastro["silent"]

    @property
    def classes(self) -> list[Class]:
        return [*self.gastro.values(), self.varicella]


def make_incidents(
    county: County, first_pupil: list[int], calendar: npt.NDArray[np.int64]
) -> Incidents:
    """Place both outbreaks. `first_pupil`: of each class; `calendar`: the ordinals of the days."""
    today = len(calendar) - 1
    central = [s for s in county.schools if s.kind == "primary" and s.canteen]
    school = next((s for s in central if not s.urban), central[0])
    third, fourth = school.grades[2].classes, school.grades[3].classes
    gastro = {
        "signal": third[0], "silent": third[1], "third": fourth[0], "fourth": fourth[1]
    }  # fmt: skip
    made = Incidents(school, gastro, _varicella_class(county, school))
    rows: list[tuple[int, ...]] = []
    for role, cases in _GASTRO.items():
        start = first_pupil[gastro[role].index]
        for seat, symptoms, ago, seen in cases:
            pupil = start + seat - 1
            found = _gastro_rows(pupil, gastro[role].index, symptoms, ago, seen, today)
            if role == "silent":
                found = [row for row in found if row[0] != today]
                made.untold.append((pupil, symptoms, ago))
            rows += found
    rows += [(today - 1, slot, *_missed(made, first_pupil)) for slot in (0, 1)]
    rows += _varicella_rows(made.varicella, first_pupil[made.varicella.index], calendar)
    made.marks = np.array(rows, TABLE)
    return made


def _missed(made: Incidents, first_pupil: list[int]) -> tuple[int, ...]:
    """Last Friday a child of the silent class was not there, and nobody has asked why since."""
    one = made.silent
    pupil = first_pupil[one.index] + min(_MISSED_SEAT, one.size) - 1
    return (one.index, pupil, ABSENT_UNKNOWN, 0, NO_ONSET, 0, 0)


def _varicella_class(county: County, gastro: School) -> Class:
    """A second-grade class of another school that teaches primary pupils, in the last township."""
    kinds = ("primary", "nine_year")
    others = [s for s in reversed(county.schools) if s.no != gastro.no and s.kind in kinds]
    others.sort(key=lambda school: kinds.index(school.kind))
    large = [s.grades[1].classes[0] for s in others if s.grades[1].classes[0].size >= 24]
    return large[0] if large else others[0].grades[1].classes[0]


def _gastro_rows(
    pupil: int, cls: int, symptoms: int, ago: int, seen: str, today: int
) -> list[tuple[int, ...]]:
    """Rows of marks.TABLE: day, slot, class, pupil, kind, symptoms, onset days back, temperature, method."""
    heat = 379 if symptoms == _FEVERISH else 0
    method = 1 if heat else 0
    kind = PRESENT if seen == "here" else ABSENT_SICK
    rows: list[tuple[int, ...]] = [(today, 0, cls, pupil, kind, symptoms, ago, heat, method)]
    if seen == "friday":
        rows += [(today - 1, slot, cls, pupil, ABSENT_SICK, symptoms, 0, 0, 0) for slot in (0, 1)]
    if seen == "noon":
        rows.append((today - 1, 1, cls, pupil, SENT_HOME, symptoms, 0, 0, 0))
    return rows


def _varicella_rows(
    one: Class, start: int, calendar: npt.NDArray[np.int64]
) -> list[tuple[int, ...]]:
    rows: list[tuple[int, ...]] = []
    today = len(calendar) - 1
    for seat, before in _VARICELLA:
        pupil = start + min(seat, one.size) - 1
        for day in range(today - before, today + 1):
            first = day == today - before
            onset = int(calendar[day] - calendar[today - before])
            symptoms, heat = (_POX_FEVER, 378) if first else (_POX, 0)
            slots = (0,) if day == today else (0, 1)
            rows += [
                (day, slot, one.index, pupil, ABSENT_SICK, symptoms, onset, heat, 1 if heat else 0)
                for slot in slots
            ]
    return rows
