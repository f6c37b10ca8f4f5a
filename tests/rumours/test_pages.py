"""Pages of the rumour desk: what is typed stays, faults at the field, who is told what, the cost of lists."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import Universe
from tests.outbreaks.looks import Acting
from tests.photos.pictures import jpeg
from tests.rumours.desk import GARLIC, SHUT, published, reported
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.rumours.models import Item, Report

SignedIn = Callable[[str], Client]


def test_the_due_list_leads_to_it(acting: Acting, signed_in: SignedIn) -> None:
    row = reported(acting)
    leave()
    text = signed_in("officer").get("/duties/today/").content.decode()
    assert (f"/rumours/items/{row.pk}/" in text, "第 1 条,1 人报" in text) == (True, True)
    assert "报一条可疑的说法" in signed_in("teacher").get("/duties/today/").content.decode()


def test_reported_without_a_script(signed_in: SignedIn, universe: Universe) -> None:
    phone = signed_in("guardian")
    file = io.BytesIO(jpeg(4))
    file.name = "a.jpg"
    form = {"submission_id": str(uuid7()), "text": GARLIC, "link": "见群里", "photo": file}
    page = phone.post("/rumours/new/", form)
    text = page.content.decode()
    assert (page.status_code, "链接看不懂" in text, GARLIC in text) == (422, True, True)
    file.seek(0)
    sent = phone.post("/rumours/new/", {**form, "link": ""})
    assert sent.status_code == 302
    assert GARLIC in phone.get(sent["Location"]).content.decode()
    enter(universe.cast["officer"])
    row, one = Item.objects.get(), Report.objects.get()
    leave()
    desk = signed_in("officer")
    text = desk.get(f"/rumours/items/{row.pk}/").content.decode()
    assert (GARLIC in text, universe.cast["guardian"].name in text) == (True, False)
    picture = desk.get(f"/rumours/items/{row.pk}/photos/{one.photo_ids[0]}/")
    assert picture["Content-Type"] == "image/jpeg"


def test_what_was_answered_is_shown_with_what_was_typed(
    acting: Acting, signed_in: SignedIn
) -> None:
    row = published(acting, reported(acting))
    leave()
    phone = signed_in("teacher")
    form = {"submission_id": str(uuid7()), "text": f"紧急扩散!{GARLIC}"}
    page = phone.post("/rumours/new/", form)
    text = page.content.decode()
    assert (page.status_code, "洗手和煮熟食物才有用" in text, GARLIC in text) == (409, True, True)
    sent = phone.post("/rumours/new/", {**form, "known": str(row.pk)})
    assert "洗手和煮熟食物才有用" in phone.get(sent["Location"]).content.decode()
    assert phone.get("/rumours/checked/?q=大蒜 诺如").content.decode().count("/checked/0") == 1
    assert "没有符合条件的内容" in phone.get("/rumours/checked/?q=口罩").content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_one_and_three_rumours_cost_the_same(
    acting: Acting,
    signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    n: int,
) -> None:
    for text in (GARLIC, SHUT, "县医院儿科关门了不收发烧的孩子")[:n]:
        published(acting, reported(acting, "guardian", text))
    leave()
    for name, address, cost in (
        ("guardian", "/rumours/", 9), ("guardian", "/rumours/checked/", 9),
        ("officer", "/rumours/desk/?state=all", 14),
    ):  # fmt: skip
        browser = signed_in(name)
        browser.get(address)
        with django_assert_num_queries(cost):
            assert browser.get(address).status_code == 200
