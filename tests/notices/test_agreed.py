"""What a second person agreed to is what goes out; forms sent twice; posts that ended; tries too soon."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_21,
    CLASS_71,
    COUNTY,
    JUNIOR,
    MORNING,
    PRIMARY,
    Universe,
)
from tests.notices import letters
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Grant
from xiaoan.accounts.queries import actor_of
from xiaoan.directory.models import Enrolment
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.notices import rules, services
from xiaoan.notices.models import Chase, Notice, Recipient
from xiaoan.notices.queries import calls

Acting = Callable[[str], Actor]


def test_the_same_release_form_with_another_body_is_refused(
    acting: Acting, universe: Universe
) -> None:
    """Other forms say `taken`; release must not answer "sent" for words it never kept."""
    doctor = acting("principal")
    letters.families(universe)
    enter(doctor)
    made = letters.draft(doctor, PRIMARY)
    given = letters.edit(made, letters.content(letters.part(PRIMARY)))
    services.release(doctor, given)
    other = replace(
        given,
        content=replace(given.content, texts={"zh-hans": rules.Text("另一件事", "另一件事。")}),
    )
    with pytest.raises(Conflict):
        services.release(doctor, other)


def test_who_wrote_every_word_does_not_agree_to_it(acting: Acting, universe: Universe) -> None:
    """The officer writes all of it; a colleague's account only presses; the officer agrees."""
    letters.families(universe)
    who_writes = acting("officer")
    pk = letters.draft(who_writes, COUNTY)
    given = letters.content(letters.part(COUNTY, who=("staff",)))
    services.save(who_writes, letters.edit(pk, given))
    leader = acting("leader")
    assert services.release(leader, letters.edit(pk, given)) == "asked"
    officer = acting("officer")
    row = Notice.objects.get(pk=pk)
    with pytest.raises(Conflict, match="您改过"):
        services.decide(officer, services.NewDecision(uuid7(), pk, row.edits, agrees=True))


def test_words_do_not_change_after_the_second_person_agreed(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    letters.families(universe)
    officer = acting("officer")
    services.set_variable(officer, services.NewVariable(uuid7(), "热线", "0991-1111111"))
    text = {"zh-hans": rules.Text("通知", "请打 {{热线}}。")}
    given = replace(
        letters.content(letters.part(COUNTY), send_at=MORNING + dt.timedelta(hours=2)), texts=text
    )
    pk = letters.release(officer, COUNTY, given)
    row = Notice.objects.get(pk=pk)
    assert row.state == "asked"
    services.decide(acting("leader"), services.NewDecision(uuid7(), pk, row.edits, agrees=True))
    officer = acting("officer")
    morning.move_to(MORNING + dt.timedelta(hours=1))
    services.set_variable(officer, services.NewVariable(uuid7(), "热线", "请把钱转到 6222 0000"))
    morning.move_to(MORNING + dt.timedelta(hours=3))
    enter(letters.WORKER)
    services.send_due(letters.WORKER)
    services.send(letters.WORKER, pk)
    row = Notice.objects.get(pk=pk)
    assert row.state == "sent"
    assert "转到" not in rules.filled(row.texts["zh-hans"]["body"], row.values)


def test_whose_post_has_ended_reads_no_staff_notice(acting: Acting, universe: Universe) -> None:
    """`reading`: under their own rights of this moment."""
    principal = acting("principal")
    pk = letters.sent(principal, PRIMARY, letters.content(letters.part(PRIMARY, who=("staff",))))
    enter(BUILDER)
    user = universe.users["teacher"]
    assert Recipient.objects.filter(notice_id=pk, user_id=user.pk).exists()
    Grant.objects.filter(user=user).update(until=MORNING.date())

    accounts.grant_role(
        BUILDER, user, "class_teacher", CLASS_71, CLASS_71 + 1, JUNIOR, MORNING.date()
    )
    actor = actor_of(user)
    enter(actor)
    with pytest.raises(NotFound):
        services.acknowledge(actor, pk)


def test_a_call_form_sent_again_with_another_note_is_refused(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:

    letters.families(universe)
    principal = acting("principal")
    letters.sent(principal, PRIMARY, letters.content(letters.part(CLASS_11)))
    morning.move_to(MORNING + dt.timedelta(hours=25))
    letters.chase(principal)
    teacher = acting("teacher")
    row = Chase.objects.get(kind="unreached", unit_no=CLASS_11)
    about = calls.families(row).order_by("id")[0]
    given = services.NewCall(uuid7(), row.pk, about.pk, "not_reached", "没人接")
    services.note_call(teacher, given)
    with pytest.raises(Conflict):
        services.note_call(teacher, replace(given, note="已经说好下午来接"))


def test_a_call_duty_is_not_done_by_pressing_thrice_in_one_minute(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    """Tries count only half an hour apart."""

    letters.families(universe)
    principal = acting("principal")
    letters.sent(principal, PRIMARY, letters.content(letters.part(CLASS_11)))
    morning.move_to(MORNING + dt.timedelta(hours=25))
    letters.chase(principal)
    teacher = acting("teacher")
    row = Chase.objects.get(kind="unreached", unit_no=CLASS_11)
    left = -1
    for about in calls.families(row):
        for _n in range(3):
            left = services.note_call(
                teacher, services.NewCall(uuid7(), row.pk, about.pk, "not_reached")
            )
    assert left == 9


def test_a_post_that_ended_is_no_longer_read_by_the_page(
    acting: Acting, signed_in: Callable[[str], Client], universe: Universe
) -> None:
    """Moved to another school, an officer's staff notice of the old school opens no more."""
    principal = acting("principal")
    pk = letters.sent(principal, PRIMARY, letters.content(letters.part(PRIMARY, who=("staff",))))
    browser = signed_in("teacher")
    enter(BUILDER)
    user = universe.users["teacher"]
    Grant.objects.filter(user=user).update(until=MORNING.date())

    accounts.grant_role(
        BUILDER, user, "class_teacher", CLASS_71, CLASS_71 + 1, JUNIOR, MORNING.date()
    )
    assert browser.get(reverse("notices:read", args=[pk])).status_code == 404


def test_what_is_being_sent_is_taken_back(acting: Acting, universe: Universe) -> None:
    """Between `sending` and `sent` it is taken back, and the worker finds nothing to send."""
    letters.families(universe)
    principal = acting("principal")
    pk = letters.release(principal, PRIMARY, letters.content(letters.part(PRIMARY)))
    assert Notice.objects.get(pk=pk).state == "sending"
    services.take_back(principal, uuid7(), pk)
    assert letters.deliver(principal, pk) is None
    assert Notice.objects.get(pk=pk).state == "draft"


def test_urgency_does_not_stay_with_a_draft_that_came_back(
    acting: Acting, universe: Universe
) -> None:
    """Released as urgent, nobody left when it was sent, a draft again: the next one releases it as usual, and
    it still passes quiet hours in the name of who once hurried."""

    letters.families(universe, CLASS_21)
    principal = acting("principal")
    pk = letters.release(principal, PRIMARY, letters.content(letters.part(CLASS_21)), "有急事")
    enter(BUILDER)
    Enrolment.objects.filter(unit_no=CLASS_21).update(until=MORNING.date())
    enter(letters.WORKER)
    assert services.send(letters.WORKER, pk) is None
    assert Notice.objects.get(pk=pk).state == "draft"
    letters.families(universe)
    doctor = acting("doctor")
    services.release(doctor, letters.edit(pk, letters.content(letters.part(PRIMARY))))
    assert Notice.objects.get(pk=pk).urgent_by_id is None
