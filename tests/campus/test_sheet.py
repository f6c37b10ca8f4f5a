"""Tables by sheet: what is wrong is said by row, all of it is put down or nothing."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, PRIMARY, Universe
from tests.campus.test_campus import FIRST, SECOND, hall, sitting
from xiaoan.campus import services
from xiaoan.campus.models import Seating
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Placement
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HEAD = "班级,座号,姓名,餐次,桌号"


def line(
    universe: Universe, seat: int, table: object, sat: str = FIRST, class_no: int = CLASS_11
) -> str:
    name = universe.pupils[class_no][seat - 1].name
    return f"{directory.place(class_no).name},{seat},{name},{sat},{table}"


def sheet(*lines: str) -> bytes:
    return "\n".join((HEAD, *lines)).encode()


def test_a_sheet_gives_tables_whole_and_once(acting: Acting, universe: Universe) -> None:
    hall()
    actor = acting("logistics")
    services.set_sitting(actor, sitting())
    rows = [line(universe, seat, 1 if seat < 6 else 2) for seat in range(1, 10)]
    read = services.read_sheet(actor, PRIMARY, "a.csv", sheet(*rows))
    assert (read.faults, len(read.rows)) == ((), 9)
    would = services.put_seats(actor, uuid7(), PRIMARY, read.rows, dry=True)
    assert would == services.Put(1, 9, 1)
    assert Seating.objects.count() == 0
    key = uuid7()
    for _again in range(2):
        assert services.put_seats(actor, key, PRIMARY, read.rows) == would
    row = Seating.objects.get()
    assert (row.unit_no, row.tables, row.until) == (CLASS_11, [1, 2], None)
    enter(BUILDER)
    labels = dict(
        Placement.objects.filter(kind="canteen", until=None).values_list("person_id", "label")
    )
    assert len(labels) == 9
    assert labels[universe.person(CLASS_11, 6)] == f"{FIRST} 2号桌"
    assert Entry.objects.filter(kind="campus.class_seated").count() == 1
    # The act of somebody else, or with other rows, is not this one.
    with pytest.raises(Conflict):
        services.put_seats(acting("logistics"), key, PRIMARY, read.rows[:3])


def test_each_fault_names_its_row_and_column(acting: Acting, universe: Universe) -> None:
    hall()
    actor = acting("logistics")
    services.set_sitting(actor, sitting(seats=2))
    services.set_sitting(actor, sitting(SECOND, 13))
    first = line(universe, 1, 1)
    for wrong, column in (
        (first.replace(directory.place(CLASS_11).name, "九年级9班"), "班级"),
        (line(universe, 2, 1).replace(",2,", ",99,", 1), "座号"),
        (line(universe, 2, 1).replace(universe.pupils[CLASS_11][1].name, "别人"), "姓名"),
        (first, "姓名"), (line(universe, 2, 5), "桌号"), (line(universe, 2, "x"), "桌号"),
        (line(universe, 2, 1, "晚餐"), "餐次"), (line(universe, 2, 1, SECOND), "餐次"),
        (line(universe, 1, 1, class_no=CLASS_12), "桌号"),
    ):  # fmt: skip
        read = services.read_sheet(actor, PRIMARY, "a.csv", sheet(first, wrong))
        assert [(one.row, one.column) for one in read.faults] == [(3, column)], wrong
    full = services.read_sheet(
        actor, PRIMARY, "a.csv", sheet(*(line(universe, seat, 1) for seat in (1, 2, 3)))
    )
    assert [(one.row, "坐满" in one.sentence) for one in full.faults] == [(4, True)]


def test_a_table_of_a_class_that_is_not_on_the_sheet_stays_its_own(
    acting: Acting, universe: Universe
) -> None:
    hall()
    actor = acting("logistics")
    lunch = services.set_sitting(actor, sitting())
    services.seat_class(actor, uuid7(), lunch, CLASS_12)
    read = services.read_sheet(actor, PRIMARY, "a.csv", sheet(line(universe, 1, 2)))
    with pytest.raises(Conflict, match="2 号桌现在是"):
        services.put_seats(actor, uuid7(), PRIMARY, read.rows, dry=True)
    with pytest.raises(NotFound):
        services.read_sheet(acting("other_principal"), PRIMARY, "a.csv", sheet())
    with pytest.raises(Forbidden):
        services.read_sheet(acting("officer"), PRIMARY, "a.csv", sheet())


def test_the_page_checks_then_writes(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    hall()
    services.set_sitting(acting("logistics"), sitting())
    leave()
    browser, url = signed_in("logistics"), f"/campus/school/{PRIMARY}/sheet/"
    assert url in browser.get(f"/campus/school/{PRIMARY}/").content.decode()
    taken = browser.get(f"{url}?template=1")
    assert taken["Content-Type"].startswith("application/vnd")
    bad = SimpleUploadedFile("a.csv", sheet(line(universe, 1, 99)))
    wrong = browser.post(url, {"file": bad})
    assert (wrong.status_code, "桌号应在 1 到 4 之间" in wrong.content.decode()) == (422, True)
    assert browser.post(url, {}).status_code == 422
    good = SimpleUploadedFile("a.csv", sheet(*(line(universe, n, 1) for n in range(1, 7))))
    seen = browser.post(url, {"file": good})
    assert (seen.status_code, "4 名学生表里没有写" in seen.content.decode()) == (200, True)
    sent = {"submission_id": str(uuid7()), "read": seen.context["read"]}
    forged = browser.post(url, {**sent, "read": sent["read"][:-2] + "xx"})
    assert forged.status_code == 422
    for _twice in range(2):
        assert browser.post(url, sent).status_code == 302
    enter(BUILDER)
    assert Seating.objects.count() == 1
