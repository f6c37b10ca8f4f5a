"""Maps are uploaded by whoever sets them, kept in versions, shown to all, and never carry what else the file
said."""

import datetime as dt
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.builders import COUNTY, RIVER, TOWN, Universe
from tests.situation.test_geo import SQUARE, collection, feature, moved
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.situation import services
from xiaoan.situation.models import Map
from xiaoan.situation.queries import maps

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
GOOD = collection(
    feature(name="城关镇", 负责人="张三", phone="13800000000"),
    feature([moved(SQUARE, 0.1)], name="水库"),
)


def new(raw: bytes = GOOD, **more: Any) -> services.NewMap:
    given = {"id": uuid7(), "raw": raw, "system": "cgcs2000", "source": "测绘院 2024", **more}
    return services.NewMap(**given)


def post(browser: Client, raw: bytes | None = GOOD, **more: str) -> Any:
    sent: dict[str, Any] = {
        "submission_id": str(uuid7()), "system": "wgs84", "source": "测绘院", "approval": "", **more,
    }  # fmt: skip
    if raw is not None:
        sent["file"] = SimpleUploadedFile("towns.geojson", raw)
    return browser.post("/situation/maps/", sent)


def test_only_rings_and_the_township_are_kept(universe: Universe, acting: Acting) -> None:
    found = services.set_map(acting("officer"), new())
    row = Map.objects.get(pk=found)
    assert (row.version, row.unit_no, row.unmatched) == (1, COUNTY, [{"n": 2, "name": "水库"}])
    assert [(one["no"], sorted(one)) for one in row.shapes] == [
        (TOWN, ["no", "rings"]), (None, ["no", "rings"]),
    ]  # fmt: skip
    kept = json.dumps([row.shapes, row.unmatched], ensure_ascii=False)
    assert not any(word in kept for word in ("张三", "13800000000"))
    entry = Entry.objects.get(kind="situation.map_set")
    assert json.loads(entry.body) == {
        "map_id": str(found), "version": 1, "townships": 1, "unmatched": 1,
    }  # fmt: skip
    acting("principal")
    seen = maps.in_force(COUNTY)
    assert seen is not None
    assert [one.no for one in maps.drawing(seen.id).outlines] == [TOWN, None]


def test_the_same_form_once_more_is_the_same_map(universe: Universe, acting: Acting) -> None:
    officer, one = acting("officer"), new()
    assert services.set_map(officer, one) == services.set_map(officer, one) == one.id
    with pytest.raises((Invalid, Conflict)):  # other content under the same id
        services.set_map(officer, new(id=one.id, source="别处"))
    assert Map.objects.count() == 1


def test_versions_come_back_and_go(universe: Universe, acting: Acting) -> None:
    officer = acting("officer")
    first = services.set_map(officer, new())
    second = services.set_map(officer, new(collection(feature(name="河口镇"))))
    with pytest.raises(Conflict):
        services.again(officer, uuid7(), second)
    services.again(officer, uuid7(), first)
    now = maps.in_force(COUNTY)
    assert now is not None
    assert (now.version, [one.no for one in maps.drawing(now.id).outlines]) == (3, [TOWN, None])
    services.take_away(officer, uuid7())
    assert maps.in_force(COUNTY) is None
    with pytest.raises(Conflict):
        services.take_away(officer, uuid7())
    assert [one.version for one in maps.versions(COUNTY)] == [4, 3, 2, 1]
    with pytest.raises(NotFound):
        services.again(officer, uuid7(), uuid7())


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("leader", Forbidden),
        ("liaison", Forbidden),
        ("principal", Forbidden),
        ("teacher", NotFound),
    ],
)
def test_others_set_no_map(
    universe: Universe, acting: Acting, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.set_map(acting(name), new())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"system": "x"}, "system"),
        ({"source": " "}, "source"),
        ({"approval": "审" * 121}, "approval"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    universe: Universe, acting: Acting, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.set_map(acting("officer"), new(**more))
    assert list(refused.value.fields) == [field]


def test_two_at_once_are_two_versions(universe: Universe, own_database: str) -> None:
    def upload(_n: int) -> UUID:
        try:
            with acting_as(universe.cast["officer"]) as officer:
                return services.set_map(officer, new())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(upload, range(4)))) == 4
    with acting_as(universe.cast["officer"]):
        assert [one.version for one in maps.versions(COUNTY)] == [4, 3, 2, 1]


def test_an_officer_uploads_a_map_and_sees_it(universe: Universe, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    page = browser.get(f"/situation/{COUNTY}/map/").content.decode()
    assert "示意,不是地图" in page
    answer = post(browser, approval="豫S(2024)1号")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/situation/maps/")
    page = browser.get("/situation/maps/").content.decode()
    assert all(words in page for words in ("第 1 版", "不在地图上的乡镇", "河口镇", "水库"))
    page = browser.get(f"/situation/{COUNTY}/map/").content.decode()
    assert "示意,不是地图" not in page
    assert all(words in page for words in ("豫S(2024)1号", "测绘院", "地图上没有", "<path"))
    assert browser.get(f"/situation/{TOWN}/map/").content.decode().count("示意,不是地图") == 1


def test_faults_stand_at_the_file_and_nothing_typed_is_lost(
    universe: Universe, signed_in: SignedIn
) -> None:
    browser = signed_in("officer")
    bad = collection(feature([SQUARE[:4]], name="河口镇"), feature([moved(SQUARE, -100)]))
    answer = post(browser, bad, source="省测绘院 2023 年")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 1 个要素“河口镇”:界线没有闭合" in page
    assert "第 2 个要素:坐标 13.0,34.0 不在中国范围内" in page
    assert 'value="省测绘院 2023 年"' in page
    assert "请再选一次文件" in page
    assert post(browser, None).status_code == 422
    assert "请选一个 GeoJSON 文件" in post(browser, None).content.decode()
    assert post(browser, source="").status_code == 422
    assert Map.objects.count() == 0


def test_a_shifted_map_says_so(universe: Universe, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    assert post(browser, system="gcj02").status_code == 302
    assert "100 到 700 米" in browser.get(f"/situation/{COUNTY}/map/").content.decode()


def test_acts_by_the_page(universe: Universe, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    post(browser)
    post(browser, collection(feature(name="河口镇")))
    first = maps_of(universe)[-1].id
    sent = {"submission_id": str(uuid7()), "act": "again", "old": str(first)}
    assert browser.post("/situation/maps/", sent).status_code == 302
    assert browser.post("/situation/maps/", {**sent, "submission_id": "x"}).status_code == 422
    gone = {"submission_id": str(uuid7()), "act": "away"}
    assert browser.post("/situation/maps/", gone).status_code == 302
    assert (
        browser.post("/situation/maps/", {**gone, "submission_id": str(uuid7())}).status_code == 409
    )
    assert browser.post("/situation/maps/", {**sent, "old": "x"}).status_code == 404
    assert [one.version for one in maps_of(universe)] == [4, 3, 2, 1]


def maps_of(universe: Universe) -> list[maps.Version]:
    enter(universe.cast["officer"])
    return maps.versions(COUNTY)


@pytest.mark.parametrize("name", ["leader", "liaison", "principal", "teacher"])
def test_the_page_of_maps_is_not_there_for_others(
    universe: Universe, signed_in: SignedIn, name: str
) -> None:
    assert signed_in(name).get("/situation/maps/").status_code == 404


def test_the_table_says_what_the_map_says(universe: Universe, signed_in: SignedIn) -> None:
    day = dt.date(2026, 11, 23).isoformat()
    page = signed_in("leader").get(f"/situation/{COUNTY}/map/?day={day}&key=rollcall.classes")
    shown = page.context["map"]
    drawn = {one["no"]: one["value"] for one in shown["shapes"]["units"]}
    table = {row["figure"].unit_no: row["value"] for row in shown["rows"]}
    assert drawn == table == {TOWN: "0%", RIVER: "0%"}
