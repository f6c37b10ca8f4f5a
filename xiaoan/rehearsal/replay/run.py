"""Living through an outbreak in the scratch school: roll-calls, the jobs they start, the signals."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.periodic import PeriodicRegistry

from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.kernel import ciphers, clock, queues
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.outbreaks.services import LOOK_BACK
from xiaoan.rehearsal.replay import diary, statistics
from xiaoan.rehearsal.replay.school import ACTOR, COUNTY, NO_CLASS, SCHOOL, Scratch, build
from xiaoan.rehearsal.replay.sheet import EARLIEST, LineList
from xiaoan.screening import queries as screening_queries
from xiaoan.screening import rules
from xiaoan.screening import services as screening
from xiaoan.screening.events import RollCallsRecorded

WITHIN = (SCHOOL, SCHOOL + numbering.SCHOOL)
SLOT = "morning"
REPORTED_AT = dt.time(8, 0)


@dataclass
class Told:
    """What has been printed so far."""

    signals: set[UUID] = field(default_factory=set)
    printed: int = 0
    first_day: dict[str, str | int] = field(default_factory=dict)


def replay(lines: LineList, *, calendar: str = "") -> Iterator[dict[str, Any]]:
    """One dictionary a signal, in order, then the summary."""
    Path(settings.XIAOAN_KEY_FILE).write_text(ciphers.new_keys())
    Path(settings.XIAOAN_COUNSELLING_KEY_FILE).write_text(ciphers.new_line())
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()
    is_school_day = diary.school_days(calendar)
    known = diary.write(lines.children, is_school_day)
    made = _open_school(lines, known, is_school_day)
    told, school = Told(), statistics.SchoolLevel()
    sick: set[int] = set()
    with Jobs() as jobs:
        for day in known.days:
            sick = _report(made, known, day, sick)
            if day in known.ill:
                jobs.run()
                yield from _new_signals(lines, made, told, day)
                yield from school.lines(lines, made, day)
    yield {"summary": _summary(lines, made, known, told)}


def _open_school(lines: LineList, known: diary.Diary, is_school_day: diary.IsSchoolDay) -> Scratch:
    """The school opens the day before the first illness; its calendar names every day lived through
    that is no weekday, and every weekday that is none.
    """
    days = known.days or (EARLIEST,)
    since = min([days[0], *(spell.first for spell in lines.spells)]) - dt.timedelta(days=1)
    quiet = statistics.quiet_days(since, is_school_day)
    with acting_as(ACTOR):
        made = build(lines.children, since, days[-1])
        statistics.give_a_past(quiet, since)
        for day in quiet:
            _load_zero_reports(made, day, list(made.sizes), is_told=False)
        for day in known.days:
            if day.weekday() >= 5:
                directory.set_calendar_day(ACTOR, COUNTY, day, True, "replay")
    return made


def _report(made: Scratch, known: diary.Diary, day: dt.date, sick: set[int]) -> set[int]:
    """One school day: duties are opened, and every class reports. `sick`: the classes that named
    somebody the day before; gives those that do today.

    A class that is clean and was clean changes no case: those are loaded together, the others
    report one by one.
    """
    clock.shift(dt.timedelta(0))
    clock.shift(clock.at(day, REPORTED_AT) - clock.now())
    marks = _marks(made, known, day)
    told = sick | set(marks)
    with acting_as(ACTOR):
        screening.open_day(ACTOR, day, WITHIN)
        _load_zero_reports(made, day, [no for no in made.sizes if no not in told])
        for unit_no in sorted(told):
            sent = screening.Submission(
                id=uuid7(), unit_no=unit_no, day=day, slot=SLOT, base=0,
                marks=tuple(marks.get(unit_no, {}).values()), confirmed=True,
            )  # fmt: skip
            screening.submit_roll_call(ACTOR, sent)
    return set(marks)


def _marks(made: Scratch, known: diary.Diary, day: dt.date) -> dict[int, dict[str, rules.Mark]]:
    """Class → person → mark. Whom the file puts into two rooms of one class is marked once."""
    found: dict[int, dict[str, rules.Mark]] = {}
    for child, symptoms, onset in known.ill.get(day, []):
        mark = rules.Mark(
            person=made.enrolment(child),
            kind=rules.Kind.ABSENT_SICK,
            symptoms=symptoms,
            onset=onset,
        )
        found.setdefault(made.classes[child.class_], {}).setdefault(child.person, mark)
    return found


def _load_zero_reports(
    made: Scratch, day: dt.date, classes: list[int], *, is_told: bool = True
) -> None:
    """`is_told`: as a fact, too; the quiet days before the file have no duties that facts would settle."""
    rows, sums = [], Counter[str]()
    for unit_no in classes:
        counts = rules.counts(made.sizes[unit_no], ())
        key = uuid7()
        told = asdict(counts) | {
            "id": key, "school_id": SCHOOL, "unit_no": unit_no, "day": day, "slot": SLOT,
            "version": 1, "base": 0, "state": "current", "submitted_at": clock.now(),
            "submitted_by_id": None, "entry": "self", "late": False, "reason": "",
            "body_hash": key.bytes,
        }  # fmt: skip
        rows.append(tuple(told[column] for column in screening.ROLL_CALL_COLUMNS))
        sums.update(screening_queries.figures(counts, ()))
    fact = RollCallsRecorded(
        school_id=SCHOOL, unit_no=SCHOOL, day=day, slot=SLOT, classes=len(rows), late=0,
        zero=len(rows), corrections=0, figures=dict(sums),
    )  # fmt: skip
    screening.load_roll_calls(ACTOR, rows, [fact] if rows and is_told else [])


def _new_signals(
    lines: LineList, made: Scratch, told: Told, day: dt.date
) -> Iterator[dict[str, Any]]:
    recent = outbreaks.Wanted(since=day - LOOK_BACK)
    with acting_as(ACTOR):
        _all, _open, rows = outbreaks.page_of_signals(ACTOR, recent, 0, 100_000)
        rows = [row for row in rows if row.id not in told.signals]
        people = {row.id: set(outbreaks.people_of(ACTOR, row.id)) for row in rows}
    for row in sorted(rows, key=lambda r: (r.day, r.rule, r.level, r.unit_no, r.syndrome)):
        told.signals.add(row.id)
        if made.labels[row.unit_no] == NO_CLASS:
            continue
        told.printed += 1
        told.first_day.setdefault(row.rule, lines.label(row.day))
        yield {
            "day": lines.label(row.day),
            "rule": row.rule,
            "basis": row.basis,
            "level": row.level,
            "unit": made.labels[row.unit_no],
            "count": row.cases,
            "people": [made.names[one] for one in sorted(people[row.id], key=made.number)],
            "syndrome": row.syndrome,
            "reported": lines.label(day),
        }


def _summary(
    lines: LineList, made: Scratch, known: diary.Diary, told: Told
) -> dict[str, int | dict[str, str | int]]:
    ill = {child.person for child in lines.children if child.spells}
    asked = {child.person for child in lines.children for spell in child.spells if spell.symptoms}
    return {
        "rows": lines.rows,
        "rows_refused": len(lines.refused),
        "pupils": len(made.people),
        "classes": len(set(made.classes) - {NO_CLASS}),
        "dormitories": len(made.rooms),
        "ill": len(ill),
        "ill_without_symptoms": len(ill - asked),
        "school_days": len(known.days),
        "signals": told.printed,
        "first_day": told.first_day,
    }


# Signals are all that is asked for here: nobody follows the children of a scratch school.
_QUEUES = ["default"]


class Jobs:
    """The worker, run between two days: one thread and one connection for all of its jobs."""

    def __enter__(self) -> Self:
        self._loop = asyncio.Runner()
        self._run(_one_thread())
        self._connector = queues.worker_connector()
        self._run(self._connector.open_async())
        return self

    def run(self) -> None:
        """Run what waits. A job that fails would be a signal that nobody sees: it ends the replay."""
        with app.replace_connector(self._connector) as worker:
            # The clock on the wall starts nothing here.
            worker.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]  # procrastinate's
            self._run(
                worker.run_worker_async(
                    wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False,
                    delete_jobs="successful", queues=_QUEUES,
                )
            )  # fmt: skip
            left = list(self._run(worker.job_manager.list_jobs_async(queue=_QUEUES[0])))
        if left:
            raise ConnectorException(f"{len(left)} jobs did not end well; the first: {left[0]}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._run(sync_to_async(connections.close_all, thread_sensitive=False)())
        self._run(self._connector.close_async())
        self._loop.close()

    def _run(self, work: Any) -> Any:
        return self._loop.run(work)


async def _one_thread() -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
