"""A new school year: grades move up, the last one graduates, a first one opens. Once a year, today.

A grade keeps its number and its classes for as long as its pupils are there; only what it is called
moves up. So nobody changes class, and every past list stays where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.events import EnrolmentEnded, YearPromoted
from xiaoan.directory.models import Enrolment, Placement, Unit
from xiaoan.directory.rules import SCHOOL
from xiaoan.directory.rules import units as rules
from xiaoan.directory.services import closing, holding, opening
from xiaoan.directory.services.acts import Outcome, Sent, once
from xiaoan.directory.services.keeping import call
from xiaoan.directory.services.opening import Opening, hold_above
from xiaoan.directory.services.rights import require
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission

GRADUATED = "graduated"
MOST_CLASSES = 30


@dataclass(frozen=True)
class Promotion:
    """What a new school year does to a school."""

    school: Unit
    moves: tuple[tuple[Unit, str, str], ...]  # the grade, what it will be called, its stage then
    last: Unit
    last_classes: tuple[str, ...]
    graduates: int
    first: str
    cohort: int
    stage: str
    classes: tuple[str, ...]


def promote_year(actor: Actor, act_id: UUID, school_no: int, classes: int) -> Outcome:
    """Move a school up by a year; `classes` open in the new first grade. Gives `graduates`."""
    require(actor, Permission.KEEP_UNITS, school_no)

    def run() -> Outcome:
        holding.alone()
        hold_above(school_no)
        plan = plan_promotion(actor, school_no, classes)
        graduates = _graduate(plan)
        _move_up(plan)
        closing.shut(actor, plan.last, clock.today())
        journal.record_many(actor, [_left(row) for row in graduates])
        journal.record_many(actor, opening.opened_facts(_open_first(actor, plan)))
        journal.record(
            actor,
            YearPromoted(
                school_id=school_no, unit_no=school_no, grades=len(plan.moves),
                graduated=len(graduates), classes_opened=len(plan.classes),
            ),
        )  # fmt: skip
        return {"graduates": len(graduates)}

    return once(actor, Sent(act_id, "promote", school_no, (classes,)), run)


def plan_promotion(actor: Actor, school_no: int, classes: int) -> Promotion:
    """What would happen today, or why it cannot. Nothing is locked or written."""
    require(actor, Permission.KEEP_UNITS, school_no)
    school = Unit.objects.filter(pk=school_no, kind=rules.SCHOOL_KIND).first()
    if school is None:
        raise NotFound
    if not 0 < classes <= MOST_CLASSES:
        raise Invalid(
            _("新年级的班数请写 1 到 %(most)s。") % {"most": MOST_CLASSES}, {"classes": "shape"}
        )
    grades = _grades(school)
    by_no = {grade.no: grade for grade in grades}
    moves, last = rules.promoted([rules.Grade(g.no, g.cohort or 0, g.name) for g in grades])
    youngest = max(grades, key=lambda grade: grade.cohort or 0)
    cohort = (youngest.cohort or 0) + 1
    _refuse_year(youngest, cohort)
    top = by_no[last.no]
    inside = closing.open_inside(top, clock.today()).exclude(pk=top.no)
    return Promotion(
        school=school,
        moves=tuple((by_no[low.no], high.name, by_no[high.no].stage) for low, high in moves),
        last=top, last_classes=tuple(inside.values_list("name", flat=True)),
        graduates=len(_leaving(top)), first=youngest.name, cohort=cohort, stage=youngest.stage,
        classes=tuple(rules.class_name(youngest.name, n) for n in range(1, classes + 1)),
    )  # fmt: skip


def _grades(school: Unit) -> list[Unit]:
    """The grades of a school with the years in which they came; each year once."""
    today = clock.today()
    rows = closing.open_inside(school, today).filter(kind=rules.GRADE_KIND)
    grades = list(rows)
    if school.closed is not None or not grades:
        raise Conflict(_("这所学校没有开着的年级,或将要关闭,不能升级。"))
    nameless = [grade.name for grade in grades if grade.cohort is None]
    if nameless:
        raise Conflict(_("先填好入学年份才能升级:%(names)s。") % {"names": "、".join(nameless)})
    if len({grade.cohort for grade in grades}) < len(grades):
        raise Conflict(_("有两个年级的入学年份相同,请先改正。"))
    return grades


def _refuse_year(youngest: Unit, cohort: int) -> None:
    if cohort > clock.today().year:
        raise Conflict(
            _("%(name)s 是 %(year)s 年入学的,今年已经升过级。")
            % {"name": youngest.name, "year": youngest.cohort}
        )


def _leaving(last: Unit) -> list[Enrolment]:
    """The pupils of the last grade; refused where one is to be in another class later."""
    rows = list(closing.reaching(last, clock.today()).order_by("unit_no", "seat"))
    later = Enrolment.objects.filter(
        school_id=last.school_id, person_id__in=[row.person_id for row in rows],
        since__gte=clock.today(),
    )  # fmt: skip
    count = later.values("person_id").distinct().count()
    if count:
        raise Conflict(
            _("%(name)s 有 %(n)s 名学生今天或以后还有变动。请先撤回。")
            % {"name": last.name, "n": count}
        )
    return rows


def _graduate(plan: Promotion) -> list[Enrolment]:
    rows = _leaving(plan.last)
    today = clock.today()
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).update(
        until=today, ended_by=GRADUATED
    )
    placed = Placement.objects.filter(person_id__in=[row.person_id for row in rows])
    placed.filter(since__gte=today).delete()
    placed.filter(until=None).update(until=today)
    placed.filter(until__gt=today).update(until=today)
    return rows


def _left(row: Enrolment) -> EnrolmentEnded:
    return EnrolmentEnded(
        school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
        enrolment_id=row.pk, until=clock.today(),
    )  # fmt: skip


def _move_up(plan: Promotion) -> None:
    """Grades take the name and stage of the one above; their classes follow."""
    names: dict[Unit, str] = {}
    staged: list[Unit] = []
    inside = _classes(plan)
    for grade, name, stage in plan.moves:
        mine = [unit for unit in inside if unit.parent_no == grade.no]
        names |= {unit: rules.renamed(unit.name, grade.name, name) for unit in mine}
        for unit in (grade, *mine):
            unit.stage = stage
            staged.append(unit)
        names[grade] = name
    Unit.objects.bulk_update(staged, ["stage"])
    call(names)


def _classes(plan: Promotion) -> Sequence[Unit]:
    rows = Unit.objects.filter(no__gt=plan.school.no, no__lt=plan.school.no + SCHOOL, closed=None)
    return list(rows.filter(kind=rules.CLASS_KIND))


def _open_first(actor: Actor, plan: Promotion) -> list[Unit]:
    today = clock.today()
    grade = Opening(
        plan.school.no, rules.GRADE_KIND, (plan.first,), today, stage=plan.stage,
        cohort=plan.cohort,
    )  # fmt: skip
    made = opening.open_held(actor, grade)
    return made + opening.open_held(
        actor, Opening(made[0].no, rules.CLASS_KIND, plan.classes, today)
    )
