"""Making, opening, repeating and closing rounds."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.keypersons import queries as keypersons
from xiaoan.surveys import queries, rules
from xiaoan.surveys.events import RoundClosed, RoundDropped, RoundMade, RoundOpened, SeriesEnded
from xiaoan.surveys.models import Round, Tally
from xiaoan.surveys.services.counting import recount
from xiaoan.surveys.services.rights import require

KIND = "surveys.sheet"
_OPENS_AT = ("county", "township", "school")


def make_round(actor: Actor, round_id: UUID, unit_no: int, wanted: rules.Wanted) -> Round:
    """Write a round down; nobody is asked before it is opened. Sent twice, it is one round."""
    place = directory.place(unit_no)
    require(actor, Permission.OPEN_SURVEY, unit_no)
    if place.kind not in _OPENS_AT:
        raise Invalid(_("请选全县、一个乡镇或一所学校。"), {"unit": "kind"})
    found = rules.round_faults(wanted, directory.STAGE_NAMES, clock.now())
    if found:
        raise Invalid(_("有几处要改,见下面。"), found)
    before = Round.objects.filter(pk=round_id).first()
    if before:
        return _same(before, place.no, wanted)
    row = Round(
        id=round_id, series_id=uuid7(), number=1, school_id=_chain(place), unit_no=place.no,
        unit_end=place.end, title=wanted.title.strip(), who=wanted.who, stages=list(wanted.stages),
        pack=keypersons.pack_in_force(actor, clock.today()).code, made_at=clock.now(),
        made_by_id=actor.user_id, due_at=wanted.due_at,
        every_days=wanted.every_days,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    journal.record(actor, RoundMade(school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk))
    return row


def _same(row: Round, unit_no: int, wanted: rules.Wanted) -> Round:
    """The round of the same press; a number that was used for something else is refused."""
    stands = (row.unit_no, row.title, row.who, row.stages, row.due_at, row.every_days)
    sent = (
        unit_no, wanted.title.strip(), wanted.who, list(wanted.stages), wanted.due_at,
        wanted.every_days,
    )  # fmt: skip
    if stands != sent:
        raise taken()
    return row


def drop_round(actor: Actor, round_id: UUID) -> None:
    """Delete a draft: nobody has been asked. What was opened is ended, and stays."""
    row = _held(actor, round_id)
    if row.state != "draft":
        raise Conflict(_("这一轮已经开始过,不能删;可以结束它。"))
    school_id, unit_no = row.school_id, row.unit_no
    row.delete()
    journal.record(actor, RoundDropped(school_id=school_id, unit_no=unit_no, round_id=round_id))


def _chain(place: directory.Place) -> int:
    return place.no if place.kind == "school" else 0


def open_round(actor: Actor, round_id: UUID) -> Round:
    """Ask everybody: a duty for each class, with deadline, deputy and escalation. Twice is once."""
    row = _held(actor, round_id)
    if row.state == "open":
        return row
    if row.state == "closed":
        raise Conflict(_("这一轮已经结束。请另开一轮。"))
    if row.due_at <= clock.now():
        raise Conflict(_("截止时间已过。请改期后再开。"))
    return _open(actor, row)


def _open(actor: Actor, row: Round) -> Round:
    today = clock.today()
    whom = queries.asked(actor, row, today)
    if not whom:  # before anything is written: whoever tells it may go on in the same transaction
        raise Invalid(_("这个范围里没有要问的班级。请核对学段和对象。"), {"stages": "nobody"})
    row.state, row.opened_at = "open", clock.now()
    if row.every_days:
        row.next_opens = today + dt.timedelta(days=row.every_days)
    row.save(force_update=True)
    tallies = [
        Tally(
            id=uuid7(), school_id=asked.school_id, unit_no=asked.unit_no, round_id=row.pk,
            counted_at=row.opened_at,
        )
        for asked in whom
    ]  # fmt: skip
    Tally.objects.bulk_create(tallies, batch_size=2000)
    recount([tally.pk for tally in tallies], today)
    counted = list(Tally.objects.filter(round_id=row.pk, on_roll__gt=0).order_by("unit_no"))
    duties.open_duties(actor, KIND, today, "", _owed(actor, row, counted, today))
    journal.record(
        actor,
        RoundOpened(
            school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, series_id=row.series_id,
            number=row.number, classes=len(counted), people=sum(one.on_roll for one in counted),
            due_at=row.due_at,
        ),
    )  # fmt: skip
    return row


def _owed(actor: Actor, row: Round, tallies: Sequence[Tally], day: dt.date) -> list[duties.NewDuty]:
    people = named(actor, [tally.unit_no for tally in tallies], day)
    ladders = duty_queries.ladders()
    return [
        duties.NewDuty(
            school_id=tally.school_id, unit_no=tally.unit_no, people=min(tally.on_roll, 32767),
            due_at=row.due_at, assignee_id=people[tally.unit_no][0],
            deputy_id=people[tally.unit_no][1],
            next_step_at=ladders.first_step_at(tally.unit_no, row.due_at),
            opens_at=row.opened_at, about_id=tally.pk,
        )
        for tally in tallies
    ]  # fmt: skip


# Who answers for a class, and for the staff of a school: the first two that are held.
_ANSWER = ("class_teacher", "subject_teacher", "principal", "school_doctor")


def named(
    actor: Actor, unit_nos: Sequence[int], day: dt.date
) -> dict[int, tuple[UUID | None, UUID | None]]:
    """The person who answers for each unit, and the deputy."""
    held: dict[int, list[UUID]] = defaultdict(list)
    found = accounts.holders(actor, list(_ANSWER), unit_nos, day)
    for holder in sorted(found, key=lambda one: _ANSWER.index(one.role)):
        if holder.user_id not in held[holder.unit_no]:
            held[holder.unit_no].append(holder.user_id)
    return {no: _two(held[no]) for no in unit_nos}


def _two(users: Sequence[UUID]) -> tuple[UUID | None, UUID | None]:
    first, second, *_rest = [*users, None, None]
    return first, second


def close_round(actor: Actor, round_id: UUID) -> Round:
    """No more answers; the counts stay as they are now, and who was not answered for stays unknown."""
    row = _held(actor, round_id)
    if row.state == "draft":
        raise Conflict(_("这一轮还没有开始。"))
    if row.state == "open":
        _close(actor, row)
    return row


def _close(actor: Actor, row: Round) -> None:
    row.state, row.closed_at, row.closed_by_id = "closed", clock.now(), actor.user_id
    row.save(force_update=True)
    tallies = Tally.objects.filter(round_id=row.pk)
    ids = list(tallies.values_list("id", flat=True))
    began = (row.opened_at or row.closed_at).astimezone(clock.ZONE).date()
    # Nobody can fill it in any more; who was not answered for stays unknown by name.
    why = duties.Why("other", _("这一轮摸排已经结束,不能再填。"))
    duties.excuse_about(actor, KIND, ids, began, why)
    recount(ids)
    sums = tallies.aggregate(
        on_roll=Sum("on_roll", default=0), known=Sum("known", default=0),
        unknown=Sum("unknown", default=0), contradicted=Sum("contradicted", default=0),
    )  # fmt: skip
    journal.record(
        actor,
        RoundClosed(school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, **sums),
    )


def end_series(actor: Actor, round_id: UUID) -> bool:
    """The epidemic is over: the round that runs is the last. False if it was so already."""
    row = _held(actor, round_id)
    ended = Round.objects.filter(series_id=row.series_id, next_opens__isnull=False).update(
        next_opens=None
    )
    if ended:
        journal.record(
            actor,
            SeriesEnded(
                school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk,
                series_id=row.series_id,
            ),
        )  # fmt: skip
    return bool(ended)


def go_on(actor: Actor, today: dt.date) -> int:
    """Open what is due to open by itself, the round before closing; close what has stayed open for long.

    Gives how many rounds opened. Running twice opens nothing twice.
    """
    opened = 0
    due = Round.objects.select_for_update(skip_locked=True).filter(next_opens__lte=today)
    for row in due.order_by("id"):
        _next(actor, row, today)
        opened += 1
    over = Round.objects.select_for_update(skip_locked=True).filter(
        state="open", due_at__lt=clock.now() - rules.STAYS_OPEN
    )
    for row in over.order_by("id"):
        _close(actor, row)
    return opened


def _next(actor: Actor, row: Round, today: dt.date) -> None:
    every = row.every_days or 1
    began = row.opened_at.astimezone(clock.ZONE).date() if row.opened_at else today
    due_at, _later = rules.next_times(began, row.due_at, every, today)
    row.next_opens = None
    if row.state == "open":
        _close(actor, row)
    else:
        row.save(force_update=True)
    fresh = Round(
        id=uuid7(), series_id=row.series_id, number=row.number + 1, school_id=row.school_id,
        unit_no=row.unit_no, unit_end=row.unit_end, title=row.title, who=row.who,
        stages=row.stages, pack=row.pack, made_at=clock.now(), due_at=due_at,
        every_days=row.every_days,
    )  # fmt: skip
    if queries.asked(actor, fresh, today):  # nobody left to ask: the series ends
        fresh.save(force_insert=True)
        _open(actor, fresh)


def _held(actor: Actor, round_id: UUID) -> Round:
    row = Round.objects.select_for_update().filter(pk=round_id).first()
    if row is None:
        raise NotFound
    require(actor, Permission.OPEN_SURVEY, row.unit_no)
    return row


def owe_again(actor: Actor, today: dt.date) -> int:
    """Duties follow the counts that a changed roll left behind: a class of which somebody is unknown again
    owes, one of which nobody is unknown any more owes nothing. Gives how many duties that touched.
    """
    touched = 0
    for row in Round.objects.filter(state="open").order_by("id"):
        tallies = list(Tally.objects.filter(round_id=row.pk, on_roll__gt=0).order_by("unit_no"))
        newest = duty_queries.newest_about([tally.pk for tally in tallies], KIND)
        standing = {pk for pk, due in newest.items() if due.state == "open"}
        for tally in tallies:
            if not tally.unknown and tally.pk in standing:
                touched += duties.discharge_about(actor, tally.pk, KIND, clock.now())
        owing = [one for one in tallies if one.unknown and one.pk not in standing]
        if owing:
            touched += duties.open_duties(actor, KIND, today, "", _owed(actor, row, owing, today))
    return touched
