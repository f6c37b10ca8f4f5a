"""The pages: set with the load said first, told and marked on the phone, handed in with a picture."""

import base64
from collections.abc import Callable

from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, PRIMARY, Universe
from tests.homework.setting import set_one
from tests.photos.pictures import jpeg
from xiaoan.homework import services
from xiaoan.homework.models import Piece, Task
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def _form(**given: object) -> dict[str, object]:
    return {
        "submission_id": str(uuid7()), "classes": [str(CLASS_11)], "subject": "maths", "title": "口算",
        "text": "", "minutes": "10", "way": "online", "due": "2026-11-24", "time": "18:00", **given,
    }  # fmt: skip


def test_the_load_is_said_before_it_is_set(signed_in: SignedIn) -> None:
    phone = signed_in("teacher")
    assert phone.get("/homework/set/").status_code == 200
    form = _form()
    asked = phone.post("/homework/set/", form)
    assert asked.status_code == 422
    assert "一年级1班 那天的作业:这次 10 = 10 分钟,超过上限 0 分钟。" in asked.content.decode()
    assert phone.post("/homework/set/", {**form, "sure": "1"}).status_code == 302
    enter(BUILDER)
    assert Task.objects.count() == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(signed_in: SignedIn) -> None:
    phone = signed_in("teacher")
    sent = phone.post("/homework/set/", _form(minutes="0", due="2020-01-01", title="抄词语"))
    page = sent.content.decode()
    assert sent.status_code == 422
    assert 'id="f-due-e">截止时间要晚于现在' in page
    assert "抄词语" in page
    for field in ("title", "minutes", "time", "due", "subject"):
        assert phone.post("/homework/set/", _form(**{field: "\0x"})).status_code == 422


def test_told_and_marked_on_the_phone(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    task = set_one(acting("teacher"))
    enter(BUILDER)
    child = universe.person(CLASS_11, 1)
    phone = signed_in("teacher")
    here = f"/homework/t/{task}/"
    assert "先当作全部交了,只改没交的。" in phone.get(here).content.decode()
    told = {"act": "tell", "submission_id": str(uuid7()), f"p-{child}": "missing"}
    assert phone.post(here, told).status_code == 302
    assert (
        phone.post(here, {**told, "submission_id": str(uuid7()), f"p-{child}": "eaten"}).status_code
        == 422
    )
    seen = {"act": "mark_all", "submission_id": str(uuid7())}
    assert phone.post(here, seen).status_code == 302
    page = phone.get(here).content.decode()
    assert "没交 1 人,还没登记 0 人" in page
    for address in (
        f"/homework/unit/{CLASS_11}/",
        f"/homework/unit/{CLASS_11}/turnaround/",
        "/homework/",
    ):
        assert phone.get(address).status_code == 200
    assert signed_in("principal").get(f"/homework/unit/{PRIMARY}/?unmarked=1").status_code == 200


def test_handed_in_with_a_picture_marked_and_seen(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    task = set_one(acting("teacher"))
    enter(BUILDER)
    child = universe.person(CLASS_11, 1)
    family = signed_in("guardian")
    mine = f"/homework/mine/{task}/{child}/"
    assert "口算 2 页" in family.get("/homework/").content.decode()
    assert family.post(mine, {"submission_id": str(uuid7()), "text": " "}).status_code == 422
    photo = "data:image/jpeg;base64," + base64.b64encode(jpeg(1)).decode()
    sent = {"submission_id": str(uuid7()), "text": "", "photo-1": photo}
    assert [family.post(mine, sent).status_code for _n in range(2)] == [302, 302]
    enter(BUILDER)
    (kept,) = Piece.objects.get().photos
    assert family.get(f"/homework/t/{task}/photo/{kept}/").content[:2] == b"\xff\xd8"
    phone = signed_in("teacher")
    piece = f"/homework/t/{task}/p/{child}/"
    assert kept in phone.get(piece).content.decode()
    bad = {"submission_id": str(uuid7()), "grade": "", "points": "9999", "comment": ""}
    assert phone.post(piece, {**bad, "points": "999"}).status_code == 422
    assert phone.post(piece, {**bad, "points": "98"}).status_code == 302
    assert "老师批改:98 分" in family.get(mine).content.decode()
    back = {"submission_id": str(uuid7()), "comment": "第 2 题"}
    assert phone.post(f"{piece}return/", back).status_code == 302
    assert "老师请您的孩子订正:第 2 题" in family.get(mine).content.decode()


def test_the_rates_of_the_county(signed_in: SignedIn, acting: Acting) -> None:
    task = set_one(acting("teacher"))
    services.tell(acting("teacher"), uuid7(), task, {})
    desk = signed_in("officer")
    page = desk.get(f"/learning/unit/{COUNTY}/").content.decode()
    assert "批改" in page
    for tail in ("?by=week", "?by=term", "?by=x&day=y", "load/", "sheet/"):
        assert desk.get(f"/learning/unit/{COUNTY}/{tail}").status_code == 200
    assert signed_in("teacher").get(f"/learning/unit/{CLASS_11}/").status_code == 200
