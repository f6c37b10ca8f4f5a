"""When a unit learns online: ordered by whoever answers for it, or because its lessons rest (停课)."""

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.lessons.events import PeriodSet
from xiaoan.lessons.models import Entry, Period
from xiaoan.lessons.services import acting, laying_out

LONGEST = 200


@dataclass(frozen=True)
class NewPeriod:
    """A unit learns online on these days, both counted."""

    act_id: UUID
    unit_no: int
    since: dt.date
    until: dt.date
    reason: str


@dataclass(frozen=True)
class Reach:
    """Whom a period would bring online: schools, classes and pupils on the roll; `online`: of the classes,
    how many learn online on its first day already; `timeless`: how many have nothing in their timetable."""

    schools: int
    classes: int
    pupils: int
    online: int
    timeless: int


def check_period(since: dt.date, until: dt.date, reason: str) -> str:
    """The reason without blanks around; Invalid at the field that does not do."""
    words = acting.words(reason, "reason", 200)
    if not words:
        raise Invalid(_("请写原因,如“雨雪停课”。"), {"reason": "empty"})
    if until < since:
        raise Invalid(_("最后一天早于第一天。请改日期。"), {"until": "order"})
    if (until - since).days > LONGEST:
        raise Invalid(_("一次最多 200 天。请分次登记。"), {"until": "long"})
    return words


def reach_of(actor: Actor, unit_no: int, since: dt.date) -> Reach:
    """What a period at a unit would mean; nothing is written. NotFound, Forbidden as of `set_period`."""
    acting.require(actor, unit_no, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
    place = directory.place(unit_no)
    with everywhere("lessons") as system:
        sizes = directory.class_sizes(system, place.interval, clock.today())
        periods = list(
            Period.objects.filter(since__lte=since, until__gte=since).values_list(
                "unit_no", "unit_end"
            )
        )
        taught = list(
            Entry.objects.filter(closed_at=None).values_list("unit_no", "unit_end").distinct()
        )
    numbers = [one.place.no for one in sizes]
    return Reach(
        len({one.place.school_id for one in sizes}), len(numbers), sum(one.enrolled for one in sizes),
        len(_inside(numbers, periods)), len(numbers) - len(_inside(numbers, taught)),
    )  # fmt: skip


def _inside(numbers: list[int], spans: list[tuple[int, int]]) -> set[int]:
    """Which of these sorted numbers lie in any span."""
    return {
        no
        for lo, hi in set(spans)
        for no in numbers[bisect_left(numbers, lo) : bisect_left(numbers, hi)]
    }


@transaction.atomic
def set_period(actor: Actor, new: NewPeriod) -> UUID:
    """Begin online learning at a unit. Sent again is the first answer."""
    acting.require(actor, new.unit_no, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
    place = directory.place(new.unit_no)
    reason = check_period(new.since, new.until, new.reason)
    if acting.begin(actor, new.act_id, place.no, "period", new.since, new.until, reason):
        return new.act_id
    Period.objects.create(
        id=new.act_id, school_id=place.school_id, unit_no=place.no, unit_end=place.end,
        since=new.since, until=new.until, source="ordered", reason=reason, at=clock.now(),
        by_id=actor.user_id, binds=actor.may(Permission.SET_PLATFORMS, place.no),
    )  # fmt: skip
    _tell(actor, place.school_id, place.no, new.act_id, new.since, new.until)
    laying_out.lay_out(clock.today(), (place.no, place.end))
    return new.act_id


@transaction.atomic
def end_period(actor: Actor, period_id: UUID, last: dt.date) -> None:
    """A period ends with `last`, a day of it from yesterday on."""
    row = Period.objects.select_for_update().filter(pk=period_id).first()
    if row is None:
        raise Invalid(_("没有这段网课。请刷新后再看。"), {"until": "missing"})
    acting.require(actor, row.unit_no, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
    if row.source != "ordered":
        raise Invalid(_("停课引起的网课随停课结束,请在停课里办复课。"), {"until": "source"})
    if not max(row.since, clock.today() - dt.timedelta(days=1)) <= last <= row.until:
        raise Invalid(_("最后一天应在今天前一天到原定最后一天之间。"), {"until": "range"})
    Period.objects.filter(pk=period_id).update(until=last)
    _tell(actor, row.school_id, row.unit_no, row.pk, row.since, last)
    laying_out.lay_out(clock.today(), (row.unit_no, row.unit_end))


def follow_suspension(
    actor: Actor, suspension_id: UUID, class_nos: list[int], since: dt.date, last: dt.date | None
) -> None:
    """Lessons of classes rest: they learn online from then on; `last` None: it never came to it."""
    with everywhere("lessons"):
        for place in directory.places(class_nos).values():
            until = last or since - dt.timedelta(days=1)
            row, _new = Period.objects.update_or_create(
                about_id=suspension_id, unit_no=place.no,
                defaults={"since": since, "until": until, "binds": True},
                create_defaults={
                    "id": uuid7(), "school_id": place.school_id, "unit_end": place.end,
                    "since": since, "until": until, "source": "suspension", "at": clock.now(),
                    "binds": True,
                },
            )  # fmt: skip
            _tell(actor, place.school_id, place.no, row.pk, since, until)
            laying_out.lay_out(clock.today(), (place.no, place.end))


def _tell(
    actor: Actor, school_id: int, unit_no: int, period_id: UUID, since: dt.date, until: dt.date
) -> None:
    journal.record(
        actor,
        PeriodSet(
            school_id=school_id, unit_no=unit_no, period_id=period_id, since=since, until=until
        ),
    )
