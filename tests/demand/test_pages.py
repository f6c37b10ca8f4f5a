"""The pages of cover, of an item at a store, of scenarios; what links to them."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import BUILDER, COUNTY, DAY, JUNIOR, PRIMARY
from tests.demand.stores import MASK, count, used_before
from xiaoan.demand import queries, rules, services
from xiaoan.demand.models import Day, Scenario
from xiaoan.demand.pages import words
from xiaoan.demand.queries import scenarios
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
ITEM = f"/demand/store/{PRIMARY}/item/{MASK}/"
UNIT = f"/demand/unit/{PRIMARY}/"
BACK = DAY + dt.timedelta(days=10)


@pytest.fixture
def counted(acting: Acting) -> None:
    used_before(acting("logistics"), per_week=140, left=20)
    leave()
    count()


def form(**changes: object) -> dict[str, object]:
    return {
        "submission_id": str(uuid7()), "name": "分批返校", "reopens": BACK.isoformat(),
        "stages": ["primary"], "grades": [], "share": "80", "level": "III", "outbreak": "", **changes,
    }  # fmt: skip


def test_from_the_store_to_the_item_that_runs_out(signed_in: SignedIn, counted: None) -> None:
    keeper = signed_in("logistics")
    assert UNIT in keeper.get(f"/supplies/store/{PRIMARY}/").content.decode()
    assert ITEM in keeper.get(f"/supplies/store/{PRIMARY}/item/{MASK}/").content.decode()
    assert UNIT in keeper.get("/duties/today/").content.decode()
    assert keeper.get("/demand/").headers["Location"] == UNIT
    page = keeper.get(UNIT).content.decode()
    assert (ITEM in page, "将断货" in page, "20 只" in page) == (True, True, True)
    page = keeper.get(ITEM).content.decode()
    assert ("一次性医用口罩 近 90 天共用" in page, "上课日" in page, "95% 上限" in page) == (
        True,
    ) * 3
    assert "预计要用" in page


def test_an_item_without_anything_says_so(signed_in: SignedIn) -> None:
    page = signed_in("logistics").get(f"/demand/store/{PRIMARY}/item/gown/").content.decode()
    assert ("还没有用量记录" in page, "要用多少不明" in page) == (True, True)
    assert signed_in("logistics").get(f"/demand/store/{PRIMARY}/item/nothing/").status_code == 404


def test_the_county_sees_every_store_and_the_whole(signed_in: SignedIn, counted: None) -> None:
    officer = signed_in("officer")
    page = officer.get(f"/demand/unit/{COUNTY}/").content.decode()
    assert ("各单位合在一起" in page, ITEM in page) == (True, True)
    page = officer.get(f"/demand/unit/{COUNTY}/?item={MASK}").content.decode()
    assert ("各单位合在一起" in page, ITEM in page) == (False, True)
    book = openpyxl.load_workbook(
        io.BytesIO(officer.get(f"/demand/unit/{COUNTY}/export/?item={MASK}").content)
    )
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert any("一次性医用口罩" in row and 20 in row for row in cells)
    assert signed_in("other_principal").get(UNIT).status_code == 404


def test_a_wrong_day_is_said_at_its_field(signed_in: SignedIn, counted: None) -> None:
    keeper = signed_in("logistics")
    late = (DAY + dt.timedelta(days=400)).isoformat()
    for until, said in ((late, "请选今天到"), ("23.11.", "日期请写成")):
        page = keeper.get(f"{ITEM}?until={until}&scenario=")
        assert (page.status_code, said in page.content.decode()) == (422, True)
    page = keeper.get(f"{ITEM}?until=&scenario={uuid7()}")
    assert (page.status_code, "请从列表中选一项。" in page.content.decode()) == (422, True)


def test_the_day_reckoned_with_is_in_its_field(signed_in: SignedIn, counted: None) -> None:
    day = (DAY + dt.timedelta(days=29)).isoformat()
    for asked in (ITEM, f"{ITEM}?until=&scenario="):
        page = signed_in("logistics").get(asked)
        fields = {one["name"]: one["value"] for one in page.context["fields"]}
        assert fields == {"until": day, "scenario": ""}
        assert f'value="{day}"' in page.content.decode()


def test_a_scenario_from_its_first_part_to_its_end(
    signed_in: SignedIn, acting: Acting, counted: None
) -> None:
    officer, keeper = signed_in("officer"), signed_in("logistics")
    wrong = officer.post("/demand/scenarios/", form(share="120"))
    assert (wrong.status_code, "到校比例请写 0 到 100。" in wrong.content.decode()) == (422, True)
    assert 'value="分批返校"' in wrong.content.decode()
    past = officer.post("/demand/scenarios/", form(reopens="2020-01-01"))
    assert (past.status_code, "返校日期请写今天到" in past.content.decode()) == (422, True)
    sent = form()
    first = officer.post("/demand/scenarios/", sent).headers["Location"]
    assert officer.post("/demand/scenarios/", sent).headers["Location"] == first
    assert officer.post("/demand/scenarios/", form()).status_code == 409
    added = officer.post(f"{first}?act=add", form(stages=["junior"]))
    second = added.headers["Location"]
    assert "旧版本" in officer.get(first).content.decode()
    assert officer.post(f"{first}?act=add", form()).status_code == 409
    page = officer.get(second).content.decode()
    assert ("第 2 版" in page, "80%" in page, "Ⅲ级响应" in page) == (True, True, True)
    chosen = second.rstrip("/").rsplit("/", 1)[1]
    page = keeper.get(f"{ITEM}?until={BACK.isoformat()}&scenario={chosen}").content.decode()
    assert "预计要用" in page
    assert "删去" not in keeper.get(second).content.decode()
    removed = officer.post(f"{second}?act=remove", {"submission_id": str(uuid7()), "at": "1"})
    third = removed.headers["Location"]
    assert officer.post(f"{third}?act=end", {"submission_id": "x"}).status_code == 422
    assert officer.post(f"{third}?act=end", {"submission_id": str(uuid7())}).status_code == 302
    acting("officer")
    assert scenarios.scenarios(acting("officer")) == []
    assert [one.version for one in scenarios.versions(acting("officer"), "分批返校")] == [
        4,
        3,
        2,
        1,
    ]


def new(**changes: object) -> services.NewScenario:
    plain: dict[str, object] = {
        "id": uuid7(), "name": "延期", "base": 0, "parts": (rules.Part(reopens=BACK),), **changes,
    }  # fmt: skip
    return services.NewScenario(**plain)  # type: ignore[arg-type]  # names checked by the dataclass


def test_a_late_reopening_asks_for_less_before_it(acting: Acting, counted: None) -> None:
    scenario = services.set_scenario(acting("officer"), new())
    actor, day = acting("logistics"), BACK - dt.timedelta(days=1)
    plain = queries.wanted(actor, PRIMARY, day, [MASK])[MASK]
    late = queries.wanted(actor, PRIMARY, day, [MASK], scenario)[MASK]
    assert plain.mean is not None
    assert late.mean is not None
    assert late.mean < plain.mean


def test_what_cannot_be_supposed_is_refused(acting: Acting) -> None:
    officer = acting("officer")
    for wrong, field in (
        (new(name=" "), "name"), (new(parts=()), "reopens"),
        (new(parts=(rules.Part(stages=("x",)),)), "stages"),
        (new(parts=(rules.Part(),) * 21), "reopens"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            services.set_scenario(officer, wrong)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Forbidden):
        services.set_scenario(acting("logistics"), new())
    once = new()
    services.set_scenario(acting("officer"), once)
    with pytest.raises(Conflict):
        services.set_scenario(acting("officer"), new(id=once.id, name="另一个"))
    enter(BUILDER)
    assert Scenario.objects.count() == 1


def test_the_list_asks_the_same_for_one_store_and_more(
    signed_in: SignedIn, acting: Acting, counted: None
) -> None:
    officer, counts = signed_in("officer"), []
    for store in (None, JUNIOR):
        if store:
            used_before(acting("officer"), store_no=store)
            leave()
            count()
        officer.get(f"/demand/unit/{COUNTY}/")
        with CaptureQueriesContext(connection) as found:
            assert officer.get(f"/demand/unit/{COUNTY}/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_day_of_an_outbreak_is_not_named_to_who_may_not_see_events() -> None:
    said = [words.kind_of_day(True, "III", True, sees_events=sees) for sees in (True, False)]
    assert said == ["上课日 · Ⅲ级响应 · 疫情", "上课日 · Ⅲ级响应 · 加强"]
    assert words.heavier(False) == ("加强", "加强日")


def test_whoever_keeps_the_store_reads_of_heavier_days(signed_in: SignedIn, counted: None) -> None:
    enter(BUILDER)
    Day.objects.filter(unit_no=PRIMARY).update(outbreak=True)
    leave()
    told = {
        login: [word in signed_in(login).get(ITEM).content.decode() for word in ("疫情", "加强")]
        for login in ("logistics", "doctor")
    }
    assert told == {"logistics": [False, True], "doctor": [True, False]}
