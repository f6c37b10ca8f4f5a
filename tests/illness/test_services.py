"""From a roll-call to the return: opening, each step, exactly one duty, the hold, the certificate."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import CLASS_11, CLASS_12, COUNTY, DAY, MORNING, PRIMARY, Universe, sick
from tests.illness.ill import (
    WORKER,
    Acting,
    absent,
    feverish,
    look,
    open_day,
    open_duties,
    report,
    settle,
    step,
    the_illness,
)
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.duties.models import Duty
from xiaoan.illness import queries, rules
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness, Step
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries as screening

NEXT = DAY + dt.timedelta(days=1)
Clock = time_machine.Traveller


def at(morning: Clock, day: dt.date, hour: int, minute: int = 0) -> None:
    morning.move_to(clock.at(day, dt.time(hour, minute)))


def test_absent_sick_is_to_be_traced_within_24_hours(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 2))
    row = the_illness()
    assert (row.stage, row.person_id) == ("at_home", universe.person(CLASS_11, 2))
    duty = Duty.objects.get(about_id=row.pk)
    assert (duty.kind, duty.assignee_id) == ("illness.trace", universe.users["teacher"].pk)
    assert duty.due_at - duty.opened_at == dt.timedelta(hours=24)
    fact = Entry.objects.get(kind="illness.opened")
    assert (fact.school_id, fact.unit_no) == (PRIMARY, CLASS_11)


def test_who_is_followed_and_who_is_not(acting: Acting, universe: Universe) -> None:
    cough = sick(universe.enrolment(CLASS_11, 4), "cough", kind="present")
    report(absent(universe, 1), feverish(universe, 2), feverish(universe, 3, "sent_home"), cough)
    enter(WORKER)
    found = dict(Illness.objects.values_list("person_id", "stage"))
    assert found == {
        universe.person(CLASS_11, 1): "at_home",
        universe.person(CLASS_11, 2): "detected",
        universe.person(CLASS_11, 3): "at_home",
    }
    assert look() == 0


def test_a_mark_taken_back_is_a_slip(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 2))
    report(base=1)
    row = the_illness()
    assert (row.stage, open_duties(row.pk)) == ("withdrawn", [])


def test_the_whole_way_of_a_fever(acting: Acting, universe: Universe, morning: Clock) -> None:
    report(feverish(universe, 2))
    row, doctor, teacher = the_illness(), acting("doctor"), universe.cast["teacher"]
    assert open_duties(row.pk) == [("illness.care", DAY)]
    for kind in ("retest_fever", "observe", "unreachable", "reach", "send"):
        assert open_duties(row.pk) == [("illness.care", DAY)]
        step(doctor, row, kind, {"who": "母亲"})
    assert open_duties(row.pk) == [("illness.trace", DAY)]
    step(
        doctor, row, "diagnose", {"clinic": "县医院"}, diagnosis="influenza", certainty="confirmed"
    )
    assert the_illness().held
    enter(teacher)
    held = screening.held_back(teacher, CLASS_11, DAY, "noon")
    assert [one.kind for one in held.values()] == ["certificate"]
    step(teacher, row, "trace", {"note": "在家"}, symptoms=1)
    assert open_duties(row.pk) == [("illness.follow", NEXT)]
    at(morning, NEXT, 9)
    step(teacher, row, "follow", symptom_free=NEXT.isoformat())
    assert open_duties(row.pk) == [("illness.follow", NEXT + dt.timedelta(days=1))]
    enter(doctor)
    early = certificate(row, NEXT)
    judged = illness.check_certificate(doctor, early)
    back = NEXT + dt.timedelta(days=2)
    assert (judged.is_cleared, judged.verdict.day) == (False, back)
    judged = illness.check_certificate(doctor, certificate(row, back))
    assert judged.is_cleared
    row = the_illness()
    assert (row.stage, row.held, row.back_on) == ("cleared", False, back)
    assert open_duties(row.pk) == [("illness.return", back)]
    at(morning, back, 7, 40)
    report_on(universe, back)
    assert settle() == 1
    row = the_illness()
    assert (row.stage, open_duties(row.pk)) == ("returned", [])
    assert [one.kind for one in Step.objects.order_by("no")] == [
        "detected", "retest_fever", "observe", "unreachable", "reach", "send", "diagnose", "trace",
        "follow", "refuse", "clear", "return",
    ]  # fmt: skip


def report_on(universe: Universe, day: dt.date) -> None:
    """A clean roll-call of a later day, whose duties are open."""
    open_day(day)
    report(day=day)


def certificate(
    row: Illness, back_on: dt.date, reason: str = "", **more: object
) -> illness.Certificate:
    return illness.Certificate(
        id=uuid7(), illness_id=row.pk, issuer="县医院", doctor="张医生", issued_on=clock.today(),
        back_on=back_on, reason=reason, **more,  # type: ignore[arg-type]  # a test's short hand
    )  # fmt: skip


def test_against_the_profile_is_a_second_act_that_stays(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 2))
    row, doctor = the_illness(), acting("doctor")
    step(doctor, row, "diagnose", diagnosis="varicella", certainty="confirmed")
    enter(doctor)
    assert not illness.check_certificate(doctor, certificate(row, NEXT, "家长要求")).is_cleared
    assert not illness.check_certificate(doctor, certificate(row, NEXT)).is_cleared
    assert illness.check_certificate(doctor, certificate(row, NEXT, "疾控同意")).is_cleared
    found = the_illness()
    assert (found.stage, found.against, found.held) == ("cleared", True, False)
    enter(doctor)
    total, rows = queries.line_list(doctor, (PRIMARY, PRIMARY + 4096), "against", 0, 100)
    assert (total, rows[0].id) == (1, row.pk)


def test_the_same_step_twice_is_one(acting: Acting, universe: Universe) -> None:
    report(feverish(universe, 2))
    row, doctor = the_illness(), acting("doctor")
    done = illness.Done(uuid7(), row.pk, "observe")
    assert [illness.take_step(doctor, done).again for _ in range(2)] == [False, True]
    assert Step.objects.filter(kind="observe").count() == 1
    with pytest.raises(Conflict):
        illness.take_step(doctor, illness.Done(done.id, row.pk, "reach"))


def test_words_are_sealed(acting: Acting, universe: Universe) -> None:
    report(feverish(universe, 2))
    row, doctor = the_illness(), acting("doctor")
    step(doctor, row, "observe", {"note": "发烧三十九度"})
    kept = Step.objects.get(kind="observe")
    assert "发烧" not in str(kept.facts)
    assert "发烧".encode() not in bytes(kept.words or b"")
    assert queries.steps_of(doctor, [row])[row.pk][-1].words == {"note": "发烧三十九度"}


@pytest.mark.parametrize(
    ("name", "kind", "refused"),
    [
        ("teacher", "retest_fever", Forbidden),
        ("deputy", "trace", Forbidden),
        ("other_principal", "observe", NotFound),
        ("teacher_12", "trace", NotFound),
        ("liaison", "withdraw", Forbidden),
    ],
)
def test_who_may_not(
    acting: Acting, universe: Universe, name: str, kind: str, refused: type[Exception]
) -> None:
    report(feverish(universe, 2))
    row = the_illness()
    with pytest.raises(refused):
        step(acting(name), row, kind)


def test_a_teacher_does_not_check_certificates(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 2))
    row = the_illness()
    with pytest.raises(Forbidden):
        illness.check_certificate(acting("teacher"), certificate(row, NEXT))


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": " "}, {"issued_on": NEXT}, {"back_on": DAY - dt.timedelta(days=1)},
        {"signs": frozenset({"magic"})}, {"dates": {"onset": NEXT}},
    ],
)  # fmt: skip
def test_a_certificate_that_cannot_be(
    acting: Acting, universe: Universe, wrong: dict[str, object]
) -> None:
    report(absent(universe, 2))
    row, doctor = the_illness(), acting("doctor")
    given_ = {**vars(certificate(row, NEXT)), **wrong}
    with pytest.raises(Invalid):
        illness.check_certificate(doctor, illness.Certificate(**given_))


def test_long_absence_goes_to_the_doctor(
    acting: Acting, universe: Universe, morning: Clock
) -> None:
    report(absent(universe, 2))
    row = the_illness()
    step(acting("teacher"), row, "trace")
    for n in (1, 2):
        day = DAY + dt.timedelta(days=n)
        at(morning, day, 7, 40)
        open_day(day)
        report(absent(universe, 2), day=day)
    row = the_illness()
    assert row.long
    assert open_duties(row.pk) == [("illness.investigate", DAY + dt.timedelta(days=2))]
    assert Duty.objects.get(kind="illness.investigate").assignee_id == universe.users["doctor"].pk
    step(acting("doctor"), row, "investigate", {"finding": "普通感冒"})
    assert [kind for kind, _ in open_duties(row.pk)] == ["illness.follow"]
    assert not the_illness().long


def test_it_follows_the_class_and_so_does_its_duty(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 1))
    row = the_illness()
    people.change_class(acting("principal"), row.person_id, CLASS_12, When(DAY))
    settle()
    row = the_illness()
    assert (row.unit_no, row.class_no) == (CLASS_12, CLASS_11)
    duty = Duty.objects.get(about_id=row.pk, state="open")
    assert (duty.unit_no, duty.assignee_id) == (CLASS_12, universe.users["teacher_12"].pk)
    assert queries.steps_of(acting("teacher_12"), [row])[row.pk][0].kind == "at_home"


def test_opened_by_hand_once(acting: Acting, universe: Universe) -> None:
    teacher, key = acting("teacher"), uuid7()
    found = illness.Found(universe.person(CLASS_11, 3), CLASS_11, is_absent=False, fever=True)
    first = illness.open_by_hand(teacher, key, found, "上课时说头痛")
    assert illness.open_by_hand(teacher, key, found, "上课时说头痛") == first
    with pytest.raises(Conflict):
        illness.open_by_hand(teacher, uuid7(), found)
    assert open_duties(first) == [("illness.care", DAY)]
    enter(teacher)
    assert queries.steps_of(teacher, [the_illness()])[first][0].words == {"note": "上课时说头痛"}


@pytest.mark.parametrize(
    ("name", "refused"), [("deputy", Forbidden), ("teacher_12", NotFound), ("other_principal", NotFound)]
)  # fmt: skip
def test_who_may_not_open(
    acting: Acting, universe: Universe, name: str, refused: type[Exception]
) -> None:
    found = illness.Found(universe.person(CLASS_11, 3), CLASS_11, is_absent=True)
    with pytest.raises(refused):
        illness.open_by_hand(acting(name), uuid7(), found)


def test_a_teacher_who_hears_that_it_was_nothing_does_not_let_in(
    acting: Acting, universe: Universe
) -> None:
    report(absent(universe, 2))
    row, teacher = the_illness(), acting("teacher")
    step(teacher, row, "trace", diagnosis="hfmd", certainty="suspected")
    step(teacher, row, "trace", diagnosis="hfmd", certainty="excluded")
    assert the_illness().held
    step(acting("doctor"), row, "diagnose", diagnosis="hfmd", certainty="excluded")
    assert not the_illness().held


def test_the_county_chooses_its_profile(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    illness.change_setting(officer, COUNTY, queries.InForce("strict", 2, 4))
    assert queries.settings().at(CLASS_11) == queries.InForce("strict", 2, 4)
    report(absent(universe, 2))
    duty = Duty.objects.get(about_id=the_illness().pk)
    assert duty.due_at - duty.opened_at == dt.timedelta(hours=2)
    with pytest.raises(Forbidden):
        illness.change_setting(acting("principal"), PRIMARY, queries.InForce())


BY_HAND = tuple(queries.NEEDS)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from((*BY_HAND, "settle", "absent", "day")), max_size=12), st.booleans())
def test_any_order_of_steps_leaves_one_duty_or_none(
    acting: Acting, universe: Universe, morning: Clock, acts: list[str], home: bool
) -> None:
    morning.move_to(MORNING)
    doctor = universe.cast["doctor"]
    try:
        with transaction.atomic():
            enter(WORKER)
            found = illness.Found(universe.person(CLASS_11, 2), CLASS_11, is_absent=home)
            (row,) = illness.open_many(WORKER, [found], DAY)
            for act in acts:
                do(acting, morning, doctor, row, act)
                now = the_illness()
                wanted = rules.next_duty(queries.situation(now))
                assert [kind for kind, _ in open_duties(row.pk)] == ([wanted] if wanted else [])
                assert (now.closed_at is None) == (now.stage in rules.OPEN)
            raise Undo
    except Undo:
        pass


class Undo(Exception):  # ends a case
    pass


def do(acting: Acting, morning: Clock, doctor: object, row: Illness, act: str) -> None:
    if act == "settle":
        settle()
    elif act == "day":
        morning.shift(dt.timedelta(days=1))
    elif act == "absent":
        look(clock.today())
    else:
        facts = {"diagnosis": "influenza", "certainty": "suspected"} if act == "diagnose" else {}
        try:
            step(doctor, row, act, **facts)  # type: ignore[arg-type]  # the doctor
        except Conflict:
            enter(WORKER)
