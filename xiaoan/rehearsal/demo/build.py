"""The build, step by step: people, tables, roll, sixty days, this morning, the sign-in page."""

import asyncio
import datetime as dt
import gc
import os
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from procrastinate.contrib.django import app

from xiaoan.kernel import clock, queues
from xiaoan.rehearsal.demo import (
    accountability,
    allocation,
    arrivals,
    careteams,
    cast,
    cleaning,
    command,
    counselling,
    daily,
    demand,
    desks,
    directives,
    drills,
    dropout,
    equipment,
    events,
    figures,
    homework,
    ill,
    inspections,
    keypersons,
    lessons,
    materials,
    notices,
    online,
    past,
    procurement,
    publicity,
    readiness,
    reports,
    returns,
    roll,
    schoolplans,
    simulations,
    situation,
    supplies,
    surveys,
    today,
    training,
    unusual,
    verification,
    watch,
)
from xiaoan.rehearsal.demo.crew import Crew, crew
from xiaoan.rehearsal.demo.database import analyze, empty_database, without_indexes
from xiaoan.rehearsal.demo.moments import loosen_session, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan, make_plan
from xiaoan.rehearsal.geography import School

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """What stands at the end. `untold`: seat and name of pupils whom the silent class would report."""

    plan: Plan
    offered: list[cast.Offered]
    password: str
    untold: list[tuple[int, str]]
    seconds: float


class _Steps:
    """A line for each step with its seconds."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.began = self._last = time.monotonic()

    def done(self, text: str) -> None:
        now = time.monotonic()
        self._progress(f"{now - self.began:6.1f} s  (+{now - self._last:5.1f})  {text}")
        self._last = now


def build(
    people: int, seed: int, day: dt.date, progress: Progress, workers: int | None = None
) -> Built:
    """Replace the database by the demonstration's county at 08:05 of `day`.

    The same for the same people, seed and day, but for the password and sealed values. ValueError
    and Refusal say why it cannot be built.
    """
    workers = workers or min(os.cpu_count() or 1, 4)
    steps = _Steps(progress)
    # A million objects that live to the end: looking through them for garbage costs seconds.
    gc.disable()
    try:
        plan = make_plan(people, seed, day)
        county = plan.county
        steps.done(
            f"{len(county.townships)} townships, {len(county.schools)} schools, "
            f"{len(county.classes)} classes, {people} people, {len(plan.history.marks)} marks"
        )
        empty_database()
        steps.done("tables")
        with crew(plan, workers) as hands:
            password = secrets.token_hex(4)
            _load(plan, hands, steps, password)
            _morning(plan, hands, steps)
        return _finish(plan, password, steps)
    finally:
        gc.enable()
        clock.shift(dt.timedelta(0))


def _load(plan: Plan, hands: Crew, steps: _Steps, password: str) -> None:
    loosen_session()
    logins = cast.logins(plan, password)
    units = roll.load_county(plan, logins)
    steps.done(f"{units} units")
    with without_indexes():
        loaded = [sum(column) for column in zip(*hands.run(roll.load_schools, logins), strict=True)]
        steps.done(f"{loaded[0]} pupils, {loaded[1]} guardians, {loaded[2]} staff")
        loaded = [sum(column) for column in zip(*hands.run(past.load_past), strict=True)]
        steps.done(
            f"{len(plan.past)} school days: {loaded[0]} roll-calls, {loaded[1]} marks, "
            f"{loaded[2]} duties; {loaded[3]} records of disinfection"
        )
    steps.done("keys and indexes")
    analyze()
    steps.done("statistics")


def _morning(plan: Plan, hands: Crew, steps: _Steps) -> None:
    loosen_session()
    steps.done(f"{unusual.look_back(plan)} entries on the watch list of {plan.past[-1]}")
    steps.done(f"{keypersons.load_key_persons(plan)} key persons of the last days")
    events.close_one(plan)
    _at_home(plan, steps)
    ordered = procurement.before(plan)
    steps.done(f"{directives.before(plan)} parts of directives of the last days")
    steps.done(f"{inspections.before(plan)} hazards found in the last days")
    steps.done(f"{drills.before(plan)} drills held, {situation.before(plan)} townships on the map")
    asked = surveys.ask_before(plan)
    due = sum(hands.run(cleaning.lay_out))
    steps.done(f"{due} things to clean on {plan.day}")
    duties = today.open_morning(plan)
    steps.done(f"{duties} duties of {plan.day}")
    sent = since = 0
    for until in today.STEPS:
        sent += sum(hands.run(today.submit_until, since, until))
        if until == today.STEPS[-1]:
            watch.note_morning(plan, until)
        hands.run(_run_jobs, until)
        today.escalate(plan, until)
        since = until
    steps.done(f"{sent} roll-calls submitted and looked at, what was missed went up the ladder")
    asked += surveys.ask_today(plan) + surveys.ask_around_the_cast(plan)
    steps.done(f"{asked} answers in survey rounds")
    differing = verification.match_list(plan)
    steps.done(f"{differing} people who disagree with an outside list")
    steps.done(f"{ill.follow(plan)} sick children followed")
    steps.done(f"{events.investigate(plan)} outbreaks, one investigated, one closed")
    steps.done(f"{reports.report(plan)} reports sent, others due")
    directives.today(plan)
    steps.done(f"{publicity.announce(plan)} opening dates announced")
    _reopen(plan, steps)
    steps.done(f"{careteams.arrange(plan)} places filled in the care teams of one school")
    steps.done(f"{command.plan_week(plan)} seats of duty rosters filled")
    steps.done(f"{notices.tell(plan)} people told by notices, some confirmed, some to call")
    steps.done(f"{accountability.look_back(plan)} records of the month, one case file")
    _goods(plan, steps, ordered)


def _reopen(plan: Plan, steps: _Steps) -> None:
    steps.done(f"{inspections.today(plan)} inspections planned for today")
    steps.done(f"{drills.today(plan)} drills planned for tomorrow")
    steps.done(f"{schoolplans.write(plan)} plans of reopening, one in force")
    steps.done(f"{returns.keep(plan)} forms and requests of other offices")


def _at_home(plan: Plan, steps: _Steps) -> None:
    online.suspend(plan)
    known = lessons.before(plan) + homework.before(plan)
    steps.done(f"{known} lessons and tasks of a grade that learns at home")


def _goods(plan: Plan, steps: _Steps, ordered: UUID) -> None:
    steps.done(f"{supplies.stock(plan)} lots in stores, some short of the standard")
    cleaning.buy(plan)
    steps.done(f"{cleaning.go_round(plan)} records of disinfection of this morning")
    steps.done(f"{equipment.equip(plan)} devices and two kits of one school")
    steps.done(f"{training.train(plan)} certificates of trainings, some expiring, some missing")
    steps.done(f"{materials.assign(plan)} families have answered about influenza, one story")
    steps.done(f"{demand.use(plan)} figures of how long things last, one scenario")
    steps.done(f"{procurement.today(plan, ordered)} requisitions, orders, gifts")
    steps.done(f"masks planned for {allocation.draft(plan)} schools")


def _run_jobs(plan: Plan, part: int, schools: list[School], until: int) -> None:
    """Run what waits in the queue, as the worker does."""
    stand_at(second_of(plan.day, until))
    asyncio.run(_work_once())


async def _work_once() -> None:
    # One thread for all jobs, so that its database connection can be closed at the end.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    with app.replace_connector(queues.worker_connector()) as worker:
        async with worker.open_async():
            await worker.run_worker_async(
                wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False,
                delete_jobs="always", queues=["default"],
            )  # fmt: skip
    await sync_to_async(connections.close_all, thread_sensitive=False)()


def _finish(plan: Plan, password: str, steps: _Steps) -> Built:
    offered = cast.offer_people(plan, password)
    steps.done(f"{desks.talk(plan, offered)} reports of rumours and questions of a family")
    steps.done(f"{counselling.care(plan, offered)} children looked after by one counsellor")
    steps.done(f"{dropout.watch(plan)} pupils on the drop-out watch, some families called")
    family = online.offer_guardian(plan, password, offered)
    taught = lessons.learn(plan) + homework.learn(plan, family.user_id)
    steps.done(f"{taught} lessons and tasks of this morning")
    steps.done(f"{arrivals.arrive(plan)} pupils came in by slots this morning")
    steps.done(f"{simulations.compare(plan)} replicates of two ways of opening")
    steps.done(f"{readiness.decide(plan)} conditions of three schools looked at, one school opened")
    steps.done(f"{figures.keep(plan)} figures of the last days and of this morning")
    steps.done(f"{daily.report(plan)} daily reports signed, the briefing of the morning")
    pupils = plan.population.pupils
    untold = [
        (pupils[at].seat, pupils[at].name)
        for at, _symptoms, _onset in plan.history.incidents.untold
    ]
    ahead = stand_at(second_of(plan.day, today.STEPS[-1]))
    Path(settings.XIAOAN_CLOCK_FILE).write_text(f"{ahead.total_seconds():.0f}\n")
    (Path(settings.XIAOAN_HOME) / "demo").touch()
    connections.close_all()
    steps.done("sign-in page, clock")
    return Built(plan, offered, password, untold, time.monotonic() - steps.began)
