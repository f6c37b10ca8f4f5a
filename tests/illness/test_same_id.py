"""The same id with the same content is the same act; other content is kept beside it, never thrown away."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine

from tests.builders import CLASS_11, DAY, Universe
from tests.illness.ill import absent, look, report, step, the_illness
from tests.illness.test_absences import gone, the_absence, told
from tests.illness.test_services import NEXT, at, certificate
from xiaoan.illness import services as illness
from xiaoan.illness.models import Asking, Late, Step
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def test_a_step(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 2))
    row, teacher = the_illness(), acting("teacher")
    sent = illness.Done(uuid7(), row.pk, "follow", None, {}, {"note": "在家,没事"})
    assert not illness.take_step(teacher, sent).again
    assert illness.take_step(teacher, replace(sent, words={"note": "在家,没事 "})).again
    steps = Step.objects.count()
    for other in ({"words": {"note": "高烧住院"}}, {"facts": {"symptom_free": DAY.isoformat()}}):
        changed = replace(sent, **other)  # type: ignore[arg-type]  # a test's short hand
        kept = set()
        for _again in range(2):
            with pytest.raises(illness.Overtaken) as refused:
                illness.take_step(teacher, changed)
            kept.add(illness.keep_late(teacher, refused.value.done))
        assert len(kept) == 1
    assert (Step.objects.count(), Late.objects.filter(state="waiting").count()) == (steps, 2)


def test_what_was_found_by_hand(acting: Acting, universe: Universe) -> None:
    teacher, sent_id = acting("teacher"), uuid7()
    found = illness.Found(universe.person(CLASS_11, 3), CLASS_11, False, symptoms=1)
    made = illness.open_by_hand(teacher, sent_id, found, "头晕")
    assert illness.open_by_hand(teacher, sent_id, found, "头晕") == made
    for other, note in ((replace(found, fever=True), "头晕"), (found, "昏倒")):
        with pytest.raises(Conflict) as refused:
            illness.open_by_hand(teacher, sent_id, other, note)
        assert str(refused.value) == "这名学生已在关注名单里,请在那里继续。"


def test_what_a_phone_noticed(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    sent = illness.Noticed(uuid7(), uuid7(), universe.person(CLASS_11, 3), CLASS_11, symptoms=1)
    made = illness.notice(doctor, sent)
    assert illness.notice(doctor, sent) == made
    with pytest.raises(Conflict):
        illness.notice(doctor, replace(sent, fever=True))


def test_what_was_heard_of_an_absence(acting: Acting, universe: Universe) -> None:
    told(gone(universe, 2))
    row, teacher = the_absence(), acting("teacher")
    sent = illness.Told(uuid7(), row.pk, "unreached", "打电话", "没人接")
    assert not illness.say_cause(teacher, sent).again
    assert illness.say_cause(teacher, sent).again
    changed = replace(sent, reason="家里说在住院")
    assert [illness.say_cause(teacher, changed).again for _time in range(2)] == [False, True]
    assert (Asking.objects.count(), the_absence().tries) == (2, 2)


def test_a_late_sheet(acting: Acting, universe: Universe) -> None:
    report(absent(universe, 2))
    row, teacher = the_illness(), acting("teacher")
    sent = illness.Done(uuid7(), row.pk, "follow", None, {}, {"note": "在家"})
    assert illness.keep_late(teacher, sent) == illness.keep_late(teacher, sent)
    with pytest.raises(Conflict):
        illness.keep_late(teacher, replace(sent, words={"note": "住院"}))


def test_a_certificate_also_two_days_later(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    report(absent(universe, 2))
    row, doctor = the_illness(), acting("doctor")
    step(
        doctor, row, "diagnose", {"clinic": "县医院"}, diagnosis="influenza", certainty="confirmed"
    )
    enter(doctor)
    sent = certificate(row, NEXT)
    first = illness.check_certificate(doctor, sent)
    at(morning, NEXT + dt.timedelta(days=1), 8)
    assert illness.check_certificate(doctor, sent) == replace(first, again=True)
    steps = Step.objects.count()
    changed = replace(sent, issuer="别的医院", back_on=clock.today())
    assert [illness.check_certificate(doctor, changed).again for _time in range(2)] == [False, True]
    assert Step.objects.count() == steps + 1
    assert look() == 0


def test_a_refused_certificate_that_was_changed_is_judged_anew(
    acting: Acting, universe: Universe
) -> None:
    report(absent(universe, 2))
    row, doctor = the_illness(), acting("doctor")
    step(
        doctor, row, "diagnose", {"clinic": "县医院"}, diagnosis="varicella", certainty="confirmed"
    )
    enter(doctor)
    sent = certificate(row, NEXT)
    assert not illness.check_certificate(doctor, sent).is_cleared
    later = replace(sent, back_on=NEXT + dt.timedelta(days=30), signs=frozenset({"crusted"}))
    judged = [illness.check_certificate(doctor, later) for _time in range(2)]
    assert [(one.is_cleared, one.again) for one in judged] == [(True, False), (True, True)]
