"""A township hands its part on; a directive is changed, withdrawn and closed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import (
    BUILDER,
    COUNTY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
)
from tests.directives.states import (
    DUE,
    a_check,
    a_report,
    a_task,
    done,
    facts,
    issued,
    owed,
    part,
)
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Directive, Target
from xiaoan.directives.queries import register
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

DAY = dt.timedelta(days=1)


def split_up(
    acting: Acting, universe: Universe, parts: int = 2, **other: Any
) -> tuple[Target, Target]:
    """The township's part of a directive, and that of its primary school."""
    found = issued(acting, universe, 2, level="township")
    given = a_task(universe, found, "liaison", **{"units": (TOWN,), **other})
    town = part(found, TOWN)
    services.split(acting("liaison"), services.Split(town.pk, given, parts))
    return town, part(found, PRIMARY)


def test_a_township_hands_its_part_on(acting: Acting, universe: Universe) -> None:
    town, school = split_up(acting, universe)
    assert (school.parent_id, school.check_unit) == (town.pk, TOWN)
    assert owed(town.pk) == [
        ("township_acknowledge", TOWN, "done", False), ("township_carry_out", TOWN, "open", False),
    ]  # fmt: skip
    with pytest.raises(Conflict, match="分解"):
        services.report(acting("liaison"), a_report(town))
    row = part(town.directive_id, TOWN)
    assert (row.state, row.is_split) == ("open", True)


def test_the_state_of_a_part_follows_its_schools(acting: Acting, universe: Universe) -> None:
    town, school = split_up(acting, universe)
    found = town.directive_id
    services.report(acting("principal"), a_report(school, "doing"))
    assert part(found, TOWN).state == "doing"
    services.report(acting("principal"), a_report(school))
    services.accept(acting("liaison"), a_check(found, PRIMARY))
    assert part(found, TOWN).state == "doing"
    services.let_off(acting("liaison"), a_check(found, KINDERGARTEN, "已停办"))
    row = part(found, TOWN)
    assert (row.state, row.done_at, row.late) == ("done", MORNING, False)
    assert owed(town.pk)[1] == ("township_carry_out", TOWN, "done", False)
    with pytest.raises(Invalid) as refused:
        services.give_back(acting("officer"), a_check(found, TOWN, "实验小学材料不全"))
    assert refused.value.fields == {"children": "missing"}
    services.give_back(
        acting("officer"), a_check(found, TOWN, "实验小学材料不全", children=(school.pk,))
    )
    assert [part(found, no).state for no in (TOWN, PRIMARY, KINDERGARTEN)] == [
        "doing", "doing", "let_off",
    ]  # fmt: skip
    done(acting, found, PRIMARY)
    services.accept(acting("liaison"), a_check(found, PRIMARY))
    services.accept(acting("officer"), a_check(found, TOWN))
    assert part(found, TOWN).state == "accepted"


def test_a_task_is_counted_with_what_was_made_of_it(acting: Acting, universe: Universe) -> None:
    """Two schools of the township that handed it on, and the township that did not."""
    town, school = split_up(acting, universe)
    services.acknowledge(acting("principal"), school.pk)
    officer = acting("officer")
    only = register.tasks_of(officer, register.head(officer, town.directive_id))[0]
    assert (only.counts["parts"], only.counts["acked"]) == (3, 1)
    principal = acting("principal")
    own = register.tasks_of(principal, register.head(principal, town.directive_id))
    assert [(one.text, one.counts["parts"]) for one in own] == [("开展通风消毒自查", 1)]


def test_a_township_let_off_lets_its_schools_off(acting: Acting, universe: Universe) -> None:
    town, _school = split_up(acting, universe)
    services.let_off(acting("officer"), a_check(town.directive_id, TOWN, "不涉及"))
    found = [part(town.directive_id, no).state for no in (TOWN, PRIMARY, KINDERGARTEN, RIVER)]
    assert found == ["let_off", "let_off", "let_off", "open"]


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("due_at", DUE + DAY, {"due_at": "after_parent"}),
        ("units", (RIVER,), {"units": "unknown"}),
        ("units", (COUNTY,), {"units": "unknown"}),
        ("level", "township", {"level": "unknown"}),
    ],
)
def test_what_is_no_handing_on(
    acting: Acting, universe: Universe, field: str, value: Any, fault: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        split_up(acting, universe, **{field: value})
    assert refused.value.fields == fault


def test_only_the_township_itself_hands_on(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe, 2, level="township")
    town = part(found, TOWN)
    for who, refused in (
        ("officer", Forbidden),
        ("other_liaison", NotFound),
        ("principal", NotFound),
    ):
        given = services.Split(town.pk, a_task(universe, found, "liaison", units=(TOWN,)), 2)
        with pytest.raises(refused):
            services.split(acting(who), given)


def test_changed_after_it_was_issued(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    row = part(found, PRIMARY)
    services.acknowledge(acting("principal"), row.pk)
    given = services.Change(uuid7(), found, 1, "冬季传染病防控", "二、再开展一次。", "补充要求")
    assert [services.change(acting("officer"), given) for _again in range(2)] == [2, 2]
    with pytest.raises(Conflict):
        services.change(acting("officer"), services.Change(uuid7(), found, 1, "标题", "文", "理由"))
    assert [line[2] for line in owed(row.pk)] == ["done", "open", "open"]
    assert [line[2] for line in owed(part(found, JUNIOR).pk)] == ["open", "open"]
    services.acknowledge(acting("principal"), row.pk)
    row = part(found, PRIMARY)
    assert (row.seen_version, row.acked_at) == (2, MORNING)
    assert [line[2] for line in owed(row.pk)] == ["done", "done", "open"]


def test_withdrawn_is_owed_no_more_and_told(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    services.acknowledge(acting("principal"), part(found, PRIMARY).pk)
    given = services.End(uuid7(), found, "上级已撤")
    services.withdraw(acting("officer"), given)
    services.withdraw(acting("officer"), given)
    assert {part(found, no).state for no in (PRIMARY, JUNIOR, KINDERGARTEN)} == {"withdrawn"}
    assert [line[2] for line in owed(part(found, PRIMARY).pk)] == ["done", "open", "excused"]
    with pytest.raises(Conflict):
        services.report(acting("principal"), a_report(part(found, PRIMARY)))
    services.acknowledge(acting("principal"), part(found, PRIMARY).pk)
    assert [line[2] for line in owed(part(found, PRIMARY).pk)] == ["done", "done", "excused"]


def test_closed_when_every_part_is_settled(
    acting: Acting, universe: Universe, later: Callable[[dt.timedelta], None]
) -> None:
    found = issued(acting, universe)
    services.acknowledge(acting("principal"), part(found, PRIMARY).pk)
    later(8 * DAY)
    done(acting, found, PRIMARY)
    services.accept(acting("officer"), a_check(found, PRIMARY))
    services.let_off(acting("officer"), a_check(found, JUNIOR, "停办"))
    given = services.End(uuid7(), found, "全部完成")
    with pytest.raises(Conflict, match="1 份"):
        services.close(acting("officer"), given)
    services.let_off(acting("officer"), a_check(found, KINDERGARTEN, "停办"))
    services.close(acting("officer"), given)
    services.close(acting("officer"), given)
    enter(BUILDER)
    row = Directive.objects.get(pk=found)
    assert (row.state, row.ended_by_id) == ("closed", universe.users["officer"].pk)
    assert {k: v for k, v in row.summary.items() if v} == {
        "parts": 3, "asked": 1, "acked_in_time": 1, "accepted": 1, "late": 1, "let_off": 2,
    }  # fmt: skip
    assert facts().count("ended") == 1
    with pytest.raises(Conflict):
        services.report(acting("principal"), a_report(part(found, PRIMARY)))


def test_what_a_township_does_not_acknowledge_goes_to_the_bureau(
    acting: Acting, universe: Universe, later: Callable[[dt.timedelta], None]
) -> None:
    row = part(issued(acting, universe, 2, level="township"), TOWN)
    later(DAY + dt.timedelta(minutes=31))
    enter(BUILDER)
    duties.escalate(BUILDER)
    told = Step.objects.filter(duty_id__in=Duty.objects.filter(about_id=row.pk).values("id"))
    assert list(told.values_list("role", "recipient_ids")) == [
        ("bureau_officer", [universe.users["officer"].pk])
    ]
