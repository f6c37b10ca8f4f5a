"""Between the checks: observations, their proposal at the next roll-call, retests after a high reading."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import now

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    DAY,
    PRIMARY,
    Universe,
    sent,
    sick,
)
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.models import Signal
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.models import Observation, Retest

Acting = Callable[[str], Actor]
At = Callable[[str], None]
SHEET = f"/screening/rollcall/{CLASS_11}/{DAY}/morning/"
HERE = f"/screening/observe/{CLASS_11}/"


def seen(universe: Universe, seat: int = 1, *codes: str) -> screening.Noted:
    who = universe.enrolment(CLASS_11, seat)
    return screening.Noted(uuid7(), CLASS_11, who, rules.symptoms_of(codes or ("cough",)))


def retest(universe: Universe, seat: int = 1) -> Retest:
    return Retest(
        id=uuid7(), school_id=PRIMARY, unit_no=CLASS_11,
        enrolment_id=universe.enrolment(CLASS_11, seat),
        person_id=universe.person(CLASS_11, seat), day=DAY, at=now(), celsius=Decimal("37.4"),
        method="camera", due_at=now() + dt.timedelta(minutes=30),
    )  # fmt: skip


def test_noted_once_however_often_it_is_sent(acting: Acting, universe: Universe) -> None:
    deputy = acting("deputy")
    note = seen(universe)
    first = screening.note_observation(deputy, note)
    assert screening.note_observation(deputy, note).pk == first.pk
    assert Observation.objects.count() == 1
    assert Entry.objects.filter(kind="screening.observation_noted").count() == 1
    other = screening.Noted(note.id, CLASS_11, note.enrolment_id, rules.Symptom.RASH)
    with pytest.raises(Invalid) as refused:
        screening.note_observation(deputy, other)
    assert refused.value.fields == {"id": "reused"}


def test_who_may_not_observe(acting: Acting, universe: Universe) -> None:
    for name, refused in (("teacher_12", NotFound), ("liaison", Forbidden)):
        with pytest.raises(refused):
            screening.note_observation(acting(name), seen(universe))


def test_the_next_roll_call_proposes_it_and_overwrites_nothing(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    screening.note_observation(acting("deputy"), seen(universe, 1, "vomiting"))
    screening.note_observation(acting("deputy"), seen(universe, 1, "fever"))
    screening.ask_retests(acting("doctor"), [retest(universe, 2)])
    page = signed_in("teacher").get(SHEET)
    first, second = page.context["pupils"][:2]
    assert (first["mark"]["kind"], first["mark"]["symptoms"]) == ("present", ["fever", "vomiting"])
    assert (second["mark"]["temperature"], second["mark"]["method"]) == ("37.4", "forehead")
    assert "观察到症状或体温偏高:测试生0001、测试生0002" in page.content.decode()


def test_what_an_earlier_slot_said_stays(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client], at: At
) -> None:
    who = universe.enrolment(CLASS_11, 1)
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, sick(who, "cough")))
    at("11:00")
    screening.note_observation(acting("deputy"), seen(universe, 1, "rash"))
    at("13:30")
    page = signed_in("teacher").get(SHEET.replace("morning", "noon"))
    assert page.context["pupils"][0]["mark"]["kind"] == "absent_sick"
    assert page.context["seen"] == "测试生0001"


def test_what_a_roll_call_has_answered_is_not_proposed_again(
    acting: Acting, universe: Universe, at: At
) -> None:
    screening.note_observation(acting("deputy"), seen(universe))
    at("08:00")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    assert queries.proposals(acting("teacher"), CLASS_11, DAY) == {}


def test_observations_count_for_the_statutory_rules(acting: Acting, universe: Universe) -> None:
    deputy = acting("deputy")
    for seat in (1, 2, 3):
        screening.note_observation(deputy, seen(universe, seat, "vomiting"))
    enter(BUILDER)
    raised = outbreaks.look_for_clusters(BUILDER, PRIMARY, CLASS_11, DAY)
    signal = Signal.objects.get(pk=raised[0])
    assert (signal.unit_no, signal.syndrome, signal.cases) == (CLASS_11, "GI", 3)


def test_withdrawn_it_stays_and_counts_no_more(acting: Acting, universe: Universe) -> None:
    row = screening.note_observation(acting("deputy"), seen(universe))
    with pytest.raises(Forbidden):
        screening.withdraw_observation(acting("teacher"), row.pk, "看错了人")
    with pytest.raises(Invalid):
        screening.withdraw_observation(acting("doctor"), row.pk, " ")
    doctor = acting("doctor")
    told = [screening.withdraw_observation(doctor, row.pk, "看错了人") for _ in range(2)]
    assert told == [True, False]
    enter(BUILDER)
    assert queries.sightings(BUILDER, DAY, DAY, unit_nos=[CLASS_11]) == []
    assert Observation.objects.get().reason == "看错了人"


def test_an_observation_follows_the_class(acting: Acting, universe: Universe) -> None:
    row = screening.note_observation(acting("deputy"), seen(universe))
    people.change_class(acting("principal"), row.person_id, CLASS_12, When(DAY))
    row.refresh_from_db()
    assert (row.unit_no, row.class_no) == (CLASS_12, CLASS_11)


def test_a_retest_is_a_duty_of_the_doctor_within_half_an_hour(
    acting: Acting, universe: Universe
) -> None:
    doctor = acting("doctor")
    assert screening.ask_retests(doctor, [retest(universe)]) == 1
    assert screening.ask_retests(doctor, [retest(universe)]) == 0
    duty = Duty.objects.get(kind=queries.RETEST)
    assert (duty.assignee_id, duty.deputy_id) == (
        universe.users["doctor"].pk,
        universe.users["teacher"].pk,
    )
    assert duty.due_at - clock.now() == dt.timedelta(minutes=30)


def test_only_the_reading_under_the_arm_makes_a_fever(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    screening.ask_retests(doctor, [retest(universe, 1), retest(universe, 2)])
    first, second = Retest.objects.order_by("id")
    for celsius in ("34.0", "45.0"):
        with pytest.raises(Invalid):
            screening.finish_retest(doctor, first.pk, Decimal(celsius))
    assert Observation.objects.count() == 0
    assert screening.finish_retest(doctor, first.pk, Decimal("37.3"))
    assert screening.finish_retest(doctor, first.pk, Decimal("37.3"))
    with pytest.raises(Conflict):
        screening.finish_retest(doctor, first.pk, Decimal("36.6"))
    assert not screening.finish_retest(doctor, second.pk, Decimal("36.8"))
    row = Observation.objects.get()
    assert (row.source, row.symptoms, row.temperature) == ("retest", 1, Decimal("37.3"))
    assert set(Duty.objects.filter(kind=queries.RETEST).values_list("state", flat=True)) == {"done"}


def test_two_taps_on_the_phone(signed_in: Callable[[str], Client], universe: Universe) -> None:
    teacher = signed_in("teacher")
    page = teacher.get(HERE)
    tapped = {
        "observation_id": str(page.context["observation_id"]),
        "seen": f"{universe.enrolment(CLASS_11, 1)}:rash",
    }
    for _ in range(2):
        told = teacher.post(HERE, tapped, follow=True).content.decode()
        assert "已记下:皮疹" in told
    assert told.count("<b>皮疹</b>") == 1
    assert teacher.post(HERE, {"seen": "nobody"}).status_code == 422
    home = teacher.get("/screening/observe/")
    assert home.headers["Location"] == HERE


def test_the_doctors_list(
    acting: Acting, signed_in: Callable[[str], Client], universe: Universe
) -> None:
    screening.ask_retests(acting("doctor"), [retest(universe)])
    row = screening.note_observation(acting("deputy"), seen(universe, 3))
    doctor = signed_in("doctor")
    page = doctor.get("/screening/watch/").content.decode()
    for words in ("测试生0001", "热成像 37.4 ℃", "测试生0003", "咳嗽", "科任癸"):
        assert words in page
    address = f"/screening/watch/retest/{Retest.objects.get().pk}/"
    assert doctor.post(address, {"celsius": "很烫"}).status_code == 422
    assert "达到发热标准" in doctor.post(address, {"celsius": "38.1"}, follow=True).content.decode()
    withdraw = f"/screening/watch/observation/{row.pk}/"
    assert doctor.post(withdraw, {}).status_code == 422
    gone = doctor.post(withdraw, {"reason": "看错了"}, follow=True).content.decode()
    assert "已撤回:看错了" in gone


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_same_number_of_questions(
    acting: Acting,
    universe: Universe,
    rows: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for seat in range(1, rows + 1):
        screening.note_observation(acting("deputy"), seen(universe, seat))
        screening.ask_retests(acting("doctor"), [retest(universe, seat)])
    doctor = acting("doctor")
    with django_assert_num_queries(4):  # type: ignore[attr-defined]  # a context manager
        assert len(queries.observations_on(doctor, DAY)) == rows
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # as above
        assert len(queries.retests_on(doctor, DAY)) == rows
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # as above
        assert len(queries.proposals(doctor, CLASS_11, DAY)) == rows


def test_a_reason_that_is_too_long_is_refused_with_its_length_and_comes_back(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    doctor = acting("doctor")
    noted = screening.Noted(
        uuid7(), CLASS_11, universe.enrolment(CLASS_11, 1), rules.symptoms_of(["cough"])
    )
    row = screening.note_observation(doctor, noted)
    reason = "长" * 3000
    answer = signed_in("doctor").post(f"/screening/watch/observation/{row.pk}/", {"reason": reason})
    text = answer.content.decode()
    assert (answer.status_code, "写了 3000 个字" in text, reason in text) == (422, True, True)
