"""Roll-calls of classes whose lessons rest (停课): opened as on any day, and excused at once, so that the
classes stay in the day's figures as not due. Who decides that they rest is the matter of app measures.
"""

import datetime as dt
from collections.abc import Collection

from xiaoan.directory.rules import SCHOOL
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries
from xiaoan.screening.services.calendar import excused_facts
from xiaoan.screening.services.day import KIND

SUSPENDED, RESUMED = "suspended", "resumed"


def suspend(
    actor: Actor, school_id: int, class_nos: Collection[int], day: dt.date, note: str
) -> int:
    """What is still open of the roll-calls of these classes on a day is not due; what was reported stays.
    Gives how many were excused.
    """
    _refuse_others(actor, school_id)
    standing = duty_queries.standing(actor, (school_id, school_id + SCHOOL), day)
    wanted = [one.id for one in standing if one.unit_no in class_nos and one.state == "open"]
    excused = duties.excuse_many(actor, wanted, duties.Why(SUSPENDED, note))
    if excused:
        journal.record_many(actor, excused_facts(day, excused))
    return len(excused)


def resume(
    actor: Actor, school_id: int, class_nos: Collection[int], day: dt.date, note: str
) -> int:
    """Lessons begin again on a day: what a suspension had excused is due from the next slot on, with the
    deadline it had. What was excused for another reason stays so. Gives how many are due again.
    """
    _refuse_others(actor, school_id)
    interval, now = (school_id, school_id + SCHOOL), clock.now()
    by_suspension = {
        one.duty_id
        for slot in queries.SLOT_NAMES
        for one in duty_queries.excused(actor, interval, day, slot)
        if one.reason == SUSPENDED and one.unit_no in class_nos
    }
    standing = duty_queries.standing(actor, interval, day)
    ahead = [one.id for one in standing if one.id in by_suspension and one.due_at > now]
    return duties.reopen(actor, KIND, day, ahead, duties.Why(RESUMED, note))


def _refuse_others(actor: Actor, school_id: int) -> None:
    if not actor.is_system and not actor.may(Permission.DECIDE_SUSPENSION, school_id):
        raise Forbidden
