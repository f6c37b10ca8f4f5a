"""Keeping units as they are called and as large as they are."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from xiaoan.directory.events import AreasSet, UnitChanged
from xiaoan.directory.models import FormerName, Unit, UnitAct
from xiaoan.directory.rules import SCHOOL, units
from xiaoan.directory.services import holding, opening
from xiaoan.directory.services.rights import require
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission

_EARLIEST = 1990


def kept(actor: Actor, unit_no: int) -> Unit:
    """A unit the actor keeps: one inside a school, or (who keeps schools) a school."""
    unit = Unit.objects.filter(pk=unit_no).first()
    if unit is None or not actor.sees(unit_no):
        raise NotFound
    if unit.kind not in (units.SCHOOL_KIND, *units.KINDS):
        raise NotFound
    require(actor, opening.permission_for(unit.kind), unit_no)
    return unit


def rename(actor: Actor, unit_no: int, name: str, cohort: int | None = None) -> bool:
    """Call a unit otherwise from today on, and correct a grade's entrance year. False if it was so.

    Classes of a grade and rooms of a building that are called after it follow; what they were called
    before is kept.
    """
    kept(actor, unit_no)
    opening.hold_above(unit_no)
    unit = Unit.objects.select_for_update().get(pk=unit_no)
    _refuse_closed(unit)
    name = " ".join(name.split())
    opening.refuse_names([name])
    _refuse_cohort(unit, cohort)
    changed = _set_cohort(actor, unit, cohort)
    if name == unit.name:
        return changed
    taken = opening.names_taken(unit.kind, unit_no, clock.today()).exclude(pk=unit_no)
    if taken.filter(name=name).exists():
        raise Conflict(_("已有同名的:%(names)s。请换一个名称。") % {"names": name})
    before = unit.name
    call({unit: name})
    called = Unit.objects.filter(parent_no=unit_no, closed=None, kind__in=("class", "dormitory"))
    if unit.kind in (units.GRADE_KIND, "building"):
        call({one: units.renamed(one.name, before, name) for one in called})
    journal.record(actor, UnitChanged(school_id=unit.school_id, unit_no=unit_no, what="name"))
    return True


def call(names: Mapping[Unit, str]) -> None:
    """Give units their new names from today on and keep the old ones; the caller records why."""
    changed = {unit: name for unit, name in names.items() if unit.name != name}
    FormerName.objects.bulk_create(
        [
            FormerName(unit_no=unit.no, name=unit.name, until=clock.today())
            for unit in changed
            if unit.opened < clock.today()
        ]
    )
    for unit, name in changed.items():
        unit.name = name
    Unit.objects.bulk_update(changed, ["name"])


def _refuse_closed(unit: Unit) -> None:
    if unit.closed is not None and unit.closed <= clock.today():
        raise Conflict(_("%(name)s 已经关闭,不能再改。") % {"name": unit.name})


def _refuse_cohort(unit: Unit, cohort: int | None) -> None:
    if unit.kind == units.GRADE_KIND and cohort is not None:
        year = clock.today().year
        if not _EARLIEST <= cohort <= year + 1:
            raise Invalid(
                _("入学年份请写四位数字,如 %(year)s。") % {"year": year}, {"cohort": "shape"}
            )


def _set_cohort(actor: Actor, unit: Unit, cohort: int | None) -> bool:
    """The year in which a grade came to school, and with it its classes."""
    if unit.kind != units.GRADE_KIND or cohort is None or cohort == unit.cohort:
        return False
    inside = Unit.objects.filter(no__gte=unit.no, no__lt=unit.end)
    inside.update(cohort=cohort)
    journal.record(actor, UnitChanged(school_id=unit.school_id, unit_no=unit.no, what="cohort"))
    return True


def set_areas(actor: Actor, school_no: int, areas: Mapping[int, int | None]) -> int:
    """How many square metres places of a school have, many at once; gives how many changed."""
    require(actor, Permission.KEEP_UNITS, school_no)
    for no, area in areas.items():
        if area is not None and not 0 < area <= units.LARGEST_AREA:
            raise Invalid(_("面积请写 1 到 1000000 之间的整数(平方米)。"), {f"area-{no}": "shape"})
    rows = Unit.objects.select_for_update().filter(
        pk__in=areas, no__gt=school_no, no__lt=school_no + SCHOOL, closed=None
    )
    found = [unit for unit in rows.order_by("no") if unit.kind != units.GRADE_KIND]
    if len(found) < len(areas):
        raise Conflict(_("有的地方刚刚关闭或不属于本校。请刷新后核对。"))
    changed = [unit for unit in found if unit.area_m2 != areas[unit.no]]
    for unit in changed:
        unit.area_m2 = areas[unit.no]
    Unit.objects.bulk_update(changed, ["area_m2"])
    if changed:
        numbers = tuple(unit.no for unit in changed)
        journal.record(actor, AreasSet(school_id=school_no, unit_no=school_no, unit_nos=numbers))
    return len(changed)


def keep_open(actor: Actor, unit_no: int) -> None:
    """A closing whose day has not come is taken back; the units that closed with it stay open too.

    Not where pupils were moved by it: they would have to be asked one by one.
    """
    kept(actor, unit_no)
    holding.alone()
    opening.hold_above(unit_no)
    unit = Unit.objects.select_for_update().get(pk=unit_no)
    if unit.closed is None or unit.closed <= clock.today():
        raise Conflict(_("没有还未生效的关闭可以撤回。请刷新后核对。"))
    above = Unit.objects.filter(pk=unit.parent_no or 0).first()
    if above is None or above.closed is not None:
        raise Conflict(_("上级也要关闭,请先撤回上级的关闭。"))
    last = UnitAct.objects.filter(unit_no=unit_no, what__in=("close", "merge")).order_by("-at")
    act = last.first()
    if act is None or act.what != "close":
        raise Conflict(_("学生已随合并转走,不能撤回。需要时请另开一个。"))
    inside = Unit.objects.filter(no__gte=unit.no, no__lt=unit.end, closed=unit.closed)
    inside.update(closed=None)
    journal.record(actor, UnitChanged(school_id=unit.school_id, unit_no=unit_no, what="stays_open"))
