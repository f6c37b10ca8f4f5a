"""Screening with consent, taken back, on paper; harm opens the emergency path; the path itself at night."""

import datetime as dt
from uuid import UUID

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, MORNING, PRIMARY, Universe
from tests.counselling.care import MARKER, a_referral, as_actor, counsellor
from tests.counselling.test_cases import owed
from tests.outbreaks.looks import Acting
from xiaoan.accounts.models import User
from xiaoan.counselling import services
from xiaoan.counselling.models import Answer, Emergency, EmergencyStep, Referral, Screening
from xiaoan.counselling.queries import emergencies, screenings
from xiaoan.counselling.queries.words import HOTLINE_NAMES, ITEM_NAMES, STEP_NAMES
from xiaoan.counselling.rules import age, emergency, instruments
from xiaoan.counselling.services import NewScreening, Said, Stepped
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

ONE = instruments.INSTRUMENTS["guardian"]


def opened(user: User) -> UUID:
    new = NewScreening(uuid7(), PRIMARY, [CLASS_11, CLASS_71], DAY + dt.timedelta(days=7))
    return services.open_screening(as_actor(user), new)


def said(
    universe: Universe, screening_id: UUID, value: int = 0, harm: int = 0, **other: object
) -> Said:
    answers = dict.fromkeys(ONE.items, value) | {ONE.safety: harm}
    words = {"id": uuid7(), "agreed": True, "answers": answers} | other
    return Said(screening_id=screening_id, person_id=universe.person(CLASS_11, 1), **words)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("value", "harm", "total", "band"),
    [(0, 0, 0, "steady"), (1, 0, 8, "watch"), (2, 1, 16, "talk")],
)
def test_counted_by_its_bands(value: int, harm: int, total: int, band: str) -> None:
    answers = dict.fromkeys(ONE.items, value) | {ONE.safety: harm}
    scored = instruments.score(ONE, answers)
    assert (scored.total, scored.band, scored.danger) == (total, band, harm > 0)


def test_the_data_is_whole() -> None:
    by_age = {years: instruments.for_age(years) for years in (4, 5, 9, 10, 20, 21)}
    assert {years: one.by if one else None for years, one in by_age.items()} == {
        4: None, 5: "guardian", 9: "guardian", 10: "pupil", 20: "pupil", 21: None,
    }  # fmt: skip
    items = {item for one in instruments.INSTRUMENTS.values() for item in one.asked}
    assert items == set(ITEM_NAMES)
    assert {*emergency.STEPS, "close"} == set(STEP_NAMES)
    assert {one.words for one in emergency.HOTLINES} == set(HOTLINE_NAMES)
    assert set(emergency.NEEDED) <= set(emergency.STEPS)
    assert [age(dt.date(2016, 2, 29), dt.date(2026, 2, day)) for day in (27, 28)] == [9, 9]


def test_agreed_answered_and_taken_back(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    found = opened(user)
    enter(BUILDER)
    # Only classes of the school itself.
    assert Screening.objects.get().classes == [CLASS_11]
    guardian = acting("guardian")
    assert [one.state for one in screenings.asked(guardian)] == [""]
    assert screenings.unanswered(guardian) == 1
    left = said(universe, found)
    with pytest.raises(Invalid) as refused:
        services.say(
            guardian, Said(left.id, found, left.person_id, agreed=True, answers={"k_sleep": 1})
        )
    assert set(refused.value.fields) == set(ONE.asked) - {"k_sleep"}
    one = said(universe, found, 1)
    assert [services.say(guardian, one).danger for _ in range(2)] == [False, False]
    with pytest.raises(Conflict):
        services.say(guardian, said(universe, found, 1))
    row = screenings.screening(as_actor(user), found)
    assert [(c.state, c.band, c.total) for c in screenings.children(row)][:2] == [
        ("answered", "watch", 8), ("", "", None),
    ]  # fmt: skip
    assert screenings.counts(row) == screenings.Counts(10, 1, 0, 0)
    guardian = acting("guardian")
    services.withdraw(guardian, found, one.person_id)
    services.withdraw(guardian, found, one.person_id)
    enter(BUILDER)
    gone = Answer.objects.get()
    assert (gone.state, gone.body_cipher, bytes(gone.said), gone.instrument) == (
        "withdrawn",
        None,
        b"",
        "",
    )
    # Whoever thinks again may answer after all; no is an answer too.
    services.say(acting("guardian"), said(universe, found, agreed=False, answers={}))
    enter(BUILDER)
    assert Answer.objects.get().state == "refused"
    assert not Emergency.objects.exists()


def test_a_talk_is_asked_for_without_words(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    found = opened(user)
    one = said(universe, found, 2)
    services.say(acting("guardian"), one)
    enter(BUILDER)
    referral = Referral.objects.get()
    assert (referral.pk, referral.via, referral.by_id) == (one.id, "screening", None)
    services.withdraw(acting("guardian"), found, one.person_id)
    enter(BUILDER)
    assert Referral.objects.get().state == "closed"
    assert owed(one.id) == [("referral", "excused", user.pk)]


def test_harm_is_never_put_off_by_what_is_missing(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    found = opened(user)
    one = said(universe, found, answers={ONE.safety: 1})
    assert services.say(acting("guardian"), one).danger
    enter(BUILDER)
    row = Emergency.objects.get()
    assert (row.source, row.state) == ("screening", "open")
    assert [who for _k, _s, who in owed(row.pk)] == [
        universe.users["teacher"].pk, user.pk, universe.users["principal"].pk,
    ]  # fmt: skip


def test_nobody_answers_for_another_child(acting: Acting, universe: Universe) -> None:
    found = opened(counsellor())
    for name, child in (
        ("guardian", universe.person(CLASS_11, 2)),
        ("teacher", universe.person(CLASS_11, 1)),
    ):
        with pytest.raises(NotFound):
            services.say(acting(name), Said(uuid7(), found, child, agreed=False))
        with pytest.raises(NotFound):
            services.withdraw(acting(name), found, child)
    with pytest.raises(NotFound):
        screenings.screening(acting("principal"), found)


def test_on_paper_with_a_signature(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    found = opened(user)
    child = universe.person(CLASS_11, 2)
    answers = dict.fromkeys(ONE.asked, 0)
    with pytest.raises(Invalid) as refused:
        services.say(
            as_actor(user), Said(uuid7(), found, child, agreed=True, answers=answers, on_paper=True)
        )
    assert refused.value.fields == {"signed": "missing"}
    services.say(
        as_actor(user),
        Said(uuid7(), found, child, agreed=True, answers=answers, on_paper=True, signed=True),
    )
    with pytest.raises(NotFound):
        services.say(acting("principal"), Said(uuid7(), found, child, agreed=False, on_paper=True))


@pytest.fixture
def night(morning: time_machine.Traveller) -> None:
    morning.move_to(MORNING.replace(hour=23, minute=40))
    return


def danger(actor: Actor, universe: Universe) -> Emergency:
    new = a_referral(universe, ticks=frozenset({"harm_said"}), text="", urgency="")
    receipt = services.refer(actor, new)
    assert services.refer(actor, new) == receipt
    assert receipt.emergency_id is not None
    enter(BUILDER)
    return Emergency.objects.get(pk=receipt.emergency_id)


@pytest.mark.usefixtures("night")
def test_at_night_step_by_step_with_who_was_told(acting: Acting, universe: Universe) -> None:
    """Of a school without a counsellor, too: whoever is there is called."""
    row = danger(acting("teacher"), universe)
    teacher, principal = universe.users["teacher"].pk, universe.users["principal"].pk
    assert owed(row.pk) == [("emergency", "open", teacher), ("emergency", "open", principal)]
    actor = acting("teacher")
    first = Stepped(uuid7(), row.pk, "stay")
    services.step(actor, first)
    services.step(actor, first)
    services.step(acting("doctor"), Stepped(uuid7(), row.pk, "guardian", f"母亲,十分钟到 {MARKER}"))
    assert owed(row.pk) == [("emergency", "done", teacher), ("emergency", "open", principal)]
    enter(BUILDER)
    assert [MARKER.encode() in bytes(s.text_cipher or b"") for s in EmergencyStep.objects.all()] == [
        False, False,
    ]  # fmt: skip
    found = emergencies.detail(acting("principal"), row.pk)
    done = {line.code: [did.role for did in line.done] for line in found.lines if line.done}
    assert done == {"stay": ["class_teacher"], "guardian": ["school_doctor"]}
    with pytest.raises(Invalid):
        services.close_emergency(acting("teacher"), Stepped(uuid7(), row.pk, "", "结束"))
    with pytest.raises(Invalid) as refused:
        services.close_emergency(acting("principal"), Stepped(uuid7(), row.pk, ""))
    assert refused.value.fields == {"text": "missing"}
    services.close_emergency(
        acting("principal"), Stepped(uuid7(), row.pk, "", "已送医院,由医生评估")
    )
    with pytest.raises(Conflict):
        services.step(acting("teacher"), Stepped(uuid7(), row.pk, "assess"))
    assert owed(row.pk) == [("emergency", "done", teacher), ("emergency", "excused", principal)]


def test_one_emergency_a_child_and_whose_it_is(acting: Acting, universe: Universe) -> None:
    counsellor()
    row = danger(acting("teacher"), universe)
    again = services.refer(acting("doctor"), a_referral(universe, urgency="now"))
    assert again.emergency_id == row.pk
    for name in (
        "deputy",
        "officer",
        "liaison",
        "other_principal",
        "teacher_12",
        "guardian",
        "canteen",
    ):
        with pytest.raises(NotFound):
            emergencies.detail(acting(name), row.pk)
