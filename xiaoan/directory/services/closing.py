"""Closing units and merging classes: from a day on, with everything before it left as it was.

Whole classes of pupils move at once, under the lock of roster merges: no single act runs beside it.
Rows first, then the fact that is heard (see UnitClosed), then the facts of the school's own chain.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from xiaoan.directory.events import ClassChanged, UnitClosed
from xiaoan.directory.models import Enrolment, Placement, Unit
from xiaoan.directory.rules import lives
from xiaoan.directory.rules import units as rules
from xiaoan.directory.services import holding
from xiaoan.directory.services.acts import Outcome, Sent, once
from xiaoan.directory.services.keeping import kept
from xiaoan.directory.services.opening import hold_above
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7


@dataclass(frozen=True)
class Closing:
    """What closes with a unit: its own name first."""

    unit: Unit
    since: dt.date
    names: tuple[str, ...]


@dataclass(frozen=True)
class ClassMerge:
    """Who goes from one class to another, from a day on."""

    from_unit: Unit
    into: Unit
    since: dt.date
    pupils: int
    boarders: int


def close_unit(
    actor: Actor, act_id: UUID, unit_no: int, since: dt.date, reason: str = ""
) -> Outcome:
    """A unit is no more from a day on; gives how many units closed (`units`)."""
    kept(actor, unit_no)

    def run() -> Outcome:
        holding.alone()
        hold_above(unit_no)
        plan_closing(actor, unit_no, since)
        return {"units": shut(actor, Unit.objects.get(pk=unit_no), since)}

    return once(actor, Sent(act_id, "close", unit_no, (since,), reason), run)


def plan_closing(actor: Actor, unit_no: int, since: dt.date) -> Closing:
    """What closes, or why it cannot. Nothing is locked or written."""
    unit = kept(actor, unit_no)
    refuse_day(unit, since)
    refuse_people(unit, since)
    return Closing(unit, since, tuple(open_inside(unit, since).values_list("name", flat=True)))


def refuse_day(unit: Unit, since: dt.date) -> None:
    """Refuse a closing day that is past, too far ahead, or before the unit opened."""
    fault = rules.closing_fault(since, clock.today(), unit.opened, unit.closed, unit.kind)
    if fault == "closed":
        raise Conflict(
            _("%(name)s 已定从 %(day)s 起关闭。请刷新后核对。")
            % {"name": unit.name, "day": unit.closed.isoformat() if unit.closed else ""}
        )
    if fault:
        raise Invalid(
            {
                "past": _("从今天或以后的日期起:过去的日子已按原来的班级报过。"),
                "too_far": _("日期太远,请核对年份。"),
                "before_opening": _("%(name)s 从 %(day)s 起才开设,请选这天或以后的日期。")
                % {"name": unit.name, "day": unit.opened.isoformat()},
                "tomorrow": _("学校最早从明天起关闭或合并:今天的检查还要报完。"),
            }[fault],
            {"since": fault},
        )


def refuse_people(unit: Unit, since: dt.date) -> None:
    """Refuse to close what still has pupils, boarders, riders or eaters, or open units, on the day."""
    if unit.kind in (rules.GRADE_KIND, "building"):
        _refuse_units(unit, since)
    if unit.kind == rules.ROOM_KIND:
        _refuse_boarders(unit, since)
    elif unit.kind in lives.PLACEMENTS:
        _refuse_placed(unit, since)
    elif unit.kind in (rules.CLASS_KIND, rules.GRADE_KIND, rules.SCHOOL_KIND):
        _refuse_pupils(unit, since)


def _refuse_units(unit: Unit, since: dt.date) -> None:
    rows = Unit.objects.filter(Q(closed=None) | Q(closed__gt=since), parent_no=unit.no)
    names = list(rows.order_by("no").values_list("name", flat=True))
    if names:
        raise Conflict(
            _("%(name)s 里还有开着的:%(names)s。请先关闭或合并。")
            % {"name": unit.name, "names": "、".join(names[:10])}
        )


def _refuse_pupils(unit: Unit, since: dt.date) -> None:
    rows = reaching(unit, since)
    now = rows.filter(since__lte=since).values("person_id").distinct().count()
    if now:
        raise Conflict(
            _("%(name)s 在 %(day)s 还有 %(n)s 名学生。请先转班、合并到另一个班,或改日期。")
            % {"name": unit.name, "day": since.isoformat(), "n": now}
        )
    later = rows.values("person_id").distinct().count()
    if later:
        raise Conflict(
            _("%(name)s 在 %(day)s 以后已编入 %(n)s 名学生。请先撤回这些变动。")
            % {"name": unit.name, "day": since.isoformat(), "n": later}
        )


def _refuse_boarders(unit: Unit, since: dt.date) -> None:
    rows = Enrolment.objects.filter(Q(until=None) | Q(until__gt=since), dormitory_no=unit.no)
    count = rows.values("person_id").distinct().count()
    if count:
        raise Conflict(
            _("%(name)s 在 %(day)s 还住着 %(n)s 名学生。请先换宿舍,或改日期。")
            % {"name": unit.name, "day": since.isoformat(), "n": count}
        )


def _refuse_placed(unit: Unit, since: dt.date) -> None:
    rows = Placement.objects.filter(Q(until=None) | Q(until__gt=since), place_no=unit.no)
    count = rows.values("person_id").distinct().count()
    if count:
        raise Conflict(
            _("%(name)s 在 %(day)s 还安排着 %(n)s 名学生。请先另作安排,或改日期。")
            % {"name": unit.name, "day": since.isoformat(), "n": count}
        )


def reaching(unit: Unit, since: dt.date) -> QuerySet[Enrolment]:
    """Enrolments inside a unit that run on a day or begin later."""
    return Enrolment.objects.filter(
        Q(until=None) | Q(until__gt=since), unit_no__gte=unit.no, unit_no__lt=unit.end
    )


def open_inside(unit: Unit, since: dt.date) -> QuerySet[Unit]:
    """A unit and what is open inside it on a day or later."""
    rows = Unit.objects.filter(Q(closed=None) | Q(closed__gt=since))
    return rows.filter(no__gte=unit.no, no__lt=unit.end).order_by("no")


def shut(actor: Actor, unit: Unit, since: dt.date, into_no: int | None = None) -> int:
    """Close a unit with all inside it, and say so; gives how many units closed. Rows are locked."""
    inside = list(open_inside(unit, since).select_for_update().values_list("no", flat=True))
    # What was to open only later never opens: its day of closing is not before its opening.
    Unit.objects.filter(no__in=inside, opened__gt=since).update(opened=since)
    Unit.objects.filter(no__in=inside).update(closed=since)
    journal.record(
        actor,
        UnitClosed(
            school_id=0, unit_no=unit.no, unit_kind=unit.kind, units=len(inside), since=since,
            into_no=into_no,
        ),
    )  # fmt: skip
    return len(inside)


def merge_classes(
    actor: Actor, act_id: UUID, from_no: int, into_no: int, since: dt.date, reason: str = ""
) -> Outcome:
    """Every pupil of a class goes to another from a day on, and the class closes; gives `pupils`."""
    kept(actor, from_no)

    def run() -> Outcome:
        holding.alone()
        hold_above(from_no)
        plan = plan_class_merge(actor, from_no, into_no, since)
        list(Unit.objects.select_for_update().filter(pk__in=[from_no, into_no]).order_by("no"))
        moved = _move(plan)
        shut(actor, plan.from_unit, since, into_no)
        journal.record_many(actor, [_changed(row, plan) for row in moved])
        return {"pupils": len(moved)}

    return once(actor, Sent(act_id, "merge", from_no, (into_no, since), reason), run)


def plan_class_merge(actor: Actor, from_no: int, into_no: int, since: dt.date) -> ClassMerge:
    """Who would move, or why it cannot be done. Nothing is written."""
    unit = kept(actor, from_no)
    into = Unit.objects.filter(pk=into_no, kind=rules.CLASS_KIND, school_id=unit.school_id).first()
    if unit.kind != rules.CLASS_KIND or into is None or from_no == into_no:
        raise Invalid(_("请从本校另选一个班。"), {"into": "unknown"})
    refuse_day(unit, since)
    holding.hold_class(unit.school_id, into_no, since)
    rows = refuse_plans(unit, since)
    return ClassMerge(unit, into, since, len(rows), sum(row.boarder for row in rows))


def refuse_plans(unit: Unit, since: dt.date) -> list[Enrolment]:
    """Who moves from a unit on a day: all whose stay runs on. Refused where something else is planned."""
    rows = list(reaching(unit, since).order_by("unit_no", "seat", "since"))
    planned = sum(row.until is not None or row.since >= since for row in rows)
    if planned:
        raise Conflict(
            _("%(name)s 有 %(n)s 名学生在 %(day)s 或以后已有别的变动。请先撤回,或改日期。")
            % {"name": unit.name, "n": planned, "day": since.isoformat()}
        )
    return rows


def end_all(rows: Sequence[Enrolment], until: dt.date, ended_by: str) -> None:
    """Close enrolments that run on, all at once."""
    running = Enrolment.objects.filter(pk__in=[row.pk for row in rows], until=None)
    if running.update(until=until, ended_by=ended_by) < len(rows):
        raise Conflict(_("名单刚刚有变动。请刷新后再试。"))


def last_seat(unit_no: int) -> int:
    rows = Enrolment.objects.filter(unit_no=unit_no, until=None)
    return int(rows.aggregate(last=Max("seat"))["last"] or 0)


def _move(plan: ClassMerge) -> list[Enrolment]:
    """Stretches end and the next begin, as for a single change of class."""
    rows = refuse_plans(plan.from_unit, plan.since)
    end_all(rows, plan.since, lives.CLASS_CHANGED)
    new = [
        Enrolment(
            id=uuid7(), school_id=row.school_id, unit_no=plan.into.no, person_id=row.person_id,
            seat=seat, name=row.name, sex=row.sex, since=plan.since, boarder=row.boarder,
            dormitory_no=row.dormitory_no, begun_by=lives.CLASS_CHANGED,
        )
        for seat, row in enumerate(rows, start=last_seat(plan.into.no) + 1)
    ]  # fmt: skip
    Enrolment.objects.bulk_create(new)
    if plan.since <= clock.today():
        holding.follow(clock.today(), [row.person_id for row in rows])
    return new


def _changed(row: Enrolment, plan: ClassMerge) -> ClassChanged:
    return ClassChanged(
        school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id, enrolment_id=row.pk,
        from_unit_no=plan.from_unit.no, since=row.since,
    )  # fmt: skip
