"""The proof that a code on paper asks for: what counts as one, how often it is tried, how long it holds."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11
from tests.surveys.made import opened
from xiaoan.accounts.queries import code_digest
from xiaoan.accounts.services import clearing as accounts
from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.surveys import queries, rules, services
from xiaoan.surveys.models import Code, Tally

Acting = Callable[[str], Actor]
RIGHT = "20170301"
REPLACED = "surveys.code_replaced"


@pytest.fixture
def where(acting: Acting) -> str:
    """The address of the first code of a class."""
    row = opened(acting("officer"))
    tally = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
    services.make_codes(acting("teacher"), tally.pk)
    return f"/surveys/c/{queries.strips(acting('teacher'), tally)[0].code}/"


def proven(client: Client, where: str, proof: str) -> int:
    return client.post(where, {"proof": proof}).status_code


def test_a_proof_in_other_digits(where: str) -> None:
    assert proven(Client(), where, "20170301") == 302
    assert proven(Client(), where, "٢٠١٧٠٣٠١") == 422
    assert proven(Client(), where, "²⁰") == 422
    assert proven(Client(), where, "") == 422


def test_a_proof_that_is_no_number_is_counted(where: str) -> None:
    family = Client()
    assert [proven(family, where, "٢٠١٧") for _n in range(10)] == [422] * 10
    assert proven(family, where, RIGHT) == 422


def test_thirty_wrong_proofs_end_a_code(where: str, morning: time_machine.Traveller) -> None:
    family = Client()
    last = [422] * 9 + [404]
    for hour, answers in enumerate(([422] * 10, [422] * 10, last)):
        assert [proven(family, where, f"{n:04d}") for n in range(10)] == answers
        morning.shift(dt.timedelta(hours=1, minutes=hour))
    for answer in (family.get(where), family.post(where, {"proof": RIGHT})):
        assert answer.status_code == 404
        assert "这个码已停用" in answer.content.decode()
        assert "打印一张新码" in answer.content.decode()
    # Nor on any later day: the count is kept with the code.
    morning.shift(dt.timedelta(days=3))
    accounts.clear(system("accounts"))
    assert family.post(where, {"proof": RIGHT}).status_code == 404


def stopped(where: str) -> Code:
    """The code at an address, with as many wrong proofs as stop it."""
    enter(BUILDER)
    code = where.split("/")[-2]
    Code.objects.filter(digest=code_digest(code)).update(wrong=rules.ALL_PROOFS)
    return Code.objects.get(digest=code_digest(code))


def test_the_teacher_prints_another_code_in_one_act(
    where: str, signed_in: Callable[[str], Client], acting: Acting
) -> None:
    old = stopped(where)
    teacher = signed_in("teacher")
    enter(BUILDER)
    tally = Tally.objects.get(round_id=old.round_id, unit_no=CLASS_11)
    page = teacher.get(f"/surveys/sheet/{tally.pk}/codes/").content.decode()
    one = f"/surveys/codes/{old.pk}/"
    assert "测试生0001的码答错次数过多,已停用" in page
    assert f'action="{one}"' in page
    assert page.count('class="strip-code"') == 9
    printed = teacher.post(one)
    enter(BUILDER)
    fresh = Code.objects.get(person_id=old.person_id, replaced_at=None)
    assert printed.headers["Location"] == f"/surveys/codes/{fresh.pk}/"
    # Pressed twice, or of the dead code once more: the same new code.
    assert teacher.post(one).headers["Location"] == printed.headers["Location"]
    page = teacher.get(printed.headers["Location"]).content.decode()
    assert page.count('class="strip-code"') == 1
    code = queries.code_of(old.round_id, old.person_id, 2)
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in page
    later = f"/surveys/c/{code}/"
    family = Client()
    dead = family.get(where)
    assert (dead.status_code, "这张码已经换了新的" in dead.content.decode()) == (404, True)
    assert family.post(where, {"proof": RIGHT}).status_code == 404
    assert proven(family, later, RIGHT) == 302
    assert family.get(f"{later}answer/").status_code == 200
    enter(BUILDER)
    facts = [one.payload["number"] for one in journal.facts(BUILDER, kinds=(REPLACED,))]
    assert facts == [2]


def test_who_prints_another_code(where: str, acting: Acting) -> None:
    code = stopped(where)
    for name, refusal in (
        ("teacher_12", NotFound), ("deputy", Forbidden), ("officer", Forbidden),
    ):  # fmt: skip
        with pytest.raises(refusal):
            services.replace_code(acting(name), code.pk)
    assert services.replace_code(acting("principal"), code.pk) != code.pk
    services.close_round(acting("officer"), code.round_id)
    with pytest.raises(Conflict):
        services.replace_code(acting("teacher"), code.pk)


def test_a_proof_ends_for_whoever_is_signed_in_too(
    where: str, signed_in: Callable[[str], Client], morning: time_machine.Traveller
) -> None:
    teacher = signed_in("teacher")
    assert proven(teacher, where, RIGHT) == 302
    assert teacher.get(f"{where}answer/").status_code == 200
    morning.shift(dt.timedelta(minutes=16))
    assert teacher.get(f"{where}answer/").headers["Location"] == where
