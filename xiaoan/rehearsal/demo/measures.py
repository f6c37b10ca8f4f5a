"""What was ordered against the outbreak of this morning: one measure done, the others owed, and a proposal
that lessons of its class rest from tomorrow, for the bureau to decide."""

import datetime as dt
from uuid import UUID

from xiaoan.investigations.queries import EventHead
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.measures import queries, rules
from xiaoan.measures import services as measures

_DAYS = 3


def order_usual(doctor: Actor, head: EventHead, class_no: int) -> None:
    """The doctor orders what is usual, does their own part, and proposes a suspension."""
    kinds = [rules.kinds()[code] for code in rules.usual(head.syndrome)]
    holders = {one.role: one.user_id for one in reversed(queries.owners(doctor, class_no))}
    lines = tuple(measures.Line(one.code, _owner(holders, one.role), one.hours) for one in kinds)
    measures.order(doctor, measures.Order(uuid7(), head.id, class_no, lines))
    mine = next(one for one in queries.of_event(doctor, head.id) if one.kind == "exclude")
    measures.carry_out(
        doctor,
        measures.Answer(uuid7(), mine.id, "患病学生已由家长接回,保健室有登记", clock.now()),
    )
    first = clock.today() + dt.timedelta(days=1)
    last = first + dt.timedelta(days=_DAYS - 1)
    measures.propose(
        doctor,
        measures.Proposal(uuid7(), head.id, (class_no,), first, last, "同班三天内多人呕吐"),
    )


def _owner(holders: dict[str, UUID], role: str) -> UUID:
    return holders.get(role) or holders["school_doctor"]
