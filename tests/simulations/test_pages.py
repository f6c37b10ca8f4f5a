"""Comparisons from asking to reading: pages, who sees what, the sheet, a supposition of demand."""

import io
from collections.abc import Callable
from uuid import UUID

import numpy as np
import openpyxl
import pytest
from django.test import Client
from django.utils import translation

from tests.builders import BUILDER, COUNTY, DAY, JUNIOR, PRIMARY
from tests.web.words import chinese
from xiaoan.demand.queries import ahead, outlooks, scenarios
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock, turns
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.simulations import queries, services
from xiaoan.simulations.models import Run, SchoolResult
from xiaoan.simulations.queries import words
from xiaoan.simulations.rules import settings

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def form(**changes: object) -> dict[str, object]:
    return {
        "submission_id": str(uuid7()), "disease": "influenza", "ways": ["all", "together"],
        "opens_on": DAY.isoformat(), "unit": str(COUNTY), "imports": "9", "close_at": "3",
        "coverage": "70", "replicates": "20", "seed": "7", **changes,
    }  # fmt: skip


def new(**changes: object) -> services.NewRun:
    given = {
        "id": uuid7(), "unit_no": COUNTY, "disease": "influenza", "ways": ("all", "closing"),
        "opens_on": DAY, "imports": 9, "replicates": 20, "seed": 7, **changes,
    }  # fmt: skip
    return services.NewRun(**given)  # type: ignore[arg-type]  # a form's fields


def done(acting: Acting, **changes: object) -> UUID:
    found = services.ask(acting("officer"), new(**changes))
    leave()
    services.reckon(found)
    return found


def test_from_asking_to_the_limits_and_the_figures(signed_in: SignedIn) -> None:
    leader = signed_in("leader")
    assert "先看这几条" in leader.get("/simulations/").content.decode()
    sent = leader.post("/simulations/", form())
    address = sent.headers["Location"]
    page = leader.get(address).content.decode()
    assert ("等待推演" in page, "0 / 40 次" in page) == (True, True)
    run_id = UUID(address.split("/")[2])
    services.reckon(run_id)
    watched = leader.get(address, headers={"HX-Request": "true"})
    assert watched.headers["HX-Refresh"] == "true"
    page = leader.get(address).content.decode()
    limits, figures = page.index("没有一项办法的效果经过实地数据检验"), page.index("12 周里会怎样")
    assert limits < figures
    for said in (
        "50%: ",
        "20 次中 ",
        "误报人次",
        "逐次相减",
        "方向",
        "每周新感染",
        "实验小学",
        "河口初中",
        "未核对",
        "种子 7",
    ):
        assert said in page
    book = openpyxl.load_workbook(io.BytesIO(leader.get(f"{address}sheet/").content))
    assert [sheet.title for sheet in book.worksheets] == ["结果", "差别", "每周", "学校", "数字"]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"ways": []}, "请选一到四种返校办法"),
        ({"ways": ["all", "masks", "checks", "grades", "halves"]}, "请选一到四种返校办法"),
        ({"imports": "abc"}, "每周校外传入请写 0 到 1000"),
        ({"replicates": "21"}, "推演次数请写 20 到 200 之间的双数"),
        ({"close_at": "0"}, "停课人数请写 1 到 50"),
        ({"coverage": "101"}, "接种比例请写 0 到 100"),
        ({"opens_on": "2025-01-01"}, "返校日期请写今天起一年内的一天"),
        ({"seed": "x"}, "种子请写 0 到 999999999"),
        ({"disease": "plague"}, "请从列表中选一项"),
        ({"unit": "1"}, "请从列表中选一项"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    signed_in: SignedIn, acting: Acting, changes: dict[str, object], shown: str
) -> None:
    sent = signed_in("officer").post("/simulations/", form(**changes))
    page = sent.content.decode()
    assert (sent.status_code, shown in page, 'value="9"' in page or "imports" in changes) == (
        422, True, True,
    )  # fmt: skip
    acting("officer")
    assert Run.objects.count() == 0


def test_the_same_form_once_more_asks_nothing(acting: Acting) -> None:
    officer, given = acting("officer"), new()
    assert services.ask(officer, given) == services.ask(officer, given) == given.id
    assert Run.objects.count() == 1
    with pytest.raises(Conflict):
        services.ask(officer, new(id=given.id, imports=1))
    assert Entry.objects.filter(kind="simulations.asked").count() == 1


def test_who_may_ask_and_who_may_read(acting: Acting, signed_in: SignedIn) -> None:
    with pytest.raises(NotFound):
        services.ask(acting("principal"), new())
    with pytest.raises(Forbidden):
        services.ask(acting("principal"), new(unit_no=PRIMARY))
    with pytest.raises(Invalid):
        services.ask(acting("officer"), new(ways=("nothing",)))
    county, own = done(acting), done(acting, unit_no=JUNIOR)
    principal = acting("principal")
    assert {row.school_no for row in queries.schools(principal, county)} == {PRIMARY}
    with pytest.raises(NotFound):
        queries.run(principal, own)
    assert [one.id for one in queries.runs(principal)] == [county]
    leave()
    page = signed_in("principal").get(f"/simulations/{county}/").content.decode()
    assert ("实验小学" in page, "河口初中" in page, "新推演" in page) == (True, False, False)
    assert signed_in("teacher").get("/simulations/").status_code == 404


def test_the_same_seed_gives_the_same_and_reckoning_twice_changes_nothing(acting: Acting) -> None:
    one, other = done(acting), done(acting)
    assert services.reckon(one) == "done"
    enter(acting("officer"))
    first, second = (Run.objects.get(pk=pk) for pk in (one, other))
    assert (first.found, first.crowd) == (second.found, second.crowd)
    assert (first.done, first.wanted) == (40, 40)
    assert SchoolResult.objects.filter(run_id=one).count() == 6


def test_a_supposition_of_demand_after_a_second_look(signed_in: SignedIn, acting: Acting) -> None:
    run_id = done(acting, ways=("all", "halves"))
    address = f"/simulations/{run_id}/suppose/halves/"
    officer = signed_in("officer")
    page = officer.get(address).content.decode()
    assert ("50%" in page, "会记下这个返校设想" in page) == (True, True)
    empty = officer.post(address, {"submission_id": str(uuid7()), "name": ""})
    assert (empty.status_code, "请填写。" in empty.content.decode()) == (422, True)
    given = {"submission_id": str(uuid7()), "name": "推演半班"}
    made = officer.post(address, given)
    assert made.status_code == 302
    assert officer.post(address, given).headers["Location"] == made.headers["Location"]
    [one] = scenarios.scenarios(acting("officer"))
    assert [(part.reopens, part.share) for part in one.parts] == [(DAY, 50)]
    leave()
    assert officer.get(f"/simulations/{run_id}/suppose/all/").status_code == 200
    assert officer.get(f"/simulations/{run_id}/suppose/masks/").status_code == 404


def test_what_a_way_uses_is_added_to_the_forecast_by_its_name_and_taken_back(
    signed_in: SignedIn, acting: Acting
) -> None:
    run_id = done(acting, ways=("all", "masks"))
    officer = signed_in("officer")
    page = officer.get(f"/simulations/{run_id}/suppose/masks/").content.decode()
    assert "另加推演用量:" in page
    assert (
        "另加推演用量:" not in officer.get(f"/simulations/{run_id}/suppose/all/").content.decode()
    )
    sent = {"submission_id": str(uuid7()), "name": "推演口罩"}
    made = officer.post(f"/simulations/{run_id}/suppose/masks/", sent)
    scenario = UUID(made.headers["Location"].rstrip("/").split("/")[-1])
    actor = acting("officer")
    [part] = scenarios.scenario(actor, scenario).parts
    # Two for each pupil and day at school: what is used is a multiple of who attends.
    assert [(more.item, more.per_pupil) for more in part.extra] == [("mask_disposable", 2.0)]
    plain, more = (
        {one.item: one for one in outlooks.of_store(actor, PRIMARY, chosen, ["mask_disposable"])}
        for chosen in (None, scenario)
    )
    raised, usual = more["mask_disposable"].use, plain.get("mask_disposable")
    assert raised is not None
    before = usual.use.mean[0] if usual and usual.use else 0.0
    added = raised.mean[0] - before
    [store] = ahead.stores(directory.place(PRIMARY), DAY, own_only=True)
    # Every pupil of the school two on each school day from the day of opening on, and none at a weekend.
    assert np.diff(added, prepend=0.0).max() == pytest.approx(2 * store.pupils)
    assert (np.diff(added) >= 0).all()
    leave()
    page = officer.get(f"/demand/scenarios/{scenario}/").content.decode()
    assert "另加推演用量:" in page
    ended = officer.post(f"/demand/scenarios/{scenario}/?act=end", {"submission_id": str(uuid7())})
    assert ended.status_code == 302
    assert scenarios.scenarios(acting("officer")) == []


def test_nobody_on_the_roll_is_said(acting: Acting) -> None:
    found = services.ask(acting("officer"), new(unit_no=PRIMARY))
    enter(BUILDER)
    Enrolment.objects.filter(school_id=PRIMARY).update(until=DAY)
    leave()
    assert services.reckon(found) == "failed"


def test_one_person_does_not_fill_the_queue(acting: Acting, signed_in: SignedIn) -> None:
    asked = [new(), new(), new()]
    for one in asked:
        services.ask(acting("officer"), one)
    officer = acting("officer")
    with pytest.raises(Conflict, match="3 个推演还没有算完"):
        services.ask(officer, new())
    assert services.ask(officer, asked[0]) == asked[0].id  # the same form once more
    services.ask(acting("leader"), new())  # others may
    leave()
    page = signed_in("officer").post("/simulations/", form())
    assert (page.status_code, "还没有算完" in page.content.decode()) == (409, True)
    services.reckon(asked[0].id)
    services.ask(acting("officer"), new())
    # What died long ago hinders nobody.
    enter(BUILDER)
    Run.objects.update(at=clock.now() - turns.FORGOTTEN)
    services.ask(acting("officer"), new())


@pytest.mark.parametrize(
    ("language", "said", "cited"),
    [
        ("zh-hans", "本系统自定:复测以后", "Carrat 2008; Lau 2010"),
        ("zh-hant", "本系統自定:複測以後", "Carrat 2008; Lau 2010"),
        ("en", "Our own choice: after a second reading", "Carrat 2008; Lau 2010"),
    ],
)
def test_where_numbers_are_from_is_read_in_three_languages(
    signed_in: SignedIn, acting: Acting, language: str, said: str, cited: str
) -> None:
    page = signed_in("leader").get(
        f"/simulations/{done(acting)}/", headers={"Accept-Language": language}
    ).content.decode()  # fmt: skip
    english = ("own choice: after", "school outbreaks, Beijing", "none in 2020")
    as_written = [one for one in english if f">{one}" in page]
    assert (said in page, cited in page, as_written) == (True, True, [])


# What of the data is nothing but authors, years, journals and figures.
CITATIONS = {
    "J Travel Med 2020, taaa193", "Biggerstaff 2014; Trento 2016", "Carrat 2008", "Carrat 2008; Lau 2010",
    "Lessler 2009", "Carrat 2008; Leung 2015", "Colosi 2022; R0 2.2 (1.9-2.4)", "Madewell 2020",
    "Covasim 4", "Lau 2021; Wei 2021", "Davies 2020; Covasim 4", "Li 2020", "Madewell 2020; Thompson",
    "Lee 2013", "Nardone 2007; Santermans 2015", "Seward 2004",
}  # fmt: skip


def test_every_source_has_its_words_or_is_a_citation() -> None:
    used = {one.source for code in settings.ILLNESSES for one in settings.numbers(code).values()}
    assert used - CITATIONS - {"own choice", settings.UNCONFIRMED} == set(words.SOURCE_WORDS)
    for language in ("zh-hans", "zh-hant"):
        with translation.override(language):
            plain = [str(text) for text in words.SOURCE_WORDS.values() if not chinese(str(text))]
        assert plain == []
    with translation.override("en"):
        assert [str(text) for text in words.SOURCE_WORDS.values() if chinese(str(text))] == []
