"""How long a session lasts, who ends it, and what one's own account shows."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import BUILDER, MORNING, PASSWORD, Universe
from xiaoan.accounts import services
from xiaoan.accounts.models import Session, User
from xiaoan.journal.models import Entry
from xiaoan.kernel.scope import enter

SignedIn = Callable[[str], Client]
TODAY, ACCOUNT = "/duties/today/", "/account/"


def enter_as(login: str, password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"login": login, "password": password}).status_code == 302
    return client


def is_in(client: Client, url: str = TODAY) -> bool:
    return client.get(url).status_code == 200


def after(traveller: time_machine.Traveller, **more: float) -> None:
    traveller.move_to(MORNING + dt.timedelta(**more))


def test_staff_are_signed_out_after_half_an_hour_unused(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    client = enter_as("teacher")
    for minutes in (29, 58, 87):
        after(morning, minutes=minutes)
        assert is_in(client)
    after(morning, minutes=117)
    assert not is_in(client)
    # It does not come to life again.
    after(morning, minutes=88)
    assert is_in(enter_as("teacher"))


def test_staff_are_signed_out_after_twelve_hours_however_busy(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    client = enter_as("teacher")
    for minutes in range(25, 720, 25):
        after(morning, minutes=minutes)
        assert is_in(client), minutes
    after(morning, minutes=720)
    assert not is_in(client)


def test_guardians_stay_for_a_month_unused(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    client = enter_as("guardian")
    assert client.cookies["xiaoan"]["max-age"] == 180 * 86400
    after(morning, days=29)
    assert is_in(client, "/screening/children/")
    after(morning, days=59)
    assert not is_in(client, "/screening/children/")


def test_sign_out_everywhere_counts_from_the_next_request(db: None, universe: Universe) -> None:
    first, second, third = (enter_as("teacher") for _ in range(3))
    other = enter_as("deputy")
    assert first.post("/account/sessions/end/").headers["Location"] == ACCOUNT
    assert [is_in(one) for one in (first, second, third, other)] == [True, False, False, True]
    enter(BUILDER)
    fact = Entry.objects.get(kind="accounts.sessions_ended")
    assert fact.body == f'{{"sessions":2,"user_id":"{universe.users["teacher"].pk}"}}'


def test_one_device_is_signed_out_and_only_ones_own(db: None, universe: Universe) -> None:
    first, other = enter_as("teacher"), enter_as("deputy")
    enter(BUILDER)
    before = list(Session.objects.values_list("pk", flat=True))
    second = enter_as("teacher")
    enter(BUILDER)
    theirs = Session.objects.get(user=universe.users["deputy"]).pk
    mine = Session.objects.exclude(pk__in=before).get()
    first.post(f"/account/sessions/{theirs}/end/")
    first.post(f"/account/sessions/{mine.pk}/end/")
    assert [is_in(one) for one in (first, second, other)] == [True, False, True]


def test_the_password_is_changed_with_the_old_one(db: None, universe: Universe) -> None:
    here, there = enter_as("teacher"), enter_as("teacher")
    url, new = "/account/password/", "马鞍桥上有绿苹果派对"
    wrong = {
        ("wrong", new, new): "现在的密码不对",
        (PASSWORD, new, new[:-1]): "两次输入的新密码不一样",
        (PASSWORD, "short", "short"): "密码至少 10 个字符",
        (PASSWORD, "woaini5201314", "woaini5201314"): "这个密码太常见",
        (PASSWORD, "1234567890", "1234567890"): "这个密码太常见",
        (PASSWORD, "i-am-teacher-1", "i-am-teacher-1"): "密码里不能有您的账号",
    }
    for (old, first, second), words in wrong.items():
        answer = here.post(url, {"old": old, "new": first, "again": second})
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    key = here.cookies["xiaoan"].value
    done = here.post(url, {"old": PASSWORD, "new": new, "again": new})
    assert (done.status_code, here.cookies["xiaoan"].value != key) == (302, True)
    assert [is_in(here), is_in(there)] == [True, False]
    assert is_in(enter_as("teacher", new))
    enter(BUILDER)
    assert Entry.objects.filter(kind="accounts.password_changed").count() == 1


@pytest.mark.parametrize("devices", [1, 3])
def test_ones_account_lists_devices_under_the_same_queries(
    signed_in: SignedIn, universe: Universe, django_assert_num_queries: DjangoAssertNumQueries,
    devices: int,
) -> None:  # fmt: skip
    client = signed_in("teacher")
    enter(BUILDER)
    for _ in range(devices - 1):
        builders.session_of(universe.users["teacher"])
    with django_assert_num_queries(13):
        page = client.get(ACCOUNT)
    assert len(page.context["my"].devices) == devices
    assert "199****" in page.content.decode()


def sign_in(typed: str, school: str = "") -> bool:
    return services.sign_in(services.Attempt(typed, PASSWORD, school=school)) is not None


def phone(user: User) -> str:
    number = list(builders.UNIVERSE[0].users).index(user.login)
    return f"199{number:08d}"


def test_sign_in_by_phone_unless_several_share_it(db: None, universe: Universe) -> None:
    teacher, deputy = universe.users["teacher"], universe.users["deputy"]
    number = phone(teacher)
    assert sign_in(number)
    assert sign_in(f"+86 {number[:3]} {number[3:7]} {number[7:]}")
    enter(BUILDER)
    User.objects.filter(pk=deputy.pk).update(phone_index=teacher.phone_index)
    assert [sign_in(number), sign_in("teacher"), sign_in("deputy")] == [False, True, True]
