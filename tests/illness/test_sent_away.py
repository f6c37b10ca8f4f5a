"""The doctor sends a child to care or home: the next roll-call has it absent, until it is back."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.builders import CLASS_11, DAY, Universe, sent
from tests.illness.ill import (
    WORKER,
    Acting,
    absent,
    feverish,
    look,
    open_day,
    report,
    settle,
    step,
    the_illness,
)
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries
from xiaoan.screening import services as screening
from xiaoan.screening.models import Hold, RollCall
from xiaoan.screening.services import Doubtful

SignedIn = Callable[[str], Client]


def sent_off(acting: Acting, morning: time_machine.Traveller, kind: str = "send") -> Illness:
    """Feverish in the morning, and sent off by the doctor at ten; noon is to come."""
    row, doctor = the_illness(), acting("doctor")
    morning.move_to(clock.at(DAY, dt.time(10)))
    step(doctor, row, "observe")
    step(doctor, row, "reach", {"who": "母亲"})
    step(doctor, row, kind)
    morning.move_to(clock.at(DAY, dt.time(13, 30)))
    return row


@pytest.mark.parametrize("kind", ["send", "home"])
def test_the_next_sheet_proposes_the_child_with_onset_and_symptoms(
    acting: Acting, universe: Universe, morning: time_machine.Traveller, signed_in: SignedIn,
    kind: str,
) -> None:  # fmt: skip
    report(feverish(universe, 2))
    sent_off(acting, morning, kind)
    page = signed_in("teacher").get(f"/screening/rollcall/{CLASS_11}/{DAY}/noon/")
    (pupil,) = [one for one in page.context["pupils"] if one["held"]]
    told = {name: pupil["mark"][name] for name in ("kind", "symptoms", "onset")}
    assert (pupil["seat"], str(pupil["held"])) == (2, "送医或回家")
    assert told == {
        "kind": "absent_sick", "symptoms": ["fever", "cough"], "onset": DAY.isoformat(),
    }  # fmt: skip
    assert page.context["counts"]["absent"] == 1


def test_present_is_asked_about_and_ends_it_once_confirmed(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    report(feverish(universe, 2))
    sent_off(acting, morning)
    teacher = acting("teacher")
    noon = sent(CLASS_11, slot="noon", confirmed=False)
    with pytest.raises(Doubtful) as asked:
        screening.submit_roll_call(teacher, noon)
    told = [(str(one.code), one.is_refused) for one in asked.value.doubts]
    assert told == [("present_after_sent", False)]
    screening.submit_roll_call(teacher, sent(CLASS_11, slot="noon"))
    assert settle() == 1
    assert the_illness().stage == "returned"
    assert Hold.objects.filter(lifted_at=None).count() == 0


def test_a_listed_disease_is_refused_until_the_certificate(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    report(feverish(universe, 2))
    row = sent_off(acting, morning)
    step(acting("doctor"), row, "diagnose", diagnosis="influenza", certainty="confirmed")
    with pytest.raises(Doubtful) as asked:
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11, slot="noon"))
    told = [(str(one.code), one.is_refused) for one in asked.value.doubts]
    assert told == [("not_cleared", True)]


def test_the_morning_can_still_be_corrected(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    """The child was there in the morning: a correction of that check is not asked about it."""
    report(feverish(universe, 2))
    sent_off(acting, morning)
    both = sent(
        CLASS_11, feverish(universe, 2), absent(universe, 5), base=1, reason="漏报", confirmed=True
    )
    assert screening.submit_roll_call(acting("teacher"), both).version == 2
    enter(WORKER)
    look()
    assert RollCall.objects.get(state="current").absent_sick == 1
    assert Illness.objects.filter(stage="in_care").count() == 1


def test_noon_as_proposed_goes_on_with_the_same_illness(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    report(feverish(universe, 2))
    row = sent_off(acting, morning)
    report(absent(universe, 2, "fever"), slot="noon")
    enter(WORKER)
    assert Illness.objects.get().pk == row.pk
    assert (settle(), the_illness().stage) == (0, "in_care")


def test_next_morning_has_the_child_still_at_home(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    report(feverish(universe, 2))
    sent_off(acting, morning)
    day = DAY + dt.timedelta(days=1)
    morning.move_to(clock.at(day, dt.time(7, 40)))
    open_day(day)
    held = queries.held_back(acting("teacher"), CLASS_11, day, "morning")
    assert [(one.kind, one.onset) for one in held.values()] == [("sick", DAY)]


def test_opened_by_hand_as_absent_is_proposed_too_and_withdrawn_with_it(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    found = illness.Found(universe.person(CLASS_11, 3), CLASS_11, is_absent=True)
    illness.open_by_hand(teacher, uuid7(), found)
    held = queries.held_back(teacher, CLASS_11, DAY, "morning")
    assert [one.kind for one in held.values()] == ["sick"]
    step(acting("teacher"), the_illness(), "withdraw", {"reason": "不是这名学生"})
    assert queries.held_back(acting("teacher"), CLASS_11, DAY, "morning") == {}
