"""Pupils who are not simply let in: proposed as absent, refused as present, free once lifted."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import CLASS_11, CLASS_12, DAY, Universe, sent, sick
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.models import Hold
from xiaoan.screening.rules import Contradiction, Kind, Mark
from xiaoan.screening.services import Doubtful, HeldBack

Acting = Callable[[str], Actor]
ABOUT = uuid7()


def held(universe: Universe, kind: str, seat: int = 1) -> HeldBack:
    return HeldBack(universe.person(CLASS_11, seat), kind, ABOUT, DAY)


def why(found: dict[UUID, queries.Held]) -> dict[UUID, str]:
    return {who: one.kind for who, one in found.items()}


def asked(actor: Actor, *marks: Mark) -> list[tuple[str, object, bool]]:
    with pytest.raises(Doubtful) as refused:
        screening.submit_roll_call(actor, sent(CLASS_11, *marks, confirmed=False))
    return [(str(doubt.code), doubt.person, doubt.is_refused) for doubt in refused.value.doubts]


def test_who_is_not_cleared_is_not_accepted_as_present(acting: Acting, universe: Universe) -> None:
    who = universe.enrolment(CLASS_11, 1)
    assert screening.hold_back(acting("doctor"), held(universe, "certificate"))
    teacher = acting("teacher")
    assert why(queries.held_back(teacher, CLASS_11, DAY, "morning")) == {who: "certificate"}
    assert asked(teacher) == [("not_cleared", who, True)]
    assert asked(teacher, Mark(who, Kind.LATE)) == [("not_cleared", who, True)]
    receipt = screening.submit_roll_call(teacher, sent(CLASS_11, sick(who, "rash")))
    assert receipt.version == 1


def test_once_lifted_the_pupil_is_present(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    screening.hold_back(doctor, held(universe, "certificate"))
    assert screening.let_in(doctor, ABOUT, "certificate")
    assert not screening.let_in(doctor, ABOUT, "certificate")
    assert screening.submit_roll_call(acting("teacher"), sent(CLASS_11)).version == 1
    kinds = list(Entry.objects.order_by("n").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("screening.hold")] == [
        "screening.hold_placed",
        "screening.hold_lifted",
    ]


def test_one_in_isolation_is_asked_about_and_can_be_confirmed(
    acting: Acting, universe: Universe
) -> None:
    who = universe.enrolment(CLASS_11, 1)
    screening.hold_back(acting("doctor"), held(universe, "isolation"))
    assert asked(acting("teacher")) == [("present_in_isolation", who, False)]


def test_a_hold_is_placed_once_and_begins_on_its_day(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    tomorrow = HeldBack(
        universe.person(CLASS_11, 2), "isolation", ABOUT, DAY + dt.timedelta(days=1)
    )
    assert [screening.hold_back(doctor, tomorrow) for _ in range(2)] == [True, False]
    assert queries.held_back(doctor, CLASS_11, DAY, "morning") == {}
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "refused"),
    [("deputy", Forbidden), ("other_principal", NotFound), ("liaison", Forbidden)],
)
def test_who_may_not_hold_back(
    acting: Acting, universe: Universe, name: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        screening.hold_back(acting(name), held(universe, "isolation"))


def test_a_teacher_does_not_lift(acting: Acting, universe: Universe) -> None:
    screening.hold_back(acting("teacher"), held(universe, "isolation"))
    with pytest.raises(Forbidden):
        screening.let_in(acting("teacher"), ABOUT, "isolation")


def test_a_hold_follows_the_class(acting: Acting, universe: Universe) -> None:
    who = universe.person(CLASS_11, 1)
    screening.hold_back(acting("doctor"), held(universe, "certificate"))
    people.change_class(acting("principal"), who, CLASS_12, When(DAY))
    assert Hold.objects.get().unit_no == CLASS_12
    assert queries.held_back(acting("teacher"), CLASS_11, DAY, "morning") == {}
    moved = queries.held_back(acting("teacher_12"), CLASS_12, DAY, "noon")
    assert list(why(moved).values()) == ["certificate"]


def test_the_sheet_proposes_who_is_held_back_as_absent(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    screening.hold_back(acting("doctor"), held(universe, "isolation"))
    page = signed_in("teacher").get(f"/screening/rollcall/{CLASS_11}/{DAY}/morning/")
    pupil = page.context["pupils"][0]
    assert (str(pupil["held"]), pupil["mark"]["kind"]) == ("隔离中", "absent_isolation")
    assert page.context["counts"]["expected"] == page.context["counts"]["enrolled"] - 1
    api = signed_in("teacher").get(f"/api/v1/screening/roll-calls/{CLASS_11}/{DAY}/morning")
    assert [one["held"] for one in api.json()["pupils"] if one["held"]] == ["isolation"]


def test_the_rule_names_who_was_let_in_early() -> None:
    marks = [Mark("a", Kind.SENT_HOME, rules.Symptom.COUGH), Mark("b", Kind.PRESENT)]
    found = rules.contradictions(
        9, marks, DAY, uncleared=frozenset("abc"), sick_before=frozenset("cd")
    )
    told = [(doubt.code, doubt.person) for doubt in found]
    assert told == [
        (Contradiction.PRESENT_WITHOUT_SYMPTOM, "b"),
        (Contradiction.NOT_CLEARED, "b"),
        (Contradiction.NOT_CLEARED, "c"),
        (Contradiction.RECOVERED, "d"),
    ]


def test_who_was_present_is_not_asked_about_when_that_check_is_corrected(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    who, other = universe.enrolment(CLASS_11, 1), universe.enrolment(CLASS_11, 2)
    teacher = acting("teacher")
    screening.submit_roll_call(teacher, sent(CLASS_11))
    morning.shift(dt.timedelta(minutes=5))
    screening.hold_back(acting("doctor"), held(universe, "certificate"))
    assert why(queries.held_back(acting("teacher"), CLASS_11, DAY, "noon")) == {who: "certificate"}
    late = sent(CLASS_11, Mark(other, Kind.LATE), base=1, reason="迟到", confirmed=False)
    assert screening.submit_roll_call(acting("teacher"), late).version == 2


def test_who_was_absent_and_held_since_does_not_come_in_by_a_correction(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    who = universe.enrolment(CLASS_11, 1)
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, sick(who, "rash")))
    morning.shift(dt.timedelta(minutes=5))
    screening.hold_back(acting("doctor"), held(universe, "certificate"))
    with pytest.raises(Doubtful) as refused:
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11, base=1, reason="来了"))
    assert [str(one.code) for one in refused.value.doubts] == ["not_cleared"]


def test_who_was_sent_home_is_asked_about_and_can_be_confirmed(
    acting: Acting, universe: Universe
) -> None:
    who = universe.enrolment(CLASS_11, 1)
    screening.hold_back(acting("doctor"), held(universe, "sick"))
    assert asked(acting("teacher")) == [("present_after_sent", who, False)]
    assert screening.let_in(acting("teacher"), ABOUT, "sick")
