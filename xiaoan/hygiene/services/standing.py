"""What is to be done follows what was told: its state, its round, the duty about that, the day's figures."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import connection

from xiaoan.duties import services as duties
from xiaoan.hygiene.models import Due, Record, Round
from xiaoan.hygiene.queries import truth
from xiaoan.hygiene.queries.words import ROUND_DUTY
from xiaoan.hygiene.rules import delays, standing
from xiaoan.hygiene.services import figures
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor

_COUNT = """
update hygiene_round r set dues = n.dues, "left" = n.open from (
  select r.id, count(d.id) dues, count(d.id) filter (where d.state = 'due') as open
  from hygiene_round r left join hygiene_due d on d.round_id = r.id where r.id = any(%s) group by 1) n
where r.id = n.id
"""
_CHANGES = (
    "state", "made", "done_at", "late", "wanted", "due_at", "excused", "excused_by_id", "line_id",
    "round_id",
)  # fmt: skip


def in_order(round_ids: Iterable[UUID]) -> list[Round]:
    """Rounds in the order in which all lock their duties."""
    rows = Round.objects.filter(pk__in=set(round_ids))
    return list(rows.order_by("unit_no", "slot", "day", "id"))


def hold_rounds(round_ids: Iterable[UUID]) -> None:
    """The duties of rounds, locked before store and chain."""
    duties.hold_each(ROUND_DUTY, round_ids)


def told(due_ids: Collection[UUID]) -> dict[UUID, list[dt.datetime]]:
    """When each time was done, of what was told on the day itself and stands. A record put right counts as of
    when the first word of it was said, or came in if it was too long on its way; one that a second person
    found untrue does not count."""
    rows = list(
        Record.objects.filter(due_id__in=due_ids).values_list(
            "id", "due_id", "root_id", "replaces_id", "void", "said_at", "first_at", "day"
        )
    )
    untrue = truth.held_untrue({root_id for _id, _due, root_id, *_rest in rows})
    gone = {replaces for _id, _due, _root, replaces, *_rest in rows}
    firsts = {
        pk: delays.counts_at(said_at, first_at)
        for pk, _due, _root, _replaces, _void, said_at, first_at, _day in rows
    }
    found: dict[UUID, list[dt.datetime]] = defaultdict(list)
    for pk, due_id, root_id, _replaces, void, _said, first_at, day in rows:
        in_time = first_at.astimezone(clock.ZONE).date() <= day
        if due_id and pk not in gone and not void and in_time and root_id not in untrue:
            found[due_id].append(firsts[root_id])
    return found


def follow(actor: Actor, school_no: int, day: dt.date, dues: Sequence[Due]) -> list[Due]:
    """Each is as what was told of it makes it; gives those that are done now and were not before. The day is
    held, and the duties of the rounds are."""
    before, was = figures.tally(dues), {one.pk: one.state for one in dues}
    said, is_over = told(list(was)), day < clock.today()
    for one in dues:
        found = standing.after(
            one.wanted, said.get(one.pk, []), one.due_at, is_over=is_over, before=one.state
        )
        one.state, one.made = found.state, found.made
        one.done_at, one.late = found.done_at, found.late
    keep(actor, school_no, day, dues, before)
    return [one for one in dues if one.state == "done" and was[one.pk] != "done"]


def keep(
    actor: Actor, school_no: int, day: dt.date, dues: Sequence[Due], before: Counter[str]
) -> None:
    """Store changed things to do, with all that follows. `before`: what they came to."""
    where = {one.place_id for one in dues}
    places = figures.places([school_no], day, where)[school_no]
    store(dues)
    change = figures.tally(dues) + figures.places([school_no], day, where)[school_no]
    change.subtract(before + places)
    figures.add_up(school_no, day, change)
    settle(actor, {one.round_id for one in dues})


def store(dues: Sequence[Due]) -> None:
    Due.objects.bulk_update(dues, _CHANGES, batch_size=500)


def settle(actor: Actor, round_ids: Collection[UUID], why: str = "again") -> None:
    """Rounds and their duties say what is left: done where nothing is and something was done, not needed
    where nothing is and nothing was, due again where something is. What is past stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(round_ids)])
    rows = [one for one in in_order(round_ids) if one.day >= clock.today()]
    done = _last_done([one.pk for one in rows if not one.left])
    for one in rows:
        if one.left:
            duties.open_again(actor, ROUND_DUTY, one.pk, duties.Why(why))
        elif one.pk in done:
            _discharge(actor, one.pk, done[one.pk])
        else:
            duties.excuse_about(actor, ROUND_DUTY, [one.pk], one.day, duties.Why("over"))


def _discharge(actor: Actor, round_id: UUID, at: dt.datetime) -> None:
    for held in duties.hold_about(round_id, ROUND_DUTY):
        on_behalf = actor.user_id is not None and held.assignee_id not in (None, actor.user_id)
        duties.discharge(actor, held, at, on_behalf=on_behalf)


def _last_done(round_ids: Sequence[UUID]) -> dict[UUID, dt.datetime]:
    rows = Due.objects.filter(round_id__in=round_ids, state="done").order_by("done_at")
    return {round_id: at for round_id, at in rows.values_list("round_id", "done_at") if at}
