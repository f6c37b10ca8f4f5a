"""Places are entered, changed, closed, excused, renewed: one or many in one act, all of them or none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene import rules
from xiaoan.hygiene.events import PlacesChanged
from xiaoan.hygiene.models import Line, Place, Plan
from xiaoan.hygiene.queries import places, units
from xiaoan.hygiene.rules import listing
from xiaoan.hygiene.rules.proposing import NewPlace
from xiaoan.hygiene.services import acts, drafting, owing
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

MOST = 1000
# So long a place may be excused at most: then somebody looks again (own choice).
LONGEST_EXCUSE = dt.timedelta(days=366)
ACTS = ("close", "reopen", "excuse", "include", "move", "renew")


@dataclass(frozen=True)
class Added:
    """How many places an act has entered; `there`: those that the school had already."""

    added: int
    there: int = 0


@dataclass(frozen=True)
class ManyAct:
    """One act on places of a school: `day` the first on which they are no more, or the last of an excuse."""

    id: UUID
    school_no: int
    what: str
    place_ids: tuple[UUID, ...]
    note: str = ""
    day: dt.date | None = None
    building: str = ""
    floor: int | None = None


@dataclass(frozen=True)
class Edit:
    """What a place is to be from now on."""

    name: str
    kind: str
    building: str = ""
    floor: int | None = None
    area: int | None = None
    unit_no: int = 0


@transaction.atomic
def add(actor: Actor, act_id: UUID, school_no: int, new: Sequence[NewPlace]) -> Added:
    """Enter places; those of a name and building that the school has already are left as they are."""
    units.school(actor, school_no, Permission.PLAN_HYGIENE)
    if not 0 < len(new) <= MOST:
        raise Invalid(_("一次登记 1 到 1000 处。请分几次。"), {"places": "most"})
    acts.hold(school_no)
    body = said.fingerprint("add", school_no, [str(one) for one in new])
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return Added(known.outcome["added"], known.outcome["there"])
    fresh = enter(school_no, new)
    finish(actor, act_id, school_no, "added", body, fresh, there=len(new) - len(fresh))
    return Added(len(fresh), len(new) - len(fresh))


def enter(school_no: int, new: Sequence[NewPlace]) -> list[UUID]:
    """Rows for what the school does not have; gives their ids. The school is held."""
    inside = _units(school_no)
    known = set(
        Place.objects.filter(school_id=school_no, closed=None).values_list("building", "name")
    )
    last = Place.objects.filter(school_id=school_no).aggregate(n=Max("walk"))["n"] or 0
    made = []
    for one in new:
        name, building = checked_name(one.name, one.building)
        if one.kind not in rules.PLACE_KINDS:
            raise Invalid(_("请从列表中选一种场所。"), {"kind": "unknown"})
        if one.unit_no and one.unit_no not in inside:
            raise Invalid(_("请选本校的班级、宿舍或其他单位。"), {"unit_no": "unknown"})
        if (building, name) in known:
            continue
        known.add((building, name))
        last += 1
        made.append(
            Place(
                id=uuid7(), school_id=school_no, unit_no=one.unit_no or school_no, kind=one.kind,
                name=name, building=building, floor=checked_floor(one.floor), follows=one.follows,
                area_m2=None if one.follows else checked_area(one.area), walk=last,
                opened=clock.today(),
            )
        )  # fmt: skip
    Place.objects.bulk_create(made, batch_size=1000)
    return [one.pk for one in made]


def finish(
    actor: Actor, act_id: UUID, school_no: int, what: str, body: bytes, changed: Sequence[UUID],
    note: str = "", **outcome: int,
) -> None:  # fmt: skip
    """What follows from an act on places: the draft, what is owed, the fact. The school is held."""
    drafting.follow(school_no)
    acts.keep(
        actor,
        act_id,
        school_no,
        what,
        body,
        note=note,
        places=changed,
        **{what: len(changed), **outcome},
    )
    owing.settle(actor, school_no)
    if changed:
        journal.record(
            actor,
            PlacesChanged(
                school_id=school_no, unit_no=school_no, what=what, places=len(changed)
            ),
        )  # fmt: skip


def _units(school_no: int) -> set[int]:
    found = directory.places_inside(directory.place(school_no).interval, *rules.OF_UNITS, "place")
    return {one.no for one in found} | {school_no}


def checked_name(name: str, building: str) -> tuple[str, str]:
    wanted = _("请写场所名称。")
    return (
        acts.words(name, "name", longest=listing.LONGEST_NAME, wanted=wanted),
        acts.words(building, "building", longest=listing.LONGEST_BUILDING),
    )


def checked_floor(floor: int | None) -> int | None:
    if floor is not None and not listing.LOWEST_FLOOR <= floor <= listing.HIGHEST_FLOOR:
        raise Invalid(_("楼层请写 -3 到 40 之间的整数。"), {"floor": "range"})
    return floor


def checked_area(area: int | None) -> int | None:
    if area is not None and not 0 < area <= listing.LARGEST_AREA:
        raise Invalid(_("面积请写 1 到 100000 之间的整数(平方米)。"), {"area": "range"})
    return area


@transaction.atomic
def change(actor: Actor, act_id: UUID, place_id: UUID, edit: Edit) -> bool:
    """Change one place; False: it was so already. The kind stays while a plan handed in names the place."""
    school_no = places.place(actor, place_id).school_no
    units.school(actor, school_no, Permission.PLAN_HYGIENE)
    acts.hold(school_no)
    body = said.fingerprint("change", str(place_id), str(edit))
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return bool(known.outcome.get("changed"))
    row = Place.objects.get(pk=place_id)
    if row.closed is not None:
        raise Conflict(_("这个场所已经停用。请先恢复使用。"))
    fields = _edited(row, edit, school_no)
    if "kind" in fields and _is_bound(place_id):
        raise Invalid(
            _("已经写进送审或生效的方案,不能改种类。请停用它,另登记一处。"), {"kind": "bound"}
        )
    if fields:
        try:
            with transaction.atomic():
                row.save(update_fields=fields)
        except IntegrityError:
            raise same_name() from None
        if {"kind", "unit_no"} & set(fields):
            _drop_lines(school_no, [place_id])
    finish(actor, act_id, school_no, "changed", body, [place_id] if fields else [])
    return bool(fields)


def same_name() -> Invalid:
    return Invalid(_("同一栋楼里已有这个名称的场所。请换一个名称。"), {"name": "taken"})


def _edited(row: Place, edit: Edit, school_no: int) -> list[str]:
    name, building = checked_name(edit.name, edit.building)
    if edit.kind not in rules.PLACE_KINDS:
        raise Invalid(_("请从列表中选一种场所。"), {"kind": "unknown"})
    unit_no = edit.unit_no or school_no
    if unit_no != row.unit_no and unit_no not in _units(school_no):
        raise Invalid(_("请选本校的班级、宿舍或其他单位。"), {"unit_no": "unknown"})
    values = {
        "name": name, "kind": edit.kind, "building": building, "floor": checked_floor(edit.floor),
        "area_m2": checked_area(edit.area), "unit_no": unit_no,
        # Whoever calls it otherwise than its unit is called means so.
        "follows": row.follows and name == row.name and unit_no == row.unit_no,
    }  # fmt: skip
    fields = [field for field, value in values.items() if getattr(row, field) != value]
    for field in fields:
        setattr(row, field, values[field])
    return fields


def _is_bound(place_id: UUID) -> bool:
    plans = Plan.objects.exclude(state__in=drafting.WRITTEN).values("id")
    return Line.objects.filter(place_id=place_id, plan_id__in=plans).exists()


def _drop_lines(school_no: int, place_ids: Sequence[UUID]) -> None:
    """Of what is being written; `drafting.follow` writes them anew."""
    rows = Plan.objects.filter(unit_no=school_no, state__in=drafting.WRITTEN).values("id")
    Line.objects.filter(plan_id__in=rows, place_id__in=place_ids).delete()


@transaction.atomic
def act(actor: Actor, given: ManyAct) -> int:
    """Close, reopen, excuse, include, move or renew the codes of places; gives how many that changes."""
    units.school(actor, given.school_no, Permission.PLAN_HYGIENE)
    if given.what not in ACTS:
        raise NotFound
    if not 0 < len(given.place_ids) <= MOST:
        raise Invalid(_("请先勾选场所。"), {"places": "none"})
    acts.hold(given.school_no)
    body = said.fingerprint("act", str(given))
    known = acts.done_before(actor, given.id, body)
    if known is not None:
        return int(known.outcome[given.what])
    rows = Place.objects.filter(school_id=given.school_no, pk__in=given.place_ids)
    if rows.count() != len(set(given.place_ids)):
        raise NotFound
    changed = _DO[given.what](actor, rows, given)
    finish(actor, given.id, given.school_no, given.what, body, changed, given.note.strip())
    return len(changed)


def _ids(rows: QuerySet[Place]) -> list[UUID]:
    return list(rows.values_list("id", flat=True))


def _close(_actor: Actor, rows: QuerySet[Place], given: ManyAct) -> list[UUID]:
    acts.words(given.note, "note", wanted=_("请写停用的原因。"))
    if given.day is None:
        raise Invalid(_("请写从哪天起停用。"), {"day": "empty"})
    day = acts.day_from(given.day, "day")
    open_rows = rows.filter(closed=None)
    found = _ids(open_rows)
    open_rows.filter(opened__gt=day).update(opened=day)
    # It is closed by a person: it does not open again because its class is there.
    rows.filter(pk__in=found).update(closed=day, follows=False)
    return found


def _reopen(_actor: Actor, rows: QuerySet[Place], given: ManyAct) -> list[UUID]:
    closed = rows.exclude(closed=None)
    found = _ids(closed)
    inside = _units(given.school_no)
    if any(no not in inside for no in closed.values_list("unit_no", flat=True)):
        raise Invalid(_("它的班级或宿舍已经撤销。请另登记一处。"), {"places": "unit"})
    try:
        with transaction.atomic():
            closed.update(closed=None)
    except IntegrityError:
        raise same_name() from None
    return found


def _excuse(actor: Actor, rows: QuerySet[Place], given: ManyAct) -> list[UUID]:
    note = acts.words(given.note, "note", wanted=_("请写为什么不列入方案。"))
    if given.day is None:
        raise Invalid(_("请写免到哪天为止。"), {"day": "empty"})
    until = acts.day_from(given.day, "day") + dt.timedelta(days=1)
    if until > clock.today() + LONGEST_EXCUSE:
        raise Invalid(_("最多免一年,到时再看一次。请改早一点。"), {"day": "range"})
    rows = rows.filter(Q(closed=None) | Q(closed__gt=clock.today()))
    changed = rows.exclude(excused=note, excused_until=until)
    found = _ids(changed)
    changed.update(excused=note, excused_until=until, excused_by_id=actor.user_id)
    return found


def _include(_actor: Actor, rows: QuerySet[Place], _given: ManyAct) -> list[UUID]:
    excused = rows.exclude(excused="")
    found = _ids(excused)
    excused.update(excused="", excused_until=None, excused_by_id=None)
    return found


def _move(_actor: Actor, rows: QuerySet[Place], given: ManyAct) -> list[UUID]:
    building = acts.words(given.building, "building", longest=listing.LONGEST_BUILDING)
    floor = checked_floor(given.floor)
    moved = rows.exclude(building=building, floor=floor)
    found = _ids(moved)
    try:
        with transaction.atomic():
            rows.filter(pk__in=found).update(building=building, floor=floor)
    except IntegrityError:
        raise same_name() from None
    return found


def _renew(_actor: Actor, rows: QuerySet[Place], _given: ManyAct) -> list[UUID]:
    open_rows = rows.filter(closed=None)
    found = _ids(open_rows)
    open_rows.update(code=F("code") + 1)
    return found


_DO = {
    "close": _close, "reopen": _reopen, "excuse": _excuse, "include": _include, "move": _move,
    "renew": _renew,
}  # fmt: skip
