"""Tables by sheet (餐桌表): a row for each pupil, checked whole, then put down or not at all.

Locks: the sittings of the school by their ids, the pupils by `directory`, the journal.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.campus import rules
from xiaoan.campus.events import ClassSeated
from xiaoan.campus.models import Seating, Sitting
from xiaoan.campus.services.seats import require, table_name
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Pupil
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services.placements import set_placement
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere
from xiaoan.web import uploads
from xiaoan.web.uploads import BadCell, Taken, Template

HEADS = {
    "class": _l("班级"), "seat": _l("座号"), "name": _l("姓名"), "sitting": _l("餐次"), "table": _l("桌号"),
}  # fmt: skip
TEMPLATE = Template(HEADS, tuple(HEADS), largest=1 << 20, most=5_000, longest=60)


@dataclass(frozen=True)
class Seat:
    """A pupil at a table of a sitting."""

    class_no: int
    person_id: UUID
    sitting_id: UUID
    table: int


@dataclass(frozen=True)
class Put:
    """How many classes and pupils are given tables; `left`: pupils of these classes without a row, who have
    none then."""

    classes: int
    pupils: int
    left: int


def read_sheet(actor: Actor, school_no: int, name: str, content: bytes) -> Taken[Seat]:
    """Read a sheet for a school; nothing is put down. Faults name the row; of a pupil, of a table that does
    not exist, is too full, or is another class's. Invalid at `file`: it cannot be read at all."""
    require(actor, school_no)
    reader = _Reader(actor, school_no)
    return uploads.take(name, content, TEMPLATE, reader.read)


class _Reader:
    """What was read before of the same sheet is what a row is held against."""

    def __init__(self, actor: Actor, school_no: int) -> None:
        inside = (school_no, school_no + numbering.SCHOOL)
        self.classes = {
            one.place.name.replace(" ", ""): one.place.no
            for one in directory.class_sizes(actor, inside, clock.today())
        }
        rolls = directory.class_rolls(actor, list(self.classes.values()), clock.today())
        self.rolls: dict[int, dict[int, Pupil]] = {
            no: {one.seat: one for one in roll} for no, roll in rolls.items()
        }
        self.sittings = {one.name: one for one in Sitting.objects.filter(unit_no=school_no)}
        self.used: Counter[tuple[UUID, int]] = Counter()
        self.owner: dict[tuple[UUID, int], int] = {}
        self.seen: dict[UUID, int] = {}
        self.sits: dict[int, UUID] = {}

    def read(self, number: int, cells: dict[str, str]) -> Seat:
        class_no = self._class(cells.get("class", ""))
        pupil = self._pupil(class_no, cells.get("seat", ""), cells.get("name", ""))
        if pupil.person_id in self.seen:
            said = _("这名学生在第 %(n)s 行已经排过。请只留一行。") % {
                "n": self.seen[pupil.person_id]
            }
            raise BadCell("name", said)
        sitting = self._sitting(class_no, cells.get("sitting", ""))
        table = self._table(class_no, sitting, cells.get("table", ""))
        self.seen[pupil.person_id] = number
        return Seat(class_no, pupil.person_id, sitting.pk, table)

    def _class(self, text: str) -> int:
        found = self.classes.get(text.replace(" ", ""))
        if found is None:
            raise BadCell("class", _("本校没有这个班。请写花名册上的班名,如 一年级1班。"))
        return found

    def _pupil(self, class_no: int, seat: str, name: str) -> Pupil:
        found = self.rolls.get(class_no, {}).get(whole(seat))
        if found is None:
            raise BadCell("seat", _("这个班没有这个座号。请核对花名册。"))
        if found.name != name.strip():
            raise BadCell(
                "name", _("座号 %(n)s 的学生不叫这个名字。请核对座号和姓名。") % {"n": found.seat}
            )
        return found

    def _sitting(self, class_no: int, name: str) -> Sitting:
        found = self.sittings.get(name.strip())
        if found is None:
            names = _("、").join(self.sittings) or _("(还没有餐次)")
            raise BadCell("sitting", _("没有这个餐次。本校有:%(names)s") % {"names": names})
        if self.sits.setdefault(class_no, found.pk) != found.pk:
            raise BadCell("sitting", _("一个班要在同一个餐次。前面的行写的是另一个餐次。"))
        return found

    def _table(self, class_no: int, sitting: Sitting, text: str) -> int:
        table = rules.table_no(text)
        if not 1 <= table <= sitting.tables:
            raise BadCell("table", _("桌号应在 1 到 %(n)s 之间。") % {"n": sitting.tables})
        at = (sitting.pk, table)
        if self.owner.setdefault(at, class_no) != class_no:
            raise BadCell("table", _("这张桌已经排给另一个班。每班坐自己的桌。"))
        self.used[at] += 1
        if self.used[at] > sitting.seats:
            raise BadCell("table", _("这张桌只有 %(n)s 个座位,已经坐满。") % {"n": sitting.seats})
        return table


@transaction.atomic
def put_seats(
    actor: Actor, act_id: UUID, school_no: int, rows: Sequence[Seat], *, dry: bool = False
) -> Put:
    """Give the pupils of a sheet their tables from today on; each class leaves those it had. `dry`: only what
    it would do. Conflict: a class that is not on the sheet has one of the tables, or the act is another's."""
    require(actor, school_no)
    by_class: dict[int, list[Seat]] = defaultdict(list)
    for one in rows:
        by_class[one.class_no].append(one)
    if any(numbering.school_of(no) != school_no for no in by_class):
        raise Invalid(_("请选本校的一个班。"), {"class": "missing"})
    sittings = {
        one.pk: one
        for one in Sitting.objects.select_for_update().filter(unit_no=school_no).order_by("pk")
    }
    if {one.sitting_id for one in rows} - sittings.keys():
        raise Conflict(_("餐次刚被改过。请重新上传这份表。"))
    _refuse_others(school_no, by_class)
    rolls = directory.class_rolls(actor, list(by_class), clock.today())
    left = 0
    for class_no in sorted(by_class):
        seats = by_class[class_no]
        without = {one.person_id for one in rolls[class_no]} - {one.person_id for one in seats}
        left += len(without)
        if not dry:
            _put(actor, act_id, sittings[seats[0].sitting_id], seats, sorted(without))
    return Put(len(by_class), len(rows), left)


def _refuse_others(school_no: int, by_class: dict[int, list[Seat]]) -> None:
    running = Seating.objects.filter(school_id=school_no, until=None).exclude(
        unit_no__in=list(by_class)
    )
    held = {(one.sitting_id, no): one.unit_no for one in running for no in one.tables}
    for seats in by_class.values():
        for one in seats:
            other = held.get((one.sitting_id, one.table))
            if other is not None:
                said = _("%(n)s 号桌现在是 %(name)s 的。请换桌,或把那个班也写进表里。") % {
                    "n": one.table, "name": directory.place(other).name,
                }  # fmt: skip
                raise Conflict(said)


def _put(
    actor: Actor, act_id: UUID, sitting: Sitting, seats: Sequence[Seat], without: Sequence[UUID]
) -> None:
    class_no, today = seats[0].class_no, clock.today()
    said = fingerprint(str(sitting.pk), sorted((str(one.person_id), one.table) for one in seats))
    key = uuid5(act_id, str(class_no))
    known = Seating.objects.filter(pk=key).first()
    if known is not None:
        if known.by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return
    tables = sorted({one.table for one in seats})
    Seating.objects.filter(unit_no=class_no, until=None).update(until=today)
    Seating.objects.create(
        id=key, school_id=sitting.school_id, unit_no=class_no, sitting_id=sitting.pk, first_table=tables[0],
        tables=tables, since=today, by_id=acts.user(actor), said=said,
    )  # fmt: skip
    when = When(today, _("固定餐桌"))
    with everywhere("campus") as system:
        for one in seats:
            label = table_name(sitting.name, one.table)
            set_placement(system, one.person_id, "canteen", sitting.canteen_no, label, when)
        for who in without:
            set_placement(system, who, "canteen", None, "", when)
    journal.record(
        actor,
        ClassSeated(
            school_id=sitting.school_id, unit_no=class_no, seating_id=key, sitting_id=sitting.pk,
            pupils=len(seats), tables=len(tables), since=today,
        ),
    )  # fmt: skip
