"""A drill from the plan to what it came to: who may what, once, in time, again; never in the real data."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.builders import CLASS_71, DAY, JUNIOR, KINDERGARTEN, MORNING, PRIMARY, Universe
from tests.drills.drilling import FLU, a_plan, held, owed, planned, row, running, said
from tests.outbreaks.looks import Acting
from tests.photos.pictures import jpeg
from xiaoan.drills import queries, services
from xiaoan.drills.models import Act, Drill, Step
from xiaoan.drills.queries import choices
from xiaoan.inspections import services as inspections
from xiaoan.inspections.models import Finding
from xiaoan.inspections.queries import findings
from xiaoan.journal.models import Entry as Fact
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.outbreaks.models import Signal
from xiaoan.photos.services.evidence import Evidence, Shot


def test_a_plan_is_owed_by_name(acting: Acting, universe: Universe) -> None:
    plan = a_plan(universe)
    principal = acting("principal")
    assert services.plan(principal, plan) == services.plan(principal, plan) == plan.id
    users = universe.users
    assert sorted(owed(row(plan.id)), key=str) == sorted(
        [
            ("hold", "open", users["principal"].pk),
            ("take_part", "open", users["doctor"].pk),
            ("take_part", "open", users["principal"].pk),
            ("take_part", "open", users["teacher"].pk),
        ],
        key=str,
    )
    facts = Fact.objects.filter(kind="drills.stepped")
    assert [json.loads(one.body)["act"] for one in facts] == ["plan"]


@pytest.mark.parametrize(
    ("other", "field", "words"),
    [
        ({"scenario": "earthquake"}, "scenario", "请选一个场景"),
        ({"form": "live", "scenario": "varicella_dormitory"}, "form", "只能桌面推演"),
        ({"planned_at": None}, "planned_at", "请选演练的日期"),
        ({"planned_at": MORNING - dt.timedelta(days=1)}, "planned_at", "已经过去"),
        ({"planned_at": MORNING + dt.timedelta(days=500)}, "planned_at", "太远"),
        ({"assessor_id": None}, "assessor", "请选一位评估人"),
        ({"parts": {}}, "part-lead", "至少要有一个角色"),
        ({"parts": {"lead": uuid7()}}, "part-lead", "请选本校的人"),
        ({"class_no": CLASS_71}, "class_no", "请选本校的班级"),
    ],
)
def test_what_a_plan_can_not_be(
    acting: Acting, universe: Universe, other: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        planned(acting, universe, **other)
    assert list(refused.value.fields) == [field]
    assert Drill.objects.count() == 0


def test_nobody_assesses_their_own(acting: Acting, universe: Universe) -> None:
    with pytest.raises(Invalid, match="不能自己评估"):
        planned(acting, universe, assessor_id=universe.users["principal"].pk)


def test_only_who_keeps_drills_of_the_school_plans(acting: Acting, universe: Universe) -> None:
    for who, error in (
        ("other_principal", NotFound), ("teacher", NotFound), ("grade_head", NotFound),
        ("liaison", Forbidden), ("leader", Forbidden),
    ):  # fmt: skip
        with pytest.raises(error):
            services.plan(acting(who), a_plan(universe))
    with pytest.raises(NotFound):
        services.plan(acting("principal"), a_plan(universe, school_no=JUNIOR))


def test_who_plays_a_part_marks_their_own_steps(acting: Acting, universe: Universe) -> None:
    made = running(acting, universe)
    teacher = acting("teacher")
    services.done(teacher, said(made, code="notice"))
    with pytest.raises(Forbidden):
        services.done(teacher, said(made, code="report"))
    for who in ("teacher_12", "other_principal", "teacher_71"):
        with pytest.raises(NotFound):
            services.done(acting(who), said(made, code="notice"))
    seen = queries.detail(acting("teacher"), made.pk)
    assert [(one.step.code, one.result, one.mine) for one in seen.steps][:2] == [
        ("notice", "in_time", True), ("count", "waiting", False),
    ]  # fmt: skip
    assert [one.id for one in queries.mine(acting("teacher"))] == [made.pk]
    assert queries.mine(acting("teacher_12")) == []


def test_the_same_step_once(acting: Acting, universe: Universe) -> None:
    made = running(acting, universe)
    principal = acting("principal")
    sent = said(made, code="notice", text="登记了")
    services.done(principal, sent)
    services.done(principal, sent)
    services.done(principal, replace(sent, at=clock.now()))  # a phone reckons anew when it was
    assert Act.objects.filter(drill_id=made.pk, what="done").count() == 1
    with pytest.raises(Conflict):
        services.done(principal, said(made, code="notice"))
    with pytest.raises(Conflict):
        services.done(principal, said(made, id=sent.id, code="count"))
    services.undo(principal, said(made, code="notice", text="记错了人"))
    assert Step.objects.filter(drill_id=made.pk).count() == 0
    with pytest.raises(Invalid, match="为什么不做"):
        services.skip(principal, said(made, code="notice"))


def test_a_phone_without_network_says_when(acting: Acting, universe: Universe) -> None:
    made = running(acting, universe)
    assert made.begun_at is not None
    with pytest.raises(Invalid, match="在演练开始之后"):
        services.done(
            acting("principal"),
            said(made, code="notice", at=made.begun_at - dt.timedelta(minutes=1)),
        )
    with pytest.raises(Invalid, match="在演练开始之后"):
        services.done(
            acting("principal"), said(made, code="notice", at=clock.now() + dt.timedelta(hours=1))
        )


def test_the_rules_in_force_speak_of_made_up_pupils_alone(
    acting: Acting, universe: Universe
) -> None:
    made = running(acting, universe)
    told = queries.detail(acting("principal"), made.pk)
    assert [one.label for one in told.cases] == [
        "演练学生甲",
        "演练学生乙",
        "演练学生丙",
        "演练学生丁",
    ]
    assert told.said == ()
    for n in range(8):
        services.inject(
            acting("principal"), services.Inject(uuid7(), made.pk, f"加{n}", "RESP", "influenza", 0)
        )
    after = queries.detail(acting("principal"), made.pk)
    assert len(after.cases) == 12
    assert {one.rule_id: (one.people, one.hours) for one in after.said} == {
        "N-01a": (9, 24), "N-01b": (12, 24), "D-ILI-S": (12, None),
    }  # fmt: skip
    assert (Signal.objects.count(), Fact.objects.filter(kind__startswith="outbreaks.").count()) == (
        0,
        0,
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"label": " "}, "label"),
        ({"signs": "", "diagnosis": ""}, "signs"),
        ({"signs": "plague"}, "signs"),
        ({"onset_days": 31}, "onset_days"),
        ({"onset_days": None}, "onset_days"),
    ],
)
def test_a_made_up_pupil_needs_a_label_and_signs(
    acting: Acting, universe: Universe, given: dict[str, Any], field: str
) -> None:
    made = running(acting, universe)
    values: dict[str, Any] = {"label": "演练学生己", "signs": "GI"} | given
    with pytest.raises(Invalid) as refused:
        services.inject(acting("principal"), services.Inject(uuid7(), made.pk, **values))
    assert list(refused.value.fields) == [field]


def test_held_assessed_by_another_and_good(acting: Acting, universe: Universe) -> None:
    made = held(acting, universe)
    users = universe.users
    assert sorted(owed(made), key=str) == sorted(
        [
            ("conclude", "open", users["doctor"].pk), ("hold", "done", users["principal"].pk),
            ("take_part", "done", users["doctor"].pk), ("take_part", "done", users["principal"].pk),
            ("take_part", "done", users["teacher"].pk),
        ],
        key=str,
    )  # fmt: skip
    with pytest.raises(Invalid, match="组织演练的人不能自己评估"):
        services.conclude(
            acting("principal"), services.Conclusion(uuid7(), made.pk, "passed", "好")
        )
    with pytest.raises(Invalid, match="请写几句评估"):
        services.conclude(acting("doctor"), services.Conclusion(uuid7(), made.pk, "passed", ""))
    given = services.Conclusion(uuid7(), made.pk, "passed", "分工清楚")
    services.conclude(acting("doctor"), given)
    services.conclude(acting("doctor"), given)
    assert (row(made.pk).state, row(made.pk).verdict) == ("closed", "passed")
    stand = queries.readiness([PRIMARY, KINDERGARTEN], DAY)
    assert (stand[PRIMARY].stand, stand[PRIMARY].passed, stand[PRIMARY].last_held) == (
        "good",
        True,
        DAY,
    )
    assert stand[KINDERGARTEN].stand == "never"
    assert queries.readiness([PRIMARY], DAY + dt.timedelta(days=181))[PRIMARY].stand == "old"
    assert queries.readiness([PRIMARY], DAY - dt.timedelta(days=1))[PRIMARY].stand == "never"
    facts = Fact.objects.filter(kind="drills.concluded")
    told = [json.loads(one.body) for one in facts]
    assert [(one["in_time"], one["of"]) for one in told] == [(9, 9)]


def test_a_critical_step_left_out_leaves_only_again(acting: Acting, universe: Universe) -> None:
    made = running(acting, universe)
    principal = acting("principal")
    for step in FLU.steps[1:]:
        services.done(principal, said(made, code=step.code))
    services.end(principal, services.End(uuid7(), made.pk, 6, 0))
    with pytest.raises(Invalid, match="关键步骤没有按时做到"):
        services.conclude(acting("doctor"), services.Conclusion(uuid7(), made.pk, "passed", "好"))
    services.conclude(
        acting("doctor"), services.Conclusion(uuid7(), made.pk, "again", "晨检没有登记")
    )
    assert queries.readiness([PRIMARY], DAY)[PRIMARY].stand == "again"
    assert ("repeat", "open", universe.users["principal"].pk) in owed(made)
    assert choices.to_repeat(PRIMARY) == [(made.pk, FLU.name)]
    again = planned(acting, universe, repeats_id=made.pk)
    assert ("repeat", "done", universe.users["principal"].pk) in owed(made)
    with pytest.raises(Conflict, match="已经安排了复练"):
        planned(acting, universe, repeats_id=made.pk)
    services.cancel(acting("principal"), services.Cancel(uuid7(), again.pk, "台风"))
    assert [one for one in owed(made) if one[:2] == ("repeat", "open")] == [
        ("repeat", "open", universe.users["principal"].pk)
    ]
    assert {one[1] for one in owed(again)} == {"excused"}


def test_what_was_found_is_mended_and_seen_again(acting: Acting, universe: Universe) -> None:
    made = held(acting, universe)
    given = services.NewFinding(
        uuid7(), made.pk, "report", "报告电话抄错", "minor", universe.users["logistics"].pk
    )
    assert services.find(acting("doctor"), given) == services.find(acting("doctor"), given)
    services.conclude(acting("doctor"), services.Conclusion(uuid7(), made.pk, "passed", "好"))
    assert queries.readiness([PRIMARY], DAY)[PRIMARY].stand == "open"
    listed = findings.page_of(acting("principal"), findings.Wanted(), 0, 10)[1]
    assert [(one.list_name, one.note, one.owner) for one in listed] == [
        ("应急演练", "报告电话抄错", "后勤巳")
    ]
    shown = Evidence((Shot(jpeg(3)),))
    inspections.answer(
        acting("logistics"), inspections.Answer(uuid7(), given.id, "换了电话表", shown)
    )
    one = Finding.objects.get(pk=given.id)
    inspections.close_finding(
        acting("doctor"), inspections.Check(uuid7(), one.pk, one.steps, "看过了")
    )
    stand = queries.readiness([PRIMARY], DAY)[PRIMARY]
    assert (stand.stand, stand.findings_open) == ("good", 0)


def test_states_that_are_over_take_nothing_more(acting: Acting, universe: Universe) -> None:
    made = held(acting, universe)
    principal = acting("principal")
    later = clock.now() + dt.timedelta(days=1)
    over = pytest.raises(Conflict, match="状态已经变了")
    with over:
        services.begin(principal, said(made))
    with over:
        services.done(principal, said(made, code="notice"))
    with over:
        services.end(principal, services.End(uuid7(), made.pk, 1, 0))
    with over:
        services.cancel(principal, services.Cancel(uuid7(), made.pk, "算了"))
    with over:
        services.move(principal, services.Move(uuid7(), made.pk, later, "雨"))


def test_the_database_refuses_a_verdict_by_who_led(acting: Acting, universe: Universe) -> None:
    made = held(acting, universe)
    acting("principal")
    with pytest.raises(IntegrityError, match="drill_concluded_by_another"), transaction.atomic():
        Drill.objects.filter(pk=made.pk).update(
            state="closed", verdict="passed", concluded_by_id=made.organiser_id
        )


@pytest.mark.parametrize("staff", [None, 0, -1, 10**9])
def test_people_are_counted(acting: Acting, universe: Universe, staff: int | None) -> None:
    made = running(acting, universe)
    with pytest.raises(Invalid, match="参加人数"):
        services.end(acting("principal"), services.End(uuid7(), made.pk, staff, 0))


def test_nine_steps_ticked_at_once_are_no_drill_in_time(acting: Acting, universe: Universe) -> None:
    made = running(acting, universe)
    principal = acting("principal")
    for step in FLU.steps:
        services.done(principal, said(made, code=step.code))
    shown = queries.detail(acting("principal"), made.pk)
    assert {one.result for one in shown.steps} == {"afterwards"}
    services.end(acting("principal"), services.End(uuid7(), made.pk, 6, 0))
    found = queries.outcome_of(row(made.pk))
    assert (found.of, found.in_time, found.afterwards) == (9, 0, 9)
    with pytest.raises(Invalid, match="关键步骤没有按时做到"):
        services.conclude(acting("doctor"), services.Conclusion(uuid7(), made.pk, "passed", "好"))


def test_on_another_day_than_planned_it_is_asked(acting: Acting, universe: Universe) -> None:
    made = planned(acting, universe, planned_at=MORNING + dt.timedelta(days=2))
    with pytest.raises(Invalid, match="不是今天") as refused:
        services.begin(acting("principal"), said(made))
    assert refused.value.fields == {"sure": "day"}
    assert row(made.pk).state == "planned"
    services.begin(acting("principal"), said(made, sure=True))
    assert row(made.pk).state == "running"


def test_a_scenario_is_read_in_the_language_of_who_reads(
    acting: Acting, universe: Universe
) -> None:
    made = running(acting, universe)
    with translation.override("en"):
        shown = queries.detail(acting("principal"), made.pk)
        assert shown.scenario.name == "More flu-like illness in one class"
        assert shown.steps[0].step.words == "Morning check entered; the class adds up"
    with translation.override("zh-hant"):
        assert queries.detail(acting("principal"), made.pk).scenario.name == "一個班流感樣病例增多"
