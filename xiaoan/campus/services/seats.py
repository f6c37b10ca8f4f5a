"""Sittings of a canteen, and a class's fixed tables in one: classes do not mix at a table.

Locks: the sitting, the pupils by `directory`, the journal.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.campus import rules
from xiaoan.campus.events import ClassSeated, SittingSet
from xiaoan.campus.models import Seating, Sitting
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services.placements import set_placement
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere, visible


@dataclass(frozen=True)
class NewSitting:
    """`id` is made by the form; `tables` of `seats` each."""

    id: UUID
    canteen_no: int
    name: str
    begins: dt.time
    ends: dt.time
    tables: int
    seats: int

    @property
    def said(self) -> bytes:
        return fingerprint(
            self.canteen_no, self.name.strip(), self.begins, self.ends, self.tables, self.seats
        )


def set_sitting(actor: Actor, given: NewSitting) -> UUID:
    """Lay down a sitting of a canteen of one's school; NotFound, Forbidden, Invalid at its
    field."""
    known = Sitting.objects.filter(pk=given.id).first()
    if known is not None:
        if known.made_by_id != actor.user_id or is_other(known.said, given.said):
            raise Conflict(_("这个编号已经用过。请刷新页面再试。"))
        return known.pk
    school = numbering.school_of(given.canteen_no)
    require(actor, school)
    inside = (school, school + numbering.SCHOOL)
    if given.canteen_no not in {one.no for one in directory.places_inside(inside, "canteen")}:
        raise Invalid(
            _("请选本校的一个食堂。没有的话,先在“学校与班级”里登记食堂。"), {"canteen": "missing"}
        )
    name = _judged(given)
    with new_id():
        Sitting.objects.create(
            id=given.id, school_id=school, unit_no=school, canteen_no=given.canteen_no, name=name,
            begins=given.begins, ends=given.ends, tables=given.tables, seats=given.seats,
            made_at=clock.now(), made_by_id=acts.user(actor), said=given.said,
        )  # fmt: skip
    journal.record(
        actor,
        SittingSet(
            school_id=school, unit_no=school, sitting_id=given.id, canteen_no=given.canteen_no,
            tables=given.tables, seats=given.seats,
        ),
    )  # fmt: skip
    return given.id


def _judged(given: NewSitting) -> str:
    """The name without blanks around; Invalid at the field that does not do."""
    required = _("请写餐次的名字,例如“午餐第一批”。")
    name = acts.words("name", given.name, longest=rules.LONGEST_NAME, required=required)
    if given.ends <= given.begins:
        raise Invalid(_("结束的时间要晚于开始。"), {"ends": "order"})
    if not 1 <= given.tables <= rules.MOST_TABLES:
        raise Invalid(
            _("桌数应在 1 到 %(n)s 之间。") % {"n": rules.MOST_TABLES}, {"tables": "range"}
        )
    if not 1 <= given.seats <= rules.MOST_SEATS:
        raise Invalid(
            _("每桌座位应在 1 到 %(n)s 之间。") % {"n": rules.MOST_SEATS}, {"seats": "range"}
        )
    _refuse_beside(given, name)
    return name


def _refuse_beside(given: NewSitting, name: str) -> None:
    """The same name, or two sittings at the same tables at once."""
    time = rules.Time(given.begins, given.ends)
    for one in Sitting.objects.filter(canteen_no=given.canteen_no):
        if one.name == name:
            raise Invalid(_("这个食堂已经有“%(name)s”。") % {"name": name}, {"name": "taken"})
        if rules.overlaps(time, rules.Time(one.begins, one.ends)):
            said = _("和“%(name)s”(%(a)s–%(b)s)的时间重叠,同一张桌子会坐两批人。") % {
                "name": one.name, "a": f"{one.begins:%H:%M}", "b": f"{one.ends:%H:%M}",
            }  # fmt: skip
            raise Invalid(said, {"begins": "overlaps"})


def seat_class(actor: Actor, seating_id: UUID, sitting_id: UUID, class_no: int) -> UUID:
    """Give a class fixed tables of its own in a sitting from today on, by seat in class; it leaves the one it
    had. Conflict where there are too few tables, with how many are missing."""
    said = fingerprint(str(sitting_id), class_no)
    known = Seating.objects.filter(pk=seating_id).first()
    if known is not None:
        if known.by_id != actor.user_id or is_other(known.said, said):
            raise Conflict(_("这个编号已经用过。请刷新页面再试。"))
        return known.pk
    rows = visible(Sitting.objects.select_for_update(), actor, Permission.SEE_CAMPUS)
    sitting = rows.filter(pk=sitting_id).first()
    if sitting is None:
        raise NotFound
    require(actor, sitting.school_id)
    today = clock.today()
    if numbering.school_of(class_no) != sitting.school_id or not _is_class(class_no):
        raise Invalid(_("请选本校的一个班。"), {"class": "missing"})
    roll = directory.class_roll(actor, class_no, today)
    if not roll:
        raise Conflict(_("这个班今天没有在册的学生。"))
    tables = _tables(sitting, class_no, len(roll))
    Seating.objects.filter(unit_no=class_no, until=None).update(until=today)
    with new_id():
        Seating.objects.create(
            id=seating_id, school_id=sitting.school_id, unit_no=class_no, sitting_id=sitting.pk,
            first_table=tables[0], tables=list(tables), since=today, by_id=acts.user(actor), said=said,
        )  # fmt: skip
    _place(sitting, [one.person_id for one in roll], tables, today)
    journal.record(
        actor,
        ClassSeated(
            school_id=sitting.school_id, unit_no=class_no, seating_id=seating_id, sitting_id=sitting.pk,
            pupils=len(roll), tables=len(tables), since=today,
        ),
    )  # fmt: skip
    return seating_id


def table_name(sitting: str, no: int) -> str:
    """What a table is called at a sitting: whoever eats there at another time is no mate."""
    return _("%(sitting)s %(n)s号桌") % {"sitting": sitting, "n": no}


def _tables(sitting: Sitting, class_no: int, people: int) -> tuple[int, ...]:
    rows = Seating.objects.filter(sitting_id=sitting.pk, until=None).exclude(unit_no=class_no)
    taken = [no for tables in rows.values_list("tables", flat=True) for no in tables]
    wanted = rules.tables_for(people, sitting.seats)
    found = rules.free_tables(sitting.tables, taken, wanted)
    if found is None:
        raise Conflict(
            _("“%(name)s”坐不下:这个班 %(people)s 人要 %(wanted)s 桌,只剩 %(free)s 桌。请换一个餐次或加桌。")
            % {
                "name": sitting.name, "people": people, "wanted": wanted,
                "free": sitting.tables - len(taken),
            }
        )  # fmt: skip
    return found


def _is_class(class_no: int) -> bool:
    try:
        return directory.place(class_no).kind == "class"
    except NotFound:
        return False


def require(actor: Actor, school: int) -> None:
    """Whoever keeps the tables of a school; NotFound, Forbidden."""
    if not actor.may(Permission.SEE_CAMPUS, school):
        raise NotFound
    if not actor.may(Permission.KEEP_CAMPUS, school):
        raise Forbidden


def _place(sitting: Sitting, people: Sequence[UUID], tables: Sequence[int], today: dt.date) -> None:
    """The directory keeps the table of each pupil, so that whoever is drawn as a contact is drawn from
    there."""
    when = When(today, _("固定餐桌"))
    with everywhere("campus") as system:
        for at, who in enumerate(people):
            label = table_name(sitting.name, tables[at // sitting.seats])
            set_placement(system, who, "canteen", sitting.canteen_no, label, when)
