"""How many can have an influenza-like illness: seen with fever and a cough or sore throat at one look."""

import pytest

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    DAY,
    MORNING,
    PRIMARY,
    ROOM_1,
    Universe,
    sent,
)
from xiaoan.directory import rules as numbering
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.models import Observation, Round, RoundMark

SCHOOL = (PRIMARY, PRIMARY + numbering.SCHOOL)


def count() -> int:
    enter(BUILDER)
    return queries.with_respiratory_fever(BUILDER, SCHOOL, DAY, DAY)


def reported(universe: Universe, unit_no: int, seat: int, *symptoms: str) -> None:
    mark = rules.Mark(
        person=universe.enrolment(unit_no, seat),
        kind=rules.Kind.ABSENT_SICK,
        symptoms=rules.symptoms_of(symptoms),
        onset=DAY,
    )
    enter(BUILDER)
    screening.submit_roll_call(BUILDER, sent(unit_no, mark))


def about(universe: Universe, seat: int, *symptoms: str) -> dict[str, object]:
    return {
        "school_id": PRIMARY, "unit_no": CLASS_12, "day": DAY,
        "enrolment_id": universe.enrolment(CLASS_12, seat),
        "person_id": universe.person(CLASS_12, seat),
        "symptoms": int(rules.symptoms_of(symptoms)),
    }  # fmt: skip


def noted(universe: Universe, seat: int, *symptoms: str) -> None:
    Observation.objects.create(**about(universe, seat, *symptoms), class_no=CLASS_12, at=MORNING)


def found(universe: Universe, seat: int, *symptoms: str) -> None:
    """Ill in a room of its own at the evening's round."""
    room = ROOM_1 + seat
    made = Round.objects.create(
        school_id=PRIMARY, unit_no=room, day=DAY, version=1, base=0, state="current", residents=1,
        in_bed=0, ill=1, ventilated=True, at=MORNING, body_hash=b"",
    )  # fmt: skip
    RoundMark.objects.create(
        **about(universe, seat, *symptoms), room_no=room, round_id=made.pk, kind="ill"
    )


@pytest.mark.usefixtures("acting")
def test_cough_without_fever_and_fever_without_cough_do_not_count(universe: Universe) -> None:
    reported(universe, CLASS_11, 1, "cough")
    reported(universe, CLASS_12, 1, "fever")
    noted(universe, 2, "cough")
    found(universe, 3, "sore_throat")
    assert count() == 0


@pytest.mark.usefixtures("acting")
def test_checks_notes_and_rounds_count_each_pupil_once(universe: Universe) -> None:
    reported(universe, CLASS_12, 1, "fever", "cough")
    assert count() == 1
    noted(universe, 1, "fever", "sore_throat")
    noted(universe, 2, "fever", "sore_throat")
    assert count() == 2
    found(universe, 2, "fever", "cough")
    found(universe, 3, "fever", "cough")
    assert count() == 3
