"""Guessing passwords: how many are evaluated, who is disturbed by it, and what it tells."""

import datetime as dt
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import CLASS_11, DAY, JUNIOR, MORNING, PASSWORD, PRIMARY, Universe
from xiaoan import settings as product
from xiaoan.accounts import queries, rules, services
from xiaoan.accounts.models import User
from xiaoan.accounts.rules import SIGN_IN_LIMIT
from xiaoan.accounts.services import Attempt, Sheet, make_invitations
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import NOBODY, Actor, system
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

# The bars are 10,000 accounts and 1,000,000 codes; the suite makes do with fewer. At full size:
# XIAOAN_GUESSED_ACCOUNTS=10000 XIAOAN_MUTATED_CODES=1000000
ACCOUNTS = int(os.environ.get("XIAOAN_GUESSED_ACCOUNTS", "60"))
CODES = int(os.environ.get("XIAOAN_MUTATED_CODES", "5000"))


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


def test_the_product_hashes_at_full_cost() -> None:
    """The suite's own hashes are cheap (tests/hashing.py)."""
    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_one_address_trying_many_accounts_locks_nobody_out(db: None, universe: Universe) -> None:
    """One guess at each of many accounts, every other one of them real, from the school's own address."""
    enter(system("tests"))
    hashed = make_password(PASSWORD)
    User.objects.bulk_create(
        User(login=f"guessed-{n}", name="某人", password=hashed, school_id=PRIMARY, unit_no=PRIMARY)
        for n in range(0, ACCOUNTS, 2)
    )
    answers: Counter[int] = Counter()
    for number in range(ACCOUNTS):
        school = Client(REMOTE_ADDR="10.1.1.1")
        typed = {"login": f"guessed-{number}", "password": "guess"}
        answers[school.post("/sign-in/", typed).status_code] += 1
    assert answers == {422: ACCOUNTS}
    took = []
    for login in ("teacher", "deputy", "doctor", "guessed-0"):
        other, began = Client(REMOTE_ADDR="10.1.1.1"), time.perf_counter()
        answer = other.post("/sign-in/", {"login": login, "password": PASSWORD})
        took.append(time.perf_counter() - began)
        assert answer.status_code == 302, login
    print(f"{dict(answers)}; then {len(took)} signed in, median {median(took) * 1000:.0f} ms")  # noqa: T201  # the figure of the full run


def mutants(code: str, other: str, chance: random.Random) -> Iterator[str]:
    """What becomes of a code that is altered: bits, signs, places, length, a piece of another code."""
    while True:
        at, to = sorted(chance.sample(range(len(code)), 2))
        sign = chance.choice(rules.ALPHABET)
        bit = chr(ord(code[at]) ^ 1 << chance.randrange(7))
        yield code[:at] + bit + code[at + 1 :]
        yield code[:at] + sign + code[at + 1 : to] + chance.choice(rules.ALPHABET) + code[to + 1 :]
        yield code[:at] + code[to] + code[at + 1 : to] + code[at] + code[to + 1 :]
        yield code[:at]
        yield code[:at] + code[to:]
        yield code[:at] + sign + code[at:]
        yield code[:to] + other[to:]
        yield other[:at] + code[at:to] + other[to:]
        yield rules.new_code(chance.randbytes(16))
        yield code + chance.choice([code, other, "\0", " or 1=1", "%", "\u202e"])


def test_no_altered_code_opens_anything(acting: Callable[[str], Actor], universe: Universe) -> None:
    """Whatever the parser lets pass is looked up as the page looks it up."""
    sheet = Sheet(uuid7(), CLASS_11, "guardian", [universe.person(CLASS_11, n) for n in (3, 4)])
    make_invitations(acting("principal"), sheet)
    code, other = (queries.code_of(sheet.batch_id, pk) for pk in sheet.person_ids)
    enter(NOBODY)
    assert queries.invitation_of(code) is not None
    told: Counter[str] = Counter()
    for altered in islice(mutants(code, other, random.Random(1)), CODES):  # noqa: S311  # no secret
        read = rules.read_code(altered)
        if read in (code, other):  # the same code, written otherwise
            told["same"] += 1
        elif read:
            told["read"] += 1
            assert queries.invitation_of(altered) is None
        else:
            told["refused"] += 1
    assert told.total() == CODES
    assert min(told["read"], told["refused"]) > 0
    print(dict(told))  # noqa: T201  # the figures of the full run


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
