"""One way to read a temperature, at every door that people type one into."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CLASS_11, DAY, MORNING, PRIMARY, Universe
from xiaoan.illness.forms import FORMS
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.keypersons.forms import FollowForm
from xiaoan.screening import forms, rules
from xiaoan.screening.models import Retest

Acting = Callable[[str], Actor]

GOOD = [
    ("37.5", "37.5"),
    ("３７．５", "37.5"),
    (" 36,8℃ ", "36.8"),
    ("38", "38.0"),
    ("37。5度", "37.5"),
    ("36.55", "36.6"),
]
SHAPE = [
    "-0",
    "-37.5",
    "+37.5",
    "1E+1",
    "3.7e1",
    "٣٧",
    "๓๗",
    "37.",
    ".5",
    "3 7",
    "NaN",
    "inf",
    "1_0",
    "",
    "37.555",
    "三十七",
]
RANGE = ["0", "29.9", "43.1", "99", "100", "999"]


@pytest.mark.parametrize(("typed", "read"), GOOD)
def test_as_people_type_it(typed: str, read: str) -> None:
    assert rules.read_celsius(typed) == Decimal(read)


@pytest.mark.parametrize(
    ("typed", "code"), [*((one, "shape") for one in SHAPE), *((one, "range") for one in RANGE)]
)
def test_anything_else_is_refused(typed: str, code: str) -> None:
    with pytest.raises(rules.NotCelsius) as refused:
        rules.read_celsius(typed)
    assert refused.value.code == code


@given(st.text(max_size=8))
def test_no_text_breaks_it_and_what_is_read_is_of_a_person(text: str) -> None:
    try:
        found = rules.read_celsius(text)
    except rules.NotCelsius:
        return
    assert rules.IMPLAUSIBLE_BELOW_CELSIUS <= found <= rules.IMPLAUSIBLE_ABOVE_CELSIUS


WRONG = ["-0", "1E+1", "٣٧", "99", "29.9"]


def in_roll_call(typed: str) -> bool:
    found = forms.Typed(kind="absent_sick", temperature=typed)
    return forms.to_mark(uuid7(), found) is not None


def at_the_doctors(typed: str) -> bool:
    form = FORMS["retest"](
        {"r-celsius": typed, "r-method": "axillary", "r-step_id": str(uuid7())}, prefix="r"
    )
    return form.is_valid()


def at_the_follow_up(typed: str) -> bool:
    form: django_forms.Form = FollowForm({
        "id": str(uuid7()), "day": DAY.isoformat(), "reached": "phone", "temperature": typed,
    })  # fmt: skip
    form.is_valid()
    return "temperature" not in form.errors


@pytest.mark.parametrize("door", [in_roll_call, at_the_doctors, at_the_follow_up])
def test_every_form_reads_it_so(door: Callable[[str], bool]) -> None:
    assert door("３６.５")
    assert [typed for typed in WRONG if door(typed)] == []


@pytest.mark.parametrize("typed", WRONG)
def test_the_second_reading_too(
    signed_in: Callable[[str], Client], acting: Acting, universe: Universe, typed: str
) -> None:
    acting("doctor")
    row = Retest.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, enrolment_id=universe.enrolment(CLASS_11, 2),
        person_id=universe.person(CLASS_11, 2), day=DAY, at=MORNING, celsius=Decimal("38.0"),
        method="forehead", due_at=MORNING,
    )  # fmt: skip
    answer = signed_in("doctor").post(f"/screening/watch/retest/{row.pk}/", {"celsius": typed})
    assert (answer.status_code, typed in answer.content.decode()) == (422, True)
    acting("doctor")
    assert Retest.objects.get().done_at is None
