"""A month by a simulated clock: leavers, vacancies, holidays, changes of level and of who answers. No duty
without a living owner, or seen to be without one; each goes up when it is time, once; none is forgotten."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
import time_machine

from tests.builders import BUILDER, CLASSES, COUNTY, DAY, PRIMARY, RIVER, TOWN, Universe, account
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Grant
from xiaoan.accounts.queries import actors_of
from xiaoan.directory import queries as find
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.duties.queries.levels import Grounds
from xiaoan.duties.rules import answering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
ROLL = "screening.rollcall"
WHOLE = (COUNTY, COUNTY + 2**24)
ONE = dt.timedelta(days=1)
TIMES = ("07:00", "07:43", "08:24", "08:31", "08:52", "09:21", "14:14", "14:31", "15:00", "19:31")
POSTS = (
    "class_teacher", "subject_teacher", "grade_head", "principal", "township_liaison", "township_leader",
)  # fmt: skip
# What townships owe: the kind of a duty under a township's own number.
OWED = "directives.township_carry_out"


class Dice:
    """The same throws again each time."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, count: int) -> int:
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % count

    def one(self, of: Sequence[Any]) -> Any:
        return of[self.below(len(of))]


# What happens how often.
LIKELY = (
    *["nothing"] * 4, *["leave"] * 2, *["come"] * 2, "holiday", *["level"] * 2, *["report"] * 8,
    *["answering"] * 2,
)  # fmt: skip


@dataclass
class World:
    """What the test itself knows of the month: switches of level, and what happened how often."""

    dice: Dice
    acting: Acting
    universe: Universe
    switches: list[tuple[dt.datetime, int, str]] = field(default_factory=list)
    # (from, unit, level, who answers, chain): who answers for a roll-call; () for as by default.
    settings: list[tuple[dt.datetime, int, str, tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=list
    )
    seen: Counter[str] = field(default_factory=Counter)
    head: UUID | None = None

    def level_of(self, unit_no: int, at: dt.datetime) -> str:
        """The plain model: the last switch of the county and of the township, the graver of both."""
        found = ["normal"]
        for unit in (COUNTY, TOWN if unit_no < RIVER else RIVER):
            past = [level for when, no, level in self.switches if no == unit and when <= at]
            found += past[-1:]
        return max(found, key=rules.LEVELS.index)

    def set_for(
        self, unit_no: int, at: dt.datetime
    ) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The plain model of who answers: of each level up to that of the instant, the gravest first, the
        last that the nearest unit has set and not taken back."""
        found = []
        for level in reversed(rules.LEVELS[: rules.LEVELS.index(self.level_of(unit_no, at)) + 1]):
            for unit in (numbering.school_of(unit_no), TOWN if unit_no < RIVER else RIVER, COUNTY):
                past = [
                    (answers, chain)
                    for when, no, of, answers, chain in self.settings
                    if (no, of) == (unit, level) and when <= at
                ]
                if past and past[-1] != ((), ()):
                    found.append(past[-1])
                    break
        return found

    def chain_of(self, duty: Duty) -> set[str]:
        set_ = self.set_for(duty.unit_no, duty.due_at) if duty.kind == ROLL else []
        told = [chain for _answers, chain in set_ if chain]
        return {role for chain in told for role in chain} or {*rules.CATALOGUE.chain_of(duty.kind)}

    def reached(self, duty: Duty, now: dt.datetime) -> int:
        """The level of the ladder at which a duty that stayed open ought to be."""
        level = self.level_of(duty.unit_no, duty.due_at)
        chain = self.chain_of(duty)
        passed = [
            rung
            for role, rung in rules.LEVEL_OF.items()
            if role in chain
            and (role != rules.OPTIONAL or is_led(duty.unit_no))
            and duty.due_at + dt.timedelta(minutes=rules.VALUES[f"ladder.{role}"].at(level)) <= now
        ]
        return max(passed, default=0)


def is_led(unit_no: int) -> bool:
    """Whether the township has a leader today."""
    running = Grant.objects.filter(role=rules.OPTIONAL, since__lte=clock.today())
    return running.filter(unit_no=unit_no).exclude(until__lte=clock.today()).exists()


def owe_townships(day: dt.date) -> None:
    """Each township owes something by five past eight: a leader is told at half past, where there is one."""
    due_at = clock.at(day, dt.time(8, 5))
    named = queries.present_holders([(OWED, unit) for unit in (TOWN, RIVER)], day)
    for unit in (TOWN, RIVER):
        owner, deputy = named[OWED, unit]
        new = duties.NewDuty(
            school_id=0, unit_no=unit, people=0, due_at=due_at, assignee_id=owner, deputy_id=deputy,
            next_step_at=queries.ladders().first_step_at(unit, due_at, OWED), about_id=uuid7(),
        )  # fmt: skip
        duties.open_duties(BUILDER, OWED, day, "", [new])


def happen(world: World) -> None:
    """Something of what happens in a county."""
    dice, today = world.dice, clock.today()
    what = dice.one(LIKELY)
    world.seen[what] += 1
    enter(BUILDER)
    if what == "leave":
        found = list(Grant.objects.filter(role__in=POSTS, until=None).order_by("id"))
        if len(found) > len(POSTS):
            Grant.objects.filter(pk=dice.one(found).pk).update(until=today)
    elif what == "come":
        come(dice, today)
    elif what == "holiday":
        unit = dice.one((COUNTY, TOWN, RIVER))
        directory.set_calendar_day(BUILDER, unit, today, dice.below(2) == 0, "调休", "测试")
    elif what == "level":
        switch(world)
    elif what == "answering":
        answer_anew(world)
    elif what == "report":
        report(world)


def come(dice: Dice, today: dt.date) -> None:
    """A post that was left is held again, by the same person."""
    held = Grant.objects.filter(role__in=POSTS)
    running = set(held.filter(until=None).values_list("role", "unit_no"))
    gone = [
        grant
        for grant in held.filter(until__lt=today).order_by("id")
        if (grant.role, grant.unit_no) not in running
    ]
    if gone:
        one = dice.one(gone)
        accounts.grant_role(
            BUILDER, one.user, one.role, one.unit_no, one.unit_end, one.school_id, today
        )


def switch(world: World) -> None:
    unit = world.dice.one((COUNTY, TOWN, RIVER))
    level = world.dice.one(rules.LEVELS)
    if queries.ladders().own_level(unit) != level:
        pk = duties.ask_level(world.acting("leader"), unit, level, Grounds("疫情", "预案"))
        duties.decide_level(world.acting("officer"), pk, confirmed=True)
        world.switches.append((clock.now(), unit, level))
        enter(BUILDER)
        screening.follow_level(BUILDER, unit, clock.today())
        interval = find.place(unit).interval
        duties.rename(BUILDER, interval, queries.ladders().chosen_kinds)
        duties.follow_level(interval)


def answer_anew(world: World) -> None:
    """The officer sets who answers for a roll-call somewhere at a level; the leader confirms if it takes."""
    dice = world.dice
    unit, level = dice.one((COUNTY, TOWN, PRIMARY)), dice.one(("normal", "normal", "II", "I"))
    answers = dice.one(
        ((), ("school_doctor", "class_teacher"), ("principal",), ("subject_teacher",))
    )
    chain = dice.one(((), ("principal", "bureau_officer"), ("bureau_officer",)))
    if world.settings and dice.below(3) == 0:  # back to the default, where something was set
        _at, unit, level, _answers, _chain = dice.one(world.settings)
        answers, chain = (), ()
    wanted = duties.SetAnswering(
        uuid7(),
        ROLL,
        level,
        answering.Choice(clock.now(), answers, (), chain),
        "测试",
        clock.today(),
        {},
    )
    try:
        state = duties.ask_answering(world.acting("officer"), unit, wanted)
    except Invalid:  # as it is already
        return
    if state == "asked":
        duties.decide_answering(world.acting("leader"), wanted.id, confirmed=True)
    world.settings.append((clock.now(), unit, level, answers, chain))
    world.seen["set" if answers or chain else "set back"] += 1
    world.seen["by two"] += state == "asked"


def report(world: World) -> None:
    for unit_no in {world.dice.one(CLASSES) for _ in range(3)}:
        for duty in Duty.objects.filter(unit_no=unit_no, day=clock.today(), state="open"):
            held = duties.hold(unit_no, duty.kind, duty.day, duty.slot)
            if held and (duty.opens_at is None or duty.opens_at <= clock.now()):
                duties.discharge(BUILDER, held, clock.now(), on_behalf=False)


def look(world: World) -> None:
    """What has to hold at every moment, after the worker has run."""
    now, today = clock.now(), clock.today()
    enter(BUILDER)
    while duties.escalate(BUILDER):
        pass
    duties.follow_answering(BUILDER)
    duties.renew_owners(BUILDER)
    rows = list(Duty.objects.filter(queries.still(today), state="open"))
    owners = actors_of({duty.assignee_id for duty in rows if duty.assignee_id})
    holders = queries.present_holders({(duty.kind, duty.unit_no) for duty in rows}, today)
    for duty in rows:
        if duty.assignee_id is None:
            world.seen["without owner"] += 1
            assert holders[duty.kind, duty.unit_no] == (None, None)
        else:
            assert owners[duty.assignee_id].sees(duty.unit_no)
        assert duty.level == world.reached(duty, now), (duty.kind, duty.slot, duty.due_at, now)
        world.seen[f"level {duty.level}"] += 1
        if duty.kind == OWED:
            world.seen[f"township {duty.level}"] += 1
            stands_in = duty.deputy_id or duty.assignee_id
            world.seen["leader answers"] += stands_in == world.head
        if duty.kind == ROLL and duty.due_at > now:
            is_named_as_set(world, duty, now)


def is_named_as_set(world: World, duty: Duty, now: dt.datetime) -> None:
    """What is not due yet names who holds the first of the posts that is held, or nobody if none is."""
    posts = next((one for one, _chain in world.set_for(duty.unit_no, now) if one), ())
    if not posts:
        return
    parent = find.place(duty.unit_no).parent_no or duty.unit_no
    at = (duty.unit_no, parent, numbering.school_of(duty.unit_no))
    running = Grant.objects.filter(unit_no__in=at).exclude(until__lte=clock.today())
    held = {
        role: set(running.filter(role=role).values_list("user_id", flat=True)) for role in posts
    }
    first = next((held[role] for role in posts if held[role]), {None})
    assert duty.assignee_id in first, (posts, duty.unit_no, duty.slot, now)
    world.seen["named as set"] += 1
    world.seen["set, nobody there"] += first == {None}


@pytest.mark.parametrize("seed", [6])
def test_a_month(
    seed: int, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    world = World(Dice(seed), acting, universe)
    enter(BUILDER)
    world.head = account(
        universe, "head", "分管领导", rules.OPTIONAL, TOWN, TOWN + numbering.TOWNSHIP
    ).pk
    universe.users.pop("head")
    for n in range(1, 29):
        day = DAY + ONE * n
        for time in TIMES:
            morning.move_to(clock.at(day, dt.time.fromisoformat(time)))
            enter(BUILDER)
            if time == TIMES[0]:
                screening.open_day(BUILDER, day, WHOLE)
                owe_townships(day)
            happen(world)
            look(world)
    taken = list(Step.objects.filter(kind="escalate").values_list("duty_id", "level", "at"))
    assert len(taken) == len({(duty, level) for duty, level, _at in taken})
    ended = dict(Duty.objects.filter(state="done").values_list("id", "done_at"))
    done = [(at, ended.get(duty)) for duty, _level, at in taken]
    assert [1 for at, end in done if end is not None and at > end] == []
    # The month had all of it.
    for what in (
        "leave", "come", "holiday", "level", "report", "without owner", "level 4",
        "township 0", "township 3", "township 4", "leader answers",
        "set", "set back", "by two", "named as set", "set, nobody there",
    ):  # fmt: skip
        assert world.seen[what] > 0, (what, world.seen)
    assert len(world.switches) > 3
