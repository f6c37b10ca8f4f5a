"""Places follow the tree: opened, closed and renamed with their units."""

import datetime as dt
from collections.abc import Callable

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, GRADE_1, PRIMARY
from tests.hygiene.premises import TOILET, approved, entered
from xiaoan.directory.models import Unit
from xiaoan.directory.services import opening
from xiaoan.directory.services.opening import Opening
from xiaoan.hygiene.models import Place
from xiaoan.hygiene.queries import places
from xiaoan.hygiene.rules.proposing import NewPlace
from xiaoan.hygiene.services import follow_all, follow_tree, placing
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def follow() -> int:
    enter(BUILDER)
    return follow_tree(BUILDER, PRIMARY)


def names() -> list[str]:
    return sorted(one.name for one in places.places_of([PRIMARY]))


def ready(acting: Acting) -> None:
    doctor, principal = acting("doctor"), acting("principal")
    acting("doctor")
    entered(doctor, TOILET)
    approved(doctor, principal)
    assert follow() == 0


def test_a_new_class_has_a_place_that_is_in_no_plan(acting: Acting) -> None:
    ready(acting)
    opening.open_units(BUILDER, uuid7(), Opening(GRADE_1, "class", ("一年级3班",), DAY))
    assert (follow_all(BUILDER), follow_all(BUILDER)) == (1, 0)
    [new] = [one for one in places.places_of([PRIMARY]) if one.stand == places.UNPLANNED]
    assert (new.name, new.kind, new.follows) == ("一年级3班", "classroom", True)


def test_a_class_that_closes_closes_its_place_that_day(acting: Acting) -> None:
    ready(acting)
    Unit.objects.filter(no=CLASS_12).update(closed=DAY + dt.timedelta(days=1))
    assert (follow_all(BUILDER), follow_all(BUILDER)) == (1, 0)
    assert len(names()) == 4
    assert len(places.places_of([PRIMARY], DAY + dt.timedelta(days=1))) == 3
    # It stays open after all.
    Unit.objects.filter(no=CLASS_12).update(closed=None)
    assert follow() == 1
    assert len(places.places_of([PRIMARY], DAY + dt.timedelta(days=1))) == 4


def test_classes_that_change_names_change_those_of_their_places(acting: Acting) -> None:
    ready(acting)
    Unit.objects.filter(no=CLASS_11).update(name="一年级2班")
    Unit.objects.filter(no=CLASS_12).update(name="一年级1班")
    assert follow() == 2
    found = {one.unit_no: one.name for one in places.places_of([PRIMARY])}
    assert (found[CLASS_11], found[CLASS_12]) == ("一年级2班", "一年级1班")
    assert follow() == 0


def test_what_a_person_called_or_closed_stays_so(acting: Acting) -> None:
    ready(acting)
    doctor = acting("doctor")
    room = next(one for one in places.places_of([PRIMARY]) if one.unit_no == CLASS_11)
    placing.change(
        doctor, uuid7(), room.id, placing.Edit("东楼教室", "classroom", "东楼", 1, 50, CLASS_11)
    )
    other = next(one for one in places.places_of([PRIMARY]) if one.unit_no == CLASS_12)
    later = DAY + dt.timedelta(days=5)
    placing.act(doctor, placing.ManyAct(uuid7(), PRIMARY, "close", (other.id,), "合班", later))
    Unit.objects.filter(no=CLASS_11).update(name="一年级9班")
    assert follow() == 0
    assert "东楼教室" in names()
    assert Place.objects.get(pk=other.id).closed == later


def test_a_school_without_places_is_left_alone(acting: Acting) -> None:
    assert follow() == 0
    enter(BUILDER)
    assert follow_all(BUILDER) == 0


def test_two_places_of_a_canteen_say_which(acting: Acting) -> None:
    enter(BUILDER)
    opening.open_units(BUILDER, uuid7(), Opening(PRIMARY, "canteen", ("第一食堂",), DAY))
    doctor = acting("doctor")
    entered(doctor)
    assert [name for name in names() if "食堂" in name] == [
        "第一食堂 就餐区",
        "第一食堂 食堂操作间",
    ]
    # The area of the unit is not that of each of its two places.
    Unit.objects.filter(parent_no=PRIMARY, kind="canteen").update(area_m2=400)
    Unit.objects.filter(no=CLASS_11).update(area_m2=63)
    found = {one.name: one.area for one in places.places_of([PRIMARY])}
    assert (found["第一食堂 就餐区"], found["一年级1班"]) == (None, 63)
    placing.add(doctor, uuid7(), PRIMARY, [NewPlace("toilet", "厕所", area=20)])
    assert follow() == 0
