"""What is asked about a sheet has an address of its own: nothing personal in it, nothing sent twice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, Universe
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries
from xiaoan.screening import services as screening
from xiaoan.screening.models import Mark, RollCall, Sheet

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
TAIL = f"{CLASS_11}/2026-11-23/morning/"
HERE, RECEIPT = f"/screening/rollcall/{TAIL}", f"/screening/receipt/{TAIL}"


def doubtful(universe: Universe, **more: object) -> dict[str, Any]:
    """A pupil absent sick without a symptom, and a remark."""
    m = f"m-{universe.enrolment(CLASS_11, 1)}-"
    typed = {f"{m}kind": "absent_sick", f"{m}note": "家长说肚子疼"}
    return {"submission_id": str(uuid7()), "base_version": 0, "reason": "", **typed, **more}


def confirmed(universe: Universe, sent: dict[str, Any]) -> dict[str, Any]:
    asked = f"sick_without_symptom:{universe.enrolment(CLASS_11, 1)}"
    return {**sent, "confirmed": "1", "asked": asked}


def test_the_question_is_an_address_that_can_be_asked_again(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    sent = doubtful(universe)
    answer = teacher.post(HERE, {**sent, "csrfmiddlewaretoken": "x"})
    acting("teacher")
    sheet = Sheet.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{HERE}?sheet={sheet.pk}")
    for _time in range(2):
        page = teacher.get(answer.headers["Location"])
        assert page.status_code == 422
        read = page.content.decode()
        assert "还没填症状" in read
        assert 'value="家长说肚子疼"' in read
        assert f'name="submission_id" value="{sent["submission_id"]}"' in read
    acting("teacher")
    assert RollCall.objects.count() == 0


def test_answered_it_is_stored_once_and_going_back_leads_to_the_receipt(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    sent = doubtful(universe)
    asked = teacher.post(HERE, sent).headers["Location"]
    for _time in range(2):
        done = teacher.post(asked, confirmed(universe, sent))
        assert done.headers["Location"] == RECEIPT
    for back in (asked, HERE):
        assert teacher.get(back).headers["Location"] == RECEIPT
    acting("teacher")
    assert (RollCall.objects.count(), Mark.objects.count(), Sheet.objects.count()) == (1, 1, 0)


def test_a_correction_keeps_its_way(signed_in: SignedIn, universe: Universe) -> None:
    teacher = signed_in("teacher")
    first = {"submission_id": str(uuid7()), "base_version": 0, "reason": ""}
    assert teacher.post(HERE, first).headers["Location"] == RECEIPT
    sent = doubtful(universe, base_version=1, reason="家长来电")
    asked = teacher.post(f"{HERE}?correct=1", sent).headers["Location"]
    assert asked.startswith(f"{HERE}?correct=1&sheet=")
    assert 'value="家长来电"' in teacher.get(asked).content.decode()
    assert teacher.post(asked, confirmed(universe, sent)).headers["Location"] == RECEIPT


def test_what_somebody_typed_is_sealed_and_nobody_elses(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    asked = signed_in("teacher").post(HERE, doubtful(universe)).headers["Location"]
    acting("teacher")
    sheet = Sheet.objects.get()
    body = bytes(sheet.body)
    pupil = str(universe.enrolment(CLASS_11, 1))
    assert [word in body for word in ("家长".encode(), b"absent_sick", pupil.encode())] == [
        False
    ] * 3
    for other in ("deputy", "doctor", "principal"):
        page = signed_in(other).get(asked)
        assert (page.status_code, "家长说肚子疼" in page.content.decode()) == (200, False)
    assert signed_in("teacher_12").get(asked).status_code == 404
    kept = queries.kept_sheet(acting("teacher"), sheet.pk, CLASS_11, DAY, "noon")
    assert kept is None


@pytest.mark.parametrize("sheet", ["", "x", "0", "0190b2d0-0000-7000-8000-000000000009"])
def test_an_address_without_its_sheet_is_the_form(signed_in: SignedIn, sheet: str) -> None:
    page = signed_in("teacher").get(f"{HERE}?sheet={sheet}")
    assert (page.status_code, "还没有提交" in page.content.decode()) == (200, False)


def test_a_refusal_is_said_at_that_address_too(signed_in: SignedIn, universe: Universe) -> None:
    teacher = signed_in("teacher")
    sent = doubtful(universe)
    teacher.post(HERE, confirmed(universe, sent))
    other = confirmed(universe, {**sent, "reason": "x", "base_version": 1})
    m = f"m-{universe.enrolment(CLASS_11, 1)}-"
    page = teacher.post(f"{HERE}?correct=1", other | {f"{m}note": "另一句"}, follow=True)
    assert (page.status_code, "这个编号已用于另一份内容" in page.content.decode()) == (422, True)


def test_the_newest_sheet_replaces_the_one_before(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    first = teacher.post(HERE, doubtful(universe)).headers["Location"]
    second = teacher.post(HERE, doubtful(universe)).headers["Location"]
    assert (first == second, teacher.get(first).status_code) == (False, 200)
    acting("teacher")
    assert [f"{HERE}?sheet={row.pk}" for row in Sheet.objects.all()] == [second]


def test_what_nobody_answered_is_gone_after_a_day(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    teacher = acting("teacher")
    screening.keep_sheet(teacher, CLASS_11, DAY, "morning", queries.KeptSheet("reason=x"))
    with pytest.raises(Forbidden):
        screening.clear_sheets(teacher)
    enter(BUILDER)
    assert screening.clear_sheets(BUILDER) == 0
    morning.move_to(MORNING + dt.timedelta(days=1))
    assert (screening.clear_sheets(BUILDER), Sheet.objects.count()) == (1, 0)
