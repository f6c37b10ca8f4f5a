"""Boards: every figure is a recount of the rows; where it is ill, who can mend it is one look away."""

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    CLASS_11,
    CLASS_71,
    CLASSES,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    RIVER,
    TOWN,
    UNIVERSE,
    Universe,
    sent,
    sick,
)  # fmt: skip
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.indicators import services as keeping
from xiaoan.indicators.rules import CATALOGUE
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening
from xiaoan.screening.models import Mark, RollCall
from xiaoan.situation import services
from xiaoan.situation.models import View
from xiaoan.situation.queries import board as reading
from xiaoan.situation.queries import deadlines, inside
from xiaoan.situation.queries import indicator as one
from xiaoan.situation.queries.people import Person

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
SYSTEM = system("indicators")
KEYS = [one.key for one in CATALOGUE]
UNITS = {
    COUNTY: CLASSES, TOWN: CLASSES[:4], RIVER: CLASSES[4:], PRIMARY: CLASSES[:3],
    KINDERGARTEN: CLASSES[3:4], JUNIOR: CLASSES[4:],
}  # fmt: skip
TEACHERS = dict(zip(
    CLASSES, ("teacher", "teacher_12", "teacher_21", "teacher_k", "teacher_71", "teacher_72"),
    strict=True,
))  # fmt: skip


def report(universe: Universe, class_no: int, ill: int) -> None:
    actor = universe.cast[TEACHERS[class_no]]
    enter(actor)
    marks = [sick(universe.enrolment(class_no, seat + 1), "fever") for seat in range(ill)]
    screening.submit_roll_call(actor, sent(class_no, *marks))


@pytest.mark.parametrize(
    ("name", "own", "others"),
    [("leader", COUNTY, 2 * COUNTY), ("liaison", TOWN, RIVER), ("principal", PRIMARY, JUNIOR)],
)
@pytest.mark.parametrize(
    "page", ["", "screen/", "rollcall.classes/", "rollcall.classes/sheet/", "map/"]
)
def test_own_boards_open_and_others_are_not_there(
    signed_in: SignedIn, name: str, own: int, others: int, page: str
) -> None:
    browser = signed_in(name)
    wanted = 404 if page == "map/" and name == "principal" else 200
    assert browser.get(f"/situation/{own}/{page}").status_code == wanted
    assert browser.get(f"/situation/{others}/{page}").status_code == 404
    assert browser.get(f"/situation/{CLASS_11}/{page}").status_code == 404
    assert browser.get("/situation/").status_code == 200


@pytest.mark.parametrize("name", ["grade_head", "teacher", "canteen", "keeper", "guardian"])
@pytest.mark.parametrize("page", ["", "tiles/", f"{PRIMARY}/", f"{PRIMARY}/rollcall.sick/"])
def test_without_a_board_there_is_none(signed_in: SignedIn, name: str, page: str) -> None:
    assert signed_in(name).get(f"/situation/{page}").status_code == 404


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.none() | st.integers(0, 3), min_size=6, max_size=6),
    st.sampled_from(sorted(UNITS)),
)
def test_figures_of_a_page_are_a_recount_of_the_rows(
    db: None, signed_in: SignedIn, ill: list[int | None], unit: int
) -> None:
    universe = UNIVERSE[0]
    with transaction.atomic():
        for class_no, many in zip(CLASSES, ill, strict=True):
            if many is not None:
                report(universe, class_no, many)
        enter(universe.cast["officer"])
        calls = RollCall.objects.filter(unit_no__in=UNITS[unit], day=DAY, slot="morning")
        marks = Mark.objects.filter(roll_call_id__in=calls.values("id"), kind="absent_sick")
        recount = {
            "rollcall.classes": (calls.count(), len(UNITS[unit])),
            "rollcall.sick": (marks.count(), sum(calls.values_list("enrolled", flat=True))),
        }  # fmt: skip
        leave()
        browser = signed_in("officer")
        page = browser.get(f"/situation/{unit}/").content.decode()
        for key, (num, den) in recount.items():
            about = indicators.described(key)
            shown = re.search(
                rf"{about.num_words} (\S+) / {about.den_words} (\S+)</p>", page
            )  # fmt: skip
            assert shown is not None
            assert shown.groups() == (str(num), str(den)), key
            one_page = browser.get(f"/situation/{unit}/{key}/?by=school")
            lines = one_page.context["lines"]
            if unit not in (PRIMARY, KINDERGARTEN, JUNIOR):
                assert sum(line["figure"].num or 0 for line in lines) == num
                assert sum(line["figure"].den or 0 for line in lines) == den
        transaction.set_rollback(True)


def test_a_red_figure_leads_to_who_can_mend_it(universe: Universe, acting: Acting) -> None:
    for class_no in CLASSES[4:]:
        report(universe, class_no, 0)
    board = reading.board(acting("leader"), COUNTY, DAY, ["rollcall.classes"])
    [tile] = board.tiles
    assert tile.figure.state == "poor"
    assert tile.worst is not None
    assert (tile.worst.place.no, tile.worst.person) == (
        TOWN, Person("联络丙", "乡镇联络员", "19900000002"),
    )  # fmt: skip
    found = one.one(acting("liaison"), one.Asked(TOWN, "rollcall.classes", DAY))
    assert [line.place.no for line in found.lines] == [PRIMARY, KINDERGARTEN]
    who = one.responsible(
        acting("liaison"), "rollcall.classes", [line.place for line in found.lines], DAY
    )
    assert {no: person.name for no, person in who.items()} == {PRIMARY: "校医己"}
    principal = acting("principal")
    place = indicators.place_seen(principal, PRIMARY)
    opened = inside.still_open(principal, place, "rollcall.classes", DAY)
    assert opened is not None
    assert [(one.place, one.person.name if one.person else "") for one in opened] == [
        ("一年级1班", "班主任壬"), ("一年级2班", "班主任子"), ("二年级1班", "班主任丑"),
    ]  # fmt: skip
    assert all(one.person and one.person.phone for one in opened)


def test_what_changed_is_said_and_what_is_not_on_record_is_not(
    universe: Universe, acting: Acting, morning: Any
) -> None:
    report(universe, CLASS_71, 0)
    report(universe, CLASSES[5], 0)
    morning.shift(dt.timedelta(days=1))
    enter(SYSTEM)
    screening.open_day(SYSTEM, DAY + dt.timedelta(days=1), (COUNTY, COUNTY * 2))
    [tile] = reading.board(
        acting("leader"), COUNTY, DAY + dt.timedelta(days=1), ["rollcall.classes"]
    ).tiles
    assert (tile.changes["day"].by, tile.changes["day"].is_better) == (-33.3, False)
    assert (tile.changes["week"].by, tile.changes["year"].by) == (None, None)
    assert [one.day for one in tile.days] == [DAY, DAY + dt.timedelta(days=1)]


def test_monday_is_held_against_friday_and_says_so(
    universe: Universe, acting: Acting, signed_in: SignedIn, morning: Any
) -> None:
    friday, monday = DAY + dt.timedelta(days=4), DAY + dt.timedelta(days=7)
    for day, at in ((friday, 4), (monday, 3)):
        morning.shift(dt.timedelta(days=at))
        enter(SYSTEM)
        screening.open_day(SYSTEM, day, (COUNTY, COUNTY * 2))
        if day == friday:
            enter(universe.cast["teacher"])
            screening.submit_roll_call(universe.cast["teacher"], sent(CLASS_11, day=friday))
    found = reading.board(acting("leader"), COUNTY, monday, ["rollcall.classes"])
    assert (found.before, found.tiles[0].changes["day"].by) == (friday, -16.7)
    leave()
    # A day that still runs is not held against one that is over.
    morning.shift(dt.timedelta(hours=11))
    browser = signed_in("leader")
    assert "比上个上课日 11月27日(周五)" in browser.get(f"/situation/{COUNTY}/").content.decode()
    page = browser.get(f"/situation/{COUNTY}/rollcall.classes/").content.decode()
    assert '<th scope="col">比上个上课日 11月27日(周五)</th>' in page
    enter(SYSTEM)
    saturday = reading.board(SYSTEM, COUNTY, friday + dt.timedelta(days=1), ["rollcall.classes"])
    assert saturday.before == friday


def test_late_figures_show_both_values(universe: Universe, signed_in: SignedIn) -> None:
    enter(SYSTEM)
    keeping.close_day(SYSTEM, DAY)
    report(universe, CLASS_11, 1)
    leave()
    page = signed_in("leader").get(f"/situation/{COUNTY}/rollcall.classes/").content.decode()
    assert "截止后有更正;当日截止时 0% 0/6" in page
    assert "16.7% 1/6(当日截止时 0% 0/6)" in page


def test_units_are_compared_with_their_kind(universe: Universe, signed_in: SignedIn) -> None:
    report(universe, CLASS_11, 0)
    browser = signed_in("officer")
    page = browser.get(f"/situation/{COUNTY}/rollcall.classes/?stage=primary")
    assert [line["name"] for line in page.context["lines"]] == ["实验小学"]
    page = browser.get(f"/situation/{COUNTY}/rollcall.classes/?by=school")
    assert [line["name"] for line in page.context["lines"]] == [
        "河口初中",
        "城关幼儿园",
        "实验小学",
    ]
    assert "中位数 0.0%(3 个单位,每个算一次)" in page.content.decode()
    assert browser.get(f"/situation/{COUNTY}/rollcall.classes/?stage=x").status_code == 404
    assert browser.get(f"/situation/{COUNTY}/nothing/").status_code == 404


def test_an_address_says_everything_and_follows(universe: Universe, signed_in: SignedIn) -> None:
    address = f"/situation/{COUNTY}/rollcall.sick/?day=2026-11-23&stage=primary&span=term"
    page = signed_in("officer").get(address)
    assert page.context["link"] == f"http://testserver{address}"
    assert f'href="/situation/{COUNTY}/rollcall.sick/sheet/?day=2026-11-23&amp;stage=primary' in (
        page.content.decode()
    )


@pytest.mark.parametrize("day", ["2026-13-01", "x", "2027-01-01", "0001-01-01"])
@pytest.mark.parametrize("page", ["", "rollcall.sick/", "map/"])
def test_a_day_that_is_none_is_said(signed_in: SignedIn, day: str, page: str) -> None:
    answer = signed_in("leader").get(f"/situation/{COUNTY}/{page}?day={day}")
    assert answer.status_code == 422
    assert "日期" in answer.content.decode()


def test_a_sheet_holds_what_the_page_shows(universe: Universe, signed_in: SignedIn) -> None:
    report(universe, CLASS_11, 1)
    leave()
    answer = signed_in("officer").get(f"/situation/{COUNTY}/rollcall.sick/sheet/?by=school")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[:6] for row in rows if row[0] in ("实验小学", "青禾县")] == [
        ("实验小学", "小学", 1, 10, 10, 20), ("青禾县", "", 1, 10, 10, 50),
    ]  # fmt: skip
    entry = Entry.objects.get(kind="situation.exported")
    assert json.loads(entry.body) == {"indicator": "rollcall.sick", "day": "2026-11-23", "rows": 3}


def test_every_indicator_has_a_page_at_every_level(universe: Universe, signed_in: SignedIn) -> None:
    enter(SYSTEM)
    keeping.refresh(SYSTEM, DAY)
    leave()
    browser = signed_in("officer")
    for key in KEYS:
        for unit in (COUNTY, TOWN, PRIMARY):
            assert browser.get(f"/situation/{unit}/{key}/").status_code == 200, key
            assert browser.get(f"/situation/{unit}/{key}/sheet/").status_code == 200, key


def test_tiles_are_one_s_own(universe: Universe, signed_in: SignedIn, acting: Acting) -> None:
    browser = signed_in("principal")
    sent_form = {"act": "save", "rollcall.fever": "1", "rollcall.classes": "2"}
    assert browser.post("/situation/tiles/", sent_form).status_code == 302
    keys = [tile["key"] for tile in browser.get("/situation/").context["tiles"]]
    assert keys == ["rollcall.fever", "rollcall.classes"]
    assert reading.tiles_of(acting("doctor"))[1] is False
    leave()
    assert browser.post("/situation/tiles/", sent_form).status_code == 302
    assert browser.post("/situation/tiles/", {"act": "reset"}).status_code == 302
    assert browser.post("/situation/tiles/", {"act": "reset"}).status_code == 302
    enter(universe.cast["principal"])
    assert View.objects.count() == 0
    # The same once more was no news.
    said = Entry.objects.filter(kind="situation.view_chosen").order_by("n")
    assert [json.loads(entry.body)["tiles"] for entry in said] == [2, 0]


def test_a_wrong_place_is_said_at_its_field(universe: Universe, signed_in: SignedIn) -> None:
    answer = signed_in("principal").post(
        "/situation/tiles/", {"act": "save", "rollcall.fever": "一", "rollcall.sick": "7"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“发热学生”的位置请写 1 到 99 的整数" in page
    assert 'value="7"' in page
    assert signed_in("principal").post("/situation/tiles/", {"act": "save"}).status_code == 422


def test_more_tiles_than_a_board_holds_are_refused(universe: Universe, acting: Acting) -> None:
    with pytest.raises(Invalid):
        services.choose(acting("leader"), KEYS)
    with pytest.raises(Invalid):
        services.choose(acting("leader"), ["nothing"])
    with pytest.raises(NotFound):
        services.choose(acting("teacher"), KEYS[:2])


def test_what_needs_me_comes_first(universe: Universe, signed_in: SignedIn, morning: Any) -> None:
    morning.shift(dt.timedelta(hours=1))
    browser = signed_in("principal")
    address = browser.get("/situation/").context["needs_url"]
    assert address == f"/situation/{PRIMARY}/needs/"
    part = browser.get(address, headers={"HX-Request": "true"})
    assert part.context["needs"]["overdue"] == 3
    assert "实验小学逾期没有办的事" in part.content.decode()
    assert browser.get(address).headers["Location"] == "/duties/today/"
    past = browser.get("/situation/?day=2026-11-20")
    assert past.context["needs_url"] == ""


@pytest.mark.parametrize("key", ["hygiene.places", "learning.viewing", "duties.done"])
def test_what_is_done_by_the_evening_is_not_short_in_the_morning(
    acting: Acting, morning: Any, key: str
) -> None:
    acting("officer")
    county = directory.county()
    assert deadlines.waits(DAY).of(county, key)
    assert not deadlines.waits(DAY - dt.timedelta(days=1)).of(county, key)
    morning.shift(dt.timedelta(hours=11))
    assert not deadlines.waits(DAY).of(county, key)


def test_a_running_morning_is_not_held_against_one_that_is_over(
    universe: Universe, signed_in: SignedIn, morning: Any
) -> None:
    """Nor is a comparison shown that there is none of."""
    browser = signed_in("officer")
    tiles = {one["key"]: one for one in browser.get(f"/situation/{PRIMARY}/").context["tiles"]}
    assert tiles["rollcall.classes"]["words"] == "还没到时限"
    assert [one["changes"] for one in tiles.values()] == [[]] * len(tiles)


@pytest.mark.parametrize(
    ("unit", "minutes", "words"),
    [
        (PRIMARY, 49, "还没到时限"), (PRIMARY, 50, "没有达到"), (COUNTY, 79, "还没到时限"),
        (COUNTY, 80, "没有达到"),
    ],
)  # fmt: skip
def test_what_may_still_come_in_is_not_short_of_anything(
    universe: Universe, signed_in: SignedIn, morning: Any, unit: int, minutes: int, words: str
) -> None:
    morning.shift(dt.timedelta(minutes=minutes))
    browser = signed_in("officer")
    [tile] = [
        one for one in browser.get(f"/situation/{unit}/").context["tiles"]
        if one["key"] == "rollcall.classes"
    ]  # fmt: skip
    assert tile["words"] == words
    page = browser.get(f"/situation/{unit}/rollcall.classes/")
    assert page.context["state"]["words"] == words
