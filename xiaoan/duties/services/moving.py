"""Open duties that go from one holder of a position to another."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.duties import rules
from xiaoan.duties.events import DutiesReassigned
from xiaoan.duties.models import Duty
from xiaoan.duties.queries.force import ladders
from xiaoan.duties.queries.kinds import lasting
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission

_REASSIGN = """
update duties_duty set
  assignee_id = case when {assignee} then %(to)s::uuid else assignee_id end,
  deputy_id = case when {deputy} then nullif(%(to)s::uuid, assignee_id) else deputy_id end
where state = 'open' and not kind = any(%(others)s) and (day >= %(since)s or kind = any(%(lasting)s))
  and unit_no >= %(lo)s and unit_no < %(hi)s
  and ({assignee} or {deputy}) returning id
"""
# What nobody is named for in a school is not theirs by filling their position: it may be a class's.
_OF_A_WHOLE_SCHOOL = ("dormitory_keeper", "school_doctor")
# Nobody is named twice in one duty.
_ONCE = "update duties_duty set deputy_id = null where id = any(%s) and deputy_id = assignee_id"


@dataclass(frozen=True)
class Move:
    """Whose open duties at a position's units go to whom, from a day on."""

    role: str
    school_id: int
    interval: Interval
    since: dt.date
    from_id: UUID | None
    to_id: UUID | None


def lock_open(role: str, interval: Interval) -> None:
    """Lock what may move, before the caller records its first fact: a roll-call takes its duty and then
    the chain too, and whoever takes them in the other order may wait for one another for ever.
    """
    if role in rules.NAMED_AS:
        lo, hi = interval
        rows = Duty.objects.select_for_update().filter(
            state="open", unit_no__gte=lo, unit_no__lt=hi
        )
        list(rows.order_by("unit_no", "slot", "day").values_list("id"))


def _of_other_posts(move: Move) -> list[str]:
    """Kinds for which other posts were set to answer: what nobody is named for there does not come with
    this one. (What names its holder goes with it, however that came.)"""
    if move.from_id is not None:
        return []
    force, lo = ladders(), move.interval[0]
    chosen = {kind: force.posts(kind, lo) for kind in force.chosen_kinds}
    return [kind for kind, found in chosen.items() if found and move.role not in found[0]]


def reassign(actor: Actor, move: Move) -> int:
    """Have the open duties of one holder of a position name another; gives how many."""
    lo, hi = move.interval
    if not actor.may(Permission.KEEP_POSITIONS, lo):
        raise Forbidden if actor.sees(lo) else NotFound
    places = rules.NAMED_AS.get(move.role, ())
    if not places or (move.from_id is None and move.role in _OF_A_WHOLE_SCHOOL):
        return 0
    named = {place: f"{place} = %(from)s::uuid" for place in places}
    if move.from_id is None:
        named = {places[0]: f"{places[0]} is null"}
    sql = _REASSIGN.format(
        assignee=named.get("assignee_id", "false"), deputy=named.get("deputy_id", "false")
    )
    given = {
        "from": move.from_id, "to": move.to_id, "since": move.since, "lo": lo, "hi": hi,
        "lasting": list(lasting()), "others": _of_other_posts(move),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        moved = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(_ONCE, [moved])
    if moved:
        journal.record(
            actor,
            DutiesReassigned(
                school_id=move.school_id, unit_no=lo, role=move.role, duty_ids=tuple(moved),
                from_id=move.from_id, to_id=move.to_id,
            ),
        )  # fmt: skip
    return len(moved)
