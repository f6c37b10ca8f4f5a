"""A counsellor who is gone: two people name a successor. What was said is destroyed after its time."""

import datetime as dt

import pytest
import time_machine

from tests.builders import BUILDER, COUNTY, DAY, MORNING, PRIMARY, Universe
from tests.counselling.care import a_case, a_note, a_referral, as_actor, counsellor
from tests.outbreaks.looks import Acting
from xiaoan.accounts.models import Grant
from xiaoan.counselling import services
from xiaoan.counselling.models import Answer, Case, Certificate, Note, Referral
from xiaoan.counselling.queries import figures, keeping
from xiaoan.counselling.services import NewTakeover
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def test_two_people_name_who_reads_on(acting: Acting, universe: Universe) -> None:
    gone, here = counsellor(), counsellor("心理乙")
    case = a_case(universe, gone)
    new = NewTakeover(uuid7(), PRIMARY, gone.pk, here.pk)
    with pytest.raises(Invalid) as refused:
        services.ask_takeover(acting("principal"), new)
    assert refused.value.fields == {"from": "present"}
    enter(BUILDER)
    Grant.objects.filter(user=gone).update(until=DAY)
    with pytest.raises(NotFound):
        services.see_case(as_actor(gone), case.pk)
    for name in ("officer", "doctor", "other_principal"):
        with pytest.raises((Forbidden, NotFound)):
            services.ask_takeover(acting(name), new)
    assert [one.cases for one in keeping.gone(acting("principal"), PRIMARY)] == [1]
    made = services.ask_takeover(acting("principal"), new)
    assert services.ask_takeover(acting("principal"), new) == made
    with pytest.raises((Forbidden, NotFound)):
        services.decide_takeover(acting("principal"), made, agreed=True)
    with pytest.raises(NotFound):
        services.see_case(as_actor(here), case.pk)
    officer = acting("officer")
    assert keeping.count_asked(officer) == 1
    services.decide_takeover(officer, made, agreed=True)
    with pytest.raises(Conflict):
        services.decide_takeover(officer, made, agreed=True)
    found = services.see_case(as_actor(here), case.pk)
    assert [one.kind for one in found.notes] == ["taken_over", "open"]
    enter(BUILDER)
    assert Entry.objects.filter(kind="counselling.takeover").count() == 2


def test_destroyed_after_its_time_with_a_certificate(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    user = counsellor()
    receipt = services.refer(acting("teacher"), a_referral(universe))
    case_id = services.take(as_actor(user), receipt.id, a_note())
    services.close(as_actor(user), a_note(case_id, outcome="stable", text="好"))
    with pytest.raises(Invalid):
        services.set_keeping(acting("officer"), COUNTY, 30)
    services.set_keeping(acting("officer"), COUNTY, 200)
    enter(BUILDER)
    assert services.destroy(BUILDER, clock.now()) == 0
    morning.move_to(MORNING + dt.timedelta(days=201))
    assert [services.destroy(BUILDER, clock.now()) for _ in range(2)] == [1, 0]
    row = Certificate.objects.get()
    assert (row.days, row.cases, row.notes, row.referrals, row.answers) == (200, 1, 2, 1, 0)
    assert (Note.objects.count(), Answer.objects.count()) == (0, 0)
    assert Referral.objects.get().body_cipher is None
    assert Case.objects.get().destroyed_at is not None
    with pytest.raises(Forbidden):
        services.destroy(acting("officer"), clock.now())


def test_few_are_not_told_apart(acting: Acting, universe: Universe) -> None:
    user = counsellor()
    for seat in range(1, 5):
        a_case(universe, user, seat)
    found = figures.of(acting("officer"), COUNTY)
    assert (found.own.cells["opened"], found.own.in_care) == ("<5", "<5")
    a_case(universe, user, 5)
    found = figures.of(acting("officer"), COUNTY)
    assert (found.own.cells["opened"], found.own.in_care, found.own.cells["closed"]) == (
        "5",
        "5",
        "0",
    )
    school = figures.of(acting("principal"), 0)
    assert (school.own.counsellors, school.below) == (1, ())
    with pytest.raises(NotFound):
        figures.of(acting("other_principal"), PRIMARY)
