"""Fixed tables by class, who ate with whom, the entrance register."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    JUNIOR,
    PRIMARY,
    Universe,
    unit,
)
from tests.investigations.contacts import wanted
from tests.investigations.events import running
from xiaoan.campus import queries, rules, services
from xiaoan.campus.models import Seating, Visit
from xiaoan.campus.queries import CampusReadiness
from xiaoan.directory.models import Placement
from xiaoan.investigations.services import contacts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
HALL = PRIMARY + 9
FIRST, SECOND = "午餐第一批", "午餐第二批"


def hall() -> None:
    """A canteen at the primary school."""
    enter(BUILDER)
    unit(HALL, 1, PRIMARY, "canteen", "食堂", PRIMARY)


def sitting(name: str = FIRST, begins: int = 11, **given: object) -> services.NewSitting:
    values = {
        "id": uuid7(), "canteen_no": HALL, "name": name, "begins": dt.time(begins, 30),
        "ends": dt.time(begins + 1), "tables": 4, "seats": 6,
    }  # fmt: skip
    return services.NewSitting(**{**values, **given})  # type: ignore[arg-type]  # by name


def test_a_class_has_tables_of_its_own_and_contacts_are_drawn_from_them(
    acting: Acting, universe: Universe
) -> None:
    hall()
    logistics = acting("logistics")
    lunch = services.set_sitting(logistics, sitting())
    key = uuid7()
    for _again in range(2):
        assert services.seat_class(logistics, key, lunch, CLASS_11) == key
    services.seat_class(logistics, uuid7(), lunch, CLASS_12)
    assert [one.tables for one in Seating.objects.order_by("first_table")] == [[1, 2], [3, 4]]
    event_id = running(acting, universe)
    found = contacts.preview(acting("doctor"), wanted(event_id, "canteen"))
    # Seats 1 to 3 are ill and eat at the first table: the other three there are close contacts.
    assert [(w.way, w.level, w.on_roll, w.new) for w in found.ways] == [("canteen", "close", 6, 3)]
    enter(BUILDER)
    first, seventh = universe.person(CLASS_11, 1), universe.person(CLASS_11, 7)
    enter(BUILDER)
    labels = dict(Placement.objects.filter(kind="canteen").values_list("person_id", "label"))
    assert (labels[first], labels[seventh]) == ("午餐第一批 1号桌", "午餐第一批 2号桌")
    assert queries.readiness([PRIMARY, JUNIOR], DAY)[PRIMARY] == CampusReadiness(30, 20, 0, 0)


def test_what_does_not_fit_is_said_with_numbers(acting: Acting, universe: Universe) -> None:
    hall()
    logistics = acting("logistics")
    given = sitting(tables=3)
    lunch = services.set_sitting(logistics, given)
    assert services.set_sitting(logistics, given) == lunch
    for wrong, field in (
        (sitting("又一批"), "begins"), (sitting(FIRST, 13), "name"),
        (sitting(SECOND, 13, tables=0), "tables"),
        (sitting(SECOND, 13, seats=99), "seats"), (sitting(SECOND, 13, ends=dt.time(1)), "ends"),
        (sitting(SECOND, 13, canteen_no=PRIMARY + 10), "canteen"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as fault:
            services.set_sitting(logistics, wrong)
        assert list(fault.value.fields) == [field]
    services.seat_class(logistics, uuid7(), lunch, CLASS_11)
    with pytest.raises(Conflict, match="10 人要 2 桌,只剩 1 桌"):
        services.seat_class(logistics, uuid7(), lunch, CLASS_12)
    second = services.set_sitting(logistics, sitting(SECOND, 13))
    services.seat_class(logistics, uuid7(), second, CLASS_11)
    services.seat_class(logistics, uuid7(), lunch, CLASS_12)
    with pytest.raises(Invalid, match="本校的一个班"):
        services.seat_class(logistics, uuid7(), lunch, CLASS_71)
    with pytest.raises(Forbidden):
        services.set_sitting(acting("officer"), sitting("晚餐", 17))
    with pytest.raises(NotFound):
        services.seat_class(acting("other_principal"), uuid7(), lunch, CLASS_12)


def visit(**given: object) -> services.NewVisit:
    values = {
        "id": uuid7(), "school_no": PRIMARY, "name": "来访人甲", "phone": "13800000000",
        "whom": "校长", "why": "送教材", "celsius": Decimal("36.5"),
    }  # fmt: skip
    return services.NewVisit(**{**values, **given})  # type: ignore[arg-type]  # by name


def test_nobody_is_inside_twice_and_a_phone_is_a_number(acting: Acting, universe: Universe) -> None:
    logistics = acting("logistics")
    for wrong in ("abc", "12345", "1380000000a", "1" * 16):
        with pytest.raises(Invalid) as fault:
            services.come(logistics, visit(phone=wrong))
        assert fault.value.fields == {"phone": "unreadable"}
    first = services.come(logistics, visit(phone=""))
    services.come(logistics, visit(name="来访人乙", phone="0571-8888 8888"))
    with pytest.raises(Invalid, match="已经登记在校内") as fault:
        services.come(logistics, visit(phone=" "))
    assert fault.value.fields == {"name": "inside"}
    # Another number is another person; refused at the door is nobody inside.
    services.come(logistics, visit(phone="13800000001"))
    services.come(logistics, visit(phone="", refused=True))
    services.let_out(logistics, first)
    services.come(logistics, visit(phone=""))
    assert Visit.objects.count() == 5


def test_the_canteen_keeps_tables_and_reads_no_visitors(
    acting: Acting, signed_in: Callable[[str], Client], universe: Universe
) -> None:
    hall()
    canteen = acting("canteen")
    services.set_sitting(canteen, sitting())
    with pytest.raises(Forbidden):
        services.come(canteen, visit())
    leave()
    browser = signed_in("canteen")
    assert browser.get(f"/campus/door/{PRIMARY}/").status_code == 404
    assert browser.get(f"/campus/door/{PRIMARY}/new/").status_code == 404
    page = browser.get(f"/campus/school/{PRIMARY}/")
    assert (page.status_code, page.context["door_url"]) == (200, "")


def test_the_register_of_the_door(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    logistics = acting("logistics")
    given = visit()
    for _again in range(2):
        assert services.come(logistics, given) == given.id
    row = Visit.objects.get()
    assert "来访人甲".encode() not in bytes(row.words_cipher)
    with pytest.raises(Conflict):
        services.come(logistics, visit(id=given.id, name="别人"))
    for wrong, field in (
        ({"name": " "}, "name"), ({"whom": ""}, "whom"), ({"why": ""}, "why"),
        ({"celsius": None}, "celsius"), ({"celsius": Decimal(50)}, "celsius"),
        ({"celsius": Decimal("37.3")}, "refused"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as fault:
            services.come(logistics, visit(**wrong))
        assert list(fault.value.fields) == [field]
    hot = services.come(logistics, visit(celsius=Decimal("38.1"), refused=True))
    with pytest.raises(Conflict, match="没有进校"):
        services.let_out(logistics, hot)
    for _again in range(2):
        services.let_out(logistics, given.id)
    with pytest.raises(Forbidden):
        services.come(acting("officer"), visit())
    with pytest.raises(NotFound):
        services.come(acting("other_principal"), visit())
    enter(BUILDER)
    assert services.forget(BUILDER) == 0
    morning.shift(rules.KEPT + dt.timedelta(days=1))
    enter(BUILDER)
    assert services.forget(BUILDER) == 2
    assert Visit.objects.count() == 0


def test_a_school_is_seated_and_a_visitor_noted_on_the_pages(
    acting: Acting, signed_in: Callable[[str], Client], universe: Universe
) -> None:
    hall()
    leave()
    logistics, url = signed_in("logistics"), f"/campus/school/{PRIMARY}/"
    assert logistics.get("/campus/")["Location"] == url
    sent = {
        "submission_id": str(uuid7()), "canteen": HALL, "name": FIRST, "begins": "11:30",
        "ends": "12:00", "tables": "4", "seats": "x",
    }  # fmt: skip
    refused = logistics.post(f"{url}?act=sitting", sent)
    assert (refused.status_code, refused.context["fields"]) == (422, {"seats": "range"})
    assert FIRST in refused.content.decode()
    assert logistics.post(f"{url}?act=sitting", {**sent, "seats": "6"}).status_code == 302
    lunch = logistics.get(url).context["found"].sittings[0].row.pk
    seat = {"submission_id": str(uuid7()), "sitting": str(lunch), "class": CLASS_11}
    assert logistics.post(f"{url}?act=seat", seat).status_code == 302
    seen = signed_in("teacher").get(url)
    assert [(row["one"].place.no, row["tables"]) for row in seen.context["classes"]] == [
        (CLASS_11, "1、2")
    ]
    assert signed_in("officer").get("/campus/").context["rows"][0]["one"].classes == 1
    door = f"/campus/door/{PRIMARY}/"
    form = {
        "submission_id": str(uuid7()), "name": "来访人甲", "whom": "校长", "why": "送教材", "celsius": "37.8",
    }  # fmt: skip
    hot = logistics.post(f"{door}new/", form)
    assert (hot.status_code, "不能进校" in hot.content.decode()) == (422, True)
    assert logistics.get(f"{door}new/")["X-Keep"]
    form |= {"celsius": "36.4", "submission_id": str(uuid7())}
    assert logistics.post(f"{door}new/", form).status_code == 302
    assert logistics.post(f"{door}new/", form).status_code == 302
    rows = logistics.get(door).context["rows"]
    assert [(row["one"].words["name"], row["one"].state) for row in rows] == [
        ("来访人甲", "inside")
    ]
    logistics.post(door, {"row": str(rows[0]["one"].row.pk)})
    assert logistics.get(door).context["rows"][0]["one"].state == "left"
