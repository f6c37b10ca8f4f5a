"""What ends by itself: a child seen in class again, moved to another school, gone."""

from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.illness import queries, rules
from xiaoan.illness.models import Illness
from xiaoan.illness.services import absences, acting, due, opening
from xiaoan.illness.services.acting import Done
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import queries as screening
from xiaoan.screening import services as holds


def settle(actor: Actor) -> int:
    """Hold what is open against today's roll-calls and the roll: who is back in class, who is not here any
    more, whose duty names a class they are not in. Gives how many illnesses ended.
    """
    if not actor.is_system:
        raise Forbidden
    rows = {row.person_id: row for row in Illness.objects.filter(closed_at=None)}
    ended = _gone(actor, rows)
    ended += _back(actor, {who: row for who, row in rows.items() if row.closed_at is None})
    rest = [row for row in rows.values() if row.closed_at is None]
    due.renew(actor, due.misplaced(actor, rest))
    return ended + absences.settle_absences(actor)


def _back(actor: Actor, rows: dict[UUID, Illness]) -> int:
    """Whom the last roll-call of today has in class, after whatever was recorded last."""
    waiting = {who: row for who, row in rows.items() if rules.settles(queries.situation(row))}
    seen = screening.last_seen(
        actor, {who: row.unit_no for who, row in waiting.items()}, clock.today()
    )
    count = 0
    for who, row in waiting.items():
        one = seen.get(who)
        if one is None or not one.is_in_class or one.at <= row.moved_at:
            continue
        if row.stage == "watched" and one.is_sick:
            continue
        held = acting.hold(actor, row.pk)
        if rules.settles(queries.situation(held)) and one.at > held.moved_at:
            acting.apply(actor, held, Done(uuid7(), row.pk, "return", None, {"slot": one.slot}))
            count += 1
        row.closed_at = held.closed_at
    return count


def _gone(actor: Actor, rows: dict[UUID, Illness]) -> int:
    """Pupils who are not on their school's roll today: followed at the next school, or not at all."""
    here = directory.classes_of_people(actor, rows, clock.today())
    lost = {who: row for who, row in rows.items() if who not in here}
    next_school = directory.same_people(actor, lost, clock.today()) if lost else {}
    for who, row in lost.items():
        held = acting.hold(actor, row.pk)
        if held.closed_at is None:
            _hand_on(actor, held, next_school.get(who))
        row.closed_at = held.closed_at or clock.now()
    return len(lost)


def _hand_on(actor: Actor, row: Illness, other: tuple[UUID, int] | None) -> None:
    """Close the old row as moved and open the next one with everything that is known; or close it as left."""
    was_held, was_sent = row.held, holds.let_in(actor, row.pk, "sick")
    kind = "moved" if other else "left"
    stage, due_at = row.stage, row.trace_due_at
    acting.apply(actor, row, Done(uuid7(), row.pk, kind))
    if other is None or queries.open_of(actor, {other[0]}):
        return
    person_id, unit_no = other
    is_absent = stage in rules.ABSENT
    found = opening.Found(
        person_id, unit_no, is_absent, row.symptoms, row.fever, row.onset, row.since,
        {"from": str(row.pk)},
    )  # fmt: skip
    for made in opening.open_many(actor, [found], clock.today()):
        made.diagnosis, made.certainty = row.diagnosis, row.certainty
        made.diagnosed_on, made.isolates, made.dates = row.diagnosed_on, row.isolates, row.dates
        made.traced_at, made.followed_on = row.traced_at, row.followed_on
        made.trace_due_at = due_at or made.trace_due_at
        made.held = was_held
        made.save()
        if was_sent:
            acting.send_away(actor, made)
        if was_held:
            wanted = holds.HeldBack(person_id, "certificate", made.pk, clock.today())
            holds.hold_back(actor, wanted)
        due.renew(actor, [made])
