"""Pages of enquiries: asked by form, faults at the field, nothing lost; the cost of lists; figures."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import COUNTY, PRIMARY, Universe
from tests.enquiries.talk import asked, say
from tests.outbreaks.looks import Acting
from xiaoan.enquiries import services
from xiaoan.enquiries.models import Enquiry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

SignedIn = Callable[[str], Client]


def test_from_the_question_to_the_answer_without_a_script(
    signed_in: SignedIn, universe: Universe
) -> None:
    phone = signed_in("guardian")
    page = phone.get("/enquiries/new/?source=notices.notice&id=7&title=返校通知").content.decode()
    assert ("关于:返校通知" in page, "测试生0001" in page) == (True, True)
    form = {
        "submission_id": str(uuid7()), "person": str(universe.cast["guardian"].people[0]), "kind": "class",
        "subject": "", "text": "几点返校", "source": "notices.notice", "id": "7", "title": "返校通知",
    }  # fmt: skip
    wrong = phone.post("/enquiries/new/", form)
    text = wrong.content.decode()
    assert (wrong.status_code, "请用一句话写想问什么" in text, "几点返校" in text) == (
        422,
        True,
        True,
    )
    sent = phone.post("/enquiries/new/", {**form, "subject": "返校时间"})
    at = sent["Location"]
    assert phone.post("/enquiries/new/", {**form, "subject": "返校时间"})["Location"] == at
    desk = signed_in("teacher")
    assert "返校时间" in desk.get("/enquiries/desk/").content.decode()
    empty = desk.post(f"{at}?act=reply", {"submission_id": str(uuid7()), "text": ""})
    assert (empty.status_code, "请写下答复" in empty.content.decode()) == (422, True)
    assert (
        desk.post(f"{at}?act=reply", {"submission_id": str(uuid7()), "text": "七点半"}).status_code
        == 302
    )
    assert "有新答复" in signed_in("guardian").get("/enquiries/").content.decode()
    text = signed_in("guardian").get(at).content.decode()
    assert ("七点半" in text, "班主任壬" in text) == (True, False)
    assert "有新答复" not in signed_in("guardian").get("/enquiries/").content.decode()


def test_who_watches_over_it_reads_no_words(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    row = asked(acting, universe, kind="health")
    leave()
    for name in ("leader", "liaison"):
        page = signed_in(name).get(f"/enquiries/figures/?unit={PRIMARY}").content.decode()
        assert ("体育课" in page, "测试生" in page, "待答复" in page) == (False, False, True)
        page = signed_in(name).get(f"/enquiries/{row.pk}/").content.decode()
        assert ("脚扭" in page, "体育课" in page, "关于孩子健康" in page) == (False, False, True)


@pytest.mark.parametrize("n", [1, 3])
def test_one_and_three_questions_cost_the_same(
    acting: Acting,
    signed_in: SignedIn,
    universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries,
    n: int,
) -> None:
    for _ in range(n):
        services.reply(acting("teacher"), say(asked(acting, universe)))
    leave()
    for name, address, cost in (
        ("guardian", "/enquiries/", 11), ("teacher", "/enquiries/desk/?state=all", 11),
        ("officer", f"/enquiries/figures/?unit={COUNTY}&state=all", 14),
    ):  # fmt: skip
        browser = signed_in(name)
        browser.get(address)
        with django_assert_num_queries(cost):
            assert browser.get(address).content.decode().count("/enquiries/0") == n


def test_passed_on_by_form(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    row = asked(acting, universe)
    leave()
    desk = signed_in("teacher")
    form = {"submission_id": str(uuid7()), "desk": "", "text": "该校医答"}
    page = desk.post(f"/enquiries/{row.pk}/?act=pass", form)
    assert (page.status_code, "该校医答" in page.content.decode()) == (422, True)
    for _twice in range(2):
        passed = desk.post(f"/enquiries/{row.pk}/?act=pass", {**form, "desk": "doctor"})
        assert passed.status_code == 302
    more = {**form, "desk": "principal", "submission_id": str(uuid7())}
    assert desk.post(f"/enquiries/{row.pk}/?act=pass", more).status_code == 403
    assert desk.get(f"/enquiries/{row.pk}/?act=nothing").status_code == 200
    assert desk.post(f"/enquiries/{row.pk}/?act=nothing", form).status_code == 404
    enter(universe.cast["doctor"])
    assert Enquiry.objects.get().desk == "doctor"
