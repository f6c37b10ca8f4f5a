"""The proof that a code on paper asks for: what counts as one, how often it is tried, how long it holds."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.builders import CLASS_11
from tests.surveys.made import opened
from xiaoan.kernel.actor import Actor
from xiaoan.surveys import queries, services
from xiaoan.surveys.models import Tally

Acting = Callable[[str], Actor]
RIGHT = "20170301"


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
    for hour in range(3):
        assert [proven(family, where, f"{n:04d}") for n in range(10)] == [422] * 10
        morning.shift(dt.timedelta(hours=1, minutes=hour))
    answer = family.post(where, {"proof": RIGHT})
    assert answer.status_code == 422
    assert "已停用" in answer.content.decode()


def test_a_proof_ends_for_whoever_is_signed_in_too(
    where: str, signed_in: Callable[[str], Client], morning: time_machine.Traveller
) -> None:
    teacher = signed_in("teacher")
    assert proven(teacher, where, RIGHT) == 302
    assert teacher.get(f"{where}answer/").status_code == 200
    morning.shift(dt.timedelta(minutes=16))
    assert teacher.get(f"{where}answer/").headers["Location"] == where
