"""Random histories of a school through the services, and a plain model: what the tables said after each act.

The model does not replay anything: it is a list of copies, each with its instant.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import time_machine
from django.db import transaction

from tests.accountability.newer import Newer
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    DAY,
    MORNING,
    PRIMARY,
    Universe,
    sent,
    sick,
)
from tests.directory.test_merging import merge, new, of_class, row
from tests.keypersons import states
from xiaoan.accounts.models import Grant
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as roll
from xiaoan.directory.models import Enrolment
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people, transferring
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.duties.queries import levels
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.models import KeyPerson
from xiaoan.registry.services import positions
from xiaoan.registry.services.positions import Handing
from xiaoan.screening import services as screening
from xiaoan.screening.models import Hold, Mark, RollCall
from xiaoan.screening.services import bulk

HERE = (PRIMARY, PRIMARY + numbering.SCHOOL)
DAYS = [DAY + dt.timedelta(days=n) for n in range(5)]
_WHY = levels.Grounds("测试", "测试依据")


@dataclass(frozen=True)
class Copy:
    """What the tables said after an act."""

    at: dt.datetime
    rolls: dict[dt.date, dict[int, list[UUID]]]
    calls: dict[tuple[dt.date, int, str], tuple[int, int, int, bool]]
    duties: dict[UUID, tuple[UUID | None, UUID | None, dt.datetime, bool, dt.datetime | None]]
    grants: dict[dt.date, set[tuple[UUID, str, int]]]
    level: str
    # Of persons: how the current roll-call has them, which illness runs and how, what holds them back, the
    # lines on which they are followed, and what was said of them.
    marks: dict[tuple[dt.date, int, str], dict[UUID, str]]
    ill: dict[UUID, dict[UUID, str]]
    holds: dict[UUID, set[str]]
    followed: dict[UUID, set[UUID]]


def copied() -> Copy:
    """Read by the ordinary ways of the present, none of which knows the past."""
    enter(BUILDER)
    return Copy(
        clock.now(), {day: _roll(day) for day in DAYS}, _calls(),
        {
            one.pk: (one.assignee_id, one.deputy_id, one.due_at, one.state == "excused", one.done_at)
            for one in Duty.objects.filter(unit_no__gte=HERE[0], unit_no__lt=HERE[1])
        },
        {day: _grants(day) for day in DAYS}, duty_queries.ladders().level_of(PRIMARY),
        _marks(), *_health(),
    )  # fmt: skip


def _roll(day: dt.date) -> dict[int, list[UUID]]:
    rows = Enrolment.objects.filter(unit_no__gte=HERE[0], unit_no__lt=HERE[1])
    units = set(rows.values_list("unit_no", flat=True))
    found = {no: directory.class_roll(BUILDER, no, day) for no in units}
    return {no: sorted(one.person_id for one in some) for no, some in found.items() if some}


def _calls() -> dict[tuple[dt.date, int, str], tuple[int, int, int, bool]]:
    found: dict[tuple[dt.date, int, str], list[RollCall]] = {}
    for one in RollCall.objects.filter(unit_no__gte=HERE[0], unit_no__lt=HERE[1]):
        found.setdefault((one.day, one.unit_no, one.slot), []).append(one)
    told = {}
    for where, rows in found.items():
        (current,) = [one for one in rows if one.state == "current"]
        corrected = sum(one.state == "superseded" for one in rows)
        asked = any(one.state == "conflict" for one in rows)
        told[where] = (current.version, current.absent_sick, corrected, asked)
    return told


def _marks() -> dict[tuple[dt.date, int, str], dict[UUID, str]]:
    found: dict[tuple[dt.date, int, str], dict[UUID, str]] = {}
    rows = RollCall.objects.filter(unit_no__gte=HERE[0], unit_no__lt=HERE[1], state="current")
    for one in rows:
        marks = Mark.objects.filter(roll_call_id=one.pk, school_id=PRIMARY)
        found[one.day, one.unit_no, one.slot] = dict(marks.values_list("person_id", "kind"))
    return found


def _health() -> tuple[dict[UUID, dict[UUID, str]], dict[UUID, set[str]], dict[UUID, set[UUID]]]:
    ill: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for one in Illness.objects.filter(school_id=PRIMARY, closed_at=None):
        ill[one.person_id][one.pk] = one.stage
    holds: dict[UUID, set[str]] = defaultdict(set)
    for hold in Hold.objects.filter(school_id=PRIMARY, lifted_at=None):
        holds[hold.person_id].add(hold.kind)
    lines: dict[UUID, set[UUID]] = defaultdict(set)
    for line in KeyPerson.objects.filter(school_id=PRIMARY, state="open"):
        lines[line.person_id].add(line.pk)
    return dict(ill), dict(holds), dict(lines)


def _grants(day: dt.date) -> set[tuple[UUID, str, int]]:
    rows = Grant.objects.filter(unit_no__gte=HERE[0], unit_no__lt=HERE[1], since__lte=day)
    return {
        (one.user_id, one.role, one.unit_no) for one in rows if one.until is None or one.until > day
    }


# How often each act changed what is compared: a history in which nothing happens proves nothing.
CHANGED: Counter[str] = Counter()


def copied_text() -> str:
    """The copy without its instant."""
    return repr(replace(copied(), at=START))


@dataclass
class Play(Newer):
    """Who is meant by a number, and what each act does. What a service refuses has not happened."""

    def __repr__(self) -> str:
        return f"Play({self.done})"

    universe: Universe
    traveller: time_machine.Traveller
    copies: list[Copy] = field(default_factory=list)
    done: int = 0

    def run(self, name: str, at: int, minutes: int) -> None:
        self.traveller.move_to(clock.now() + dt.timedelta(minutes=minutes))
        enter(BUILDER)
        if clock.today() in DAYS:
            screening.open_day(BUILDER, clock.today(), (COUNTY, COUNTY + numbering.COUNTY))
            self.copies.append(copied())
        try:
            with transaction.atomic():
                before = copied_text()
                getattr(self, name)(at)
                self.done += 1
                CHANGED[name] += copied_text() != before
        except Refusal:
            pass
        self.copies.append(copied())

    def sleep(self, at: int) -> None:
        """Until half past seven of the next day."""
        tomorrow = clock.today() + dt.timedelta(days=1)
        self.traveller.move_to(clock.at(tomorrow, dt.time(7, 30)))

    def report(self, at: int) -> None:
        """A first report, or the correction of what is there."""
        unit, slot = (CLASS_11, CLASS_12)[at == 3], ("morning", "noon")[at == 2]
        base = RollCall.objects.filter(
            unit_no=unit, day=clock.today(), slot=slot, state="current"
        ).first()
        marks = [self._sick(unit, seat) for seat in range((at + self.done) % 4)]
        given = sent(
            unit,
            *marks,
            day=clock.today(),
            slot=slot,
            base=base.version if base else 0,
            reason="改",
        )
        screening.submit_roll_call(BUILDER, given)

    def _sick(self, unit: int, nth: int) -> Any:
        found = directory.class_roll(BUILDER, unit, clock.today())
        return sick(found[nth].enrolment_id, "cough", onset=clock.today())

    def stale(self, at: int) -> None:
        """A second report from a base that is not the newest: both are kept."""
        given = sent(CLASS_11, self._sick(CLASS_11, at), day=clock.today(), base=0, reason="另报")
        screening.submit_roll_call(BUILDER, given)

    def resolve(self, at: int) -> None:
        rows = RollCall.objects.filter(unit_no=CLASS_11, slot="morning", day=clock.today())
        other, current = rows.filter(state="conflict").first(), rows.filter(state="current").first()
        if other and current:
            keep = ("current", "other")[at % 2]
            screening.resolve_conflict(
                BUILDER, screening.Decision(current.pk, other.pk, keep, "问过")
            )

    def excuse(self, at: int) -> None:
        screening.excuse_class(BUILDER, CLASS_12, clock.today(), "noon", "outing", "")

    def include(self, at: int) -> None:
        screening.withdraw_excuse(BUILDER, CLASS_12, clock.today(), "取消外出")

    def copy_in(self, at: int) -> None:
        """Roll-calls by COPY, as an import brings them: hours after the time they claim."""
        size = 10
        claimed = max(clock.at(clock.today(), dt.time()), clock.now() - dt.timedelta(hours=5))
        values = {
            "id": uuid7(), "school_id": PRIMARY, "unit_no": CLASS_12 + 100 + self.done, "day": clock.today(),
            "slot": "morning", "version": 1, "base": 0, "state": "current", "enrolled": size,
            "expected": size, "present": size - at, "absent_sick": at, "absent_personal": 0,
            "absent_unknown": 0, "absent_isolation": 0, "late_arrivals": 0, "sent_home": 0,
            "submitted_at": claimed, "submitted_by_id": None, "entry": "import", "late": False,
            "reason": "", "body_hash": b"x",
        }  # fmt: skip
        line = [values[name] for name in bulk.ROLL_CALL_COLUMNS]
        bulk.load_roll_calls(BUILDER, [line], [])

    def _child(self, at: int) -> UUID:
        return self.universe.person(CLASS_11, at + 1)

    def move(self, at: int) -> None:
        people.change_class(BUILDER, self._child(at), CLASS_12, When(clock.today()))

    def move_back(self, at: int) -> None:
        people.change_class(BUILDER, self._child(at), CLASS_11, When(clock.today()))

    def plan(self, at: int) -> None:
        """Entered today for the day after tomorrow."""
        day = clock.today() + dt.timedelta(days=2)
        people.change_class(BUILDER, self._child(at), CLASS_12, When(day))

    def unplan(self, at: int) -> None:
        people.withdraw_plan(BUILDER, self._child(at))

    def leave(self, at: int) -> None:
        people.leave_school(BUILDER, self._child(at), "moved_away", When(clock.today()))

    def late_leave(self, at: int) -> None:
        """Entered today for a day that is past."""
        day = max(clock.today() - dt.timedelta(days=1), DAY)
        people.leave_school(BUILDER, self._child(at), "moved_away", When(day, "补记"))

    def transfer(self, at: int) -> None:
        transferring.hand_over(BUILDER, self._child(at), CLASS_71, When(clock.today()))

    def enrol(self, at: int) -> None:
        tail = f"77{self.done:02d}"
        roll.enrol(
            BUILDER,
            roll.NewPupil(
                school_id=PRIMARY, unit_no=CLASS_11, number=f"2026{tail}", name="新生", sex="F",
                birth_date=dt.date(2017, 5, 1), id_number=f"99010120170501{tail}", seat=50 + self.done,
                since=clock.today(), boarder=False, dormitory_no=None,
            ),
        )  # fmt: skip

    def bring_in(self, at: int) -> None:
        """A roster sheet: one new, one in another class, in one statement each."""
        rows = of_class(CLASS_11, 0)[at : at + 2]
        moved = row(CLASS_12, 0, at + 4)
        stranger = new(
            CLASS_12, number=900 + self.done, id_number=f"9901012017030188{self.done:02d}"
        )
        merge(BUILDER, *rows, moved, stranger, since=clock.today())

    def grant(self, at: int) -> None:
        """The class goes to another teacher, with its open duties."""
        held = Grant.objects.filter(unit_no=CLASS_11, role="class_teacher", until=None).first()
        to = self.universe.users[("logistics", "canteen", "doctor", "teacher")[at]].pk
        if held:
            self.cast("principal")
            positions.hand_over(
                self.universe.cast["principal"], held.pk, Handing(to, clock.today(), "轮换")
            )

    def hand_duty(self, at: int) -> None:
        duty = Duty.objects.filter(unit_no=CLASS_11, state="open", day=clock.today()).first()
        named = {user.pk: name for name, user in self.universe.users.items()}
        if duty and duty.assignee_id in named:
            asker = self.cast(named[duty.assignee_id])
            to = self.universe.users["deputy"].pk
            pk = duties.ask(asker, duties.NewAsking(uuid7(), duty.pk, "handover", "去医院", to))
            duties.answer(self.cast("deputy"), pk, "accepted")

    def worker_looks(self, at: int) -> None:
        """Who is marked as ill has an illness, and what kept them out is lifted when they are back."""
        illness.look(BUILDER, HERE, clock.today())
        illness.settle(BUILDER)

    def follow(self, at: int) -> None:
        states.opened(BUILDER, self.universe, at + 1)

    def isolate(self, at: int) -> None:
        line = self._line(at)
        if line:
            states.isolated(BUILDER, line)

    def withdraw(self, at: int) -> None:
        line = self._line(at)
        if line:
            keypersons.withdraw(BUILDER, line, "记错了人")

    def _line(self, at: int) -> UUID | None:
        rows = KeyPerson.objects.filter(school_id=PRIMARY, person_id=self._child(at), state="open")
        return rows.values_list("id", flat=True).first()

    def level(self, at: int) -> None:
        wanted = ("II", "III", "normal", "I")[at]
        pk = duties.ask_level(self.cast("leader"), COUNTY, wanted, _WHY)
        duties.decide_level(self.cast("officer"), pk, confirmed=True)


# Acts that only do something after one another come together; of pauses: until the next morning.
COURSES = (
    ("report",), ("report", "report"), ("report", "stale", "resolve"), ("stale", "resolve"), ("excuse",),
    ("excuse", "include"), ("copy_in",), ("move",), ("move", "sleep", "move_back"), ("plan",),
    ("plan", "unplan"), ("leave",), ("late_leave",), ("transfer",), ("enrol",), ("bring_in",), ("grant",),
    ("hand_duty",), ("level",), ("sleep",), ("report", "worker_looks"),
    ("report", "worker_looks", "report", "worker_looks"), ("follow",), ("follow", "isolate"),
    ("follow", "isolate", "withdraw"),
)  # fmt: skip
ACTS = tuple(dict.fromkeys(act for course in COURSES for act in course if act != "sleep"))
START = MORNING
