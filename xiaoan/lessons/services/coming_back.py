"""Back to school while others go on learning online: a class, a grade, a school; and what the decision about
a whole school means for its lessons."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.lessons.events import CameBack, PeriodSet
from xiaoan.lessons.models import Back, Period
from xiaoan.lessons.services import acting, laying_out

# A school that was closed stays so until a decision opens it; a period needs a last day.
_OPEN_END = dt.timedelta(days=365)
_ONE = dt.timedelta(days=1)


@transaction.atomic
def bring_back(actor: Actor, act_id: UUID, period_id: UUID, unit_no: int, since: dt.date) -> None:
    """A part of an ordered period is back in school from a day on, today at the earliest. Whoever may end the
    period may. Sent again is the first answer; another day for the same part moves it."""
    row = Period.objects.select_for_update().filter(pk=period_id).first()
    if row is None:
        raise Invalid(_("没有这段网课。请刷新后再看。"), {"unit_no": "missing"})
    acting.require(actor, row.unit_no, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
    if row.source != "ordered":
        raise Invalid(_("这段网课随停课或停止到校结束,请在那里办。"), {"unit_no": "source"})
    if not (row.unit_no < unit_no < row.unit_end):
        raise Invalid(_("请选这段网课里的学校、年级或班级。"), {"unit_no": "outside"})
    place = directory.place(unit_no)
    if place.kind not in ("township", "school", "grade", "class"):
        raise Invalid(_("请选这段网课里的学校、年级或班级。"), {"unit_no": "outside"})
    if not max(row.since, clock.today()) <= since <= row.until:
        raise Invalid(_("到校日期从今天起,不晚于网课的最后一天。"), {"since": "range"})
    if acting.begin(actor, act_id, place.no, "back", row.pk, since):
        return
    _back(actor, row, place, since, None)


def _back(
    actor: Actor, row: Period, place: directory.Place, since: dt.date, about: UUID | None
) -> None:
    Back.objects.update_or_create(
        period_id=row.pk, unit_no=place.no,
        defaults={
            "since": since, "about_id": about, "at": clock.now(), "by_id": actor.user_id,
            "school_id": place.school_id, "unit_end": place.end,
        },
    )  # fmt: skip
    journal.record(
        actor,
        CameBack(school_id=place.school_id, unit_no=place.no, period_id=row.pk, since=since),
    )
    laying_out.lay_out(clock.today(), place.interval)


def follow_decision(
    actor: Actor, decision_id: UUID, school_no: int, day: dt.date, *, opens: bool
) -> None:
    """Of the system: a school was opened or closed by a decision from a day on. Closed, it learns online
    until it is opened; opened, that ends the day before, and it is back from what was ordered around it."""
    if not actor.is_system:
        raise Forbidden
    school = directory.place(school_no)
    if not opens:
        until = day + _OPEN_END
        _row, new = Period.objects.get_or_create(
            about_id=decision_id, unit_no=school.no,
            defaults={
                "school_id": school.no, "unit_end": school.end, "since": day, "until": until,
                "source": "decision", "binds": True, "at": clock.now(),
            },
        )  # fmt: skip
        if new:
            _tell(actor, school.no, _row)
        laying_out.lay_out(clock.today(), school.interval)
        return
    running = Period.objects.select_for_update().filter(until__gte=day).order_by("id")
    for row in running.filter(unit_no=school.no, source="decision"):
        row.until = max(day - _ONE, row.since - _ONE)
        row.save()
        _tell(actor, school.no, row)
    ordered = running.filter(source="ordered", binds=True, since__lte=day)
    for row in ordered.filter(unit_no__lte=school.no, unit_end__gte=school.end):
        _back(actor, row, school, day, decision_id)
    laying_out.lay_out(clock.today(), school.interval)


def _tell(actor: Actor, school_no: int, row: Period) -> None:
    journal.record(
        actor,
        PeriodSet(
            school_id=school_no, unit_no=school_no, period_id=row.pk, since=row.since, until=row.until
        ),
    )  # fmt: skip


def closed_schools(day: dt.date) -> list[int]:
    """Schools that a decision keeps closed on a day; looks everywhere."""
    with everywhere("lessons"):
        rows = Period.objects.filter(source="decision", since__lte=day, until__gte=day)
        return sorted(rows.values_list("unit_no", flat=True))
