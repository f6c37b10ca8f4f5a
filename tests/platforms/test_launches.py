"""LTI 1.3: what is signed and in order marks that a pupil came; all else is refused and nothing is kept."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders import CLASS_11, Universe
from tests.lessons.teaching import lesson
from tests.platforms.sending import WORKER, go_on, numbers
from tests.platforms.signing import (
    CLAIM,
    CLIENT,
    ISSUER,
    KEY,
    OTHER_KEY,
    Lms,
    answer,
    given,
    jwks,
    pem,
    sign,
)
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.lessons.models import Lesson
from xiaoan.platforms import services
from xiaoan.platforms.models import Account, Activity, Launch, Statement, Tally

Acting = Callable[[str], Actor]
At = Callable[[str], None]
LIS = f"{CLAIM}lis"


def kept() -> tuple[int, int, int]:
    with acting_as(WORKER):
        return Account.objects.count(), Activity.objects.count(), Statement.objects.count()


def test_the_sign_in_goes_to_the_address_that_was_written_down(
    acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    for method in ("get", "post"):
        found = lms.login(method, lti_message_hint="m1", target_link_uri="https://evil.cn")
        assert found.status_code == 302
        assert found["Location"].startswith("https://lms.example.cn/auth?x=1&scope=openid&")
        assert "evil" not in found["Location"]
    asked = lms.asked()
    assert (asked["response_type"], asked["response_mode"], asked["prompt"]) == (
        "id_token",
        "form_post",
        "none",
    )
    assert (asked["client_id"], asked["login_hint"]) == (CLIENT, "h1")
    assert asked["redirect_uri"] == "http://testserver/platforms/lti/launch/"
    assert len({asked["state"], asked["nonce"], *lms.asked().values()}) >= 4


@pytest.mark.parametrize(
    "more", [{"iss": "https://other.cn"}, {"client_id": "x"}, {"login_hint": ""}]
)
def test_a_sign_in_of_somebody_else_is_refused(
    more: dict[str, str], acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    assert lms.login(**more).status_code == 422
    with acting_as(WORKER):
        assert Launch.objects.count() == 0


def test_without_settings_or_once_revoked_there_is_no_such_address(
    acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    state = lms.asked()
    enter(universe.cast["principal"])
    services.revoke(universe.cast["principal"], lms.pk)
    leave()
    assert lms.login().status_code == 404
    assert answer(state["state"], sign(lms.claims(state["nonce"]))).status_code == 404


def test_a_launch_marks_that_the_pupil_came(acting: Acting, universe: Universe, at: At) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    lms = Lms(universe.cast["principal"])
    at("08:01")
    pupils = numbers(universe)
    for n, (_pk, number) in enumerate(pupils[:9]):
        asked = lms.asked()
        more = (
            {LIS: {"person_sourcedid": number}}
            if n % 2
            else {f"{CLAIM}custom": {"student_number": number}}
        )
        found = answer(asked["state"], sign(lms.claims(asked["nonce"], f"u-{n}", **more)))
        assert found.status_code == 200, found.content.decode()
        assert "已记下" in found.content.decode()
        # No session, and nothing that leads anywhere.
        assert "sessionid" not in found.cookies
        assert found["X-Frame-Options"] == "DENY"
    with acting_as(WORKER):
        assert {one.person_id for one in Account.objects.all()} == {pk for pk, _n in pupils[:9]}
        room = Activity.objects.get()
        assert (room.unit_no, room.title) == (CLASS_11, "语文直播")
        assert Launch.objects.filter(used_at=None).count() == 0
    enter(teacher)
    services.settle_activity(teacher, room.pk, services.Room(CLASS_11))
    leave()
    at("08:41")
    assert go_on() == 1
    with acting_as(WORKER):
        found_lesson = Lesson.objects.get(pk=row.pk)
        assert (found_lesson.source, found_lesson.watched, found_lesson.missed) == ("api", 9, 1)
        assert Tally.objects.get().launches == 9


def test_an_account_that_nobody_knows_waits_for_the_teacher(
    acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    asked = lms.asked()
    found = answer(asked["state"], sign(lms.claims(asked["nonce"])))
    assert (found.status_code, "等老师认出这个账号" in found.content.decode()) == (200, True)
    with acting_as(WORKER):
        row = Account.objects.get()
        assert (row.person_id, row.name, row.shown) == (None, "u-1", "昵称u-1")
    # Later the platform says the number.
    asked = lms.asked()
    pk, number = numbers(universe)[0]
    answer(asked["state"], sign(lms.claims(asked["nonce"], **{LIS: {"person_sourcedid": number}})))
    with acting_as(WORKER):
        assert Account.objects.get().person_id == pk


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"iss": "https://other.cn"}, "issuer"),
        ({"aud": "somebody"}, "aud"),
        ({"aud": [CLIENT, "somebody"]}, "aud"),
        ({"aud": [CLIENT, "somebody"], "azp": "somebody"}, "aud"),
        ({"exp": 1}, "过期"),
        ({"exp": "soon"}, "看不懂"),
        ({"exp": 10**30}, "看不懂"),
        ({"iat": 1}, "过期"),
        ({"iat": 4_000_000_000}, "将来"),
        ({"nbf": 4_000_000_000}, "将来"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": 5}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({f"{CLAIM}deployment_id": "d-9"}, "deployment_id"),
        ({f"{CLAIM}deployment_id": ["d-1"]}, "deployment_id"),
        ({f"{CLAIM}message_type": "LtiDeepLinkingRequest"}, "LtiResourceLinkRequest"),
        ({f"{CLAIM}version": "1.1"}, "LtiResourceLinkRequest"),
        ({f"{CLAIM}roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]}, "不是学生"),
        ({f"{CLAIM}roles": "Learner"}, "不是学生"),
        ({f"{CLAIM}resource_link": {}}, "resource_link"),
        ({f"{CLAIM}resource_link": {"id": "a\0b"}}, "resource_link"),
    ],
)  # fmt: skip
def test_a_token_that_is_not_in_order_is_refused(
    more: dict[str, Any], said: str, acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    asked = lms.asked()
    found = answer(asked["state"], sign(lms.claims(asked["nonce"], **more)))
    page = found.content.decode()
    assert (found.status_code, said in page, "没有记下" in page) == (422, True, True), page[-600:]
    assert kept() == (0, 0, 0)
    with acting_as(WORKER):
        assert Tally.objects.get().refused == 1


def hs256_with_the_public_key(claims: dict[str, Any]) -> str:
    """What a library lets through that takes the algorithm from the token: the public key as a secret."""

    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    text = f"{part({'alg': 'HS256', 'kid': 'k1'})}.{part(claims)}"
    mac = hmac.new(pem(KEY).encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


@pytest.mark.parametrize(
    "forge",
    [
        lambda claims: sign(claims, OTHER_KEY),
        lambda claims: sign(claims, kid="k9"),
        lambda claims: sign(claims, algorithm="PS256"),
        lambda claims: sign(claims, "x" * 64, "HS256"),
        lambda claims: sign(claims, None, "none"),
        hs256_with_the_public_key,
        lambda claims: sign(claims)[:-8] + "AAAAAAAA",
        lambda claims: f"{sign(claims).rpartition('.')[0]}.",
        lambda _claims: "no.token.atall",
        lambda _claims: "",
        lambda _claims: "x" * 40_000,
    ],
    ids=["key", "kid", "ps256", "hs256", "none", "confused", "cut", "bare", "noise", "empty", "long"],
)  # fmt: skip
def test_a_signature_that_is_not_the_platform_s_is_refused(
    forge: Callable[[dict[str, Any]], str], acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    asked = lms.asked()
    found = answer(asked["state"], forge(lms.claims(asked["nonce"])))
    assert (found.status_code, "签名不对" in found.content.decode()) == (422, True)
    assert kept() == (0, 0, 0)
    # It was not used up: the true answer still gets through.
    assert answer(asked["state"], sign(lms.claims(asked["nonce"]))).status_code == 200


def test_an_answer_is_good_once_and_for_ten_minutes(
    acting: Acting, universe: Universe, at: At
) -> None:
    lms = Lms(universe.cast["principal"])
    asked = lms.asked()
    token = sign(lms.claims(asked["nonce"]))
    assert answer(asked["state"], token).status_code == 200
    again = answer(asked["state"], token)
    assert (again.status_code, "已经用过" in again.content.decode()) == (422, True)
    # The token again under a state of its own: the nonce is another's.
    assert answer(lms.asked()["state"], token).status_code == 422
    assert answer("", token).status_code == 422
    assert kept() == (1, 1, 1)
    late = lms.asked()
    at("07:41")
    assert answer(late["state"], sign(lms.claims(late["nonce"]))).status_code == 422
    assert answer(late["state"], "", error="login_required").status_code == 422


def test_an_answer_is_good_in_the_browser_that_asked_alone(
    acting: Acting, universe: Universe
) -> None:
    """Whoever begins a launch and has another's browser end it would be there in the other's name, or the
    other in theirs."""
    lms = Lms(universe.cast["principal"])
    mine, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    asked, other = lms.asked(mine), lms.asked(theirs)
    token = sign(lms.claims(asked["nonce"]))
    for browser in (theirs, Client(enforce_csrf_checks=True)):
        found = answer(asked["state"], token, browser)
        assert (found.status_code, "不是从这个浏览器" in found.content.decode()) == (422, True)
    assert kept() == (0, 0, 0)
    # Two windows of one browser go on beside each other, and nobody else used them up.
    second = lms.asked(mine)
    assert answer(second["state"], sign(lms.claims(second["nonce"])), mine).status_code == 200
    assert answer(asked["state"], token, mine).status_code == 200
    assert answer(other["state"], sign(lms.claims(other["nonce"])), theirs).status_code == 200


@pytest.mark.parametrize("held", ["", "short", "x" * 5000, "é" * 43, "a b;c" * 9])
def test_what_a_browser_holds_that_is_not_ours_is_given_anew(
    held: str, acting: Acting, universe: Universe
) -> None:
    lms, browser = Lms(universe.cast["principal"]), Client(enforce_csrf_checks=True)
    browser.cookies["xiaoan-launch"] = held
    asked = lms.asked(browser)
    cookie = browser.cookies["xiaoan-launch"]
    assert (len(cookie.value), cookie["httponly"], cookie["max-age"]) == (43, True, 3600)
    assert answer(asked["state"], sign(lms.claims(asked["nonce"])), browser).status_code == 200


def test_the_browser_is_known_cross_site_only_over_https(
    acting: Acting, universe: Universe, settings: Any
) -> None:
    lms = Lms(universe.cast["principal"])
    found = lms.login().cookies["xiaoan-launch"]
    assert (found["samesite"], found["secure"]) == ("Lax", "")
    settings.HTTPS = True
    found = lms.login().cookies["__Host-xiaoan-launch"]
    assert (found["samesite"], found["secure"], found["path"]) == ("None", True, "/")


def test_one_platform_s_token_does_nothing_for_another(acting: Acting, universe: Universe) -> None:
    lms, other = Lms(universe.cast["principal"]), Lms(universe.cast["principal"])
    enter(universe.cast["principal"])
    services.set_launches(universe.cast["principal"], other.pk, given(keys=jwks(OTHER_KEY)))
    leave()
    asked = other.asked()
    assert answer(asked["state"], sign(lms.claims(asked["nonce"]))).status_code == 422


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("issuer", "http://lms.example.cn", "https://"),
        ("sign_in", "javascript:alert(1)", "https://"),
        ("sign_in", "https://a:b@lms.example.cn/", "https://"),
        ("client_id", "", "client_id"),
        ("deployments", " \n ", "deployment_id"),
        ("deployments", "\n".join("abcdefghijklmnopqrstu"), "deployment_id"),
        ("keys", "", "公钥"),
        ("keys", "{", "JSON"),
        ("keys", "[1]", "JSON"),
        ("keys", '{"keys": [1]}', "JSON"),
        ("keys", '{"keys": []}', "1 到 10"),
        ("keys", '{"kty": "RSA"}', "2048"),
        ("keys", '{"kty": "oct", "k": "eA"}', "私钥"),
        ("keys", "-----BEGIN PUBLIC KEY-----\nxx\n-----END PUBLIC KEY-----", "PEM"),
        ("keys", "-----BEGIN RSA PRIVATE KEY-----", "私钥"),
        ("keys", "x" * 20_001, "太长"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_settings_is_said_at_the_field(
    field: str, text: str, said: str, acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    keeper = acting("principal")
    with pytest.raises(Invalid) as refused:
        services.set_launches(keeper, lms.pk, given(**{field: text}))
    assert list(refused.value.fields) == [field]
    assert said in refused.value.fields[field]


def test_a_key_in_pem_serves_whatever_the_token_calls_it(
    acting: Acting, universe: Universe
) -> None:
    lms = Lms(universe.cast["principal"])
    keeper = acting("principal")
    services.set_launches(keeper, lms.pk, given(keys=pem(KEY)))
    services.set_launches(keeper, lms.pk, given(keys=pem(KEY)))
    leave()
    asked = lms.asked()
    assert answer(asked["state"], sign(lms.claims(asked["nonce"]), kid="any")).status_code == 200
    enter(keeper)
    services.revoke(keeper, lms.pk)
    services.revoke(keeper, lms.pk)
    with pytest.raises(Conflict):
        services.set_launches(keeper, lms.pk, given())
    leave()


def test_what_was_launched_yesterday_is_forgotten(acting: Acting, universe: Universe) -> None:
    lms = Lms(universe.cast["principal"])
    lms.asked()
    with acting_as(WORKER) as worker:
        assert services.forget_launches(worker) == 0
        row = Launch.objects.get()
        row.at = row.at.replace(day=20)
        row.save()
        assert services.forget_launches(worker) == 1
    assert ISSUER.startswith("https")
