"""Opening units: the next numbers of their block, under the lock of the school (or the township)."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiaoan.directory.events import UnitOpened
from xiaoan.directory.models import Unit
from xiaoan.directory.rules import lives, school_of
from xiaoan.directory.rules import units as rules
from xiaoan.directory.services.acts import Outcome, Sent, once
from xiaoan.directory.services.rights import require
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission

# The state's mark of a school, or the county's own. Codes inside a school have a hyphen: never equal.
_CODE = re.compile(r"[0-9A-Za-z]{2,20}")
_MOST_YEARS = 20


@dataclass(frozen=True)
class Opening:
    """Units of one kind to open above one unit, from a day on.

    `code` is a school's; `stage` a school's, or a grade's where the school has several; `cohort` the
    year in which a grade came to school.
    """

    above_no: int
    kind: str
    names: tuple[str, ...]
    opened: dt.date
    code: str = ""
    stage: str = ""
    cohort: int | None = None
    boarding: bool = False


@dataclass(frozen=True)
class Planned:
    """What an opening will make: under which unit, with which full names, from which number on."""

    above: Unit
    names: tuple[str, ...]
    numbers: tuple[int, ...]


def open_units(actor: Actor, act_id: UUID, opening: Opening) -> Outcome:
    """Open units; gives their numbers (`units`)."""
    sent = Sent(act_id, f"open_{opening.kind}", opening.above_no, tuple(vars(opening).values()))
    require(actor, permission_for(opening.kind), opening.above_no)

    def run() -> Outcome:
        hold_above(opening.above_no)
        rows = open_held(actor, opening)
        for fact in opened_facts(rows):
            journal.record(actor, fact)
        return {"units": [row.no for row in rows]}

    return once(actor, sent, run)


def permission_for(kind: str) -> Permission:
    """A school is the bureau's to open and close; what is inside it is the school's."""
    return Permission.KEEP_SCHOOLS if kind == rules.SCHOOL_KIND else Permission.KEEP_UNITS


def hold_above(unit_no: int) -> Unit:
    """Lock the school that a number lies in (else the unit itself): its numbers are given one by one."""
    found = Unit.objects.select_for_update().filter(pk=school_of(unit_no)).first()
    if found is None:
        raise NotFound
    return found


def open_held(actor: Actor, opening: Opening) -> list[Unit]:
    """Open units whose school the caller has locked; the caller records it (`opened_facts`)."""
    planned = plan_opening(actor, opening)
    rows = [
        _unit(opening, planned, no, name)
        for no, name in zip(planned.numbers, planned.names, strict=True)
    ]
    Unit.objects.bulk_create(rows)
    return rows


def opened_facts(rows: Sequence[Unit]) -> list[UnitOpened]:
    return [
        UnitOpened(school_id=row.school_id, unit_no=row.no, unit_kind=row.kind, code=row.code)
        for row in rows
    ]


def plan_opening(actor: Actor, opening: Opening) -> Planned:
    """What an opening would do, or why it cannot be done. Nothing is locked or written."""
    require(actor, permission_for(opening.kind), opening.above_no)
    above = Unit.objects.filter(pk=opening.above_no).first()
    if above is None:
        raise NotFound
    _refuse_above(opening, above)
    _refuse_words(opening, above)
    joined = above.name if above.kind in (rules.GRADE_KIND, "building") else ""
    names = tuple(rules.full_name(opening.kind, joined, name) for name in opening.names)
    _refuse_names(opening, above, names)
    return Planned(above, names, _numbers(opening, len(names)))


def _refuse_above(opening: Opening, above: Unit) -> None:
    known = opening.kind == rules.SCHOOL_KIND or opening.kind in rules.KINDS
    if not known or above.kind not in rules.parents(opening.kind):
        raise Invalid(_("这里不能开设这一类单位。请从它的上级进入后再开设。"), {"kind": "parent"})
    if above.closed is not None:
        raise Invalid(
            _("%(name)s 从 %(day)s 起关闭,下面不能再开设。")
            % {"name": above.name, "day": above.closed.isoformat()},
            {"above": "closing"},
        )
    today = clock.today()
    if opening.opened < today:
        raise Invalid(_("从今天或以后的日期起。"), {"since": "past"})
    if opening.opened > today + lives.FARTHEST:
        raise Invalid(_("日期太远,请核对年份。"), {"since": "too_far"})
    if opening.opened < above.opened:
        raise Invalid(
            _("%(name)s 从 %(day)s 起才开设,请选这天或以后的日期。")
            % {"name": above.name, "day": above.opened.isoformat()},
            {"since": "before_above"},
        )


def _refuse_words(opening: Opening, above: Unit) -> None:
    """What only a school or a grade is asked."""
    school = opening.kind == rules.SCHOOL_KIND
    if school and not _CODE.fullmatch(opening.code):
        raise Invalid(_("学校代码由 2 到 20 位数字和字母组成。"), {"code": "shape"})
    if school and Unit.objects.filter(code=opening.code).exists():
        raise Conflict(_("学校代码 %(code)s 已有学校使用。请核对。") % {"code": opening.code})
    stage = opening.stage if school else _stage(opening, above)
    if (school or opening.kind == rules.GRADE_KIND) and stage not in rules.STAGES:
        raise Invalid(_("请选学段。"), {"stage": "missing"})
    if opening.kind != rules.GRADE_KIND:
        return
    year = opening.opened.year
    if opening.cohort is None or not year - _MOST_YEARS <= opening.cohort <= year + 1:
        raise Invalid(_("入学年份请写四位数字,如 %(year)s。") % {"year": year}, {"cohort": "shape"})


def refuse_names(names: tuple[str, ...] | list[str]) -> None:
    """Refuse what cannot be names of units."""
    fault = rules.names_fault(names)
    if fault:
        raise Invalid(
            {
                "empty": _("请填写名称。"),
                "too_many": _("一次最多 %(most)s 个,请分几次。") % {"most": rules.MOST_AT_ONCE},
                "too_long": _("名称不超过 %(most)s 个字,不能有看不见的字符。")
                % {"most": rules.LONGEST_NAME},
                "twice": _("有名称写了两次,请删去一个。"),
                "range": _("看不懂从几到几:请写成 1班..6班 或 101..120,前小后大。"),
            }[fault],
            {"names": fault},
        )


def _refuse_names(opening: Opening, above: Unit, names: tuple[str, ...]) -> None:
    refuse_names(opening.names)
    refuse_names(names)
    taken = names_taken(opening.kind, above.no, opening.opened).filter(name__in=names)
    found = sorted(taken.values_list("name", flat=True))
    if found:
        raise Conflict(_("已有同名的:%(names)s。请换一个名称。") % {"names": "、".join(found[:10])})


def names_taken(kind: str, unit_no: int, day: dt.date) -> QuerySet[Unit]:
    """Units of a kind whose names are taken on a day: in the same school; of schools: in the county."""
    rows = Unit.objects.filter(Q(closed=None) | Q(closed__gt=day), kind=kind)
    return rows if kind == rules.SCHOOL_KIND else rows.filter(school_id=school_of(unit_no))


def _stage(opening: Opening, above: Unit) -> str:
    """A class has its grade's stage, a grade its school's where that has one only."""
    if opening.kind == rules.GRADE_KIND:
        return above.stage if above.stage != "nine_year" else opening.stage
    return above.stage if opening.kind == rules.CLASS_KIND else ""


def _numbers(opening: Opening, wanted: int) -> tuple[int, ...]:
    """The numbers after the highest that was ever given, closed units counted."""
    block = rules.block(opening.kind, opening.above_no)
    given = Unit.objects.filter(no__gte=block.first, no__lt=block.end).order_by("-no")
    last = list(given.values_list("no", flat=True)[:1])
    found: list[int] = []
    for _name in range(wanted):
        no = rules.next_no(block, found[-1:] or last)
        if no is None:
            raise Conflict(
                _("号码用完了:这里最多 %(most)s 个(关闭的也算),还能开设 %(left)s 个。")
                % {"most": (block.end - block.first) // block.size, "left": len(found)}
            )
        found.append(no)
    return tuple(found)


def _unit(opening: Opening, planned: Planned, no: int, name: str) -> Unit:
    block = rules.block(opening.kind, opening.above_no)
    above, school = planned.above, opening.kind == rules.SCHOOL_KIND
    school_no = no if school else school_of(no)
    code = opening.code if school else f"{_school_code(above)}-U{no - school_no}"
    grade = opening.kind in (rules.GRADE_KIND, rules.CLASS_KIND)
    return Unit(
        no=no, end=no + block.size, parent_no=above.no, kind=opening.kind, name=name, code=code,
        school_id=school_no, opened=opening.opened, boarding=opening.boarding,
        stage=opening.stage if school else _stage(opening, above),
        cohort=(opening.cohort or above.cohort) if grade else None,
    )  # fmt: skip


def _school_code(above: Unit) -> str:
    if above.kind == rules.SCHOOL_KIND:
        return above.code
    return Unit.objects.values_list("code", flat=True).get(pk=above.school_id)
