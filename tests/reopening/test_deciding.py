"""Proposing and deciding opening dates: two people, versions, facts, faults at their fields."""

import datetime as dt
import json

import pytest
import time_machine

from tests.builders import (
    BUILDER,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.outbreaks.looks import Acting
from tests.reopening.states import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    a_proposal,
    decided,
    line,
    proposed,
)
from xiaoan.directory import services as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.reopening import queries, services
from xiaoan.reopening.models import Opening, Proposal


def held(school_no: int, day: dt.date | None = None) -> list[tuple[str, dt.date | None, bool]]:
    """(stage, day, is_own) of each stage of a school."""
    enter(BUILDER)
    return [
        (one.stage.code, one.opening.day if one.opening else None, one.is_own)
        for one in queries.opening_of(school_no, day)
    ]


def facts() -> list[tuple[str, int, dict[str, object]]]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="reopening.").order_by("school_id", "n")
    return [(row.kind, row.unit_no, json.loads(row.body)) for row in rows]


def test_nothing_holds_before_the_second_person(acting: Acting) -> None:
    pk = proposed(acting)
    assert held(PRIMARY) == [("primary_final", None, False), ("primary", None, False)]
    assert queries.openings() == ()
    assert services.decide(acting("leader"), uuid7(), pk) == 1
    assert held(PRIMARY) == [("primary_final", MONDAY, False), ("primary", MONDAY, True)]
    assert held(KINDERGARTEN) == [("kindergarten", None, False)]
    (one,) = queries.openings()
    assert (one.place_no, one.stage, one.no, one.what, one.day) == (
        COUNTY, "primary", 1, "date", MONDAY,
    )  # fmt: skip
    assert [kind for kind, *_ in facts()] == [
        "reopening.proposed", "reopening.settled", "reopening.decided",
    ]  # fmt: skip
    assert facts()[-1][1:] == (
        COUNTY,
        {
            "opening_id": str(one.id), "stage": "primary", "no": 1, "what": "date",
            "day": MONDAY.isoformat(), "moved_from": None,
        },
    )  # fmt: skip


def test_who_proposed_does_not_decide_and_only_the_leader_does(
    acting: Acting, universe: Universe
) -> None:
    pk = proposed(acting)
    with pytest.raises(Forbidden):
        services.decide(acting("officer"), uuid7(), pk)
    for name in ("liaison", "principal"):
        with pytest.raises(NotFound):
            services.decide(acting(name), uuid7(), pk)
        with pytest.raises(NotFound):
            services.propose(acting(name), a_proposal())
    with pytest.raises(Forbidden):
        services.propose(acting("leader"), a_proposal())


def test_the_same_form_twice_is_one_act(acting: Acting) -> None:
    new = a_proposal()
    assert services.propose(acting("officer"), new) == services.propose(acting("officer"), new)
    with pytest.raises(Conflict):
        services.propose(acting("officer"), a_proposal(id=new.id, note="别的"))
    form = uuid7()
    assert services.decide(acting("leader"), form, new.id) == 1
    assert services.decide(acting("leader"), form, new.id) == 1
    with pytest.raises(Conflict):
        services.decide(acting("leader"), uuid7(), new.id)
    enter(BUILDER)
    assert (Proposal.objects.count(), Opening.objects.count()) == (1, 1)


def test_moved_held_and_dated_again_keeps_every_version(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    decided(acting)
    morning.move_to(MORNING + dt.timedelta(hours=1))
    decided(acting, line("primary", THURSDAY, base=1))
    morning.move_to(MORNING + dt.timedelta(days=1))
    decided(acting, line("primary", None, base=2))
    decided(acting, line("primary", MONDAY + dt.timedelta(days=7), base=3))
    enter(BUILDER)
    found = [(one.no, one.what, one.day, one.moved_from) for one in queries.versions()]
    assert found == [
        (1, "date", MONDAY, None), (2, "date", THURSDAY, MONDAY), (3, "held", None, THURSDAY),
        (4, "date", MONDAY + dt.timedelta(days=7), THURSDAY),
    ]  # fmt: skip
    assert held(PRIMARY, DAY)[1] == ("primary", THURSDAY, True)
    assert held(PRIMARY, DAY - dt.timedelta(days=1))[1] == ("primary", None, False)


def test_the_nearest_decision_holds_and_can_be_lifted(acting: Acting) -> None:
    decided(acting, line("junior", MONDAY), line("junior_final", TUESDAY))
    assert held(JUNIOR) == [("junior_final", TUESDAY, True), ("junior", MONDAY, True)]
    decided(acting, line("junior", THURSDAY, JUNIOR))
    # The school is later as a whole: its final year too, which has no date of its own there.
    assert held(JUNIOR) == [("junior_final", THURSDAY, False), ("junior", THURSDAY, True)]
    decided(acting, line("junior", None, JUNIOR, 1, "lifted"))
    assert held(JUNIOR) == [("junior_final", TUESDAY, True), ("junior", MONDAY, True)]
    assert len(queries.openings()) == 2


def fault(acting: Acting, *lines: object, **other: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        services.propose(acting("officer"), a_proposal(*lines, **other))  # type: ignore[arg-type]  # faulty on purpose
    return refused.value.fields


def test_a_day_without_school_is_a_sentence_at_the_day(acting: Acting) -> None:
    saturday = DAY + dt.timedelta(days=5)
    assert fault(acting, line("primary", saturday)) == {
        "day-primary": "2026-11-28 在青禾县的校历上不上课(周末)。"
        "下一个上学日是 2026-11-30;要在当天开学,请先改校历。"
    }
    enter(BUILDER)
    directory.set_calendar_day(BUILDER, PRIMARY, MONDAY, False, "校运会")
    assert fault(acting, line("primary", MONDAY, PRIMARY)) == {
        "day-primary": "2026-11-30 在实验小学的校历上不上课(校运会)。"
        "下一个上学日是 2026-12-01;要在当天开学,请先改校历。"
    }
    assert proposed(acting, line("primary", MONDAY))
    far = dt.date(2027, 3, 1)
    assert fault(acting, line("primary", far)) == {
        "day-primary": "2027-03-01 在青禾县的校历上不上课(假期)。请先在校历里设好学期或上课日,再定开学时间。"
    }


def test_every_fault_is_said_at_its_field(acting: Acting) -> None:
    yesterday = DAY - dt.timedelta(days=3)
    found = fault(
        acting,
        line("primary", yesterday),
        line("kindergarten", dt.date(2029, 3, 1)),
        line("junior", MONDAY, PRIMARY),
        line("senior", None),
        line("nonsense", MONDAY),
        document=" ",
        note="字" * 501,
        directive_id=uuid7(),
    )
    assert found == {
        "day-primary": "2026-11-20 已经过去。请填今天或以后的日期。",
        "day-kindergarten": "2029-03-01 太远了。请核对年份。",
        "day-junior": "实验小学没有初中。请不要选这所学校,或者不填这个学段。",
        "what-senior": "青禾县的高中还没有定过,不用暂缓或取消。",
        "day-nonsense": "没有这个学段。请从表里选。",
        "document": "请填写。",
        "note": "写了 501 个字,最多 500 个字。请删短。",
        "directive_id": "没有这份督办件,或者还没有下发。请从列表中选。",
    }
    assert fault(acting, lines=()) == {
        "lines": "还没有填任何学段。请至少给一个学段填日期或选暂缓。"
    }
    nowhere = "没有这个单位。请刷新后重新选择。"
    assert fault(acting, line("primary", MONDAY, 2 * COUNTY - 4096)) == {"day-primary": nowhere}
    assert fault(acting, line("primary", MONDAY, 2 * COUNTY)) == {"lines": nowhere}


def test_a_change_needs_a_reason_and_what_was_looked_at(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    decided(acting)
    assert fault(acting, line("primary", THURSDAY, base=1), reason="") == {
        "reason": "这次改动了已经公布的时间或暂缓开学。请写明原因,会一起公布。"
    }
    assert fault(acting, line("primary", MONDAY, base=1)) == {
        "day-primary": "青禾县的小学现在就是这样,没有改变。"
    }
    assert fault(acting, line("primary", THURSDAY)) == {
        "day-primary": "青禾县的小学已在 2026-11-23 07:30 决定为“2026-11-30”。请按现在的情况重新填写。"
    }
    assert fault(acting, line("primary", None, base=1, what="lifted")) == {
        "what-primary": "全县的时间不能“随上级”。要撤下日期,请选“暂缓,日期另行通知”。"
    }


def test_what_was_decided_since_is_not_decided_over(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    first, second = proposed(acting), proposed(acting, line("primary", THURSDAY))
    services.decide(acting("leader"), uuid7(), second)
    with pytest.raises(Conflict, match="已在 2026-11-23 07:30 决定为“2026-12-03”"):
        services.decide(acting("leader"), uuid7(), first)
    third = proposed(acting, line("kindergarten", TUESDAY))
    morning.move_to(MORNING + dt.timedelta(days=9))
    with pytest.raises(Conflict, match="2026-12-01 已经过去"):
        services.decide(acting("leader"), uuid7(), third)
    enter(BUILDER)
    assert Opening.objects.count() == 1


def test_refused_with_a_reason_or_taken_back(acting: Acting) -> None:
    first, second = proposed(acting), proposed(acting, line("kindergarten", MONDAY))
    with pytest.raises(Invalid) as refused:
        services.refuse(acting("leader"), uuid7(), first, "  ")
    assert refused.value.fields == {"why": "请填写。"}
    services.refuse(acting("leader"), uuid7(), first, "再等一周")
    services.take_back(acting("officer"), uuid7(), second)
    with pytest.raises(Conflict):
        services.decide(acting("leader"), uuid7(), second)
    enter(BUILDER)
    found = Proposal.objects.values_list("id", "state", "settled_why")
    assert set(found) == {(first, "refused", "再等一周"), (second, "dropped", "")}
    assert queries.openings() == ()


def test_a_look_says_what_changes_and_writes_nothing(acting: Acting) -> None:
    decided(acting, line("primary", MONDAY), line("primary", TUESDAY, PRIMARY))
    enter(BUILDER)
    directory.set_calendar_day(BUILDER, TOWN, THURSDAY, False, "停水")
    new = a_proposal(line("primary", THURSDAY, base=1), line("kindergarten", None, TOWN))
    first, second = services.look(acting("officer"), new)
    assert (first.schools, first.elsewhere, first.closed) == (1, 1, 1)
    assert first.before is not None
    assert first.before.day == MONDAY
    assert (second.schools, second.elsewhere, second.before) == (1, 0, None)
    enter(BUILDER)
    assert Proposal.objects.count() == 1
