"""Who agrees, when it goes out, what is recalled and put right, who is chased; pressed twice is once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
import time_machine

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_21,
    COUNTY,
    GRADE_1,
    JUNIOR,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.notices import letters
from tests.notices.letters import (
    WORKER,
    content,
    deliver,
    draft,
    edit,
    families,
    part,
    release,
    sent,
)
from xiaoan.accounts import services as accounts
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.notices import rules, services
from xiaoan.notices.models import Chase, Family, Notice, Reach, Recipient
from xiaoan.notices.queries import calls, inbox, waiting
from xiaoan.wording.queries import Unanswered

Acting = Callable[[str], Actor]


def state(notice_id: UUID) -> str:
    return Notice.objects.get(pk=notice_id).state


def test_a_class_teacher_sends_alone(acting: Acting) -> None:
    made = release(acting("teacher"), CLASS_11, content(part(CLASS_11)))
    assert state(made) == "sending"
    found = deliver(acting("teacher"), made)
    assert found is not None
    assert found.people == 1
    assert state(made) == "sent"
    assert deliver(acting("teacher"), made) is None  # the job ran twice
    assert Recipient.objects.filter(notice_id=made).count() == 1


def test_beyond_a_school_a_second_person_agrees(acting: Acting) -> None:
    liaison = acting("liaison")
    made = release(liaison, TOWN, content(part(TOWN)))
    row = Notice.objects.get(pk=made)
    assert (row.state, row.asked_people) == ("asked", 1)
    decision = services.NewDecision(uuid7(), made, row.edits, agrees=True)
    with pytest.raises(Conflict, match="另一位"):
        services.decide(liaison, decision)
    officer = acting("officer")
    assert waiting.to_agree(officer) == 1
    with pytest.raises(Invalid, match="为什么不同意"):
        services.decide(officer, services.NewDecision(uuid7(), made, row.edits, agrees=False))
    assert services.decide(officer, decision) == "sending"
    assert services.decide(officer, decision) == "sending"  # pressed twice
    with pytest.raises(NotFound):
        services.decide(
            acting("other_principal"), services.NewDecision(uuid7(), made, 1, agrees=True)
        )


def test_who_does_not_agree_says_why_and_it_is_a_draft_again(acting: Acting) -> None:
    made = release(acting("liaison"), TOWN, content(part(TOWN)))
    row = Notice.objects.get(pk=made)
    officer = acting("officer")
    services.decide(
        officer, services.NewDecision(uuid7(), made, row.edits, agrees=False, reason="日期不对")
    )
    row.refresh_from_db()
    assert (row.state, row.decision) == ("draft", "日期不对")


def test_urgent_goes_out_at_once_with_name_and_reason(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    made = draft(officer, COUNTY)
    with pytest.raises(Invalid, match="为什么要紧急"):
        services.release(officer, edit(made, content(part(COUNTY))), " ")
    assert services.release(officer, edit(made, content(part(COUNTY))), "台风") == "sending"
    row = Notice.objects.get(pk=made)
    assert (row.urgent_by_id, row.urgent_reason) == (universe.users["officer"].pk, "台风")
    teacher = acting("teacher")
    other = draft(teacher, CLASS_11)
    with pytest.raises(Forbidden):
        services.release(teacher, edit(other, content(part(CLASS_11))), "急")


def test_scheduled_goes_out_at_its_time(acting: Acting, morning: time_machine.Traveller) -> None:
    at = MORNING + dt.timedelta(hours=2)
    made = release(acting("teacher"), CLASS_11, content(part(CLASS_11), send_at=at))
    assert state(made) == "scheduled"
    enter(WORKER)
    assert services.send_due(WORKER) == []
    morning.move_to(at)
    assert services.send_due(WORKER) == [made]
    assert services.send_due(WORKER) == []
    services.send(WORKER, made)
    acting("teacher")
    assert state(made) == "sent"


def test_two_who_edit_the_same_draft(acting: Acting) -> None:
    teacher = acting("teacher")
    made = draft(teacher, CLASS_11)
    first = edit(made, content(part(CLASS_11)))
    second = edit(made, content(part(CLASS_11), needs_ack=False))
    assert services.save(teacher, first) == 1
    assert services.save(teacher, first) == 1  # pressed twice
    with pytest.raises(Conflict, match="有人刚改过"):
        services.save(teacher, second)


def test_recalled_says_why_and_owes_nothing(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal = acting("principal")
    made = sent(principal, PRIMARY, content(part(CLASS_11)))
    morning.shift(letters.later(25))
    assert letters.chase(principal) == 1
    assert sorted(Chase.objects.values_list("kind", flat=True)) == ["family", "unreached"]
    with pytest.raises(Invalid, match="为什么撤回"):
        services.recall(principal, services.NewRecall(uuid7(), made, ""))
    services.recall(principal, services.NewRecall(uuid7(), made, "日期写错"))
    assert state(made) == "recalled"
    assert [one.state for one in Duty.objects.filter(kind=calls.CALL)] == ["excused"] * 2
    guardian = acting("guardian")
    found = inbox.opened(guardian, made, "zh-hans")
    assert (found.brief.is_recalled, found.recall_reason) == (True, "日期写错")
    with pytest.raises(Conflict, match="已经撤回"):
        services.acknowledge(guardian, made)
    assert inbox.unread(guardian) == 0


def test_a_correction_goes_to_whoever_got_the_first(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    made = sent(principal, PRIMARY, content(part(CLASS_11)))
    second = services.correct(principal, uuid7(), made)
    # The audience is narrowed by mistake: who was told the first is told the correction too.
    services.release(principal, edit(second, content(part(CLASS_21))))
    found = deliver(principal, second)
    assert found is not None
    assert (found.families, found.people) == (20, 1)
    opened = inbox.opened(acting("guardian"), made, "zh-hans")
    assert opened.corrected_by == second
    assert inbox.opened(acting("guardian"), second, "zh-hans").corrects_id == made


def test_a_guardian_of_two_confirms_for_both(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    accounts.answer_for(
        BUILDER, universe.users["guardian"], PRIMARY, CLASS_21, universe.person(CLASS_21, 4)
    )
    made = sent(acting("principal"), PRIMARY, content(part(PRIMARY)))
    assert Recipient.objects.filter(notice_id=made).count() == 1
    guardian = acting("guardian")
    both = Actor(
        guardian.user_id, guardian.name, guardian.scopes,
        (*guardian.people, universe.person(CLASS_21, 4)), (*guardian.classes, CLASS_21),
    )  # fmt: skip
    enter(both)
    assert services.acknowledge(both, made) == 2
    assert services.acknowledge(both, made) == 0
    acting("principal")
    rows = Reach.objects.filter(notice_id=made).order_by("unit_no")
    assert [(one.confirmed, one.read) for one in rows] == [(1, 1), (0, 0), (1, 1)]


def test_whoever_is_no_guardian_any_more_does_not_open_it(acting: Acting) -> None:
    made = sent(acting("teacher"), CLASS_11, content(part(CLASS_11)))
    guardian = acting("guardian")
    without = Actor(guardian.user_id, guardian.name, guardian.scopes)
    enter(without)
    assert inbox.unread(without) == 0
    with pytest.raises(NotFound):
        inbox.opened(without, made, "zh-hans")


def test_whom_nothing_reaches_is_called_from_the_moment_it_is_sent(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    families(universe)
    teacher = acting("teacher")
    made = sent(teacher, CLASS_11, content(part(CLASS_11)))
    chase, duty = Chase.objects.get(), Duty.objects.get(kind=calls.CALL)
    # One of ten families has an account.
    assert (chase.kind, duty.people, duty.about_id, duty.assignee_id) == (
        "unreached", 9, chase.pk, universe.users["teacher"].pk,
    )  # fmt: skip
    assert duty.due_at is not None
    assert duty.due_at.date() == clock.today()
    names = [one.name for one in calls.listed(teacher, chase).lines]
    assert "测试生0001" not in names
    # At the deadline whoever has an account and did not confirm: a list of their own, nobody in two.
    morning.shift(letters.later(25))
    assert letters.chase(teacher) == 1
    late = Chase.objects.get(kind="family")
    assert [one.name for one in calls.listed(teacher, late).lines] == ["测试生0001"]
    row = Family.objects.filter(notice_id=made, unreached=True)[0]
    with pytest.raises(NotFound):
        services.note_call(teacher, services.NewCall(uuid7(), late.pk, row.pk, "reached"))


def test_a_notice_that_asks_for_no_answer_owes_no_calls(acting: Acting) -> None:
    sent(acting("teacher"), CLASS_11, content(part(CLASS_11), needs_ack=False))
    assert Chase.objects.count() == 0


def test_the_call_list_is_done_when_each_is_settled(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    families(universe)
    teacher = acting("teacher")
    made = sent(teacher, CLASS_11, content(part(CLASS_11)))
    morning.shift(letters.later(25))
    chase, duty = Chase.objects.get(), Duty.objects.get(kind=calls.CALL)
    rows = list(Family.objects.filter(notice_id=made, unreached=True).order_by("person_id"))
    outcomes = ["reached"] * 5 + ["wrong_number", "refuses"]
    for row, outcome in zip(rows, outcomes, strict=False):
        services.note_call(teacher, services.NewCall(uuid7(), chase.pk, row.pk, outcome))
    for _try in range(3):
        left = services.note_call(
            teacher, services.NewCall(uuid7(), chase.pk, rows[7].pk, "not_reached")
        )
        morning.shift(dt.timedelta(minutes=30))
    assert left == 1
    again = services.NewCall(uuid7(), chase.pk, rows[8].pk, "reached", "知道了")
    assert services.note_call(teacher, again) == 0
    assert services.note_call(teacher, again) == 0  # sent twice
    duty.refresh_from_db()
    assert duty.state == "done"
    reach = Reach.objects.get(notice_id=made)
    assert (reach.families, reach.confirmed, reach.by_call) == (10, 6, 6)
    with pytest.raises(Conflict, match="刚刚已经确认"):
        services.note_call(teacher, services.NewCall(uuid7(), chase.pk, rows[0].pk, "refuses"))
    with pytest.raises(NotFound):
        services.note_call(acting("teacher_21"), again)


NAMED = {
    "zh-hans": rules.Text("二年级流感", "测试生0001 今天发烧,已回家。"),
    "en": rules.Text("Influenza", "A pupil has a fever."),
}


def test_a_pupil_named_beside_a_disease_is_asked_about(acting: Acting) -> None:
    principal = acting("principal")
    made = letters.draft(principal, PRIMARY)
    given = replace(content(part(CLASS_11)), texts=NAMED)
    with pytest.raises(Unanswered) as asked:
        services.release(principal, edit(made, given))
    assert asked.value.found.names == ("测试生0001",)
    assert "流感" in asked.value.found.words
    assert state(made) == "draft"
    assert (
        services.release(principal, edit(made, given), None, [asked.value.found.key]) == "sending"
    )


def test_whoever_agrees_answers_too_and_nothing_goes_out_before(acting: Acting) -> None:
    officer = acting("officer")
    made = letters.draft(officer, COUNTY)
    given = replace(content(part(PRIMARY, JUNIOR)), texts=NAMED)
    with pytest.raises(Unanswered) as asked:
        services.release(officer, edit(made, given))
    key = asked.value.found.key
    assert services.release(officer, edit(made, given), None, [key]) == "asked"
    leader = acting("leader")
    base = Notice.objects.get(pk=made).edits
    with pytest.raises(Unanswered):
        services.decide(leader, services.NewDecision(uuid7(), made, base, True))
    agreed = services.NewDecision(uuid7(), made, base, True, looked=(key,))
    assert services.decide(leader, agreed) == "sending"


def test_whoever_confirms_late_settles_the_list(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    teacher = acting("teacher")
    enter(BUILDER)
    made_list = uuid7()
    acting("teacher")
    services.make_list(teacher, services.NewList(made_list, CLASS_11, "一人", "20260001"))
    made = sent(teacher, CLASS_11, content(part(CLASS_11, lists=(str(made_list),))))
    morning.shift(letters.later(25))
    letters.chase(teacher)
    assert services.acknowledge(acting("guardian"), made) == 1
    acting("teacher")
    assert Duty.objects.get(kind=calls.CALL).state == "done"


def test_staff_are_chased_by_their_head(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal = acting("principal")
    made = sent(principal, PRIMARY, content(part(PRIMARY, who=("staff",))))
    assert services.acknowledge(acting("teacher"), made) == 0
    morning.shift(letters.later(25))
    assert letters.chase(acting("principal")) == 1
    chase = Chase.objects.get()
    duty = Duty.objects.get(kind=calls.CALL_STAFF)
    assert (duty.assignee_id, duty.people) == (universe.users["principal"].pk, 8)
    found = calls.listed(principal, chase)
    for one in found.lines:
        services.note_call(principal, services.NewCall(uuid7(), chase.pk, one.about_id, "reached"))
    duty.refresh_from_db()
    assert duty.state == "done"
    assert Reach.objects.get(notice_id=made).staff_confirmed == 9


def test_a_grade_head_has_the_grade(acting: Acting) -> None:
    head = acting("grade_head")
    made = sent(head, GRADE_1, content(part(GRADE_1, who=("families", "staff"))))
    assert Notice.objects.get(pk=made).counts["families"] == 20
    assert rules.audience_of(Notice.objects.get(pk=made).audience).parts[0].units == (GRADE_1,)


@pytest.mark.parametrize("code", [one.code for one in rules.SHIPPED])
def test_what_ships_can_be_sent_as_it_is(acting: Acting, code: str) -> None:
    """No template of the product has a gap or a variable that nobody has defined."""
    principal = acting("principal")
    made = services.begin_draft(principal, services.NewDraft(uuid7(), PRIMARY, code))
    row = Notice.objects.get(pk=made)
    texts = {lang: rules.Text(one["title"], one["body"]) for lang, one in row.texts.items()}
    whole = services.Content(row.kind, texts, rules.Audience((part(CLASS_11),)))
    edited = services.Edit(uuid7(), made, 0, whole)
    # Told by themselves: a person writes stage and day instead. A meeting has blanks for when and where.
    if code in ("opening", "held", "moved", "meeting"):
        with pytest.raises(Invalid) as refused:
            services.release(principal, edited)
        assert set(refused.value.fields) == {f"body-{one}" for one in rules.LANGUAGES}
        return
    services.release(principal, edited)
    deliver(principal, made)
    for language in rules.LANGUAGES:
        opened = inbox.opened(acting("guardian"), made, language)
        assert opened.language == language
        assert "{{" not in f"{opened.brief.title} {opened.paragraphs}"
