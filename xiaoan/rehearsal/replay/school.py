"""The scratch school: built, then lived through day by day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from procrastinate.contrib.django import app

from xiaoan.directory import queries as directory_queries
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.rehearsal.replay.sheet import EARLIEST, Child, LineList
from xiaoan.screening import rules
from xiaoan.screening import services as screening

ACTOR = system("replay")
COUNTY = numbering.COUNTY
SCHOOL = COUNTY + numbering.TOWNSHIP + numbering.SCHOOL
# Days with nobody ill further than this from any illness change no window: they are passed over.
QUIET = dt.timedelta(days=14)


@dataclass
class Scratch:
    """Numbers and ids of the scratch school, back to the labels of the file."""

    classes: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    enrolments: dict[tuple[str, str], UUID] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    people: dict[UUID, str] = field(default_factory=dict)


def replay(lines: LineList, *, calendar: str = "") -> Iterator[dict[str, Any]]:
    """One dictionary a signal, in order, then the summary."""
    Path(settings.XIAOAN_KEY_FILE).write_text(ciphers.new_keys())
    call_command("migrate", database="owner", verbosity=0)
    first, last = lines.span or (EARLIEST, EARLIEST)
    with acting_as(ACTOR):
        made = _build(lines, first - dt.timedelta(days=1), last + QUIET, calendar)
    known: set[UUID] = set()
    firsts: dict[str, str | int] = {}
    days = _days(lines, made)
    for day in days:
        _live(lines, made, day)
        for line in _new_signals(lines, made, known):
            firsts.setdefault(line["rule"], line["day"])
            yield line
    ill = sum(bool(child.spells) for child in lines.children)
    yield {
        "summary": {
            "rows": lines.rows,
            "rows_refused": len(lines.refused),
            "pupils": len(lines.children),
            "classes": len(made.classes),
            "dormitories": len(made.rooms),
            "ill": ill,
            "school_days": len(days),
            "signals": len(known),
            "first_day": firsts,
        }
    }


def _build(lines: LineList, since: dt.date, until: dt.date, calendar: str) -> Scratch:
    made = Scratch()
    for no, size, above, kind, stage in (
        (COUNTY, numbering.COUNTY, None, "county", ""),
        (COUNTY + numbering.TOWNSHIP, numbering.TOWNSHIP, COUNTY, "township", ""),
        (SCHOOL, numbering.SCHOOL, COUNTY + numbering.TOWNSHIP, "school", "primary"),
    ):
        _open(no, size, above, kind, kind, since, stage)
    directory.set_term(ACTOR, COUNTY, "replay", since, until)
    if not calendar:
        _every_day_is_a_school_day(since, until)
    slot = screening.NewSlot(COUNTY, "primary", "morning", dt.time(0, 1), dt.time(9, 0))
    screening.set_slots(ACTOR, [slot])
    for child in lines.children:
        _enrol(made, child, since)
    return made


def _open(
    no: int, size: int, above: int | None, kind: str, name: str, since: dt.date, stage: str = ""
) -> None:
    directory.open_unit(
        ACTOR,
        directory.NewUnit(
            no=no,
            end=no + size,
            parent_no=above,
            kind=kind,
            name=name,
            code=f"replay-{no}",
            school_id=SCHOOL if no >= SCHOOL else 0,
            opened=since,
            stage=stage,
        ),
    )


def _every_day_is_a_school_day(since: dt.date, until: dt.date) -> None:
    for n in range((until - since).days + 1):
        day = since + dt.timedelta(days=n)
        if day.weekday() >= 5:
            directory.set_calendar_day(ACTOR, COUNTY, day, True, "replay")


def _class_no(made: Scratch, label: str, since: dt.date) -> int:
    if label not in made.classes:
        index = len(made.classes)
        grade = numbering.grade_no(SCHOOL, index // 60)
        if index % 60 == 0:
            _open(grade, numbering.GRADE, SCHOOL, "grade", "replay", since)
        made.classes[label] = grade + 1 + index % 60
        made.labels[made.classes[label]] = label
        _open(made.classes[label], 1, grade, "class", label, since, "primary")
    return made.classes[label]


def _room_no(made: Scratch, label: str, since: dt.date) -> int | None:
    if not label:
        return None
    if label not in made.rooms:
        made.rooms[label] = SCHOOL + numbering.DORMITORIES + len(made.rooms)
        made.labels[made.rooms[label]] = label
        _open(made.rooms[label], 1, SCHOOL, "dormitory", label, since)
    return made.rooms[label]


def _enrol(made: Scratch, child: Child, since: dt.date) -> None:
    seat = len(made.people) + 1
    person, enrolment = directory.enrol(
        ACTOR,
        directory.NewPupil(
            school_id=SCHOOL,
            unit_no=_class_no(made, child.class_, since),
            number=str(seat),
            name=child.person,
            pinyin="",
            sex="",
            birth_date=dt.date(1990, 1, 1),
            id_number=f"replay-{seat}",
            seat=seat % 30_000,
            since=since,
            boarder=bool(child.dormitory),
            dormitory_no=_room_no(made, child.dormitory, since),
        ),
    )
    made.enrolments[child.person, child.class_] = enrolment.pk
    made.people[person.pk] = child.person


def _days(lines: LineList, made: Scratch) -> list[dt.date]:
    """The school days to live through: all that are near an illness."""
    if lines.span is None:
        return []
    first, last = lines.span
    rows = {
        spell.first + dt.timedelta(days=n)
        for child in lines.children
        for spell in child.spells
        for n in range((spell.last - spell.first).days + 1 + QUIET.days)
    }
    known = directory_queries.calendar(SCHOOL)
    return [
        day for day in sorted(rows) if first <= day <= last + QUIET and known.is_school_day(day)
    ]


def _live(lines: LineList, made: Scratch, day: dt.date) -> None:
    """One school day: duties are opened, every class reports, the waiting jobs run."""
    clock.shift(dt.timedelta(0))
    clock.shift(clock.at(day, dt.time(8, 0)) - clock.now())
    marks = _marks(lines, made, day)
    with acting_as(ACTOR):
        screening.open_day(ACTOR, day, (SCHOOL, SCHOOL + numbering.SCHOOL))
        for unit_no in made.classes.values():
            screening.submit_roll_call(
                ACTOR,
                screening.Submission(
                    id=uuid7(),
                    unit_no=unit_no,
                    day=day,
                    slot="morning",
                    base=0,
                    marks=tuple(marks.get(unit_no, ())),
                    confirmed=True,
                ),
            )
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]  # procrastinate.contrib.django's connector
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def _marks(lines: LineList, made: Scratch, day: dt.date) -> dict[int, list[rules.Mark]]:
    """Who is reported ill on a day, by class. An illness that began and ended on days without school
    is reported on the first school day after it, with its onset.
    """
    known = directory_queries.calendar(SCHOOL)
    found: dict[int, list[rules.Mark]] = {}
    for child in lines.children:
        for spell in child.spells:
            seen_until = spell.last
            while not any(
                known.is_school_day(spell.first + dt.timedelta(days=n))
                for n in range((seen_until - spell.first).days + 1)
            ):
                seen_until += dt.timedelta(days=1)
            if spell.first <= day <= seen_until:
                mark = rules.Mark(
                    person=made.enrolments[child.person, child.class_],
                    kind=rules.Kind.ABSENT_SICK,
                    symptoms=rules.symptoms_of(spell.symptoms),
                    onset=spell.first,
                )
                found.setdefault(made.classes[child.class_], []).append(mark)
                break
    return found


def _new_signals(lines: LineList, made: Scratch, known: set[UUID]) -> list[dict[str, Any]]:
    with acting_as(ACTOR):
        rows = [row for row in outbreaks.signals(ACTOR, limit=100_000) if row.id not in known]
        found = []
        for row in sorted(rows, key=lambda r: (r.day, r.rule, r.unit_no, r.syndrome)):
            known.add(row.id)
            people = [made.people[person] for person in outbreaks.people_of(ACTOR, row.id)]
            found.append(
                {
                    "day": lines.label(row.day),
                    "rule": row.rule,
                    "basis": row.basis,
                    "level": row.level,
                    "unit": made.labels[row.unit_no],
                    "count": row.cases,
                    "people": people,
                    "syndrome": row.syndrome,
                }
            )
    return found
