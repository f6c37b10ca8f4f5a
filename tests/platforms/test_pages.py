"""Platforms as people see them: registered, the secret once, what waits settled, nothing typed lost."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.test import Client

from tests.builders import CLASS_11, COUNTY, PRIMARY, Universe
from tests.lessons.teaching import lesson
from tests.platforms.sending import JOIN, ROOM, WORKER, Sender, go_on, numbers, statement
from tests.platforms.signing import CLIENT, DEPLOYMENT, ISSUER, jwks
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, leave
from xiaoan.lessons.models import Lesson
from xiaoan.platforms.models import Account, Activity, Platform

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
At = Callable[[str], None]


def test_a_platform_is_registered_and_its_secret_shown_once(
    signed_in: SignedIn, universe: Universe
) -> None:
    browser = signed_in("principal")
    given: dict[str, Any] = {
        "submission_id": str(uuid7()),
        "unit_no": PRIMARY,
        "name": "直播课堂",
        "kind": "other",
    }
    wrong = browser.post("/platforms/", {**given, "kind": ""})
    page = wrong.content.decode()
    assert (wrong.status_code, "请选择平台种类" in page, 'value="直播课堂"' in page) == (
        422,
        True,
        True,
    )
    assert given["submission_id"] in page
    made = browser.post("/platforms/", given).content.decode()
    secret = re.search(r"<b>([\w-]{43})</b>", made)
    assert secret
    assert "http://testserver/api/v1/xapi/" in made
    page = browser.get(f"/platforms/{given['submission_id']}/").content.decode()
    assert (secret[1] in page, "还没有数据" in page) == (False, True)
    # Pressed twice: one platform, a secret that works; other content under the id is refused.
    again = browser.post("/platforms/", given).content.decode()
    assert re.search(r"<b>([\w-]{43})</b>", again)
    assert browser.post("/platforms/", {**given, "name": "另一个"}).status_code == 409
    with acting_as(WORKER):
        row = Platform.objects.get()
        assert secret[1].encode() not in bytes(row.secret_hash or b"")
    assert "直播课堂" in browser.get("/platforms/").content.decode()
    assert "直播课堂" in signed_in("officer").get("/platforms/").content.decode()
    assert (
        browser.post(
            "/platforms/", {**given, "submission_id": str(uuid7()), "unit_no": COUNTY}
        ).status_code
        == 404
    )


def test_a_new_secret_makes_the_old_one_nothing(signed_in: SignedIn, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    browser = signed_in("principal")
    page = browser.post(f"/platforms/{sender.pk}/", {"action": "secret"}).content.decode()
    found = re.search(r"<b>([\w-]{43})</b>", page)
    assert found
    assert sender.post([]).status_code == 401
    assert sender.post([], secret=found[1]).status_code == 200
    assert browser.post(f"/platforms/{sender.pk}/", {"action": "revoke"}).status_code == 302
    assert "已停用" in browser.get(f"/platforms/{sender.pk}/").content.decode()
    assert sender.post([], secret=found[1]).status_code == 401
    assert browser.post(f"/platforms/{sender.pk}/", {"action": "secret"}).status_code == 409


def test_launches_are_set_up_and_faults_are_shown_at_the_field(
    signed_in: SignedIn, universe: Universe
) -> None:
    sender = Sender(universe.cast["principal"])
    browser = signed_in("principal")
    address = f"/platforms/{sender.pk}/"
    given = {
        "action": "launches", "issuer": ISSUER, "client_id": CLIENT, "deployments": DEPLOYMENT,
        "sign_in": "http://lms.example.cn/auth", "keys": "{",
    }  # fmt: skip
    wrong = browser.post(address, given)
    page = wrong.content.decode()
    assert (wrong.status_code, page.count("aria-invalid"), ISSUER in page) == (422, 2, True)
    good = {**given, "sign_in": "https://lms.example.cn/auth", "keys": jwks()}
    assert browser.post(address, good).status_code == 302
    page = browser.get(address).content.decode()
    assert ("已设置,公钥 k1" in page, f"/platforms/lti/{sender.pk}/login/" in page) == (True, True)


def test_what_waits_is_settled_by_the_teacher(
    acting: Acting, signed_in: SignedIn, universe: Universe, at: At
) -> None:
    row = lesson(acting("teacher"))
    leave()
    sender = Sender(universe.cast["principal"])
    pupils = numbers(universe)
    at("08:45")
    sent = [statement(number, JOIN, "08:00") for _pk, number in pupils[:9]]
    sender.post([*sent, statement("zhang33", JOIN, "08:00")])
    browser = signed_in("teacher")
    address = f"/platforms/unit/{CLASS_11}/"
    assert browser.get("/platforms/waiting/").content.decode().count(address) == 1
    page = browser.get(address).content.decode()
    assert (f"lesson:{row.pk}" in page, "(时间对得上)" in page, "语文直播" in page) == (
        True,
        True,
        True,
    )
    room = room_of(ROOM)
    wrong = browser.post(address, {"action": "room", "row": str(room), "room": ""})
    assert (wrong.status_code, "请选这是哪些课" in wrong.content.decode()) == (422, True)
    done = browser.post(address, {"action": "room", "row": str(room), "room": "subject:chinese"})
    assert done.status_code == 302
    page = browser.get(address).content.decode()
    assert "昵称zhang33" in page
    with acting_as(WORKER):
        account = Account.objects.get(name="zhang33").pk
    given = {"action": "account", "row": str(account)}
    assert browser.post(address, given).status_code == 422
    assert browser.post(address, {**given, "person": str(pupils[9][0])}).status_code == 302
    go_on()
    with acting_as(WORKER):
        assert Lesson.objects.get(pk=row.pk).watched == 10
    page = browser.get(address).content.decode()
    assert ("已计入" in page, "认识 10/10 人的账号" in page, "学号相同" in page) == (
        True,
        True,
        True,
    )
    # Put right: it was nobody of the class.
    assert browser.post(address, {**given, "person": "nobody"}).status_code == 409
    assert browser.post(address, {**given, "person": "nobody", "again": "1"}).status_code == 302
    go_on()
    with acting_as(WORKER):
        assert Lesson.objects.get(pk=row.pk).watched == 9


def room_of(iri: str) -> UUID:
    with acting_as(WORKER):
        return Activity.objects.get(iri=iri).pk


def test_an_office_passes_a_room_on_and_the_school_says_which_class(
    signed_in: SignedIn, universe: Universe
) -> None:
    sender = Sender(universe.cast["officer"], COUNTY)
    sender.post(statement("nobody1", JOIN, "07:20"))
    go_on()
    room = room_of(ROOM)
    officer, principal = signed_in("officer"), signed_in("principal")
    at_county, at_school = f"/platforms/unit/{COUNTY}/", f"/platforms/unit/{PRIMARY}/"
    assert "语文直播" in officer.get(at_county).content.decode()
    given = {"action": "pass", "row": str(room)}
    assert officer.post(at_county, given).status_code == 422
    assert officer.post(at_county, {**given, "school": PRIMARY}).status_code == 302
    assert "语文直播" in principal.get(at_school).content.decode()
    given = {"action": "room", "row": str(room), "room": "any"}
    wrong = principal.post(at_school, given)
    page = wrong.content.decode()
    assert (wrong.status_code, "请选一个班" in page, '"any" selected' in page) == (422, True, True)
    assert principal.post(at_school, {**given, "unit_no": CLASS_11}).status_code == 302
    # The account that was heard there is now asked about in the class.
    with acting_as(WORKER):
        assert Account.objects.get().unit_no == CLASS_11
    assert (
        "昵称nobody1" in signed_in("teacher").get(f"/platforms/unit/{CLASS_11}/").content.decode()
    )


def test_what_is_no_lesson_is_said_once(signed_in: SignedIn, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    sender.post(statement("x", JOIN, "07:20"))
    principal = signed_in("principal")
    address = f"/platforms/unit/{PRIMARY}/"
    done = principal.post(address, {"action": "room", "row": str(room_of(ROOM)), "room": "none"})
    assert done.status_code == 302
    assert "没有待认的课堂" in principal.get(address).content.decode()
    assert principal.post(address, {"action": "?", "row": str(uuid7())}).status_code == 422
    assert (
        principal.post(address, {"action": "room", "row": str(uuid7()), "room": "none"}).status_code
        == 404
    )
