"""One roll-call: its exceptions, its counts, and what does not fit together."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from xiaoan.screening.rules.symptoms import NO_SYMPTOM, Symptom, Syndrome, syndromes
from xiaoan.screening.rules.temperature import (
    LINES,
    Judgement,
    Method,
    Verdict,
    judge_temperature,
)

Person: TypeAlias = UUID | str | int

# An onset further back is a slip of the finger or another illness (own choice, L).
LONGEST_ONSET_DAYS = 30
# So many sick in the roll-call before and not one now is worth a question (own choice, L; the size
# of the smallest statutory cluster, but not that rule: this asks, that one reports).
SUDDENLY_WELL_SICK = 3


class Kind(StrEnum):
    """What is said about a pupil. All others are present and well: the form lists exceptions only
    (class form of the 2006 norm, note 2).
    """

    ABSENT_SICK = "absent_sick"
    ABSENT_PERSONAL = "absent_personal"
    ABSENT_UNKNOWN = "absent_unknown"
    ABSENT_ISOLATION = "absent_isolation"
    LATE = "late"
    SENT_HOME = "sent_home"
    PRESENT = "present"  # in class, with a symptom


ABSENCES = frozenset(
    {Kind.ABSENT_SICK, Kind.ABSENT_PERSONAL, Kind.ABSENT_UNKNOWN, Kind.ABSENT_ISOLATION}
)


# Why a pupil is not simply let in: not released from isolation yet; back only once the return
# certificate has been seen ([S23][S28], H); sent to care or home by the school's doctor, and not back yet.
HOLDS = ("isolation", "certificate", "sick")
# Where one who is held back is counted until a teacher says otherwise.
HELD_AS = {
    "isolation": Kind.ABSENT_ISOLATION, "certificate": Kind.ABSENT_SICK, "sick": Kind.ABSENT_SICK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One exception, as typed. `onset` is the day the illness began, None if not known."""

    person: Person
    kind: Kind
    symptoms: Symptom = NO_SYMPTOM
    onset: dt.date | None = None
    temperature: Decimal | None = None
    method: str = ""
    retest: Decimal | None = None
    retest_method: str = ""

    @property
    def verdict(self) -> Verdict:
        return judge_temperature(self.temperature, self.method, self.retest, self.retest_method)

    @property
    def fever(self) -> bool:
        """Measured by axillary reading, or ticked (a parent measured it at home)."""
        return self.verdict.fever or Symptom.FEVER in self.symptoms


def is_sick(mark: Mark) -> bool:
    """Sick for the statutory rules: absent sick, sent home, or here with a symptom or fever."""
    return mark.kind in (Kind.ABSENT_SICK, Kind.SENT_HOME) or bool(mark.symptoms) or mark.fever


def with_own_onset(mark: Mark) -> Mark:
    """An onset belongs to an illness: who is not sick has none, whatever a form sent along."""
    return mark if mark.onset is None or is_sick(mark) else replace(mark, onset=None)


def syndromes_of(mark: Mark) -> frozenset[Syndrome]:
    """The groups of a sick pupil; empty for one who is not sick."""
    return syndromes(mark.symptoms, mark.fever) if is_sick(mark) else frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a roll-call. present + absent = enrolled, always; late arrivals and those sent
    home are among the present; expected leaves out those in isolation.
    """

    enrolled: int
    expected: int
    present: int
    absent_sick: int
    absent_personal: int
    absent_unknown: int
    absent_isolation: int
    late_arrivals: int
    sent_home: int
    fever: int
    symptomatic: int

    @property
    def absent(self) -> int:
        return self.enrolled - self.present

    def by_name(self) -> dict[str, int]:
        """The figures by their names. (dataclasses.asdict copies deeply, which a morning's rush feels.)"""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def is_zero_report(self) -> bool:
        """Nobody sick: said in so many words, not silence (form note 2)."""
        return self.absent_sick == self.sent_home == self.symptomatic == 0


def counts(enrolled: int, marks: Sequence[Mark]) -> Counts:
    """Count a roll-call. ValueError if a pupil is marked twice, or more marked than enrolled."""
    if enrolled < len(marks):
        raise ValueError(f"{len(marks)} pupils marked, {enrolled} enrolled")
    if len({mark.person for mark in marks}) < len(marks):
        raise ValueError("a pupil is marked twice")
    by_kind = Counter(mark.kind for mark in marks)
    absent = sum(by_kind[kind] for kind in ABSENCES)
    return Counts(
        enrolled=enrolled,
        expected=enrolled - by_kind[Kind.ABSENT_ISOLATION],
        present=enrolled - absent,
        absent_sick=by_kind[Kind.ABSENT_SICK],
        absent_personal=by_kind[Kind.ABSENT_PERSONAL],
        absent_unknown=by_kind[Kind.ABSENT_UNKNOWN],
        absent_isolation=by_kind[Kind.ABSENT_ISOLATION],
        late_arrivals=by_kind[Kind.LATE],
        sent_home=by_kind[Kind.SENT_HOME],
        fever=sum(mark.fever for mark in marks),
        symptomatic=sum(bool(mark.symptoms) or mark.fever for mark in marks),
    )


class Contradiction(StrEnum):
    """What the page asks about before it sends."""

    MORE_THAN_ENROLLED = "more_than_enrolled"
    SAME_PUPIL_TWICE = "same_pupil_twice"
    ALL_ABSENT = "all_absent"
    TEMPERATURE_IMPLAUSIBLE = "temperature_implausible"
    MEASURE_AGAIN = "measure_again"
    RETEST_NEEDED = "retest_needed"
    FEVER_NOT_TICKED = "fever_not_ticked"
    FEVER_NOT_MEASURED = "fever_not_measured"
    PRESENT_WITH_FEVER = "present_with_fever"
    ONSET_IN_FUTURE = "onset_in_future"
    ONSET_LONG_AGO = "onset_long_ago"
    SICK_WITHOUT_SYMPTOM = "sick_without_symptom"
    HOME_WITHOUT_SYMPTOM = "home_without_symptom"
    PRESENT_WITHOUT_SYMPTOM = "present_without_symptom"
    PRESENT_IN_ISOLATION = "present_in_isolation"
    NOT_CLEARED = "not_cleared"
    PRESENT_AFTER_SENT = "present_after_sent"
    ALL_SUDDENLY_WELL = "all_suddenly_well"
    RECOVERED = "recovered"


# These cannot be confirmed, only mended: figures would not add up, say what cannot be, or let in who has not
# been cleared.
REFUSED = frozenset(
    {
        Contradiction.MORE_THAN_ENROLLED,
        Contradiction.SAME_PUPIL_TWICE,
        Contradiction.TEMPERATURE_IMPLAUSIBLE,
        Contradiction.ONSET_IN_FUTURE,
        Contradiction.NOT_CLEARED,
    }
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question of the page; `person` None when it is about the class."""

    code: Contradiction
    person: Person | None = None

    @property
    def is_refused(self) -> bool:
        return self.code in REFUSED


def contradictions(
    enrolled: int,
    marks: Sequence[Mark],
    day: dt.date,
    *,
    isolated: AbstractSet[Person] = frozenset(),
    uncleared: AbstractSet[Person] = frozenset(),
    sent_away: AbstractSet[Person] = frozenset(),
    sick_before: AbstractSet[Person] = frozenset(),
) -> tuple[Doubt, ...]:
    """What to ask before sending, the class first, then pupil by pupil in the order of the marks.

    `isolated`: pupils known to be in isolation on that day. `uncleared`: those whose return certificate
    nobody has seen yet. `sent_away`: those whom the school's doctor sent to care or home, and who may have
    come back. `sick_before`: absent sick at the class's last roll-call before this one; as everybody is
    present by default, a child still at home is easily passed over, and one who came back needs the
    certificate seen ([S23][S28]).
    """
    found = _about_class(enrolled, marks, sick_before)
    for mark in marks:
        found += [Doubt(code, mark.person) for code in _about_mark(mark, day)]
    marked = {mark.person for mark in marks}
    away = {mark.person for mark in marks if mark.kind in ABSENCES}
    loose = [person for person in sorted(isolated, key=str) if person not in away]
    found += [Doubt(Contradiction.PRESENT_IN_ISOLATION, person) for person in loose]
    gone = away | {mark.person for mark in marks if mark.kind is Kind.SENT_HOME}
    early = [person for person in sorted(uncleared, key=str) if person not in gone]
    found += [Doubt(Contradiction.NOT_CLEARED, person) for person in early]
    back = [person for person in sorted(sent_away - uncleared, key=str) if person not in gone]
    found += [Doubt(Contradiction.PRESENT_AFTER_SENT, person) for person in back]
    if Doubt(Contradiction.ALL_SUDDENLY_WELL) not in found:
        asked = marked | uncleared | sent_away
        back = [person for person in sorted(sick_before, key=str) if person not in asked]
        found += [Doubt(Contradiction.RECOVERED, person) for person in back]
    return tuple(found)


def _about_class(
    enrolled: int, marks: Sequence[Mark], sick_before: AbstractSet[Person]
) -> list[Doubt]:
    times = Counter(mark.person for mark in marks)
    absent = len({mark.person for mark in marks if mark.kind in ABSENCES})
    found = [Doubt(Contradiction.SAME_PUPIL_TWICE, person) for person, n in times.items() if n > 1]
    if len(times) > enrolled:
        found.insert(0, Doubt(Contradiction.MORE_THAN_ENROLLED))
    elif 0 < enrolled == absent:
        found.insert(0, Doubt(Contradiction.ALL_ABSENT))
    if len(sick_before) >= SUDDENLY_WELL_SICK and not any(is_sick(mark) for mark in marks):
        found.append(Doubt(Contradiction.ALL_SUDDENLY_WELL))
    return found


_ASKS = {
    Judgement.IMPLAUSIBLE: Contradiction.TEMPERATURE_IMPLAUSIBLE,
    Judgement.MEASURE_AGAIN: Contradiction.MEASURE_AGAIN,
    Judgement.RETEST: Contradiction.RETEST_NEEDED,
}


def _about_mark(mark: Mark, day: dt.date) -> list[Contradiction]:
    verdict = mark.verdict
    found = [_ASKS[verdict.judgement]] if verdict.judgement in _ASKS else []
    found += _about_fever(mark)
    if mark.onset is not None:
        found += _about_onset(mark.onset, day)
    if not mark.symptoms and not mark.fever:
        found += _about_silence(mark)
    return found


def _about_fever(mark: Mark) -> list[Contradiction]:
    """Readings and the tick for fever against each other, and against being in class.

    A child with fever does not stay in class: it is taken aside and sent to care ([S24][S27], H).
    """
    verdict, ticked = mark.verdict, Symptom.FEVER in mark.symptoms
    found = []
    if verdict.fever and not ticked:
        found.append(Contradiction.FEVER_NOT_TICKED)
    if ticked and verdict.judgement is Judgement.NORMAL and verdict.line == LINES[Method.AXILLARY]:
        found.append(Contradiction.FEVER_NOT_MEASURED)
    if verdict.fever and mark.kind in (Kind.PRESENT, Kind.LATE):
        found.append(Contradiction.PRESENT_WITH_FEVER)
    return found


def _about_silence(mark: Mark) -> list[Contradiction]:
    """Named as ill and nothing said of what."""
    if mark.kind is Kind.ABSENT_SICK:
        return [Contradiction.SICK_WITHOUT_SYMPTOM]
    if mark.kind is Kind.SENT_HOME:
        return [Contradiction.HOME_WITHOUT_SYMPTOM]
    if mark.kind is Kind.PRESENT and mark.temperature is None:
        return [Contradiction.PRESENT_WITHOUT_SYMPTOM]
    return []


def _about_onset(onset: dt.date, day: dt.date) -> list[Contradiction]:
    if onset > day:
        return [Contradiction.ONSET_IN_FUTURE]
    if (day - onset).days > LONGEST_ONSET_DAYS:
        return [Contradiction.ONSET_LONG_AGO]
    return []


_GRAVITY: dict[Kind, int] = {
    Kind.SENT_HOME: 6,
    Kind.ABSENT_SICK: 5,
    Kind.ABSENT_ISOLATION: 4,
    Kind.ABSENT_UNKNOWN: 3,
    Kind.PRESENT: 2,
    Kind.ABSENT_PERSONAL: 1,
    Kind.LATE: 0,
}


def seriousness(mark: Mark) -> tuple[bool, bool, int, int]:
    """Sort key, the gravest highest: sick, then fever, then kind, then number of symptoms.

    When two people report the same class differently, both versions are kept until a person
    decides, and the graver mark of a pupil is the one that is never hidden.
    """
    return (is_sick(mark), mark.fever, _GRAVITY[mark.kind], mark.symptoms.bit_count())
