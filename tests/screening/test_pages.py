"""The roll-call as a phone's browser sends it, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, CLASS_12, CLASS_71, PRIMARY, PUPILS, Universe
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.screening.models import Mark, RollCall

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
HERE = f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/"
RECEIPT = f"/screening/receipt/{CLASS_11}/2026-11-23/morning/"


def said(content: bytes) -> str:
    """The page without its token and without the address that was asked for."""
    return re.sub(r'value="(\w{64}|/screening/[^"]*)"', "", content.decode())


def form(**more: object) -> dict[str, object]:
    return {"submission_id": uuid7(), "base_version": 0, "reason": "", **more}


def test_all_present_in_one_post(signed_in: SignedIn, acting: Acting) -> None:
    teacher = signed_in("teacher")
    page = teacher.get(HERE)
    assert page.status_code == 200
    assert page.content.decode().count('name="m-') > PUPILS
    answer = teacher.post(HERE, form())
    assert (answer.status_code, answer.headers["Location"]) == (302, RECEIPT)
    assert teacher.get(RECEIPT).status_code == 200
    assert teacher.get(HERE).headers["Location"] == RECEIPT
    acting("teacher")
    assert RollCall.objects.get().present == PUPILS


def test_a_sick_pupil_with_symptoms_and_temperature(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    m = f"m-{universe.enrolment(CLASS_11, 3)}-"
    sent = form(
        **{
            f"{m}kind": "absent_sick",
            f"{m}symptoms": ["fever", "cough"],
            f"{m}onset": "2026-11-22",
            f"{m}temperature": "38.2",
            f"{m}method": "axillary",
            f"{m}note": "家长来电",
        }
    )
    assert teacher.post(HERE, sent).headers["Location"] == RECEIPT
    acting("teacher")
    mark = Mark.objects.get()
    assert (mark.kind, mark.symptoms, mark.fever, mark.method) == (
        "absent_sick",
        3,
        True,
        "axillary",
    )
    assert (str(mark.onset), str(mark.temperature), mark.note) == ("2026-11-22", "38.2", "家长来电")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temperature", "很烫"),
        ("temperature", "3.72"),
        ("onset", "昨天"),
        ("symptoms", "plague"),
        ("kind", "gone"),
        ("method", "guess"),
        ("note", "长" * 201),
    ],
)
def test_what_cannot_be_read_comes_back_with_what_was_typed(
    signed_in: SignedIn, acting: Acting, universe: Universe, field: str, value: str
) -> None:
    m = f"m-{universe.enrolment(CLASS_11, 3)}-"
    sent = form(**{f"{m}kind": "absent_sick", f"{m}symptoms": ["cough"], f"{m}note": "记着"})
    answer = signed_in("teacher").post(HERE, {**sent, f"{m}{field}": value}, follow=True)
    assert answer.status_code == 422
    if field not in ("symptoms", "kind", "method", "note"):
        assert f'value="{value}"' in answer.content.decode()
    acting("teacher")
    assert RollCall.objects.count() == 0


def test_a_doubt_is_asked_then_confirmed(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    m = f"m-{universe.enrolment(CLASS_11, 1)}-"
    sent = form(**{f"{m}kind": "absent_sick"})
    asked = teacher.post(HERE, sent, follow=True)
    assert asked.status_code == 422
    assert 'name="confirmed" value="1"' in asked.content.decode()
    assert teacher.post(HERE, {**sent, "confirmed": "1"}).headers["Location"] == RECEIPT


def test_a_correction_keeps_the_first_version_visible(
    signed_in: SignedIn, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    teacher.post(HERE, form())
    assert teacher.get(f"{HERE}?correct=1").status_code == 200
    m = f"m-{universe.enrolment(CLASS_11, 2)}-"
    change = {f"{m}kind": "absent_sick", f"{m}symptoms": ["vomiting"]}
    refused = teacher.post(HERE, form(base_version=1, **change), follow=True)
    assert refused.status_code == 422
    accepted = teacher.post(HERE, form(base_version=1, **change) | {"reason": "家长来电"})
    assert accepted.headers["Location"] == RECEIPT
    versions = teacher.get(f"/screening/versions/{CLASS_11}/2026-11-23/morning/").content.decode()
    assert "家长来电" in versions


def test_another_class_and_another_school_are_not_there(signed_in: SignedIn) -> None:
    teacher = signed_in("teacher")
    foreign = teacher.get(HERE.replace(str(CLASS_11), str(CLASS_12)))
    nowhere = teacher.get(HERE.replace(str(CLASS_11), "99"))
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert said(foreign.content) == said(nowhere.content)
    assert signed_in("principal").get(HERE.replace(str(CLASS_11), str(CLASS_71))).status_code == 404


@pytest.mark.parametrize(
    "tail",
    [
        "0001-01-01/noon/",
        "9999-12-31/noon/",
        "2026-13-01/morning/",
        "2026-11-23/midnight/",
        "heute/noon/",
    ],
)
def test_an_address_that_names_nothing_is_404(signed_in: SignedIn, tail: str) -> None:
    assert signed_in("teacher").get(f"/screening/rollcall/{CLASS_11}/{tail}").status_code == 404


def test_the_school_at_a_glance(signed_in: SignedIn) -> None:
    doctor = signed_in("doctor")
    home = doctor.get("/screening/school/")
    assert home.headers["Location"] == f"/screening/school/{PRIMARY}/"
    page = doctor.get(f"/screening/school/{PRIMARY}/?slot=morning").content.decode()
    for text in ("一年级1班", "班主任壬", "tel:199"):
        assert text in page


def test_a_guardian_sees_the_own_child_only(signed_in: SignedIn, universe: Universe) -> None:
    signed_in("teacher").post(HERE, form())
    page = signed_in("guardian").get("/screening/children/").content.decode()
    assert universe.pupils[CLASS_11][0].name in page
    assert universe.pupils[CLASS_11][1].name not in page
