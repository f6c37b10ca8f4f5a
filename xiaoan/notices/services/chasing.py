"""Who is called: families that nothing reaches, from the moment it is sent; who had not confirmed by the
deadline. A duty for each class, and for each school's staff."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.scope import everywhere
from xiaoan.notices.events import ChasesOpened
from xiaoan.notices.models import Chase, Notice
from xiaoan.notices.queries import calls
from xiaoan.notices.queries.calls import KIND_OF

# Families that nothing reaches.
_UNREACHED = """
select 'unreached', unit_no, school_id, count(*) from notices_family
where notice_id = %(notice)s and unreached and confirmed_at is null group by 2, 3 order by 2
"""
# Families of a class, staff of a school, who are still to be told and stand on no list yet.
_OWING = """
select 'family', unit_no, school_id, count(*) from notices_family
where notice_id = %(notice)s and confirmed_at is null and not unreached group by 2, 3
union all
select 'staff', unit_no, school_id, count(*) from notices_recipient
where notice_id = %(notice)s and kind = 'staff' and acked_at is null and school_id > 0 group by 2, 3
order by 1, 2
"""


def open_chases(actor: Actor) -> int:
    """Of every notice whose deadline is over, one duty a class and school with all to be called; of the
    system. Gives how many duties are new; twice opens nothing twice."""
    if not actor.is_system:
        raise Forbidden
    with transaction.atomic():
        be_patient()
        rows = Notice.objects.select_for_update(skip_locked=True).filter(
            state="sent", needs_ack=True, chased_at=None, ack_by__lte=clock.now()
        )
        return sum(_open(actor, row) for row in rows.order_by("ack_by", "id")[:20])


def open_unreached(actor: Actor, notice: Notice) -> int:
    """At once, in the transaction of sending: the lists of families that nothing reaches. Only where an
    answer is asked for: what need not be confirmed is no reason to call thousands."""
    return _lists(actor, notice, _UNREACHED) if notice.needs_ack else 0


def _open(actor: Actor, notice: Notice) -> int:
    made = _lists(actor, notice, _OWING)
    Notice.objects.filter(pk=notice.pk).update(chased_at=clock.now())
    return made


def _lists(actor: Actor, notice: Notice, owing: str) -> int:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(owing, {"notice": notice.pk})
        found = cursor.fetchall()
    made = [
        Chase(id=uuid7(), school_id=school, unit_no=unit, notice_id=notice.pk, kind=kind, opened_at=now)
        for kind, unit, school, _n in found
    ]  # fmt: skip
    Chase.objects.bulk_create(made, batch_size=2000)
    counts = [n for _kind, _unit, _school, n in found]
    for kind in KIND_OF:
        _owe(
            actor, kind, [(one, n) for one, n in zip(made, counts, strict=True) if one.kind == kind]
        )
    by_school: dict[int, list[int]] = defaultdict(list)
    for one, n in zip(made, counts, strict=True):
        by_school[one.school_id].append(n)
    journal.record_many(
        actor,
        [
            ChasesOpened(
                school_id=no, unit_no=no, notice_id=notice.pk, chases=len(ns), people=sum(ns)
            )
            for no, ns in sorted(by_school.items())
        ],
    )
    return len(made)


def _owe(actor: Actor, kind: str, made: Sequence[tuple[Chase, int]]) -> None:
    if not made:
        return
    code, today, ladders = KIND_OF[kind], clock.today(), duty_queries.ladders()
    units = [(code, one.unit_no) for one, _n in made]
    holders = duty_queries.present_holders(units, today, ladders)
    wanted = []
    for one, n in made:
        who, deputy = holders.get((code, one.unit_no), (None, None))
        due = _due(ladders, code, one.unit_no)
        wanted.append(
            duties.NewDuty(
                school_id=one.school_id, unit_no=one.unit_no, people=n, due_at=due, assignee_id=who,
                deputy_id=deputy, next_step_at=ladders.first_step_at(one.unit_no, due, code),
                about_id=one.pk,
            )
        )  # fmt: skip
    duties.open_duties(actor, code, today, "", wanted)


def _due(ladders: duty_queries.Ladders, code: str, unit_no: int) -> dt.datetime:
    """So many minutes from now; what begins late in the evening is due the next morning."""
    now = clock.now()
    due = now + dt.timedelta(minutes=ladders.value(f"{code}.within", unit_no))
    earliest, latest = dt.time(8, 30), dt.time(21, 0)
    if due.timetz().replace(tzinfo=None) > latest:
        return clock.at(due.date() + dt.timedelta(days=1), earliest)
    return max(due, clock.at(due.date(), earliest))


def settle(notice_id: UUID, unit_nos: Iterable[int]) -> None:
    """Somebody has confirmed by themselves: of these units' lists those that are settled are done."""
    with everywhere("notices") as system:
        rows = Chase.objects.filter(notice_id=notice_id, unit_no__in=set(unit_nos), closed_at=None)
        for row in rows.order_by("unit_no", "kind"):
            close_if_settled(system, row)


def close_if_settled(actor: Actor, row: Chase) -> int:
    """How many of a list are left; none: the duty is done. The duty is locked first, so that of two who
    settle the last ones together the second sees what the first has done."""
    held = duties.hold_about(row.pk, KIND_OF[row.kind])
    left = calls.left(row)
    if left == 0:
        now = clock.now()
        for one in held:
            is_other = not actor.is_system and one.assignee_id != actor.user_id
            duties.discharge(actor, one, now, on_behalf=is_other)
        Chase.objects.filter(pk=row.pk, closed_at=None).update(closed_at=now)
    return left


def give_up(actor: Actor, notice_id: UUID) -> None:
    """The notice was recalled: nobody has to be called for it."""
    rows = list(
        Chase.objects.filter(notice_id=notice_id, closed_at=None).order_by("unit_no", "kind")
    )
    held = [one.id for row in rows for one in duties.hold_about(row.pk, KIND_OF[row.kind])]
    if held:
        duties.excuse_many(actor, held, duties.Why("ended"))
    Chase.objects.filter(pk__in=[row.pk for row in rows]).update(closed_at=clock.now())
