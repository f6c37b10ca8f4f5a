"""Signing in, guessing, the device, and what a session is worth afterwards."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings as live
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from tests.builders import BUILDER, DAY, PASSWORD, Universe
from xiaoan.accounts import queries, services
from xiaoan.accounts.models import Grant, Throttle, User
from xiaoan.accounts.rules import SIGN_IN_LIMIT
from xiaoan.accounts.services import Attempt, Entered
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import NOBODY
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.web.pages.sign_in import DEVICE_COOKIE

SignedIn = Callable[[str], Client]
At = Callable[[str], None]
URL = "/sign-in/"


def sign_in(login: str, password: str, device: str = "") -> Entered | None:
    return services.sign_in(Attempt(login, password, device))


def attempt(client: Client, login: str, password: str = PASSWORD, **more: str) -> int:
    return client.post(URL, {"login": login, "password": password, **more}).status_code


@pytest.fixture
def nobody(db: None, universe: Universe) -> None:
    enter(NOBODY)


def test_right_password_starts_a_session_of_the_right_person(db: None, universe: Universe) -> None:
    client = Client()
    answer = client.post(URL, {"login": "teacher", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/duties/today/")
    assert client.get("/duties/today/").status_code == 200
    enter(BUILDER)
    fact = Entry.objects.filter(kind="accounts.signed_in").get()
    assert fact.actor == str(universe.users["teacher"].pk)
    assert fact.body == f'{{"how":"password","user_id":"{universe.users["teacher"].pk}"}}'


def test_the_language_of_the_account_is_there_on_another_device(
    db: None, universe: Universe
) -> None:
    here, there = Client(), Client(headers={"accept-language": "zh-CN"})
    assert attempt(here, "teacher") == 302
    here.post("/language/", {"language": "en"})
    there.post("/language/", {"language": "zh-hant"})
    assert attempt(there, "teacher") == 302
    assert there.get("/duties/today/").headers["Content-Language"] == "en"
    shared = Client(headers={"accept-language": "zh-TW"})
    assert attempt(shared, "deputy") == 302
    assert shared.get("/duties/today/").headers["Content-Language"] == "zh-hant"


def test_wrong_unknown_and_locked_are_one_answer(db: None, universe: Universe) -> None:
    enter(BUILDER)
    User.objects.filter(login="deputy").update(is_active=False)
    answers = []
    for login, password in (("teacher", "wrong"), ("nobody-here", "wrong"), ("deputy", PASSWORD)):
        answer = Client().post(URL, {"login": login, "password": password})
        text = answer.content.decode().replace(f'value="{login}"', "")
        token = answer.context["csrf_token"]
        answers.append((answer.status_code, text.replace(str(token), "")))
    assert answers == [answers[0]] * 3
    assert answers[0][0] == 422
    enter(BUILDER)
    assert Entry.objects.filter(kind="accounts.signed_in").count() == 0


def test_a_new_session_id_at_sign_in_and_none_after_sign_out(db: None, universe: Universe) -> None:
    client = Client()
    client.cookies[live.SESSION_COOKIE_NAME] = "fixed" * 6 + "ab"
    assert attempt(client, "teacher") == 302
    key = client.cookies[live.SESSION_COOKIE_NAME].value
    assert key != "fixed" * 6 + "ab"
    assert Session.objects.filter(pk=key).count() == 1
    assert client.post("/sign-out/").status_code == 302
    assert Session.objects.filter(pk=key).count() == 0
    stolen = Client()
    stolen.cookies[live.SESSION_COOKIE_NAME] = key
    assert stolen.get("/duties/today/").headers["Location"].startswith(URL)


@pytest.mark.parametrize(
    ("goal", "where"),
    [
        ("/duties/today/?x=1", "/duties/today/?x=1"),
        ("https://evil.example/", "/duties/today/"),
        ("//evil.example/", "/duties/today/"),
        ("javascript:alert(1)", "/duties/today/"),
        ("", "/duties/today/"),
    ],
)
def test_only_our_own_addresses_are_gone_to(
    db: None, universe: Universe, goal: str, where: str
) -> None:
    answer = Client().post(URL, {"login": "teacher", "password": PASSWORD, "next": goal})
    assert answer.headers["Location"] == where


def test_ten_guesses_are_evaluated_then_even_the_right_one_waits(nobody: None, at: At) -> None:
    for _ in range(SIGN_IN_LIMIT.tries):
        assert sign_in("teacher", "guess") is None
    with pytest.raises(Invalid) as known:
        sign_in("teacher", PASSWORD)
    for _ in range(SIGN_IN_LIMIT.tries):
        assert sign_in("nobody-here", "guess") is None
    with pytest.raises(Invalid) as unknown:
        sign_in("nobody-here", "guess")
    assert str(known.value) == str(unknown.value)
    # Another account at the same school, from the same address, is not disturbed.
    assert sign_in("deputy", PASSWORD) is not None
    at("08:29")
    with pytest.raises(Invalid):
        sign_in("teacher", PASSWORD)
    at("08:30")
    assert sign_in("teacher", PASSWORD) is not None


def test_success_clears_the_count(nobody: None) -> None:
    for _ in range(SIGN_IN_LIMIT.tries - 1):
        assert sign_in("teacher", "guess") is None
    assert sign_in("teacher", PASSWORD) is not None
    assert Throttle.objects.count() == 0


def test_a_shared_computer_remembers_several_accounts(universe: Universe) -> None:
    device = ""
    for login in ("teacher", "deputy", "teacher"):
        device = services.remember_device(universe.users[login].pk, device)
    assert len(device.split(":")) == 3
    for _ in range(30):
        device = services.remember_device(uuid7(), device)
    assert len(device.split(":")) == 1 + services.DEVICE_ACCOUNTS


def test_the_pause_is_said_on_the_page(db: None, universe: Universe) -> None:
    client = Client()
    statuses = [attempt(client, "teacher", "guess") for _ in range(SIGN_IN_LIMIT.tries)]
    paused = client.post(URL, {"login": "teacher", "password": PASSWORD})
    assert (statuses, paused.status_code) == ([422] * SIGN_IN_LIMIT.tries, 422)
    assert "一小时后再试" in paused.content.decode()
    # The same browser, once known, comes through (its cookie carries the mark).
    teacher = universe.users["teacher"].pk
    owner = Client()
    owner.cookies[DEVICE_COOKIE] = services.remember_device(teacher, "")
    assert attempt(owner, "teacher") == 302
    assert owner.cookies[DEVICE_COOKIE].value == services.remember_device(
        teacher, owner.cookies[DEVICE_COOKIE].value
    )


def test_a_changed_password_ends_every_session(signed_in: SignedIn, universe: Universe) -> None:
    first, second = signed_in("teacher"), signed_in("teacher")
    assert (first.get("/duties/today/").status_code, second.get("/duties/today/").status_code) == (
        200,
        200,
    )
    enter(BUILDER)
    User.objects.filter(login="teacher").update(password=make_password("another-password"))
    for client in (first, second):
        assert client.get("/duties/today/").headers["Location"].startswith(URL)


def test_a_locked_account_and_an_ended_grant_count_from_the_next_request(
    signed_in: SignedIn, universe: Universe
) -> None:
    teacher, deputy = signed_in("teacher"), signed_in("deputy")
    assert (
        teacher.get("/duties/today/").status_code,
        deputy.get("/duties/today/").status_code,
    ) == (
        200,
        200,
    )
    enter(BUILDER)
    Grant.objects.filter(user__login="teacher").update(until=DAY)
    User.objects.filter(login="deputy").update(is_active=False)
    assert teacher.get("/duties/today/").status_code == 404
    assert teacher.get("/").headers["Location"] == "/nothing/"
    assert deputy.get("/duties/today/").headers["Location"].startswith(URL)


@pytest.mark.parametrize(
    ("since", "until", "runs"),
    [
        (DAY, None, True),
        (DAY + dt.timedelta(days=1), None, False),
        (dt.date(2026, 1, 1), DAY, False),
        (dt.date(2026, 1, 1), DAY + dt.timedelta(days=1), True),
    ],
)
def test_a_grant_runs_from_its_day_until_before_its_end(
    db: None, universe: Universe, since: dt.date, until: dt.date | None, runs: bool
) -> None:
    enter(BUILDER)
    Grant.objects.filter(user__login="teacher").update(since=since, until=until)
    found = queries.actor_of(universe.users["teacher"])
    assert found.roles == ({"class_teacher"} if runs else set())


def test_demo_sign_in_in_the_demonstration_only(
    db: None, universe: Universe, settings: Settings
) -> None:
    person = universe.users["teacher"]
    enter(BUILDER)
    offered = services.Offer(person.pk, "class_teacher", "壬", "一班")
    services.offer_for_demo(BUILDER, [offered])
    body = {"user_id": str(person.pk)}
    assert str(person.pk) in Client().get(URL).content.decode()
    assert Client().post("/sign-in/demo/", body).status_code == 302
    # Somebody who is not on the page cannot be become, and nonsense is not there.
    for other in (str(universe.users["principal"].pk), "x", ""):
        assert Client().post("/sign-in/demo/", {"user_id": other}).status_code == 404
    settings.DEMO = False
    assert Client().post("/sign-in/demo/", body).status_code == 404
    assert str(person.pk) not in Client().get(URL).content.decode()
