"""The sheet on paper: printed empty, and typed in afterwards by seat numbers."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import CLASS_11, CLASS_71, GRADE_1, JUNIOR, PRIMARY, PUPILS, Universe
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.screening import forms
from xiaoan.screening.models import Mark, RollCall

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
WHERE = f"{CLASS_11}/2026-11-23/morning/"
TYPED, SHEET = f"/screening/typed/{WHERE}", f"/screening/rollcall/{WHERE}"


def read(universe: Universe, text: str) -> list[tuple[int, str, list[str], str, str, str]]:
    roll = universe.pupils[CLASS_11]
    seats = {pupil.enrolment_id: pupil.seat for pupil in roll}
    return [
        (seats[who], one.kind, one.symptoms, one.temperature, one.method, one.note)
        for who, one in forms.read_paper(text, roll).items()
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("3 发热 38.2", [(3, "present", ["fever"], "38.2", "axillary", "")]),
        ("3号 因病 呕吐、腹泻", [(3, "absent_sick", ["vomiting", "diarrhoea"], "", "", "")]),
        ("3事假;4 迟到", [(3, "absent_personal", [], "", "", ""), (4, "late", [], "", "", "")]),
        ("7 送回家 額温37.1 咳嗽", [(7, "sent_home", ["cough"], "37.1", "forehead", "")]),
        ("7 發熱 耳温 38", [(7, "present", ["fever"], "38", "ear", "")]),
        ("1 因病 发烧 家长来电", [(1, "absent_sick", ["fever"], "", "", "家长来电")]),
        ("10 隔离\n\n 9,拉肚子", [(10, "absent_isolation", [], "", "", "")]),
    ],
)
def test_what_stands_on_paper_is_read(
    universe: Universe, text: str, found: list[tuple[int, str, list[str], str, str, str]]
) -> None:
    if "拉肚子" in text:
        found = [*found, (9, "present", ["diarrhoea"], "", "", "")]
    assert read(universe, text) == found


def test_what_cannot_be_read_is_said_piece_by_piece(universe: Universe) -> None:
    with pytest.raises(Invalid) as refused:
        read(universe, "发热;99 咳嗽;3;4 咳嗽;4 腹泻")
    assert str(refused.value).split("\n") == [
        "“发热”:请以座号开头,例如“3 发热 38.2”。",
        "“99 咳嗽”:这个班没有座号 99。",
        "“3”:座号后面请写情况,例如“3 因病 咳嗽”。",
        "“4 腹泻”:座号 4 写了两次,请合成一条。",
    ]


def test_typed_in_looked_at_and_sent(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    doctor = signed_in("doctor")
    answer = doctor.post(TYPED, {"text": "3 因病 咳嗽 38.2 家长来电"})
    assert (answer.status_code, answer.headers["Location"][: len(SHEET) + 7]) == (
        302, f"{SHEET}?sheet=",
    )  # fmt: skip
    shown = doctor.get(answer.headers["Location"])
    assert shown.context["counts"]["absent"] == 1
    acting("doctor")
    assert RollCall.objects.count() == 0  # only looked at
    who = universe.enrolment(CLASS_11, 3)
    post = {
        "submission_id": str(shown.context["submission_id"]), "base_version": "0",
        "confirmed": "1", f"m-{who}-kind": "absent_sick", f"m-{who}-symptoms": "cough",
        f"m-{who}-temperature": "38.2", f"m-{who}-method": "axillary", f"m-{who}-note": "家长来电",
    }  # fmt: skip
    assert doctor.post(SHEET, post).status_code == 302
    acting("doctor")
    assert list(RollCall.objects.values_list("present", "entry")) == [(PUPILS - 1, "office")]
    assert list(Mark.objects.values_list("note", flat=True)) == ["家长来电"]


def test_a_text_with_faults_comes_back(signed_in: SignedIn, universe: Universe) -> None:
    answer = signed_in("doctor").post(TYPED, {"text": "99 咳嗽"})
    page = answer.content.decode()
    assert (answer.status_code, "没有座号 99" in page, ">99 咳嗽</textarea>" in page) == (
        422, True, True,
    )  # fmt: skip


@pytest.mark.parametrize(("unit", "sheets"), [(CLASS_11, 1), (GRADE_1, 2), (PRIMARY, 3)])
def test_sheets_print_for_a_class_or_all_of_a_school(
    signed_in: SignedIn, universe: Universe, unit: int, sheets: int
) -> None:
    doctor = signed_in("doctor")
    url = f"/screening/paper/{unit}/2026-11-23/morning/"
    doctor.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = doctor.get(url)
    page = answer.content.decode()
    assert (page.count('<section class="paper"'), page.count("<tr><td>")) == (
        sheets, sheets * PUPILS,
    )  # fmt: skip
    assert universe.pupils[CLASS_11][0].name in page
    assert len(asked) == QUERIES


# The same for one class and for three; two of them keep who looked.
QUERIES = 13


def test_the_evening_sheet_names_boarders(signed_in: SignedIn, universe: Universe) -> None:
    principal = signed_in("other_principal")
    answer = principal.get(f"/screening/paper/{CLASS_71}/2026-11-23/evening/")
    assert answer.content.decode().count("<tr><td>") == 8
    nobody = principal.get(f"/screening/paper/{PRIMARY}/2026-11-23/evening/")
    assert nobody.status_code == 404
    day = principal.get(f"/screening/paper/{JUNIOR}/2026-11-23/morning/")
    assert day.content.decode().count('<section class="paper"') == 2
