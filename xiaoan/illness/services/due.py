"""The one duty that is open about each illness: what is due next, of whom, by when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.illness import queries, rules
from xiaoan.illness.models import Illness
from xiaoan.illness.rules import stages
from xiaoan.illness.services.people import Named, Pair, named
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor

# The doctor's, and the class teacher's.
_OF_DOCTOR = ("illness.care", "illness.investigate")
# How long a child in the school's care may wait for the next step.
_CARE = "illness.care.within"
_LEAST = dt.timedelta(hours=1)


def renew(actor: Actor, rows: Sequence[Illness], act: str = "") -> None:
    """Have exactly the duty open that each illness calls for now. `act`: what was just done, and fulfils
    the duty it is about; any other that is not called for any more is not due after all.
    """
    standing = duty_queries.open_about(actor, [row.pk for row in rows])
    wanted = []
    for row in rows:
        kind = rules.next_duty(queries.situation(row))
        done = stages.DONE_BY.get(act)
        kept = False
        for due in standing.get(row.pk, []):
            if due.kind == done:
                duties.discharge_about(actor, row.pk, due.kind, clock.now())
            elif due.kind == kind and due.unit_no == row.unit_no:
                kept = True
            elif due.kind == "illness.care" and kind is not None:
                duties.discharge_about(actor, row.pk, due.kind, clock.now())
            else:
                duties.excuse_many(actor, [due.id], duties.Why("ended"))
        if kind is not None and not kept:
            wanted.append((row, kind))
    open_new(actor, wanted)


def open_new(actor: Actor, wanted: Sequence[tuple[Illness, str]]) -> None:
    """Open a duty about each illness, many at once; the rows keep their number of turns."""
    if not wanted:
        return
    people = named(actor, [row.unit_no for row, _ in wanted], clock.today())
    ladders = duty_queries.ladders()
    days = _Days()
    groups: dict[tuple[str, dt.date, str], list[duties.NewDuty]] = defaultdict(list)
    for row, kind in wanted:
        row.turn += 1
        day, opens_at, due_at = _when(row, kind, days, ladders)
        assignee, deputy = _who(people, kind, row.unit_no)
        groups[kind, day, str(row.turn)].append(
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=1, due_at=due_at,
                assignee_id=assignee, deputy_id=deputy,
                next_step_at=ladders.first_step_at(row.unit_no, due_at), opens_at=opens_at,
                about_id=row.pk,
            )
        )  # fmt: skip
    Illness.objects.bulk_update([row for row, _ in wanted], ["turn"], batch_size=500)
    for (kind, day, turn), found in sorted(groups.items()):
        duties.open_duties(actor, kind, day, turn, found)


def _who(people: Named, kind: str, class_no: int) -> Pair:
    return people.doctor(class_no) if kind in _OF_DOCTOR else people.teacher(class_no)


class _Days:
    """The next school day of each school, looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, dt.date], dt.date] = {}

    def after(self, school_id: int, day: dt.date) -> dt.date:
        """The first school day after a day; the next day where the calendar has not come so far."""
        key = school_id, day
        if key not in self._known:
            found = directory.calendar(school_id).next_school_day(day)
            self._known[key] = found or day + dt.timedelta(days=1)
        return self._known[key]


def _when(
    row: Illness, kind: str, days: _Days, ladders: duty_queries.Ladders
) -> tuple[dt.date, dt.datetime | None, dt.datetime]:
    """The day a duty belongs to, from when it can be done, and by when it ought to be."""
    now, today = clock.now(), clock.today()
    if kind == "illness.care":
        return today, None, now + ladders.within(_CARE, row.unit_no)
    if kind == "illness.trace":
        return today, None, max(row.trace_due_at or now, now)
    by = ladders.time(f"{kind}.by", row.unit_no)
    if kind in ("illness.watch", "illness.investigate"):
        due_at = clock.at(today, by)
        return today, None, due_at if due_at > now else now + _LEAST
    if kind == "illness.return":
        day = row.back_on if row.back_on and row.back_on > today else today
        day = days.after(row.school_id, day - dt.timedelta(days=1))
        return day, None, max(clock.at(day, by), now + _LEAST)
    day = days.after(row.school_id, today if _asked_today(row) else today - dt.timedelta(days=1))
    return day, clock.at(day, rules.FOLLOW_FROM), max(clock.at(day, by), now + _LEAST)


def _asked_today(row: Illness) -> bool:
    """The family was spoken to today already: the next time is the next school day."""
    traced = row.traced_at and row.traced_at.astimezone(clock.ZONE).date()
    return clock.today() in (row.followed_on, traced, row.investigated_on)


def misplaced(actor: Actor, rows: Iterable[Illness]) -> list[Illness]:
    """Illnesses whose open duty names another class than the pupil's, or is not open at all."""
    found = {row.pk: row for row in rows}
    standing = duty_queries.open_about(actor, list(found))
    return [
        row
        for row in found.values()
        if [due.unit_no for due in standing.get(row.pk, [])] != [row.unit_no]
    ]
