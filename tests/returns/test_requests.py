"""Requests for data: refused by rule, answered by what is held, asked of schools once, ended by
themselves."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine

from tests.builders import COUNTY, JUNIOR, KINDERGARTEN, PRIMARY
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.returns import services, tasks
from xiaoan.returns.models import Ask, Request, Round
from xiaoan.returns.queries import census, requests
from xiaoan.returns.queries.duty_kinds import ANSWER
from xiaoan.returns.services.answering import Faulty

Acting = Callable[[str], Actor]
SICK = services.NewField("因病缺课人数", "rollcall.sick|num")
COOKS = services.NewField("食堂从业人员", "ask", "number", "人", "0", "500")
BOILER = services.NewField("供水方式", "ask", "choice", choices=("直饮水", "开水锅炉", "桶装水"))


def asked(*fields: services.NewField, **changes: object) -> services.NewRequest:
    given = {
        "id": uuid7(), "office": "县市场监管局", "person": "王某 0571-1", "ground": "县市监〔2026〕7号",
        "purpose": "食堂检查", "every": "once", "first": clock.today(), "until": clock.today(),
        "due_days": 2, "stage": "", "fields": fields or (SICK, COOKS, BOILER), **changes,
    }  # fmt: skip
    return services.NewRequest(**given)  # type: ignore[arg-type]  # a form's fields


def registered(actor: Actor, *fields: services.NewField, **changes: object) -> UUID:
    new = asked(*fields, **changes)
    assert services.register(actor, new) == "open"
    return new.id


def ask_of(request_id: UUID, school_no: int) -> Ask:
    return Ask.objects.get(request_id=request_id, unit_no=school_no)


def test_only_what_is_not_held_is_asked_and_is_a_duty(acting: Acting) -> None:
    officer = acting("officer")
    new = asked()
    assert services.register(officer, new) == services.register(officer, new) == "open"
    one = requests.request(officer, new.id)
    assert [field.name for field in one.held] == ["因病缺课人数"]
    assert [q.name for q in one.asked] == ["食堂从业人员", "供水方式"]
    assert set(Ask.objects.values_list("unit_no", flat=True)) == {PRIMARY, KINDERGARTEN, JUNIOR}
    duty = Duty.objects.get(kind=ANSWER, unit_no=PRIMARY)
    due = clock.at(clock.today() + dt.timedelta(days=2), dt.time(17))
    assert (duty.state, duty.due_at, duty.about_id) == ("open", due, ask_of(new.id, PRIMARY).pk)
    kinds = list(
        Entry.objects.filter(kind__startswith="returns.")
        .order_by("at")
        .values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["returns.request_kept", "returns.round_opened"]


def test_a_school_answers_once_and_the_duty_is_done(acting: Acting) -> None:
    request_id = registered(acting("officer"))
    principal = acting("principal")
    ask = ask_of(request_id, PRIMARY)
    with pytest.raises(Faulty) as told:
        services.answer(principal, uuid7(), ask.pk, {2: "五百零一", 3: "井水"})
    assert told.value.sentences == {2: "请填数字。", 3: "请从列表中选一项。"}
    with pytest.raises(Faulty) as told:
        services.answer(principal, uuid7(), ask.pk, {2: "501"})
    assert told.value.sentences == {2: "不能大于 500。", 3: "请填写;没有的填 0,不知道的请先核实。"}
    act = uuid7()
    for _again in range(2):
        services.answer(principal, act, ask.pk, {2: "1,2", 3: "桶装水"})
    found = requests.ask(principal, ask.pk)
    assert (found.answers, found.reused) == ({2: "12", 3: "桶装水"}, frozenset())
    assert Duty.objects.get(kind=ANSWER, unit_no=PRIMARY).state == "done"
    assert Entry.objects.filter(kind="returns.answered").count() == 1
    services.answer(principal, uuid7(), ask.pk, {2: "13", 3: "桶装水"})
    assert requests.ask(principal, ask.pk).answers[2] == "13"


def test_who_may_answer(acting: Acting) -> None:
    request_id = registered(acting("officer"))
    other = acting("principal")
    with pytest.raises(NotFound):
        requests.ask(other, uuid7())
    leave()
    enter(system("tests"))
    junior = ask_of(request_id, JUNIOR).pk
    leave()
    with pytest.raises(NotFound):
        services.answer(acting("principal"), uuid7(), junior, {2: "1", 3: "直饮水"})
    with pytest.raises(Forbidden):
        services.answer(acting("leader"), uuid7(), junior, {2: "1", 3: "直饮水"})
    with pytest.raises(Forbidden):
        services.register(acting("principal"), asked())


def test_the_same_question_of_the_same_day_is_not_asked_twice(acting: Acting) -> None:
    first = registered(acting("officer"))
    services.answer(acting("principal"), uuid7(), ask_of(first, PRIMARY).pk, {2: "12", 3: "桶装水"})
    officer = acting("officer")
    second = registered(officer, COOKS, office="县卫健局")
    ask = ask_of(second, PRIMARY)
    assert (ask.answers, ask.reused, ask.answered_at is not None) == ({"1": "12"}, [1], True)
    assert Duty.objects.filter(kind=ANSWER, about_id=ask.pk).count() == 0
    assert Duty.objects.filter(kind=ANSWER, about_id=ask_of(second, JUNIOR).pk).count() == 1
    third = registered(officer, COOKS, services.NewField("炊事员", "ask"), office="县消防队")
    ask = ask_of(third, PRIMARY)
    assert (ask.answers, ask.reused, ask.answered_at) == ({"1": "12"}, [1], None)
    found = {
        one.office: one for one in census.census(officer, clock.today(), clock.today()).requests
    }
    said = {
        name: (one.held, one.schools, one.answered, one.reused, one.spared)
        for name, one in found.items()
    }
    assert said == {
        "县市场监管局": (1, 3, 1, 0, 3),
        "县卫健局": (0, 3, 1, 1, 1),
        "县消防队": (0, 3, 0, 0, 0),
    }


def test_what_is_wholly_held_asks_nobody(acting: Acting) -> None:
    officer = acting("officer")
    request_id = registered(officer, SICK)
    assert (Ask.objects.count(), Duty.objects.filter(kind=ANSWER).count()) == (0, 0)
    assert Round.objects.get(request_id=request_id).schools == 3
    assert census.census(officer, clock.today(), clock.today()).spared == 3


def test_no_ground_or_more_than_is_needed_is_refused_with_its_rule(acting: Acting) -> None:
    officer = acting("officer")
    for changes, fields, rule, about in (
        ({"ground": " "}, (SICK,), "no_ground", ""),
        ({}, (SICK, services.NewField("发热学生姓名", "ask", "text")), "named", "发热学生姓名"),
    ):
        new = asked(*fields, **changes)
        assert services.register(officer, new) == "refused"
        one = requests.request(officer, new.id)
        assert (one.state, one.rule, one.about) == ("refused", rule, about)
    assert (Round.objects.count(), Ask.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"office": ""}, "office"), ({"person": " "}, "person"), ({"purpose": ""}, "purpose"),
        ({"every": "hourly"}, "every"), ({"first": dt.date(2020, 1, 1)}, "first"),
        ({"until": dt.date(2026, 11, 1)}, "until"), ({"due_days": -1}, "due_days"), ({"stage": "x"}, "stage"),
        ({"fields": ()}, "fields"), ({"fields": (services.NewField("甲", ""),)}, "held-1"),
        ({"fields": (services.NewField("甲", "rollcall.sick|nothing"),)}, "held-1"),
        ({"fields": (SICK, services.NewField("甲", "ask", "date"))}, "kind-2"),
        ({"fields": (services.NewField("甲", "ask", "number", "", "9", "1"),)}, "low-1"),
        ({"fields": (services.NewField("甲", "ask", "number", "", "x"),)}, "low-1"),
        ({"fields": (services.NewField("甲", "ask", "choice", choices=("只有一个",)),)}, "choices-1"),
        ({"fields": (SICK, SICK)}, "name-2"), ({"fields": (SICK,) * 41}, "fields"),
    ],
)  # fmt: skip
def test_faults_stand_at_their_field(
    acting: Acting, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as told:
        services.register(acting("officer"), asked(**changes))
    assert list(told.value.fields) == [field]
    assert Request.objects.count() == 0


def test_a_weekly_request_is_asked_again_and_ends_by_itself(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    today = clock.today()
    request_id = registered(
        acting("officer"), COOKS, every="week", until=today + dt.timedelta(days=8)
    )
    seen = []
    for days in range(1, 11):
        leave()
        at = clock.at(today + dt.timedelta(days=days), dt.time(5, 22))
        morning.move_to(at)
        opened = tasks.settle(0)
        assert tasks.settle(0) == 0
        seen.append(opened)
    assert seen == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    officer = acting("officer")
    one = requests.request(officer, request_id)
    assert (one.state, one.why_ended) == ("ended", "")
    assert {duty.state for duty in Duty.objects.filter(kind=ANSWER)} == {"excused"}
    with pytest.raises(Conflict):
        services.answer(
            acting("principal"), uuid7(), Ask.objects.filter(unit_no=PRIMARY)[0].pk, {1: "3"}
        )


def test_a_request_is_ended_by_hand(acting: Acting) -> None:
    officer = acting("officer")
    request_id = registered(officer)
    with pytest.raises(Invalid):
        services.end(officer, uuid7(), request_id, " ")
    act = uuid7()
    for _again in range(2):
        services.end(officer, act, request_id, "已另有来源")
    assert requests.request(officer, request_id).state == "ended"
    assert {duty.state for duty in Duty.objects.filter(kind=ANSWER)} == {"excused"}
    with pytest.raises(Conflict):
        services.end(officer, uuid7(), request_id, "再来")


def test_only_schools_of_the_stage_are_asked(acting: Acting) -> None:
    request_id = registered(acting("officer"), COOKS, stage="junior")
    assert list(Ask.objects.filter(request_id=request_id).values_list("unit_no", flat=True)) == [
        JUNIOR
    ]
    assert Request.objects.get(pk=request_id).unit_no == COUNTY
