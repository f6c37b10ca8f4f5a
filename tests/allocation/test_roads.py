"""Ways by road: entered one by one and by a sheet; before the straight line in what is reckoned and shown."""

import io
import json
from collections.abc import Callable

import numpy as np
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.allocation.plans import made, scarce
from tests.builders import BUILDER, COUNTY, JUNIOR, KINDERGARTEN, PRIMARY, RIVER, TOWN
from tests.supplies.stores import receipt
from xiaoan.allocation import queries, rules, services
from xiaoan.allocation.models import Plan, Road
from xiaoan.allocation.queries import roads, ways
from xiaoan.directory import queries as directory
from xiaoan.directory.rules.sites import Site
from xiaoan.directory.services import sites
from xiaoan.journal.models import Entry as Fact
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.scope import enter, leave
from xiaoan.supplies import services as supplies

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
KM, MINUTES = rules.Entered(23.5, None), rules.Entered(None, 45)


def test_a_pair_goes_before_a_township_that_before_the_straight_line() -> None:
    known = ways.Roads({(COUNTY, PRIMARY): KM, (COUNTY, TOWN): MINUTES}, factor=1.4, speed=30)
    assert known.way(COUNTY, PRIMARY, 10.0) == rules.Way(23.5, "road", 23.5)
    assert known.way(COUNTY, KINDERGARTEN, 10.0) == rules.Way(22.5, "minutes", 45, by_town=True)
    assert known.way(COUNTY, JUNIOR, 10.0) == rules.Way(14.0, "line", 10.0)
    assert known.way(COUNTY, JUNIOR, None) is None


def test_minutes_count_where_both_were_entered() -> None:
    known = ways.Roads({(COUNTY, PRIMARY): rules.Entered(12.0, 60)}, speed=30)
    assert known.way(COUNTY, PRIMARY, None) == rules.Way(30.0, "minutes", 60)


def test_a_road_between_schools_is_as_long_both_ways_and_a_townships_number_is_its_schools() -> (
    None
):
    known = ways.Roads({(PRIMARY, JUNIOR): KM, (PRIMARY, RIVER): MINUTES})
    assert known.way(JUNIOR, PRIMARY, None) == rules.Way(23.5, "road", 23.5)
    # The township's own store to the primary school: nobody has entered that.
    assert known.way(RIVER, PRIMARY, None) is None


def test_lengths_of_many_are_those_of_each() -> None:
    known = ways.Roads({(COUNTY, PRIMARY): KM, (COUNTY, TOWN): MINUTES})
    lines = np.array([[10.0, np.nan, 10.0], [np.nan, 1.0, 2.0]])
    stores, schools = [COUNTY, RIVER], [PRIMARY, KINDERGARTEN, JUNIOR]
    found = known.lengths(stores, schools, lines)
    for s, store in enumerate(stores):
        for j, school in enumerate(schools):
            line = None if np.isnan(lines[s, j]) else float(lines[s, j])
            way = known.way(store, school, line)
            assert (way is None) == bool(np.isnan(found[s, j]))
            assert way is None or way.km == found[s, j]


@pytest.mark.parametrize(
    ("km", "minutes", "found"),
    [
        ("", "", None), ("23.5", "", KM), (" 23.5 ", "", KM), ("", "45", MINUTES),
        ("1000", "1440", rules.Entered(1000.0, 1440)),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(km: str, minutes: str, found: rules.Entered | None) -> None:
    assert rules.read_entered(km, minutes) == found


@pytest.mark.parametrize(
    ("km", "minutes", "field"),
    [
        ("0", "", "km"), ("-1", "", "km"), ("1000.1", "", "km"), ("3.14", "", "km"), ("3公里", "", "km"),
        ("1e3", "", "km"), ("nan", "", "km"), ("", "0", "minutes"), ("", "1441", "minutes"),
        ("", "4.5", "minutes"), ("5", "x", "minutes"),
    ],
)  # fmt: skip
def test_what_is_no_length_is_refused_at_its_field(km: str, minutes: str, field: str) -> None:
    with pytest.raises(rules.Fault) as refused:
        rules.read_entered(km, minutes)
    assert refused.value.field == field


def of(acting: Acting) -> dict[tuple[int, int], rules.Entered]:
    acting("officer")
    return dict(roads.roads_inside(directory.place(COUNTY).interval).of)


def facts() -> list[tuple[int, int]]:
    enter(BUILDER)
    rows = Fact.objects.filter(kind="allocation.roads_set").order_by("school_id", "n")
    told = [json.loads(body) for body in rows.values_list("body", flat=True)]
    return [(one["entered"], one["taken_out"]) for one in told]


def test_entered_put_right_and_taken_out_with_a_fact_of_each(acting: Acting) -> None:
    officer, pair, far = acting("officer"), (COUNTY, PRIMARY), (COUNTY, RIVER)
    assert services.set_roads(officer, COUNTY, {pair: KM, far: MINUTES}) == 2
    assert services.set_roads(officer, COUNTY, {pair: KM}) == 0
    assert services.set_roads(officer, COUNTY, {pair: MINUTES}) == 1
    assert of(acting) == {pair: MINUTES, far: MINUTES}
    assert services.set_roads(officer, COUNTY, {pair: None, (TOWN, PRIMARY): None}) == 1
    assert of(acting) == {far: MINUTES}
    assert facts() == [(2, 0), (1, 0), (0, 1)]


def test_a_township_enters_its_own_and_no_others(acting: Acting) -> None:
    liaison = acting("liaison")
    assert services.set_roads(liaison, TOWN, {(COUNTY, PRIMARY): KM, (TOWN, PRIMARY): KM}) == 2
    for unit_no, pair in (
        (TOWN, (COUNTY, JUNIOR)), (TOWN, (JUNIOR, PRIMARY)), (RIVER, (RIVER, JUNIOR)),
        (COUNTY, (COUNTY, PRIMARY)), (PRIMARY, (COUNTY, PRIMARY)), (TOWN, (TOWN, TOWN)),
        (TOWN, (TOWN, COUNTY)),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            services.set_roads(liaison, unit_no, {pair: KM})
    acting("other_liaison")
    assert Road.objects.count() == 0
    assert of(acting) == {(COUNTY, PRIMARY): KM, (TOWN, PRIMARY): KM}


@pytest.mark.parametrize("name", ["principal", "teacher", "guardian"])
def test_nobody_else_enters_any(name: str, acting: Acting) -> None:
    with pytest.raises(NotFound):
        services.set_roads(acting(name), COUNTY, {(COUNTY, PRIMARY): KM})


def test_no_road_is_shorter_than_the_straight_line(acting: Acting) -> None:
    officer = acting("officer")
    places = {COUNTY: Site(111.3, 30.7), PRIMARY: Site(111.3, 30.8), TOWN: Site(111.3, 30.9)}
    sites.set_sites(officer, COUNTY, places, "wgs84")
    with pytest.raises(Invalid) as refused:
        services.set_roads(officer, COUNTY, {(COUNTY, PRIMARY): rules.Entered(2.3, None)})
    assert refused.value.fields == {"km": "short"}
    assert "11.1 公里" in str(refused.value)
    assert services.set_roads(officer, COUNTY, {(COUNTY, TOWN): rules.Entered(2.3, None)}) == 1


def test_the_shorter_road_is_taken_and_a_plan_keeps_what_it_used(acting: Acting) -> None:
    """As the crow flies the township's store is near; by road over the mountain it is not."""
    scarce("30")
    supplies.receive(acting("officer"), receipt(store_no=TOWN, quantity="30"))
    officer = acting("officer")
    places = {COUNTY: Site(111.0, 30.2), TOWN: Site(111.3, 30.8), PRIMARY: Site(111.3, 30.81)}
    sites.set_sites(officer, COUNTY, places, "wgs84")
    far = rules.Entered(None, 300)
    services.set_roads(
        officer, COUNTY, {(TOWN, PRIMARY): far, (TOWN, RIVER): rules.Entered(5.0, None)}
    )
    head = queries.plan(officer, made(officer, store_nos=(COUNTY, TOWN), across=True))
    found = {(one[0], one[1]) for one in queries.lines(head)}
    assert found == {(COUNTY, PRIMARY), (TOWN, JUNIOR)}
    services.set_roads(officer, COUNTY, {(TOWN, PRIMARY): None})
    again = queries.plan(officer, head.id)
    assert again.way(TOWN, PRIMARY) == rules.Way(150.0, "minutes", 300)
    assert again.way(TOWN, JUNIOR) == rules.Way(5.0, "road", 5.0, by_town=True)


def test_pages_enter_it_show_it_and_keep_what_was_typed(
    acting: Acting, signed_in: SignedIn
) -> None:
    scarce()
    leave()
    officer, here = signed_in("officer"), f"/allocation/roads/{COUNTY}/"
    assert "还没有登记。都按直线距离估算。" in officer.get(here).content.decode()
    bad = officer.post(here, {"from": "青禾县", "to": "没有的学校", "km": "23.5", "minutes": ""})
    text = bad.content.decode()
    assert (bad.status_code, "没有这个名称或代码的单位" in text) == (422, True)
    assert ('value="没有的学校"' in text, 'value="23.5"' in text) == (True, True)
    bad = officer.post(here, {"from": "", "to": "实验小学", "km": "x", "minutes": ""})
    assert (bad.status_code, "请填写。" in bad.content.decode()) == (422, True)
    bad = officer.post(here, {"from": "青禾县", "to": "实验小学", "km": "x", "minutes": ""})
    assert "公路里程请写大于 0" in bad.content.decode()
    sent = {"from": "青禾县", "to": "实验小学", "km": "23.5", "minutes": ""}
    assert officer.post(here, sent).status_code == 302
    assert officer.post(here, sent | {"to": "河口镇", "km": "", "minutes": "45"}).status_code == 302
    text = officer.get(here).content.decode()
    assert ("青禾县 → 实验小学" in text, "到这个乡镇的每所学校" in text) == (True, True)
    edit = officer.get(f"{here}?from={COUNTY}&to={PRIMARY}").content.decode()
    assert 'value="23.5"' in edit
    plan_id = made(acting("officer"))
    leave()
    base = f"/allocation/{plan_id}/"
    page = officer.get(base).content.decode()
    assert ("运输 2 趟,路程共" in page, "其余按直线距离的 1.4 倍估算" in page) == (True, True)
    assert "公路 23.5 公里" in officer.get(f"{base}school/{PRIMARY}/").content.decode()
    words = "车程 45 分钟,折 22.5 公里(按全乡镇登记)"
    assert words in officer.get(f"{base}school/{JUNIOR}/").content.decode()
    assert officer.post(here, sent | {"km": ""}).status_code == 302
    assert of(acting) == {(COUNTY, RIVER): MINUTES}


def book_of(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    heads = list(services.ROADS_SHEET.columns.values())
    for row in (heads, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("里程.xlsx", out.getvalue())


def test_a_sheet_is_all_or_nothing_and_the_template_goes_round(
    acting: Acting, signed_in: SignedIn
) -> None:
    officer, here = signed_in("officer"), f"/allocation/roads/{COUNTY}/"
    rows = (("青禾县", "实验小学", 23.5, None), ("青禾县", "河口镇", None, 45))
    faults = (
        ("青禾县", "实验小学", 1, None), ("哪里", "实验小学", 1, None),
        ("青禾县", "青禾县", 1, None), ("城关镇", "城关镇", 1, None), ("青禾县", "城关镇", -1, None),
        ("青禾县", "城关幼儿园", None, 1.5),
    )  # fmt: skip
    page = officer.post(f"{here}?act=sheet", {"file": book_of(*rows, *faults)})
    text = page.content.decode()
    assert (page.status_code, "8 行里有 6 处错,一行也没有导入" in text) == (422, True)
    for words in ("与第 2 行是同一段路", "是同一个单位", "车程请写 1 到 1440"):
        assert words in text
    assert of(acting) == {}
    leave()
    assert officer.post(f"{here}?act=sheet", {"file": book_of(*rows)}).status_code == 302
    assert of(acting) == {(COUNTY, PRIMARY): KM, (COUNTY, RIVER): MINUTES}
    leave()
    template = officer.get(f"{here}template.xlsx").content
    again = {"file": SimpleUploadedFile("里程.xlsx", template)}
    assert officer.post(f"{here}?act=sheet", again).status_code == 302
    assert of(acting) == {(COUNTY, PRIMARY): KM, (COUNTY, RIVER): MINUTES}
    assert facts() == [(2, 0)]
    leave()
    for file in (SimpleUploadedFile("a.xlsx", b"x"), None):
        page = officer.post(f"{here}?act=sheet", {"file": file} if file else {})
        assert page.status_code == 422


def test_a_plan_of_before_there_were_roads_says_what_it_was_reckoned_from(acting: Acting) -> None:
    scarce()
    officer = acting("officer")
    places = {COUNTY: Site(111.3, 30.7), PRIMARY: Site(111.3, 30.8)}
    sites.set_sites(officer, COUNTY, places, "wgs84")
    head = queries.plan(officer, made(officer))
    Plan.objects.filter(pk=head.id).update(roads={})
    old = queries.plan(officer, head.id)
    way = old.way(COUNTY, PRIMARY)
    assert way is not None
    assert (round(way.km, 2), way.how, old.known_roads.factor) == (11.12, "line", 1.0)
