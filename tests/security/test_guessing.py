"""Guessing passwords: how many are evaluated, who is disturbed by it, and what it tells."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import DAY, JUNIOR, MORNING, PASSWORD, PRIMARY, Universe
from xiaoan.accounts import services
from xiaoan.accounts.models import User
from xiaoan.accounts.rules import SIGN_IN_LIMIT
from xiaoan.accounts.services import Attempt
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import NOBODY, system
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import enter

# The bar is 10,000 accounts; each guess costs an Argon2 hash, so the test makes do with fewer.
ACCOUNTS = 60


@pytest.fixture
def nobody(db: None, universe: Universe) -> None:
    enter(NOBODY)


def guess(typed: str, device: str = "", word: str = "guess") -> str:
    """What came of a try: "in", "wrong" (it was evaluated) or "paused"."""
    try:
        return "in" if services.sign_in(Attempt(typed, word, device)) else "wrong"
    except Invalid:
        return "paused"


def test_of_a_thousand_guesses_in_an_hour_ten_are_evaluated(
    nobody: None, morning: time_machine.Traveller
) -> None:
    """From a new device each time, and wherever the hour begins."""
    evaluated = []
    for number in range(1000):
        at = MORNING + dt.timedelta(seconds=3.6 * number)
        morning.move_to(at)
        if guess("teacher", f"device-{number}") == "wrong":
            evaluated.append(at)
    assert len(evaluated) == SIGN_IN_LIMIT.tries == 10
    for number in range(1000, 2000):
        at = MORNING + dt.timedelta(seconds=3.6 * number)
        morning.move_to(at)
        if guess("teacher") == "wrong":
            evaluated.append(at)
    hour = dt.timedelta(hours=1)
    assert max(sum(a <= b < a + hour for b in evaluated) for a in evaluated) == 10


def test_names_of_one_account_share_a_count_and_do_not_tell_it(
    nobody: None, universe: Universe
) -> None:
    """By phone and by login: ten in all; the pause is told only of what was typed ten times."""
    phone = f"199{list(universe.users).index('teacher'):08d}"
    assert [guess(phone) for _ in range(11)] == ["wrong"] * 10 + ["paused"]
    # The login answers as if it were another account, and even the right password is of no use.
    assert guess("teacher", word=PASSWORD) == "wrong"


def test_the_owner_on_a_known_device_is_never_locked_out(nobody: None, universe: Universe) -> None:
    device = services.remember_device(universe.users["teacher"].pk, "")
    assert [guess("teacher") for _ in range(12)] == ["wrong"] * 10 + ["paused"] * 2
    assert guess("teacher", device, PASSWORD) == "in"
    # A device known for one account is unknown for another, and a made-up mark is no mark.
    other = services.remember_device(universe.users["deputy"].pk, "")
    for stranger in (other, f"{device.split(':')[0]}:{'0' * 32}"):
        assert guess("teacher", stranger, PASSWORD) == "paused"


def test_a_known_device_is_counted_too(nobody: None, universe: Universe) -> None:
    device = services.remember_device(universe.users["teacher"].pk, "")
    assert [guess("teacher", device) for _ in range(11)] == ["wrong"] * 10 + ["paused"]


def test_one_address_trying_many_accounts_locks_nobody_out(db: None, universe: Universe) -> None:
    school = Client(REMOTE_ADDR="10.1.1.1")
    for number in range(ACCOUNTS):
        answer = school.post("/sign-in/", {"login": f"19811{number:06d}", "password": "guess"})
        assert answer.status_code == 422
    for login in ("teacher", "deputy", "doctor"):
        other = Client(REMOTE_ADDR="10.1.1.1")
        answer = other.post("/sign-in/", {"login": login, "password": PASSWORD})
        assert answer.status_code == 302


def test_known_and_unknown_take_the_same_statements(nobody: None) -> None:
    counts = []
    for typed in ("teacher", "nobody-here", "19900000010", "0"):
        with CaptureQueriesContext(connection) as statements:
            assert guess(typed) == "wrong"
        counts.append(len(statements))
    assert len(set(counts)) == 1


def staff(school: int, number: str, user: User) -> None:
    person = Person.objects.create(
        school_id=school, unit_no=school, kind="staff", number=number, name=user.name, pinyin="",
        sex="F", birth_date=DAY, id_cipher=b"", id_index=f"{school}{number}".encode(),
    )  # fmt: skip
    User.objects.filter(pk=user.pk).update(person_id=person.pk)


def test_by_staff_number_and_the_school_where_two_have_it(db: None, universe: Universe) -> None:
    enter(system("tests"))
    staff(PRIMARY, "0107", universe.users["teacher"])
    staff(PRIMARY, "0108", universe.users["deputy"])
    staff(JUNIOR, "0107", universe.users["teacher_71"])

    def who(school: str, number: str = "0107") -> str:
        entered = services.sign_in(Attempt(number, PASSWORD, school=school))
        return entered.actor.name if entered else ""

    assert who("", "0108") == "科任癸"
    assert [who(""), who("实验小学"), who(f"school-{JUNIOR}"), who("城关幼儿园")] == [
        "", "班主任壬", "班主任卯", "",
    ]  # fmt: skip
