"""Referral, case, notes, the next look, handing over, closing; who reads what, by services and by rows."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError, transaction

from tests.builders import BUILDER, CLASS_11, JUNIOR, MORNING, PRIMARY, Universe
from tests.counselling.care import (
    MARKER,
    a_case,
    a_note,
    a_referral,
    as_actor,
    counsellor,
)
from tests.outbreaks.looks import Acting
from xiaoan.counselling import services
from xiaoan.counselling.models import Case, Emergency, Note, Referral, Tally
from xiaoan.counselling.queries import cases, referrals, sealed
from xiaoan.counselling.queries.sealed import NOTE
from xiaoan.duties.models import Duty
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def owed(about_id: UUID) -> list[tuple[str, str, object]]:
    """kind, state, who of each duty about a row, the oldest first."""
    enter(BUILDER)
    rows = Duty.objects.filter(about_id=about_id).order_by("opened_at", "due_at", "slot")
    return [(k.split(".")[1], s, w) for k, s, w in rows.values_list("kind", "state", "assignee_id")]


def test_from_the_referral_to_the_closing(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    user = counsellor()
    teacher = acting("teacher")
    sent = a_referral(universe)
    receipt = services.refer(teacher, sent)
    assert services.refer(teacher, sent) == receipt
    assert receipt.emergency_id is None
    assert [one.state for one in referrals.mine(teacher)] == ["waiting"]
    assert owed(receipt.id) == [("referral", "open", user.pk)]
    actor = as_actor(user)
    seen = services.see_referral(actor, receipt.id)
    assert (seen.ticks, seen.text, seen.by) == (("crying",), MARKER, "班主任壬")
    assert owed(receipt.id) == [("referral", "done", user.pk)]
    actor = as_actor(user)
    case_id = services.take(actor, receipt.id, a_note(risk="high"))
    assert owed(case_id) == [("follow", "open", user.pk)]
    assert [one.state for one in referrals.mine(acting("teacher"))] == ["in_care"]
    # What is owed of the child is done by the next note, and owed anew.
    morning.move_to(MORNING + dt.timedelta(days=2, hours=1))
    actor = as_actor(user)
    later = MORNING + dt.timedelta(days=4)
    services.add(actor, a_note(case_id, next_at=later))
    assert owed(case_id) == [("follow", "done", user.pk), ("follow", "open", user.pk)]
    actor = as_actor(user)
    with pytest.raises(Invalid) as refused:
        services.close(actor, a_note(case_id, text="好了"))
    assert refused.value.fields == {"outcome": "missing"}
    ending = a_note(case_id, text="好了", outcome="better")
    services.close(actor, ending)
    services.close(actor, ending)
    found = services.see_case(actor, case_id)
    assert [one.kind for one in found.notes] == ["close", "talk", "open"]
    assert (found.row.state, found.row.risk) == ("closed", "high")
    assert owed(case_id) == [("follow", "done", user.pk), ("follow", "excused", user.pk)]
    assert [one.state for one in referrals.mine(acting("teacher"))] == ["closed"]
    enter(BUILDER)
    assert dict(Tally.objects.values_list("what", "count")) == {
        "referred.staff": 1, "opened": 1, "talk": 1, "closed": 1,
    }  # fmt: skip


def test_the_risk_says_how_soon_the_next_look_is(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    case = a_case(universe, user, risk="low", next_at=MORNING + dt.timedelta(days=28))
    actor = as_actor(user)
    high = a_note(case.pk, kind="risk", risk="high", next_at=MORNING + dt.timedelta(days=4))
    with pytest.raises(Invalid) as refused:
        services.add(actor, high)
    assert refused.value.fields == {"next_at": "late"}
    services.add(actor, replace(high, next_at=MORNING + dt.timedelta(days=3)))
    # Nothing new was said of the next look: it stays.
    services.add(actor, a_note(case.pk, next_at=None))
    assert Case.objects.get().next_at == MORNING + dt.timedelta(days=3)
    assert not Emergency.objects.exists()
    services.add(
        actor, a_note(case.pk, kind="risk", risk="crisis", next_at=MORNING + dt.timedelta(days=1))
    )
    enter(BUILDER)
    assert Emergency.objects.get().source == "case"
    actor = as_actor(user)
    with pytest.raises(Conflict):
        services.close(actor, a_note(case.pk, outcome="better"))


@pytest.mark.parametrize(
    "name", ["leader", "officer", "liaison", "principal", "doctor", "grade_head", "teacher", "deputy",
             "guardian", "other_principal"]
)  # fmt: skip
def test_nobody_but_the_counsellor_of_the_case_reads(
    acting: Acting, universe: Universe, name: str
) -> None:
    case = a_case(universe, counsellor())
    other = counsellor("心理乙")
    actor = acting(name)
    with pytest.raises(NotFound):
        services.see_case(actor, case.pk)
    with pytest.raises(NotFound):
        cases.detail(actor, case.pk)
    # Under the services, the rows themselves are not there.
    assert list(Note.objects.all()) == []
    actor = as_actor(other)
    with pytest.raises(NotFound):
        services.see_case(actor, case.pk)
    with pytest.raises(NotFound):
        services.add(actor, a_note(case.pk))
    assert list(Note.objects.all()) == []
    cared, total = cases.in_care(acting(name))
    sees = name in ("principal", "doctor", "grade_head", "teacher")
    assert ([one.counsellor for one in cared], total) == ((["心理甲"], 1) if sees else ([], 0))


def test_a_note_is_sealed_to_its_row_and_never_changed(universe: Universe, acting: Acting) -> None:
    user = counsellor()
    a_case(universe, user)
    actor = as_actor(user)
    note = Note.objects.get()
    assert MARKER.encode() not in bytes(note.body_cipher)
    assert MARKER in sealed.unseal(note.body_cipher, NOTE, note.pk)["text"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.update(no=9)
    assert Note.objects.all().delete()[0] == 0
    assert actor.user_id == user.pk


def test_where_a_child_is_in_care_another_counsellor_reads_no_referral(
    acting: Acting, universe: Universe
) -> None:
    first, other = counsellor(), counsellor("心理乙")
    a_case(universe, first)
    receipt = services.refer(acting("doctor"), a_referral(universe))
    actor = as_actor(other)
    assert referrals.waiting(actor) == []
    with pytest.raises(NotFound):
        services.see_referral(actor, receipt.id)
    assert owed(receipt.id) == [("referral", "open", first.pk)]
    actor = as_actor(first)
    case_id = services.take(actor, receipt.id, a_note())
    assert case_id == Case.objects.get().pk


def test_handed_over_with_consent(acting: Acting, universe: Universe) -> None:
    first, other = counsellor(), counsellor("心理乙")
    case = a_case(universe, first)
    actor = as_actor(first)
    note = a_note(case.pk, text="移交", to_id=other.pk)
    with pytest.raises(Invalid) as refused:
        services.hand_over(actor, note)
    assert refused.value.fields == {"agreed": "missing"}
    with pytest.raises(Invalid):
        services.hand_over(actor, replace(note, agreed=True, to_id=universe.users["principal"].pk))
    services.hand_over(actor, replace(note, agreed=True))
    with pytest.raises(NotFound):
        services.see_case(as_actor(first), case.pk)
    found = services.see_case(as_actor(other), case.pk)
    assert [one.kind for one in found.notes] == ["hand_over", "open"]
    assert owed(case.pk) == [("follow", "excused", first.pk), ("follow", "open", other.pk)]


def test_refused_and_lost_posts(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    away = universe.person(JUNIOR + 1280 + 1, 1) if JUNIOR + 1281 in universe.pupils else None
    with pytest.raises(Forbidden):
        services.refer(acting("canteen"), a_referral(universe))
    with pytest.raises((NotFound, Forbidden)):
        services.refer(acting("teacher_12"), a_referral(universe))
    with pytest.raises(Invalid) as refused:
        services.refer(acting("teacher"), a_referral(universe, ticks=frozenset(), text=" "))
    assert refused.value.fields == {"text": "missing"}
    with pytest.raises(Invalid) as refused:
        services.refer(acting("teacher"), a_referral(universe, person_id=None))
    assert refused.value.fields == {"person": "missing"}
    if away:
        with pytest.raises(NotFound):
            services.refer(acting("teacher"), a_referral(universe, person_id=away))
    receipt = services.refer(acting("teacher"), a_referral(universe))
    actor = as_actor(user)
    with pytest.raises(Invalid):
        services.decline(actor, receipt.id, "")
    services.decline(actor, receipt.id, f"已和家长谈过 {MARKER}")
    with pytest.raises(Conflict):
        services.take(actor, receipt.id, a_note())
    enter(BUILDER)
    row = Referral.objects.get()
    assert (row.state, MARKER.encode() in bytes(row.body_cipher or b"")) == ("closed", False)


def test_a_guardian_asks_without_a_reason(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    guardian = acting("guardian")
    child = universe.person(CLASS_11, 1)
    for _ in range(5):
        new = a_referral(
            universe, person_id=child, ticks=frozenset(), text="", via="pupil", id=uuid7()
        )
        services.ask_for_child(guardian, new)
    with pytest.raises(Invalid) as refused:
        services.ask_for_child(guardian, replace(new, id=uuid7()))
    assert refused.value.fields == {"text": "many"}
    with pytest.raises(Invalid):
        services.ask_for_child(
            guardian, replace(new, id=uuid7(), person_id=universe.person(CLASS_11, 2))
        )
    assert {one.via for one in referrals.waiting(as_actor(user))} == {"pupil"}
    assert {one.state for one in referrals.mine(acting("guardian"))} == {"waiting"}


def test_school_numbers_are_the_schools(universe: Universe, acting: Acting) -> None:
    a_case(universe, counsellor())
    enter(BUILDER)
    assert list(Note.objects.values_list("school_id", "unit_no")) == [(PRIMARY, PRIMARY)]
    assert list(Case.objects.values_list("school_id", "unit_no")) == [(PRIMARY, CLASS_11)]
