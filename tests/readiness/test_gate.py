"""A school from blocked to opened: what keeps it, its own check, inspection, mending, decision; and back."""

import datetime as dt

import pytest
import time_machine

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.readiness.schools import (
    MEMBERS,
    SHOWN,
    Acting,
    checked,
    opened,
    ready,
    short_pack,
    visited,
)
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.readiness import services
from xiaoan.readiness.models import Cell, Decision, Finding, Standing, Statement, Turn
from xiaoan.readiness.queries import gates


def gate() -> gates.Reckoned:
    enter(BUILDER)
    found = gates.one(PRIMARY)
    assert found is not None
    return found


def kept() -> Standing:
    enter(BUILDER)
    return Standing.objects.get(pk=PRIMARY)


def owed(kind: str) -> list[Duty]:
    enter(BUILDER)
    return list(Duty.objects.filter(kind=kind, state="open"))


def test_by_the_shipped_pack_a_school_without_records_stays_closed(
    universe: Universe, db: None
) -> None:
    found = gate()
    assert found.gate.state in ("blocked", "unknown")
    assert {"roll", "plan", "drill", "arrivals"} <= set(found.gate.unknown)
    states = {one.item.code: one.result.state for one in found.lines}
    assert states["no_event"] == "pass"
    assert "beds" not in states


def test_a_blocked_school_is_mended_and_opened(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    short_pack()
    for code in ("hospital", "canteen"):
        checked(acting, code)
    visited(acting, bad="canteen")
    found = gate()
    assert (found.gate.state, found.gate.failed) == ("blocked", ("canteen",))
    given = services.Ask(uuid7(), PRIMARY, "open", DAY, "科长")
    with pytest.raises(Conflict, match="1 条必须的条件不符合"):
        services.ask(acting("officer"), given)
    row = Finding.objects.get()
    # Five days of school from Monday on: the Monday after.
    assert row.due_at == clock.at(DAY + dt.timedelta(days=7), dt.time(18))
    (duty,) = owed("readiness.mend")
    assert duty.assignee_id == universe.users["principal"].pk
    with pytest.raises(Invalid, match="照片"):
        services.mend(acting("principal"), services.Told(uuid7(), row.pk, "换了消毒柜"))
    services.mend(acting("principal"), services.Told(uuid7(), row.pk, "换了消毒柜", SHOWN))
    assert owed("readiness.mend") == []
    (again,) = owed("readiness.recheck")
    assert again.assignee_id == universe.users["liaison"].pk
    assert gate().gate.state == "blocked"
    morning.shift(dt.timedelta(hours=1))
    services.recheck(acting("liaison"), services.Told(uuid7(), row.pk, "看过"), good=True)
    assert gate().gate.state == "may_open"
    decision = opened(acting)
    told = Decision.objects.get(pk=decision)
    assert (told.state, kept().gate, kept().opened_on) == ("signed", "open", DAY)
    assert [one["code"] for one in told.frozen["items"]] == [one.item.code for one in gate().lines]
    assert {one["result"]["state"] for one in told.frozen["items"] if one["hard"]} == {"pass"}


def test_evidence_taken_back_after_opening_shows_and_is_owed(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    ready(acting)
    decision = opened(acting)
    frozen = Decision.objects.get(pk=decision).frozen
    morning.shift(dt.timedelta(hours=2))
    said = Statement.objects.get(item="hospital", kind="self")
    services.withdraw(acting("principal"), uuid7(), said.pk, "联系单过期")
    row = kept()
    assert (row.gate, row.unknown, row.broken_since) == ("broken", ["hospital"], clock.now())
    (duty,) = owed("readiness.broken")
    assert duty.assignee_id == universe.users["principal"].pk
    # What was decided says what it said.
    assert Decision.objects.get(pk=decision).frozen == frozen
    assert [(one.was, one.state) for one in Turn.objects.filter(item="hospital")][-1] == (
        "pass", "unknown",
    )  # fmt: skip
    checked(acting, "hospital")
    assert (kept().gate, owed("readiness.broken")) == ("open", [])


def test_two_people_and_none_of_the_school(acting: Acting) -> None:
    ready(acting)
    given = services.Ask(uuid7(), PRIMARY, "open", DAY, "科长")
    for name in ("principal", "liaison"):
        with pytest.raises(Forbidden):
            services.ask(acting(name), given)
    with pytest.raises(NotFound):
        services.ask(acting("guardian"), given)
    decision = services.ask(acting("officer"), given)
    assert services.ask(acting("officer"), given) == decision
    with pytest.raises(Forbidden, match="另一个人"):
        services.sign(acting("officer"), uuid7(), decision, "科长")
    said = Statement.objects.filter(item="hospital", kind="joint").latest("at")
    services.withdraw(acting("liaison"), uuid7(), said.pk, "记错学校")
    with pytest.raises(Conflict, match="不能决定开学"):
        services.sign(acting("leader"), uuid7(), decision, "副县长")
    with pytest.raises(Invalid, match="不同意的原因"):
        services.refuse(acting("leader"), uuid7(), decision, " ")
    services.refuse(acting("leader"), uuid7(), decision, "有一条撤回了")
    assert kept().gate == "unknown"


def test_an_override_is_named_reasoned_and_stays(acting: Acting) -> None:
    short_pack()
    officer = acting("officer")
    with pytest.raises(Invalid, match="理由"):
        services.ask(officer, services.Ask(uuid7(), PRIMARY, "override", DAY, "科长"))
    decision = opened(acting, "override", "高三先返校,食堂停用")
    row = Decision.objects.get(pk=decision)
    assert row.accepted == ["canteen", "hospital"]
    assert (kept().gate, kept().kind) == ("open", "override")
    services.ask(acting("officer"), services.Ask(uuid7(), PRIMARY, "close", DAY, "科长", "停课"))


def test_no_hand_ticks_what_is_reckoned(acting: Acting) -> None:
    short_pack()
    for code in ("level", "no_event", "findings", "calendar"):
        with pytest.raises(Forbidden, match="不能手工勾选"):
            checked(acting, code)
    visit = services.begin(acting("liaison"), services.Begin(uuid7(), PRIMARY, MEMBERS))
    with pytest.raises(Forbidden, match="不能手工勾选"):
        services.mark(acting("liaison"), services.Mark(uuid7(), visit, "level", "ok"))
    with pytest.raises(Invalid, match="还有 3 项没有查"):
        services.close(acting("liaison"), uuid7(), visit)


def test_an_inspection_names_all_three_sides(acting: Acting) -> None:
    short_pack()
    with pytest.raises(Invalid, match="三方") as refused:
        services.begin(acting("liaison"), services.Begin(uuid7(), PRIMARY, MEMBERS[:1]))
    assert refused.value.fields == {"members-health": "missing", "members-market": "missing"}


def test_what_is_kept_is_what_is_reckoned(acting: Acting) -> None:
    ready(acting)
    enter(BUILDER)
    services.refresh()
    for one in gates.reckon(gates.schools()):
        row = Standing.objects.get(pk=one.school.no)
        assert (row.gate, tuple(row.failed), tuple(row.unknown), tuple(row.soft)) == (
            one.gate.state, one.gate.failed, one.gate.unknown, one.gate.soft,
        )  # fmt: skip
        cells = {
            cell.item: (cell.state, cell.code, cell.num, cell.den, cell.day)
            for cell in Cell.objects.filter(unit_no=one.school.no)
        }
        assert cells == {
            line.item.code: (
                line.result.state, line.result.code, line.result.num, line.result.den, line.result.day,
            )
            for line in one.lines
        }  # fmt: skip
    assert services.refresh() == 0


def test_alone_and_among_all_a_school_stands_the_same(universe: Universe, db: None) -> None:
    enter(BUILDER)
    for one in gates.reckon(gates.schools()):
        alone = gates.one(one.school.no)
        assert alone is not None
        assert alone.lines == one.lines
