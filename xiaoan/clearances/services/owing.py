"""Who is kept is asked after every school day, by one named person, until they may come.

Whoever an illness, a line of key persons or a list of contacts follows has such a duty there: none is owed
twice.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from xiaoan.clearances import queries, rules
from xiaoan.clearances.models import Ground
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import moves as roll
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.scope import everywhere

FOLLOW = "clearances.follow"
BY = "clearances.follow.by"


def owe(actor: Actor, school_nos: Sequence[int]) -> int:
    """As the system, of schools: today's duty of everybody who is kept and whom nobody else follows, where
    there is school; what is open about others is not due any more. Gives how many are new. Twice opens
    nothing twice."""
    if not actor.is_system:
        raise Forbidden
    today = clock.today()
    open_ = directory.schools_open([today], school_nos)[today]
    wanted = to_follow([no for no in school_nos if no in open_], today)
    with everywhere("clearances"):
        _close(actor, school_nos, set(wanted))
        return _open(actor, wanted, today)


def to_follow(school_nos: Sequence[int], day: dt.date) -> dict[UUID, tuple[int, int]]:
    """Pupil → (school, class) of everybody who is kept on a day and whom no other duty follows."""
    if not school_nos:
        return {}
    grounds: dict[UUID, list[rules.Ground]] = defaultdict(list)
    with everywhere("clearances"):
        for row in Ground.objects.filter(school_id__in=school_nos):
            grounds[row.person_id].append(queries.told_of(row))
        mine = [
            who
            for who, all_of in grounds.items()
            if (kept := [one for one in all_of if rules.keeps(one, day)])
            and not any(rules.is_followed_elsewhere(one) for one in kept)
        ]
        where = roll.where_on_roll(mine, day)
        stands = queries.standings({who: at[0] for who, at in where.items()}, day)
    return {who: at for who, at in where.items() if stands[who].state == rules.NOT_CLEARED}


def _open(actor: Actor, wanted: dict[UUID, tuple[int, int]], today: dt.date) -> int:
    if not wanted:
        return 0
    ladders = duty_queries.ladders()
    units = {unit for _school, unit in wanted.values()}
    by = {no: clock.at(today, ladders.time(BY, no)) for no in units}
    named = duty_queries.present_holders({(FOLLOW, no) for no in units}, today, ladders)
    new = [
        duties.NewDuty(
            school_id=school, unit_no=unit, people=1, due_at=by[unit], assignee_id=named[FOLLOW, unit][0],
            deputy_id=named[FOLLOW, unit][1], about_id=who,
            next_step_at=ladders.first_step_at(unit, by[unit], FOLLOW),
        )
        for who, (school, unit) in sorted(wanted.items())
        # Known only after the hour: from the next school day on.
        if by[unit] > clock.now()
    ]  # fmt: skip
    return duties.open_duties(actor, FOLLOW, today, "", new)


def _close(actor: Actor, school_nos: Sequence[int], wanted: set[UUID]) -> None:
    running = duty_queries.about_in(FOLLOW, school_nos, clock.today())
    over = sorted(running - wanted)
    if over:
        duties.excuse_about(actor, FOLLOW, over, clock.today(), duties.Why("over"))
