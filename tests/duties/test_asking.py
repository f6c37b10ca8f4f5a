"""Handing over with consent, help, and what cannot be done; nothing moves before it is answered."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, Universe
from xiaoan.duties import queries
from xiaoan.duties import services as duties
from xiaoan.duties.models import Asking, Duty, Step
from xiaoan.duties.queries import asking
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening
from xiaoan.screening.models import Excuse

Acting = Callable[[str], Actor]


def morning_of(unit_no: int = CLASS_11, slot: str = "morning") -> Duty:
    enter(BUILDER)
    return Duty.objects.get(unit_no=unit_no, slot=slot, day=DAY)


def ask(actor: Actor, kind: str, note: str = "", to_id: UUID | None = None) -> UUID:
    duty = morning_of()
    enter(actor)
    return duties.ask(actor, duties.NewAsking(uuid7(), duty.pk, kind, note, to_id))


def facts(prefix: str) -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith=prefix).order_by("n")
    return list(rows.values_list("kind", flat=True))


def test_it_stays_mine_until_the_colleague_accepts(acting: Acting, universe: Universe) -> None:
    teacher, deputy = universe.users["teacher"].pk, universe.users["deputy"].pk
    pk = ask(acting("teacher"), "handover", "去医院", deputy)
    assert morning_of().assignee_id == teacher
    assert [one.id for one in asking.waiting_for(acting("deputy"))] == [pk]
    duties.answer(acting("deputy"), pk, "accepted")
    duties.answer(acting("deputy"), pk, "accepted")  # once more changes nothing
    duty = morning_of()
    assert (duty.assignee_id, duty.deputy_id) == (deputy, teacher)
    assert [one.answered for one in asking.own(acting("teacher"))] == ["已接手"]
    assert [due.slot for due in queries.due_today(acting("deputy"), DAY)] == ["morning", "noon"]
    assert facts("duties.ask") == ["duties.asked", "duties.asking_answered"]
    enter(BUILDER)
    assert list(Step.objects.values_list("kind", "note")) == [("handover", "去医院")]


@pytest.mark.parametrize(("who", "said"), [("deputy", "declined"), ("teacher", "withdrawn")])
def test_declined_or_taken_back_it_stays_mine(
    acting: Acting, universe: Universe, who: str, said: str
) -> None:
    pk = ask(acting("teacher"), "handover", "", universe.users["deputy"].pk)
    duties.answer(acting(who), pk, said)
    assert morning_of().assignee_id == universe.users["teacher"].pk
    with pytest.raises(Conflict):
        duties.answer(acting("deputy"), pk, "accepted")


def test_only_to_a_colleague_who_may_do_it(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    due = queries.due_today(teacher, DAY)[0]
    found = {one.user_id for one in asking.colleagues(teacher, due)}
    names = {login for login, user in universe.users.items() if user.pk in found}
    assert names == {"deputy", "principal", "doctor"}
    for name in ("teacher", "logistics", "teacher_71", "guardian", "grade_head"):
        with pytest.raises(Invalid):
            ask(acting("teacher"), "handover", "", universe.users[name].pk)
    with pytest.raises(Invalid):
        ask(acting("teacher"), "handover")


def test_the_same_request_again_is_the_same_act(acting: Acting, universe: Universe) -> None:
    duty = morning_of()
    sent = duties.NewAsking(uuid7(), duty.pk, "help", "体温枪坏了")
    assert duties.ask(acting("teacher"), sent) == duties.ask(acting("teacher"), sent) == sent.id
    with pytest.raises(Conflict):  # one of a kind at a time
        ask(acting("teacher"), "help", "又坏了")
    with pytest.raises(Conflict):  # the same id about something else
        duties.ask(acting("teacher"), duties.NewAsking(sent.id, duty.pk, "cannot", "x"))
    enter(BUILDER)
    assert Asking.objects.count() == 1


def test_help_is_asked_of_the_next_in_the_chain(acting: Acting, universe: Universe) -> None:
    pk = ask(acting("teacher"), "help", "体温枪坏了")
    assert [one.id for one in asking.waiting_for(acting("grade_head"))] == [pk]
    assert asking.waiting_for(acting("liaison")) == []
    with pytest.raises(NotFound):
        duties.answer(acting("doctor"), pk, "heard")
    duties.answer(acting("grade_head"), pk, "heard", "马上送来")
    assert [one.answer_note for one in asking.own(acting("teacher"))] == ["马上送来"]
    assert morning_of().assignee_id == universe.users["teacher"].pk
    with pytest.raises(Invalid):
        ask(acting("teacher"), "help", "  ")


def test_a_superior_lets_it_off_and_it_is_not_opened_again(acting: Acting) -> None:
    pk = ask(acting("teacher"), "cannot", "全班外出研学")
    with pytest.raises(Forbidden):
        duties.answer(acting("teacher"), pk, "excused")
    with pytest.raises(NotFound):
        duties.answer(acting("other_principal"), pk, "excused")
    duties.answer(acting("principal"), pk, "excused", "已核实")
    assert morning_of().state == "excused"
    assert facts("duties.let_off") == ["duties.let_off"]
    assert facts("screening.class_excused") == ["screening.class_excused"]
    assert Excuse.objects.filter(unit_no=CLASS_11, slot="morning", reason="decided").count() == 1
    screening.open_day(BUILDER, DAY, (CLASS_11, CLASS_11 + 1))
    screening.follow_calendar(BUILDER, CLASS_11, DAY)
    assert morning_of().state == "excused"


def test_or_insists(acting: Acting, universe: Universe) -> None:
    pk = ask(acting("teacher"), "cannot", "太忙")
    duties.answer(acting("principal"), pk, "insisted", "请办完")
    assert morning_of().state == "open"
    assert [one.answered for one in asking.own(acting("teacher"))] == ["仍要办"]
    page = queries.steps_of(acting("teacher"), morning_of().pk)
    assert [(step.kind, step.note) for step in page] == [("cannot", "太忙"), ("insist", "请办完")]


def test_what_others_depend_on_is_not_let_off() -> None:
    assert asking.is_excusable("screening.rollcall")
    assert not asking.is_excusable("illness.trace")
    assert not asking.is_excusable("unknown")


def test_who_may_not(acting: Acting, universe: Universe) -> None:
    duty = morning_of()
    with pytest.raises(Forbidden):  # sees it, and is not named
        duties.ask(acting("principal"), duties.NewAsking(uuid7(), duty.pk, "help", "x"))
    with pytest.raises(Forbidden):  # the deputy may ask for help only
        duties.ask(acting("deputy"), duties.NewAsking(uuid7(), duty.pk, "cannot", "x"))
    with pytest.raises(NotFound):
        duties.ask(acting("teacher_71"), duties.NewAsking(uuid7(), duty.pk, "help", "x"))
    duties.ask(acting("deputy"), duties.NewAsking(uuid7(), duty.pk, "help", "x"))


def test_the_pages(signed_in: Callable[[str], Client], universe: Universe) -> None:
    duty = morning_of()
    teacher, deputy = signed_in("teacher"), signed_in("deputy")
    here = f"/duties/ask/{duty.pk}/"
    assert here in teacher.get("/duties/today/").content.decode()
    page = teacher.get(here).content.decode()
    assert "科任癸" in page
    assert teacher.post(here, {"kind": "help", "note": ""}).status_code == 422
    to = str(universe.users["deputy"].pk)
    given = {"kind": "handover", "to": to, "asking_id": str(uuid7())}
    assert teacher.post(here, given).status_code == 302
    assert teacher.post(here, given).status_code == 302
    row = deputy.get("/duties/today/").context["asked"][0]
    assert row["from"] == "班主任壬"
    assert deputy.post(row["url"], {"what": "maybe"}).status_code == 422
    assert deputy.post(row["url"], {"what": "accepted"}).status_code == 302
    assert teacher.get("/duties/today/").context["own"][0]["by"] == "科任癸"
    assert signed_in("teacher_71").get(here).status_code == 404
    assert morning_of(CLASS_71).assignee_id == universe.users["teacher_71"].pk
