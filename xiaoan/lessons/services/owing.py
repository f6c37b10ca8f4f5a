"""What is owed: a lesson that is over and nobody has said who watched; and whom to call meanwhile."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.patience import be_patient
from xiaoan.lessons.models import Lesson, Loan, Preview
from xiaoan.lessons.services import reporting

LOAN = "lessons.loan"


@transaction.atomic
def owe(actor: Actor) -> int:
    """Duties for lessons of today that are over and unreported, due at the end of the day; and for loans that
    are overdue. Of one or two who are at home while the class is not, nobody owes another report: the daily
    contact asks it, and until somebody says so it counts as unknown. Gives how many are new; twice opens
    nothing twice."""
    if not actor.is_system:
        raise Forbidden
    be_patient()
    now, today = clock.now(), clock.today()
    rows = Lesson.objects.filter(
        day=today, ends_at__lte=now, reported_at=None, cancelled_at=None, of_whom=[]
    ).order_by("unit_no", "starts_at")
    found = list(rows.values_list("id", "school_id", "unit_no", "due", "teacher_id"))
    made = _open(actor, reporting.VIEWING, [(*one,) for one in found], clock.at(today, _DUE))
    loans = Loan.objects.filter(back_on=None, due_on__lt=today).order_by("unit_no", "id")
    late: list[tuple[UUID, int, int, int, UUID | None]] = [
        (pk, school, no, 1, None)
        for pk, school, no in loans.values_list("id", "school_id", "unit_no")
    ]
    return made + _open(actor, LOAN, late, clock.at(today, _DUE))


# The end of the day of who reports (ours).
_DUE = dt.time(21, 0)


def _open(
    actor: Actor, kind: str, found: list[tuple[UUID, int, int, int, UUID | None]], due: dt.datetime
) -> int:
    if not found:
        return 0
    ladders = duty_queries.ladders()
    units = sorted({(kind, one[2]) for one in found})
    holders = duty_queries.present_holders(units, clock.today(), ladders)
    wanted = []
    for about, school_id, unit_no, people, teacher in found:
        who, deputy = holders.get((kind, unit_no), (None, None))
        if teacher is not None and teacher != who:
            who, deputy = teacher, who
        wanted.append(
            duties.NewDuty(
                school_id=school_id, unit_no=unit_no, people=people, due_at=due, assignee_id=who,
                deputy_id=deputy, next_step_at=ladders.first_step_at(unit_no, due, kind),
                about_id=about,
            )
        )  # fmt: skip
    return duties.open_duties(actor, kind, clock.today(), "", wanted)


@transaction.atomic
def call_out(actor: Actor) -> int:
    """Of lessons that run for long enough: whoever is known not to watch is called."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    rows = Lesson.objects.select_for_update(skip_locked=True).filter(
        day=clock.today(), starts_at__lte=now, ends_at__gte=now, asked_at=None, missed__gt=0
    )
    return reporting.ask_missing(actor, rows.order_by("id"))


@transaction.atomic
def forget_previews(actor: Actor) -> int:
    """Exports that were looked at yesterday and never applied."""
    if not actor.is_system:
        raise Forbidden
    gone, _each = Preview.objects.filter(at__lt=clock.now() - dt.timedelta(hours=12)).delete()
    return gone
