"""Second factors: who must have one, what opens before, and that no code is good twice."""

import json
import time
from collections.abc import Callable

import pyotp
import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.test import Client

from tests import builders
from tests.builders import BUILDER, MORNING, PASSWORD, PRIMARY, Universe
from xiaoan.accounts import queries, services
from xiaoan.accounts.models import Factor, Grant, RecoveryCode, Session
from xiaoan.accounts.rules import CODE_LIMIT, RECOVERY_CODES
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import enter

SignedIn = Callable[[str], Client]
SECOND, SET_UP = "/sign-in/second/", "/sign-in/set-up/"


@pytest.fixture
def own(db: None, universe: Universe) -> Actor:
    """The principal's own account, as somebody who still owes the second factor has it."""
    actor = Actor(user_id=universe.users["principal"].pk, name="")
    enter(actor)
    return actor


def secret(actor: Actor) -> str:
    return queries.secret_of(services.begin_totp(actor))


def code(of: str, steps: int = 0) -> str:
    return pyotp.TOTP(of).generate_otp(int(time.time()) // 30 + steps)


def given(login: str) -> Client:
    """A browser in which the right password was typed."""
    client = Client()
    client.post("/sign-in/", {"login": login, "password": PASSWORD})
    return client


def facts(*kinds: str) -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__in=[f"accounts.{kind}" for kind in kinds])
    return list(rows.order_by("unit_no", "n").values_list("kind", flat=True))


def test_a_principal_sets_up_an_authenticator_before_anything_opens(
    db: None, universe: Universe
) -> None:
    client = Client()
    answer = client.post(
        "/sign-in/", {"login": "principal", "password": PASSWORD, "next": "/overview/"}
    )
    assert answer.headers["Location"] == f"{SECOND}?next=%2Foverview%2F"
    school = f"/screening/school/{PRIMARY}/"
    assert (
        client.get(school).headers["Location"]
        == f"{SECOND}?next=%2Fscreening%2Fschool%2F{PRIMARY}%2F"
    )
    api = f"/api/v1/screening/roll-calls/{builders.CLASS_11}/2026-11-23/morning"
    assert client.get(api).status_code == 401
    assert (
        client.get(f"{SECOND}?next=/overview/").headers["Location"]
        == f"{SET_UP}?next=%2Foverview%2F"
    )
    page = client.get(f"{SET_UP}?next=/overview/")
    enter(BUILDER)
    factor = Factor.objects.get()
    key = queries.secret_of(factor)
    assert (page.status_code, factor.confirmed_at, bytes(factor.secret_cipher or b"").find(key.encode())) == (
        200, None, -1,
    )  # fmt: skip
    assert page.context["uri"].startswith("otpauth://totp/")
    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    done = client.post(SET_UP, {"code": code(key), "next": "/overview/"})
    assert done.headers["Location"] == "/account/codes/?next=%2Foverview%2F"
    shown = client.get(done.headers["Location"])
    assert len(shown.context["codes"]) == RECOVERY_CODES
    # Shown once; a reload says how many are left.
    assert client.get(done.headers["Location"]).context["codes"] == []
    assert client.get(school).status_code == 200
    assert facts("password_given", "factor_added", "signed_in", "recovery_codes_made") == [
        "accounts.password_given", "accounts.factor_added", "accounts.signed_in",
        "accounts.recovery_codes_made",
    ]  # fmt: skip


def test_the_next_time_the_code_is_asked_for_and_no_code_is_good_twice(own: Actor) -> None:
    key = secret(own)
    assert services.confirm_totp(own, code(key), "")
    client = given("principal")
    # The code of the set-up is used up, and so is every step before it.
    for used in (code(key), code(key, -1)):
        assert client.post(SECOND, {"code": used}).status_code == 422
    # Who has a factor cannot add another one instead of proving it.
    assert client.get(SET_UP).headers["Location"] == SECOND
    before = client.cookies["xiaoan"].value
    assert client.post(SECOND, {"code": f" {code(key, 1)} "}).status_code == 302
    assert client.cookies["xiaoan"].value != before
    assert client.get(f"/screening/school/{PRIMARY}/").status_code == 200
    assert given("principal").post(SECOND, {"code": code(key, 1)}).status_code == 422


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_off(own: Actor, steps: int, right: bool) -> None:
    assert services.confirm_totp(own, code(secret(own), steps), "") is right


def test_recovery_codes_are_good_once_and_kept_as_hashes(own: Actor) -> None:
    assert services.confirm_totp(own, code(secret(own)), "")
    codes = services.new_recovery_codes(own)
    kept = [bytes(row.digest) for row in RecoveryCode.objects.all()]
    assert len(set(codes)) == len(set(kept)) == RECOVERY_CODES
    assert {len(one) for one in kept} == {16}
    typed = codes[0].lower().replace("-", " ")
    assert [services.give_code(own, typed, "") for _ in range(2)] == ["recovery_code", ""]
    services.new_recovery_codes(own)
    assert services.give_code(own, codes[1], "") == ""


def test_codes_are_throttled_per_account_and_known_device(own: Actor) -> None:
    key = secret(own)
    assert services.confirm_totp(own, code(key), "")
    for _ in range(CODE_LIMIT.tries):
        assert services.give_code(own, "000000", "") == ""
    with pytest.raises(Invalid):
        services.give_code(own, code(key, 1), "")
    # The owner's own device has a count of its own.
    assert services.give_code(own, code(key, 1), "known") == "totp"
    with time_machine.travel(MORNING.replace(hour=8, minute=31), tick=False):
        assert services.give_code(own, code(key), "") == "totp"


def test_a_secret_is_bound_to_its_row(own: Actor) -> None:
    factor = services.begin_totp(own)
    assert services.begin_totp(own).pk == factor.pk
    other = Factor(id=own.user_id, kind="totp", secret_cipher=factor.secret_cipher)
    with pytest.raises(InvalidTag):
        queries.secret_of(other)


def test_who_becomes_principal_while_signed_in_is_asked_at_the_next_request(
    db: None, universe: Universe
) -> None:
    client = given("teacher")
    assert client.get("/duties/today/").status_code == 200
    enter(BUILDER)
    Grant.objects.filter(user__login="teacher").update(role="principal")
    assert client.get("/duties/today/").headers["Location"].startswith(SECOND)


def test_who_needs_none_may_have_one_and_is_then_asked(db: None, universe: Universe) -> None:
    client = given("teacher")
    client.get(SET_UP)
    enter(BUILDER)
    key = queries.secret_of(Factor.objects.get())
    client.post(SET_UP, {"code": code(key)})
    assert client.get("/account/").status_code == 200
    again = given("teacher")
    assert again.get("/duties/today/").headers["Location"].startswith(SECOND)
    assert (
        again.post(SECOND, {"code": code(key, 1), "next": "https://evil.example"}).headers[
            "Location"
        ]
        == "/duties/today/"
    )
    enter(BUILDER)
    factor = Factor.objects.get()
    assert again.post(f"/account/factors/{factor.pk}/remove/").status_code == 302
    assert again.post(f"/account/factors/{factor.pk}/remove/").status_code == 409
    assert given("teacher").get("/duties/today/").status_code == 200


def test_the_last_factor_of_a_principal_stays(own: Actor, universe: Universe) -> None:
    assert services.confirm_totp(own, code(secret(own)), "")
    principal = universe.cast["principal"]
    enter(principal)
    with pytest.raises(Invalid):
        services.remove_factor(principal, Factor.objects.get().pk)
    assert Factor.objects.count() == 1


def test_changing_factors_asks_for_the_password_again(db: None, universe: Universe) -> None:
    client = given("teacher")
    enter(BUILDER)
    Session.objects.update(proved_at=MORNING.replace(hour=7, minute=19))
    assert client.get(SET_UP).headers["Location"] == "/account/prove/"
    ask = client.post(f"{SET_UP}passkey/ask/")
    assert (ask.status_code, list(ask.json())) == (422, ["message"])
    assert client.post("/account/prove/", {"password": "wrong"}).status_code == 422
    assert client.post("/account/prove/", {"password": PASSWORD}).status_code == 302
    assert client.get(SET_UP).status_code == 200


def test_the_demonstration_opens_by_one_tap(db: None, universe: Universe) -> None:
    person = universe.users["principal"]
    enter(BUILDER)
    services.offer_for_demo(BUILDER, [services.Offer(person.pk, "principal", "戊", "实验小学")])
    client = Client()
    assert "第二道验证" in client.get("/sign-in/").content.decode()
    client.post("/sign-in/demo/", {"user_id": str(person.pk)})
    assert client.get(f"/screening/school/{PRIMARY}/").status_code == 200


def test_a_made_up_passkey_proves_nothing(own: Actor, universe: Universe) -> None:
    enter(BUILDER)
    user = universe.users["principal"]
    Factor.objects.create(
        user=user, school_id=PRIMARY, unit_no=PRIMARY, kind="passkey", credential_id=b"mine",
        public_key=b"key", created_at=MORNING, confirmed_at=MORNING,
    )  # fmt: skip
    client = given("principal")
    url = f"{SECOND}passkey/"
    forged = {"id": "bWluZQ", "rawId": "bWluZQ", "type": "public-key", "response": {}}
    bodies: tuple[object, ...] = ({}, forged, [])
    for body in bodies:
        asked = client.post(f"{url}ask/").json()
        assert asked["rpId"] == "localhost"
        assert [one["id"] for one in asked["allowCredentials"]] == ["bWluZQ"]
        answer = client.post(url, json.dumps(body), content_type="application/json")
        assert (answer.status_code, list(answer.json())) == (422, ["message"])
    # Without a question there is no answer.
    assert client.post(url, "{}", content_type="application/json").status_code == 422
    assert client.get(f"/screening/school/{PRIMARY}/").status_code == 302


def test_half_signed_sign_out_ends_the_session(db: None, universe: Universe) -> None:
    client = given("principal")
    assert client.post("/sign-out/").status_code == 302
    assert client.get(SET_UP).headers["Location"].startswith("/sign-in/?")
