"""Two principals and one pupil: asked for, agreed, seen by both; offered, refused."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import BUILDER, CLASS_11, CLASS_71, CLASS_72, DAY, JUNIOR, Universe
from xiaoan.directory.models import Enrolment
from xiaoan.directory.rules.lives import When
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Transfer
from xiaoan.registry.services import transfers

SignedIn = Callable[[str], Client]
ASK = {
    "name": "测试生0003", "id_number": "990101201703010003", "unit": str(CLASS_71),
    "since": "2026-11-27", "reason": "随父母搬家",
}  # fmt: skip


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # an HttpResponse


def test_asked_for_and_agreed(signed_in: SignedIn, universe: Universe) -> None:
    theirs, ours = signed_in("other_principal"), signed_in("principal")
    assert "没有转学。" in text(theirs.get("/registry/transfers/"))
    refused = theirs.post("/registry/transfers/ask/", {**ASK, "name": "别人"})
    assert refused.status_code == 422
    assert "没有找到:请核对姓名和证件号码。" in text(refused)
    asked = theirs.post("/registry/transfers/ask/", ASK)
    where = asked.headers["Location"]
    assert "撤回这份转学" in text(theirs.get(where))
    assert "等本校答复" in text(ours.get("/registry/transfers/"))
    page = text(ours.get(where))
    for words in ("测试生0003", "河口初中", "随父母搬家", "同意转学"):
        assert words in page
    assert "七年级1班" not in page
    assert ours.post(where, {"what": "accept"}).status_code == 302
    agreed = text(theirs.get(where))
    assert "七年级1班" in agreed
    assert "还没到日期,两校都可以撤回;名单恢复原样。" in agreed
    listed = text(theirs.get(f"/registry/classes/{CLASS_71}/?day=2026-11-27"))
    assert "测试生0003" in listed
    assert ours.post(where, {"what": "accept"}).status_code == 409
    enter(BUILDER)
    assert Enrolment.objects.filter(name="测试生0003").count() == 2
    leave()
    assert universe.pupils


def test_offered_and_refused(signed_in: SignedIn, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    theirs, ours = signed_in("other_principal"), signed_in("principal")
    offer = f"/registry/people/{child}/transfer/"
    assert "转学" in text(ours.get(f"/registry/people/{child}/"))
    assert "河口初中" in text(ours.get(offer))
    assert ours.post(offer, {"school": "1", "since": "2026-11-24"}).status_code == 422
    where = ours.post(offer, {"school": str(JUNIOR), "since": "2026-11-24"}).headers["Location"]
    page = text(theirs.get(where))
    assert "转入哪个班" in page
    assert "七年级2班" in page
    assert theirs.get(f"/registry/people/{child}/").status_code == 404
    for body in ({}, {"what": "accept"}, {"what": "accept", "unit": "x"}, {"what": "refuse"}):
        assert theirs.post(where, body).status_code == 422
    refusal = {"what": "refuse", "answer": "班额已满"}
    assert theirs.post(where, refusal).status_code == 302
    assert "班额已满" in text(ours.get(where))
    assert theirs.post(where, {"what": "accept", "unit": str(CLASS_72)}).status_code == 409
    enter(BUILDER)
    assert Transfer.objects.get().state == "refused"
    leave()


def test_the_list_costs_the_same_for_one_and_three(signed_in: SignedIn, universe: Universe) -> None:
    client = signed_in("principal")

    def offered(seat: int) -> None:
        enter(BUILDER)
        transfers.offer(BUILDER, universe.person(CLASS_11, seat), JUNIOR, When(DAY))
        leave()

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/registry/transfers/")
        return len(caught)

    offered(1)
    first = cost()
    offered(2)
    offered(3)
    assert cost() == first
