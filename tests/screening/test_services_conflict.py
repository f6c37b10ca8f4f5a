"""Two versions of one roll-call, and a person's decision between them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import CLASS_11, CLASS_71, DAY, PUPILS, Universe, sent, sick
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.screening import queries
from xiaoan.screening import services as screening
from xiaoan.screening.models import Mark, Resolution, RollCall
from xiaoan.screening.services import Decision

Acting = Callable[[str], Actor]


def two_versions(acting: Acting, universe: Universe) -> Decision:
    """The teacher's and the deputy's, from the same base; the deputy's has a remark."""
    first = screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    who = universe.enrolment(CLASS_11, 2)
    other = replace(sent(CLASS_11, sick(who, "vomiting")), notes=((who, "家长来电"),))
    second = screening.submit_roll_call(acting("deputy"), other)
    assert (first.state, second.state) == ("current", "conflict")
    return Decision(first.id, second.id, "other", "电话核实")


@pytest.mark.parametrize("keep", ["current", "other"])
def test_a_decision_keeps_its_reason(acting: Acting, universe: Universe, keep: str) -> None:
    decision = replace(two_versions(acting, universe), keep=keep)
    doctor = acting("doctor")
    screening.resolve_conflict(doctor, decision)
    row = Resolution.objects.get()
    assert (row.roll_call_id, row.current_id, row.kept, row.reason, row.by_id) == (
        decision.other_id,
        decision.current_id,
        keep,
        "电话核实",
        doctor.user_id,
    )
    found = queries.versions(doctor, CLASS_11, DAY, "morning")
    told = {one.id: one.decided for one in found}[decision.other_id]
    assert told is not None
    assert (told.kept, told.reason, told.by) == (keep, "电话核实", "校医己")


def test_the_remarks_of_the_version_kept_are_carried_over(
    acting: Acting, universe: Universe
) -> None:
    screening.resolve_conflict(acting("doctor"), two_versions(acting, universe))
    assert Mark.objects.get(current=True).note == "家长来电"


def test_nobody_decides_about_a_version_not_seen(acting: Acting, universe: Universe) -> None:
    decision = two_versions(acting, universe)
    mark = sick(universe.enrolment(CLASS_11, 3), "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark, base=1, reason="漏了一个"))
    before = list(RollCall.objects.order_by("submitted_at", "id").values_list("id", "state"))
    with pytest.raises(Conflict):
        screening.resolve_conflict(acting("doctor"), decision)
    after = list(RollCall.objects.order_by("submitted_at", "id").values_list("id", "state"))
    assert after == before
    assert Resolution.objects.count() == 0


@pytest.mark.parametrize(
    ("reason", "fault"), [(" ", "missing"), ("长" * 201, "too_long"), ("a\0b", "unreadable")]
)
def test_a_reason_that_cannot_be_kept_is_refused(
    acting: Acting, universe: Universe, reason: str, fault: str
) -> None:
    decision = replace(two_versions(acting, universe), reason=reason)
    with pytest.raises(Invalid) as refused:
        screening.resolve_conflict(acting("doctor"), decision)
    assert refused.value.fields == {"reason": fault}


def test_the_keeper_decides_about_the_evening_only(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    at("18:00")
    first = screening.submit_roll_call(acting("keeper"), sent(CLASS_71, slot="evening"))
    mark = sick(universe.enrolment(CLASS_71, 1), "cough")
    second = screening.submit_roll_call(
        acting("other_principal"), sent(CLASS_71, mark, slot="evening")
    )
    decision = Decision(first.id, second.id, "current", "去宿舍看过")
    assert screening.resolve_conflict(acting("keeper"), decision).id == first.id
    first = screening.submit_roll_call(acting("other_principal"), sent(CLASS_71))
    second = screening.submit_roll_call(acting("other_principal"), sent(CLASS_71, mark))
    assert RollCall.objects.get(pk=first.id).present == PUPILS
    with pytest.raises(Forbidden):
        screening.resolve_conflict(
            acting("keeper"), Decision(first.id, second.id, "current", "去宿舍看过")
        )
