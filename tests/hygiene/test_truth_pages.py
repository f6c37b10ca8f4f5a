"""The calculator, products, the list of what is worth a look, a check and what is said to it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, TOWN
from tests.hygiene.days import CORRIDOR, TOILET, due, laid_out, places, plan, usual
from tests.hygiene.test_truth import looked
from tests.photos.pictures import jpeg
from xiaoan.duties import queries as duties
from xiaoan.duties.models import Duty
from xiaoan.duties.queries import kinds
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Check, Draw, Product, Record
from xiaoan.hygiene.pages.dilution import url_for
from xiaoan.hygiene.queries.words import CHECK_DUTY
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
At = Callable[[str], None]
LABEL = {
    "name": "蓝月亮 84",
    "agent": "chlorine",
    "strength": "5%",
    "licence": "粤卫消证字(2019)第0123号",
}


def product(actor: Actor, unit_no: int = PRIMARY, **changes: Any) -> Product:
    return services.add_product(
        actor,
        services.NewProduct(uuid7(), unit_no, **{**LABEL, **changes}),
    )


# ------------------------------------------------------------------ products


def test_a_product_is_entered_as_its_label_says(signed_in: SignedIn) -> None:
    desk, pk = signed_in("logistics"), uuid7()
    sent = {**LABEL, "strength": "5.1%~6.9%", "submission_id": str(pk), "keeps_days": "30"}
    for _twice in range(2):
        answer = desk.post(f"/hygiene/products/{PRIMARY}/", sent)
        assert (answer.status_code, answer["Location"]) == (302, f"/hygiene/products/{PRIMARY}/")
    enter(BUILDER)
    row = Product.objects.get()
    assert (row.pk, row.strength, row.strength_most, row.keeps_days) == (pk, 51_000, 69_000, 30)
    leave()
    page = desk.get(f"/hygiene/products/{PRIMARY}/").content.decode()
    assert "51,000~69,000" in page
    assert "号码不像" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填产品名称。"),
        ({"agent": ""}, "请选择有效成分。"),
        ({"strength": "5"}, "请照瓶上写,带单位"),
        ({"strength": "0%"}, "浓度不能是 0。"),
        ({"strength": "6%-5%"}, "前一个数应比后一个小。"),
        ({"strength": "500mg"}, "单位不对"),
        ({"strength": "5%", "per_tablet": "on"}, "单位不对"),
        ({"agent": "quat", "per_tablet": "on"}, "只有含氯消毒剂按片登记。"),
        ({"keeps_days": "很久"}, "请填 1 到 1000 的整数"),
        ({"item": "alcohol_75"}, "所选物资不含这种有效成分。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    signed_in: SignedIn, changes: dict[str, str], sentence: str
) -> None:
    desk = signed_in("doctor")
    sent = {**LABEL, "maker": "某某公司", "submission_id": str(uuid7()), **changes}
    answer = desk.post(f"/hygiene/products/{PRIMARY}/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="某某公司"' in page


def test_unlicensed_is_shown_and_not_refused(acting: Acting, signed_in: SignedIn) -> None:
    product(acting("principal"), licence="")
    product(acting("principal"), name="另一种", licence="12345")
    leave()
    page = signed_in("teacher").get(f"/hygiene/products/{PRIMARY}/").content.decode()
    assert "没有登记" in page
    assert "号码不像许可或备案号" in page


def test_the_county_enters_for_all_and_only_the_county(acting: Acting, signed_in: SignedIn) -> None:
    made = product(acting("officer"), COUNTY)
    with pytest.raises(Forbidden):
        product(acting("principal"), COUNTY)
    with pytest.raises(NotFound):
        product(acting("other_principal"))
    with pytest.raises(Forbidden):
        services.close_product(acting("teacher"), product(acting("principal")).pk, "不好用")
    leave()
    page = signed_in("teacher").get("/hygiene/dilute/").content.decode()
    assert (str(made.pk) in page, "县里登记" in page) == (True, True)


def test_a_closed_one_is_not_offered_and_stays_on_the_list(
    acting: Acting, signed_in: SignedIn
) -> None:
    made = product(acting("principal"))
    with pytest.raises(Conflict):
        product(acting("principal"))
    leave()
    desk = signed_in("logistics")
    where = f"/hygiene/product/{made.pk}/close/"
    assert desk.post(where, {"why": ""}).status_code == 422
    assert desk.post(where, {"why": "过期"}).status_code == 302
    assert str(made.pk) not in desk.get("/hygiene/dilute/").content.decode()
    assert "过期" in desk.get(f"/hygiene/products/{PRIMARY}/").content.decode()
    product(acting("principal"))


def test_a_product_of_the_county_may_be_named_in_a_record(acting: Acting, at: At) -> None:
    made = product(acting("officer"), COUNTY)
    plan(places())
    laid_out()
    at("16:00")
    kept = services.record(acting("logistics"), usual(due(TOILET, "surface"), product_id=made.pk))
    enter(BUILDER)
    assert Record.objects.get(pk=kept.record_ids[0]).product_id == made.pk


# ------------------------------------------------------------------ calculator


def test_by_the_label_without_any_product(signed_in: SignedIn) -> None:
    phone = signed_in("teacher")
    blank = phone.get("/hygiene/dilute/")
    assert (blank.status_code, "X-Keep" in blank.headers) == (200, True)
    page = phone.get(
        "/hygiene/dilute/?ask=1&agent=chlorine&strength=5%25&target=500&ml=10000"
    ).content.decode()
    for words in ("<b>100 mL</b>", "加凉水 9.9 升", "1:99", "10000 mL × 500 ÷ 50000 = 100 mL"):
        assert words in page
    assert re.findall(r"<th scope=\"row\">(1 升|5 升|20 升)</th><td class=\"n\">([^<]*)", page) == [
        ("1 升", "10 mL"), ("5 升", "50 mL"), ("20 升", "200 mL"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("target=500&strength=", "请看瓶签"),
        ("target=&strength=5%25", "请填要配的浓度"),
        ("target=500&strength=5%25&litres=x", "请填升数"),
        ("target=500&strength=5%25&area=60&per_m2=50", "每 m² 喷 100 到 300 mL。"),
    ],
)
def test_what_is_not_typed_is_asked_for(signed_in: SignedIn, query: str, words: str) -> None:
    answer = signed_in("teacher").get(f"/hygiene/dilute/?ask=1&agent=chlorine&{query}")
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("target=60000", "比要配的还稀"),
        ("target=500&beside=acid", "会放出氯气"),
        ("target=500&hot=1", "要用凉水"),
        ("target=500&stored=1", "昨天配的不能用"),
        ("target=500&place=yard&task=sweep", "室外不喷洒消毒剂"),
        ("target=50&litres=0.5", "量不准"),
    ],
)
def test_what_must_not_be_has_no_recipe(signed_in: SignedIn, query: str, words: str) -> None:
    page = (
        signed_in("teacher")
        .get(f"/hygiene/dilute/?ask=1&agent=chlorine&strength=5%25&{query}")
        .content.decode()
    )
    assert words in page
    assert "不能这样配" in page
    assert 'class="dose"' not in page


def test_above_the_guideline_is_made_and_said(signed_in: SignedIn) -> None:
    page = (
        signed_in("teacher")
        .get(
            "/hygiene/dilute/?ask=1&agent=chlorine&strength=5%25&target=1000&place=classroom&task=surface"
        )
        .content.decode()
    )
    assert "比这里的指引上限 500 mg/L 浓" in page
    assert 'class="dose"' in page


def test_from_a_line_of_a_plan(acting: Acting, signed_in: SignedIn) -> None:
    assert url_for("yard", "sweep", None) == ""
    product(acting("principal"), strength="500mg/片", per_tablet="1")
    leave()
    page = signed_in("logistics").get(url_for("toilet", "surface", 500)).content.decode()
    for words in ("厕所 · 物体表面 · 擦拭", "<b>10 片</b>", "1 片正好配 1 升"):
        assert words in page


def test_the_table_that_is_kept(acting: Acting, signed_in: SignedIn) -> None:
    product(acting("principal"))
    leave()
    page = signed_in("logistics").get("/hygiene/dilute/").content.decode()
    row = re.search(r"<tr><th scope=\"row\">500</th>(.*?)</tr>", page)
    assert row is not None
    assert re.findall(r">([^<]+)</td>", row[1]) == [
        "10 mL", "50 mL", "100 mL", "150 mL", "200 mL",
    ]  # fmt: skip


# ------------------------------------------------------------------ checks


@pytest.fixture
def early(db: None, at: At, acting: Acting) -> Record:
    """Pressed at two for what is done after school; the night has looked and drawn."""
    plan(places())
    laid_out()
    at("14:00")
    kept = services.record(acting("logistics"), usual(due(TOILET, "surface")))
    at("16:10")
    services.record(acting("logistics"), usual(due(CORRIDOR, "rails")))
    enter(BUILDER)
    found = services.look_at(BUILDER, PRIMARY, DAY)
    # Of these seeds one that draws the doubtful place.
    for n in range(30):
        [drawn] = services.draw_for(BUILDER, PRIMARY, DAY, found, seed=str(n))
        if drawn.record_id == kept.record_ids[0]:
            break
        Duty.objects.filter(about_id=drawn.pk).delete()
        drawn.delete()
    leave()
    enter(BUILDER)
    row = Record.objects.get(pk=kept.record_ids[0])
    leave()
    return row


def test_county_township_school_record(signed_in: SignedIn, early: Record) -> None:
    desk = signed_in("officer")
    assert desk.get("/hygiene/doubts/")["Location"] == f"/hygiene/doubts/{COUNTY}/"
    county = desk.get(f"/hygiene/doubts/{COUNTY}/").content.decode()
    assert "2 条记录里 1 条值得核对" in county
    assert f"/hygiene/doubts/{TOWN}/" in county
    assert f"/hygiene/doubts/{PRIMARY}/" in desk.get(f"/hygiene/doubts/{TOWN}/").content.decode()
    school = desk.get(f"/hygiene/doubts/{PRIMARY}/").content.decode()
    assert "比这个时段最早能开始的时间早 90 分钟就登记了。" in school
    record = desk.get(f"/hygiene/record/{early.pk}/truth/").content.decode()
    assert "登记早于时段" in record
    assert "去核查" in record


def look(phone: Client, url: str, record: Record, **changes: Any) -> tuple[int, str]:
    sent = {
        "submission_id": str(uuid7()), "record_id": str(record.pk), "result": "untrue", "how": "site",
        "note": "地面是干的。", **changes,
    }  # fmt: skip
    answer = phone.post(url, sent)
    return answer.status_code, answer.content.decode() if answer.status_code != 302 else answer[
        "Location"
    ]


def test_a_drawn_place_is_looked_at_and_answered(signed_in: SignedIn, early: Record) -> None:
    enter(BUILDER)
    drawn = Draw.objects.get()
    owed = duties.newest_about([drawn.pk], CHECK_DUTY)[drawn.pk]
    assert kinds.url_of(owed) == f"/hygiene/check/{drawn.pk}/"
    leave()
    doctor, url = signed_in("doctor"), f"/hygiene/check/{drawn.pk}/"
    assert "机会" in doctor.get(url).content.decode()
    status, page = look(doctor, url, early, note="")
    assert (status, "请写明看到了什么" in page) == (422, True)
    assert look(doctor, url, early) == (302, f"/hygiene/record/{early.pk}/truth/")
    assert (
        "核查不实,按没有做算" in doctor.get(f"/hygiene/record/{early.pk}/truth/").content.decode()
    )
    keeper = signed_in("logistics")
    assert keeper.get("/waiting/").json() == {"count": 1}
    assert "地面是干的。" in keeper.get("/hygiene/statements/").content.decode()
    enter(BUILDER)
    check = Check.objects.get()
    leave()
    sent = {"submission_id": str(uuid7()), "check_id": str(check.pk), "words": ""}
    assert keeper.post("/hygiene/statements/", sent).status_code == 422
    assert keeper.post("/hygiene/statements/", {**sent, "words": "有人拖过。"}).status_code == 302
    assert "有人拖过。" in doctor.get(f"/hygiene/record/{early.pk}/truth/").content.decode()


def test_with_a_picture_and_a_strip(signed_in: SignedIn, early: Record) -> None:
    url = f"/hygiene/place/{early.place_id}/look/"
    doctor = signed_in("doctor")
    status, page = look(doctor, url, early, how="strip", measured="abc")
    assert (status, "试纸读数请填整数" in page) == (422, True)
    sent: dict[str, Any] = {"result": "true", "how": "strip", "measured": "480", "note": ""}
    status, where = look(doctor, url, early, **sent, photo=jpeg_file())
    assert (status, where) == (302, f"/hygiene/record/{early.pk}/truth/")
    page = doctor.get(where).content.decode()
    found = re.search(r"/hygiene/looked/[^\"]+/photo/", page)
    assert found is not None
    assert doctor.get(found[0])["Content-Type"] == "image/jpeg"
    assert signed_in("logistics").get(found[0]).status_code == 200
    assert signed_in("other_principal").get(found[0]).status_code == 404


def jpeg_file() -> Any:
    return SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")


def test_only_the_place(signed_in: SignedIn, early: Record) -> None:
    url = f"/hygiene/place/{early.place_id}/look/"
    status, _where = look(signed_in("liaison"), url, early, record_id="")
    assert status == 302
    assert look(signed_in("logistics"), url, early)[0] == 404


def test_ones_own_work_cannot_be_chosen(signed_in: SignedIn, acting: Acting, at: At) -> None:
    plan(places())
    laid_out()
    at("16:00")
    kept = services.record(acting("doctor"), usual(due(TOILET, "surface")))
    enter(BUILDER)
    row = Record.objects.get(pk=kept.record_ids[0])
    leave()
    doctor, url = signed_in("doctor"), f"/hygiene/place/{row.place_id}/look/"
    assert "由另一个人查" in doctor.get(url).content.decode()
    status, page = look(doctor, url, row)
    assert (status, "要由另一个人核查" in page) == (403, True)


def test_reasons_are_for_who_checks_and_who_told_it(signed_in: SignedIn, early: Record) -> None:
    url = f"/hygiene/record/{early.pk}/truth/"
    seen = {name: signed_in(name).get(url).status_code for name in (
        "logistics", "doctor", "liaison", "teacher", "canteen", "other_principal", "grade_head",
    )}  # fmt: skip
    assert seen == {
        "logistics": 200, "doctor": 200, "liaison": 200, "teacher": 404, "canteen": 403,
        "other_principal": 404, "grade_head": 404,
    }  # fmt: skip


@pytest.mark.parametrize("times", [1, 3])
def test_one_and_three_cost_the_same(
    times: int, signed_in: SignedIn, acting: Acting, at: At,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    plan(places())
    laid_out()
    at("14:00")
    what = ((TOILET, "surface"), (TOILET, "floor"), (CORRIDOR, "rails"))
    for name, task in what[:times]:
        services.record(acting("logistics"), usual(due(name, task)))
    enter(BUILDER)
    services.look_at(BUILDER, PRIMARY, DAY)
    leave()
    desk = signed_in("principal")
    desk.get(f"/hygiene/doubts/{PRIMARY}/")
    with django_assert_num_queries(20):
        page = desk.get(f"/hygiene/doubts/{PRIMARY}/").content.decode()
    assert page.count("登记早于时段") == times


def test_a_statement_takes_what_proves_it(
    signed_in: SignedIn, acting: Acting, early: Record
) -> None:
    made = services.check(acting("principal"), looked(early))
    keeper, here = signed_in("logistics"), "/hygiene/statements/"
    pk = str(keeper.get(here).context["rows"][0]["submission_id"])
    sent = {"submission_id": pk, "check_id": str(made.pk), "words": "照片为证"}
    bad = SimpleUploadedFile("a.pdf", b"no", "application/pdf")
    page = keeper.post(here, sent | {"paper": bad})
    [row] = page.context["rows"]
    assert (page.status_code, list(row["fields"]), row["words"]) == (422, ["paper"], "照片为证")
    paper = SimpleUploadedFile("监控.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF", "application/pdf")
    done = keeper.post(here, sent | {"paper": paper, "photo": jpeg_file()})
    assert done.status_code == 302
    for who in ("principal", "logistics"):
        [look_] = signed_in(who).get(f"/hygiene/record/{early.pk}/truth/").context["checks"]
        files = look_["evidence"]
        assert (len(files["photos"]), files["papers"][0]["name"]) == (1, "监控.pdf")
        assert signed_in(who).get(files["photos"][0]).status_code == 200
        assert (
            signed_in(who).get(files["papers"][0]["url"]).content
            == b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"
        )
        assert signed_in("canteen").get(files["photos"][0]).status_code == 404
