"""The emergency path to its end: each step by whom it is first of, in its minutes; nothing is left owed."""

import datetime as dt
from collections.abc import Callable

import time_machine

from tests.builders import BUILDER, CLASS_11, MORNING, Universe
from tests.counselling.care import MARKER, a_referral, as_actor, counsellor
from xiaoan.counselling import services
from xiaoan.counselling.models import Emergency
from xiaoan.counselling.queries import emergencies
from xiaoan.counselling.rules import emergency
from xiaoan.counselling.services import Stepped
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
WHO = {"class_teacher": "teacher", "principal": "principal"}


def test_every_step_in_its_minutes_and_closed_without_a_reason(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    user = counsellor()
    said = services.refer(
        acting("teacher"),
        a_referral(
            universe, person_id=universe.person(CLASS_11, 3), ticks=frozenset({"harm_said"})
        ),
    )
    assert said.emergency_id is not None
    enter(BUILDER)
    owed = Duty.objects.filter(kind="counselling.emergency", about_id=said.emergency_id)
    assert sorted(one.due_at - MORNING for one in owed) == sorted(emergency.FIRST.values())
    for one in sorted(emergency.STEPS.values(), key=lambda step: step.within):
        # Nothing is late a minute before its time; done there, it never is.
        morning.move_to(MORNING + one.within - dt.timedelta(minutes=1))
        role = one.roles[0]
        actor = as_actor(user) if role == "counsellor" else acting(WHO[role])
        lines = emergencies.detail(actor, said.emergency_id).lines
        assert [line.code for line in lines if line.late] == []
        services.step(actor, Stepped(uuid7(), said.emergency_id, one.code, MARKER))
    principal = acting("principal")
    found = emergencies.detail(principal, said.emergency_id)
    assert [(line.code, len(line.done)) for line in found.lines] == [
        (code, 1) for code in emergency.STEPS
    ]
    services.close_emergency(principal, Stepped(uuid7(), said.emergency_id, ""))
    enter(BUILDER)
    assert Emergency.objects.get().state == "closed"
    assert set(owed.values_list("state", flat=True)) <= {"done", "excused"}
