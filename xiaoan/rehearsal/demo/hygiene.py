"""Places that are kept clean, a plan in force in nearly all schools, and its last ten school days: most of it
done, some late, a toilet forgotten here, too strong a mixture there."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from xiaoan.directory import rules as numbering
from xiaoan.hygiene import rules
from xiaoan.hygiene import services as hygiene
from xiaoan.hygiene.services import Habit, LoadedPlace, LoadedPlan
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import TERM, Plan
from xiaoan.rehearsal.geography import School
from xiaoan.rehearsal.people import Ids, Room

DAYS = 10
# Kinds of places: so many classes to one of them.
_PER_CLASSES = {
    "toilet": 2,
    "corridor": 2,
    "water_point": 3,
    "office": 3,
    "function_room": 3,
    "air_con": 1,
}
_EACH = ("gate", "library", "sports", "health_room", "refuse", "yard")
_NAMES = {
    "toilet": "厕所", "corridor": "走廊", "water_point": "饮水点", "office": "办公室",
    "function_room": "功能室", "air_con": "空调滤网", "gate": "校门和传达室", "library": "图书馆",
    "sports": "体育器材", "health_room": "医务室", "refuse": "垃圾点", "yard": "室外场地",
    "toys": "玩具和口杯", "washroom": "洗漱间",
}  # fmt: skip
# A small school has neither a library nor so many rooms.
_SMALL = ("gate", "refuse", "yard", "sports")
_PER_FLOOR, _APPROVED = 4, dt.timedelta(days=3)
# Every so many schools: no plan yet, one that waits, a forgotten toilet, too strong, careless.
_NO_PLAN, _WAITS, _FORGETS, _STRONG, _CARELESS = 83, 137, 41, 29, 17
_SINCE_FORGOTTEN = 6


_Posts = dict[tuple[str, int], list[UUID]]


@dataclass(frozen=True)
class _County:
    """School → its number in the county, and its dormitory rooms; (role, unit) → who holds it."""

    numbers: dict[int, int]
    rooms: dict[int, list[Room]]
    posts: _Posts


@dataclass(frozen=True)
class _Own:
    """The places of some schools, and their plans."""

    county: _County
    places: list[LoadedPlace]
    plans: list[LoadedPlan]


def load(plan: Plan, part: int, schools: list[School]) -> _Own:
    """Enter places and plans of some schools at the beginning of the term."""
    stand_at(second_of(TERM[0], 8 * 3600))
    ids = Ids(np.random.default_rng([plan.county.seed, 14, part]))
    county = _county(plan)
    places = [place for school in schools for place in _places(plan, school, county, ids)]
    plans = [one for school in schools if (one := _plan(school, county))]
    with acting_as(BUILDER):
        hygiene.load_places(BUILDER, places, TERM[0])
        stand_at(second_of(TERM[0] + _APPROVED, 9 * 3600))
        hygiene.load_plans(BUILDER, plans, places)
    return _Own(county, places, plans)


def load_days(plan: Plan, own: _Own) -> int:
    """The last days, in the night after the last of them; gives how many records."""
    habits = [
        _habit(own.county.numbers[one.school_no], one.school_no)
        for one in own.plans
        if one.state == "in_force"
    ]
    first = max(len(plan.past) - DAYS, 0)
    before = [None, *plan.past][first : len(plan.past)]
    stand_at(second_of(plan.past[-1], 22 * 3600))
    with acting_as(BUILDER):
        return hygiene.load_days(
            BUILDER, own.places, habits, list(zip(plan.past[first:], before, strict=True))
        )


def _habit(number: int, school_no: int) -> Habit:
    """From 0 to 5 % missed, a few schools more; some too strong, some too short."""
    missed = 90 if number % _CARELESS == 5 else (number * 7 % 31) + 3
    strong = 60 if number % _STRONG == 3 else 1
    weak = 40 if number % _STRONG == 11 else 1
    return Habit(school_no, missed, 10 + number % 25, strong, weak, 30 if number % 23 == 7 else 2)


def _county(plan: Plan) -> _County:
    posts: _Posts = {}
    for member in plan.population.staff:
        for role, no, _end in member.roles:
            posts.setdefault((role, no), []).append(member.user_id)
    rooms: dict[int, list[Room]] = {}
    for room in plan.population.rooms:
        rooms.setdefault(room.school_no, []).append(room)
    return _County({one.no: n for n, one in enumerate(plan.county.schools)}, rooms, posts)


def _plan(school: School, county: _County) -> LoadedPlan | None:
    number = county.numbers[school.no]
    if number % _NO_PLAN == 60:
        return None
    state = "waiting" if number % _WAITS == 70 else "in_force"
    logistics, principal = (county.posts[role, school.no][0] for role in ("logistics", "principal"))
    since = TERM[0] + _APPROVED + dt.timedelta(days=1)
    return LoadedPlan(school.no, state, since, logistics, principal)


def _places(plan: Plan, school: School, county: _County, ids: Ids) -> Iterator[LoadedPlace]:
    number, posts = county.numbers[school.no], county.posts
    forgets = plan.past[-_SINCE_FORGOTTEN] if number % _FORGETS == 8 else None
    found = [*_of_classes(school), *_of_kinds(school), *_of_units(school, county)]
    for walk, (kind, unit_no, name, floor) in enumerate(sorted(found, key=_walking), start=1):
        post, at_no, who = _goes(kind, unit_no, school.no, posts)
        deputies = posts.get((rules.PLACE_KINDS[kind].deputy, school.no), [])
        forgotten = forgets if kind == "toilet" and name.endswith("厕所1") else None
        yield LoadedPlace(
            ids(), school.no, unit_no, kind, name, "教学楼" if floor else "", floor,
            None if walk % 3 else rules.PLACE_KINDS[kind].area, walk * 10, post, at_no, who,
            deputies[0] if deputies and deputies[0] != who else None, forgotten,
        )  # fmt: skip


_Found = tuple[str, int, str, int | None]


def _walking(one: _Found) -> tuple[int, str, int]:
    kind, unit_no, _name, floor = one
    return floor or 0, kind, unit_no


def _of_classes(school: School) -> Iterator[_Found]:
    for at, one in enumerate(school.classes):
        floor = at // _PER_FLOOR + 1
        yield "classroom", one.no, one.name, floor
        if school.kind == "kindergarten":
            yield "toys", one.no, f"{one.name} {_NAMES['toys']}", floor


def _of_kinds(school: School) -> Iterator[_Found]:
    classes, small = len(school.classes), school.kind == "teaching_point"
    for kind, per in _PER_CLASSES.items():
        if small and kind in ("air_con", "function_room"):
            continue
        for n in range(max(1, classes // per)):
            floor = min(n * per, classes - 1) // _PER_FLOOR + 1
            yield kind, school.no, f"{floor} 楼 {_NAMES[kind]}{n + 1}", floor
    for kind in _SMALL if small else _EACH:
        yield kind, school.no, _NAMES[kind], None


def _of_units(school: School, county: _County) -> Iterator[_Found]:
    if school.canteen:
        yield "kitchen", school.no + numbering.PLACES, "食堂 食堂操作间", None
        yield "dining", school.no + numbering.PLACES, "食堂 就餐区", None
    if (county.numbers[school.no] + 1) % 9:
        for n, name in enumerate(("校门隔离观察室", "校内隔离观察室"), start=1):
            yield "observation", school.no + numbering.PLACES + n, name, None
    rooms = county.rooms.get(school.no, [])
    for room in rooms:
        yield "dormitory", room.no, room.name, None
    for n in range(len(rooms) // 12):
        yield "washroom", school.no, f"宿舍{_NAMES['washroom']}{n + 1}", None


def _goes(kind: str, unit_no: int, school_no: int, posts: _Posts) -> tuple[str, int, UUID | None]:
    """Post, where it is held, and who holds it: at the place itself, else at the school; else the deputy."""
    asked = rules.PLACE_KINDS[kind]
    for post in (asked.post, asked.deputy):
        for no in dict.fromkeys((unit_no, school_no)):
            who = posts.get((post, no))
            if who:
                return post, no, who[unit_no % len(who)]
    return asked.post, school_no, None
