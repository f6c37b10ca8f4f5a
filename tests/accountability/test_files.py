"""Case files: from the question to the appeal, and by whom."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from tests import builders
from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, MORNING, PRIMARY, Universe
from xiaoan.accountability import rules, services
from xiaoan.accountability.models import CaseFile, FileStep
from xiaoan.accountability.queries import files
from xiaoan.accountability.services.exporting import take_file
from xiaoan.accounts import queries as accounts
from xiaoan.directory import rules as numbering
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.web import waiting

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


@pytest.fixture
def third(acting: Acting, universe: Universe) -> Actor:
    """Another officer: an appeal is decided by a third person."""
    enter(BUILDER)
    name = "third officer"
    builders.account(universe, name, "经办丙", "bureau_officer", COUNTY, COUNTY + numbering.COUNTY)
    return accounts.actor_of(universe.users.pop(name))


def step(file_id: UUID, text: str = "说明") -> services.Sent:
    enter(BUILDER)
    return services.Sent(uuid7(), file_id, CaseFile.objects.get(pk=file_id).steps, text)


def opened(acting: Acting, unit_no: int = CLASS_11) -> UUID:
    return services.open_file(
        acting("officer"), services.NewFile(uuid7(), unit_no, "一年级1班晨检为何没有报")
    )


def asked(acting: Acting, universe: Universe, file_id: UUID, who: str, *, concerned: bool) -> None:
    sent_ = step(file_id, "请说明")
    services.ask(acting("officer"), sent_, universe.users[who].pk, concerned=concerned)


def heard(acting: Acting, universe: Universe, file_id: UUID) -> None:
    """The teacher is asked, and says something."""
    asked(acting, universe, file_id, "teacher", concerned=True)
    sent_ = step(file_id, "我请了假")
    services.state(acting("teacher"), sent_)


def proposed(acting: Acting, file_id: UUID) -> None:
    sent_ = step(file_id, "查明漏报")
    services.propose(acting("officer"), sent_, "fault", ["missed"], ["WKB2006-65"])


def state_of(file_id: UUID) -> tuple[str, int]:
    enter(BUILDER)
    row = CaseFile.objects.get(pk=file_id)
    return row.state, row.steps


def found(acting: Acting, universe: Universe) -> UUID:
    """A finding of fault about the teacher, who was heard."""
    file_id = opened(acting)
    heard(acting, universe, file_id)
    proposed(acting, file_id)
    sent_ = step(file_id, "属实")
    services.confirm(acting("leader"), sent_)
    return file_id


def to_appeal(acting: Acting, universe: Universe) -> UUID:
    file_id = found(acting, universe)
    sent_ = step(file_id, "谈话")
    services.measure(acting("leader"), sent_, "talk")
    sent_ = step(file_id, "当时停电")
    services.appeal(acting("teacher"), sent_)
    return file_id


def test_a_file_from_the_question_to_the_end(
    acting: Acting, universe: Universe, third: Actor
) -> None:
    file_id = to_appeal(acting, universe)
    for name in ("officer", "leader"):
        sent_ = step(file_id)
        with pytest.raises(Forbidden):
            services.decide_appeal(acting(name), sent_, "lifted")
    sent_ = step(file_id, "停电属实")
    enter(third)
    services.decide_appeal(third, sent_, "lifted")
    sent_ = step(file_id, "结束")
    services.close(acting("officer"), sent_)
    assert state_of(file_id) == ("closed", 9)
    detail = files.one(acting("officer"), file_id)
    assert [one.kind for one in detail.steps] == [
        "open", "ask", "state", "propose", "confirm", "measure", "appeal", "decide", "close",
    ]  # fmt: skip
    assert detail.row.appeal_until == DAY.replace(month=12, day=23)
    enter(BUILDER)
    told = Entry.objects.filter(kind="accountability.file_step_taken").order_by("n")
    assert [json.loads(one.body)["digest"] for one in told] == [one.digest for one in detail.steps]
    assert "停电" not in "".join(one.body for one in told)


def test_a_finding_takes_two_people(acting: Acting, universe: Universe) -> None:
    file_id = opened(acting)
    heard(acting, universe, file_id)
    proposed(acting, file_id)
    for act in (services.confirm, services.send_back):
        sent_ = step(file_id)
        with pytest.raises(Forbidden):
            act(acting("officer"), sent_)
    row = CaseFile.objects.filter(pk=file_id)
    alone = row.get().proposed_by_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="found", found_by_id=alone, found_on=DAY)
    sent_ = step(file_id, "再查")
    services.send_back(acting("leader"), sent_)
    assert state_of(file_id)[0] == "open"


def test_nobody_keeps_a_file_in_which_they_are_named(acting: Acting, universe: Universe) -> None:
    file_id = opened(acting, PRIMARY)
    sent_ = step(file_id, "请说明")
    services.ask(acting("officer"), sent_, universe.users["leader"].pk, concerned=False)
    sent_ = step(file_id)
    for refused in (
        lambda: services.close(acting("leader"), sent_),
        lambda: files.one(acting("leader"), file_id),
        lambda: take_file(acting("leader"), file_id),
    ):
        with pytest.raises(NotFound):
            refused()
    assert files.page_of(acting("leader"), "", 0) == (0, [])
    assert files.page_of(acting("officer"), "", 0)[0] == 1
    sent_ = step(file_id, "我说明")
    services.state(acting("leader"), sent_)
    assert [one.kind for one in files.as_party(acting("leader"), file_id).steps] == ["ask", "state"]


def test_who_has_kept_it_cannot_be_named(acting: Acting, universe: Universe) -> None:
    file_id = opened(acting)
    sent_ = step(file_id)
    with pytest.raises(Invalid):
        services.ask(acting("leader"), sent_, universe.users["officer"].pk, concerned=True)
    with pytest.raises(Invalid):
        services.ask(acting("leader"), sent_, uuid7(), concerned=True)


def test_whoever_is_concerned_reads_all_and_a_witness_their_own(
    acting: Acting, universe: Universe
) -> None:
    file_id = opened(acting)
    asked(acting, universe, file_id, "teacher", concerned=True)
    asked(acting, universe, file_id, "deputy", concerned=False)
    sent_ = step(file_id, "我请了假")
    services.state(acting("teacher"), sent_)
    whole = files.as_party(acting("teacher"), file_id)
    assert [one.kind for one in whole.steps] == ["open", "ask", "ask", "state"]
    assert [one.kind for one in files.as_party(acting("deputy"), file_id).steps] == ["ask"]
    assert [one.is_concerned for one in files.mine(acting("teacher"))] == [True]
    assert files.mine(acting("teacher_12")) == []
    with pytest.raises(NotFound):
        files.as_party(acting("teacher_12"), file_id)
    sent_ = step(file_id)
    with pytest.raises(Forbidden):
        services.appeal(acting("deputy"), sent_)
    with pytest.raises(NotFound):
        files.one(acting("principal"), file_id)


def waits(acting: Acting, name: str) -> list[tuple[str, int]]:
    actor = acting(name)
    return [(one.url, one.count) for one in waiting.lines(actor) if "accountability" in one.url]


def test_what_waits_is_on_the_due_list(acting: Acting, universe: Universe) -> None:
    file_id = opened(acting)
    asked(acting, universe, file_id, "teacher", concerned=True)
    assert waits(acting, "teacher") == [("/accountability/mine/", 1)]
    assert waits(acting, "teacher_12") == waits(acting, "leader") == []
    sent_ = step(file_id, "我请了假")
    services.state(acting("teacher"), sent_)
    assert waits(acting, "teacher") == []
    proposed(acting, file_id)
    assert waits(acting, "officer") == []
    assert waits(acting, "leader") == [("/accountability/files/", 1)]
    sent_ = step(file_id)
    services.confirm(acting("leader"), sent_)
    sent_ = step(file_id)
    services.appeal(acting("teacher"), sent_)
    assert waits(acting, "leader") == waits(acting, "officer") == []


def test_an_appeal_has_its_time(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    file_id = found(acting, universe)
    sent_ = step(file_id)
    with pytest.raises(Conflict):
        services.close(acting("leader"), sent_)
    last = rules.appeal_until(DAY)
    morning.move_to(MORNING.replace(year=last.year, month=last.month, day=last.day + 1))
    sent_ = step(file_id)
    with pytest.raises(Conflict):
        services.appeal(acting("teacher"), sent_)
    morning.move_to(MORNING.replace(year=last.year, month=last.month, day=last.day))
    with pytest.raises(Conflict):
        services.close(acting("leader"), sent_)
    services.appeal(acting("teacher"), sent_)
    assert state_of(file_id)[0] == "appealed"


def test_a_file_is_closed_when_nobody_can_appeal_any_more(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    file_id = found(acting, universe)
    last = rules.appeal_until(DAY)
    morning.move_to(MORNING.replace(year=last.year, month=last.month, day=last.day + 1))
    sent_ = step(file_id)
    services.close(acting("officer"), sent_)
    assert state_of(file_id)[0] == "closed"


def test_without_a_finding_another_person_closes(acting: Acting) -> None:
    file_id = opened(acting)
    sent_ = step(file_id, "查无此事")
    with pytest.raises(Forbidden):
        services.close(acting("officer"), sent_)
    services.close(acting("leader"), sent_)
    assert state_of(file_id) == ("closed", 2)


def test_a_finding_waits_for_whoever_was_asked(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    file_id = opened(acting)
    with pytest.raises(Conflict):
        proposed(acting, file_id)
    asked(acting, universe, file_id, "teacher", concerned=True)
    until = rules.statement_until(clock.now())
    sent_ = step(file_id)
    for verdict, about in (("fault", ["missed"]), ("no_fault", [])):
        with pytest.raises(Conflict):
            services.propose(acting("officer"), sent_, verdict, about, ["WKB2006-65"])
    assert state_of(file_id) == ("open", 2)
    morning.move_to(until)
    proposed(acting, file_id)
    assert state_of(file_id) == ("proposed", 3)


def test_measures_follow_a_finding_of_fault_in_another_hand(
    acting: Acting, universe: Universe
) -> None:
    file_id = found(acting, universe)
    sent_ = step(file_id, "谈话")
    with pytest.raises(Forbidden):
        services.measure(acting("officer"), sent_, "talk")
    services.measure(acting("leader"), sent_, "talk")
    other = opened(acting)
    heard(acting, universe, other)
    sent_ = step(other)
    services.propose(acting("officer"), sent_, "no_fault", [], ["WKB2006-65"])
    sent_ = step(other)
    services.confirm(acting("leader"), sent_)
    sent_ = step(other)
    with pytest.raises(Conflict):
        services.measure(acting("leader"), sent_, "talk")
    assert (state_of(file_id)[0], state_of(other)[0]) == ("measured", "found")


def test_the_same_form_again_is_the_same_step(acting: Acting) -> None:
    file_id = opened(acting)
    new = services.NewFile(file_id, CLASS_11, "一年级1班晨检为何没有报")
    assert services.open_file(acting("officer"), new) == file_id
    with pytest.raises(Conflict):
        services.open_file(acting("officer"), services.NewFile(file_id, CLASS_11, "别的问题"))
    sent_ = step(file_id, "依据")
    for _n in range(2):
        services.propose(acting("officer"), sent_, "no_fault", [], ["WKB2006-65"])
    with pytest.raises(Conflict):
        services.propose(acting("leader"), sent_, "no_fault", [], ["WKB2006-65"])
    assert state_of(file_id) == ("proposed", 2)
    with pytest.raises(Conflict):
        services.propose(acting("officer"), sent_, "fault", ["late"], ["WKB2006-65"])
    overtaken = services.Sent(uuid7(), file_id, 1, "没有看到新的")
    with pytest.raises(Conflict):
        services.confirm(acting("leader"), overtaken)


@pytest.mark.parametrize(
    ("verdict", "about", "laws"),
    [
        ("fault", [], ["WKB2006-65"]), ("fault", ["late"], []), ("fault", ["lazy"], ["WKB2006-65"]),
        ("no_fault", ["missed"], ["WKB2006-65"]), ("no_fault", [], []),
        ("fault", ["late"], ["LAW-OF-NOBODY"]), ("perhaps", ["late"], ["WKB2006-65"]),
    ],
)  # fmt: skip
def test_a_finding_says_which_word_and_which_law(
    acting: Acting, verdict: str, about: list[str], laws: list[str]
) -> None:
    file_id = opened(acting)
    sent_ = step(file_id)
    with pytest.raises(Invalid):
        services.propose(acting("officer"), sent_, verdict, about, laws)
    assert state_of(file_id) == ("open", 1)


def test_steps_are_never_changed(acting: Acting) -> None:
    file_id = opened(acting)
    acting("officer")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        FileStep.objects.filter(file_id=file_id).update(no=9)
