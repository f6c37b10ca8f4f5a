"""Resting lessons: proposed, decided by named people, excused in the figures, extended, ended by decision."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    DAY,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.investigations.events import decision as judged
from tests.investigations.events import running
from tests.measures.orders import LAST, PAPER, a_proposal, decision, facts, suspension
from tests.measures.test_pages import SignedIn
from tests.outbreaks.looks import Acting
from xiaoan.directory.rules import COUNTY as COUNTY_SPAN
from xiaoan.duties.models import Duty
from xiaoan.investigations import services as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.measures import rules, services
from xiaoan.measures.queries import suspensions
from xiaoan.overview import queries as overview
from xiaoan.screening import services as screening

NEXT = DAY + dt.timedelta(days=1)


def day(n: int) -> dt.date:
    return DAY + dt.timedelta(days=n)


@pytest.mark.parametrize(
    ("since", "until", "fault"),
    [
        (-1, 3, "past"),
        (0, 0, ""),
        (1, 0, "order"),
        (0, 30, ""),
        (0, 31, "long"),
        (31, 40, ""),
        (32, 40, "far"),
    ],
)
def test_which_days_can_be(since: int, until: int, fault: str) -> None:
    assert rules.days_fault(day(since), day(until), DAY) == fault


@pytest.mark.parametrize(
    ("state", "back", "on", "rests"),
    [
        ("decided", None, -1, False), ("decided", None, 0, True), ("decided", None, 3, True),
        ("decided", None, 4, False), ("proposed", None, 1, False), ("refused", None, 1, False),
        ("reopened", 2, 1, True), ("reopened", 2, 2, False), ("reopened", 0, 0, False),
    ],
)  # fmt: skip
def test_when_lessons_rest(state: str, back: int | None, on: int, rests: bool) -> None:
    back_on = None if back is None else day(back)
    assert rules.rests(state, DAY, LAST, back_on, day(on)) is rests


def roll_calls(unit_no: int, on: dt.date = DAY) -> dict[str, str]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind="screening.rollcall", unit_no=unit_no, day=on)
    return dict(rows.values_list("slot", "state"))


def figures(on: dt.date, slot: str) -> tuple[int, int, int]:
    enter(BUILDER)
    total = overview.board(BUILDER, PRIMARY, on, slot).total
    # The county's sums, kept by facts, say the same as the classes.
    rows = overview.board(BUILDER, TOWN, on, slot).rows
    (summed,) = [one.figures for one in rows if one.place.no == PRIMARY]
    assert (summed.classes_due, summed.classes_excused) == (
        total.classes_due, total.classes_excused,
    )  # fmt: skip
    return total.classes_due, total.classes_excused, total.enrolled_due + total.enrolled_excused


def open_day(on: dt.date) -> None:
    with acting_as(BUILDER):
        screening.open_day(BUILDER, on, (COUNTY, COUNTY + COUNTY_SPAN))


def test_a_proposal_changes_nothing(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    before = roll_calls(CLASS_11)
    given = a_proposal(event_id)
    assert services.propose(acting("doctor"), given) == given.id
    assert services.propose(acting("doctor"), given) == given.id
    assert (facts(), roll_calls(CLASS_11)) == (["suspension_proposed"], before)
    assert suspensions.waiting(acting("officer")) == 1
    assert suspensions.waiting(acting("principal")) == 0


def test_decided_it_is_excused_today_and_as_each_day_opens(
    acting: Acting, universe: Universe
) -> None:
    event_id = running(acting, universe)
    found = services.propose(acting("principal"), a_proposal(event_id, CLASS_11))
    due, excused, people = figures(DAY, "noon")
    services.decide(acting("officer"), decision(found), PAPER, DAY, LAST)
    row = suspension(found)
    assert (row.state, row.decided_by_id) == ("decided", universe.users["officer"].pk)
    # The morning was reported, and stays.
    assert roll_calls(CLASS_11) == {"morning": "done", "noon": "excused"}
    assert set(roll_calls(CLASS_12).values()) == {"open"}
    assert figures(DAY, "noon") == (due - 1, excused + 1, people)
    open_day(NEXT)
    assert set(roll_calls(CLASS_11, NEXT).values()) == {"excused"}
    assert set(roll_calls(CLASS_12, NEXT).values()) == {"open"}
    assert figures(NEXT, "morning")[1:] == (1, 30)
    open_day(day(4))
    assert set(roll_calls(CLASS_11, day(4)).values()) == {"open"}


def test_a_change_of_the_calendar_does_not_make_it_due(acting: Acting, universe: Universe) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    services.decide(acting("officer"), decision(found), PAPER, DAY, LAST)
    with acting_as(BUILDER):
        screening.follow_calendar(BUILDER, PRIMARY, DAY)
    assert roll_calls(CLASS_11)["noon"] == "excused"


def test_lessons_begin_again_from_the_next_slot(acting: Acting, universe: Universe) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    services.decide(acting("officer"), decision(found), PAPER, DAY, LAST)
    services.reopen(acting("officer"), decision(found, "连续无新病例"), DAY)
    assert roll_calls(CLASS_11) == {"morning": "done", "noon": "open"}
    assert (suspension(found).state, suspension(found).back_on) == ("reopened", DAY)
    open_day(NEXT)
    assert set(roll_calls(CLASS_11, NEXT).values()) == {"open"}
    assert facts() == ["suspension_proposed", "suspension_changed", "suspension_changed"]


def test_what_was_due_before_is_not_due_again(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    services.decide(acting("officer"), decision(found), PAPER, DAY, LAST)
    monkeypatch.setattr(clock, "now", lambda: clock.at(DAY, dt.time(20)))
    services.reopen(acting("officer"), decision(found, "连续无新病例"), DAY)
    assert roll_calls(CLASS_11)["noon"] == "excused"


def test_an_outing_stays_excused_when_lessons_begin_again(
    acting: Acting, universe: Universe
) -> None:
    event_id = running(acting, universe)
    screening.excuse_class(acting("principal"), CLASS_12, DAY, "noon", "outing", "")
    found = services.propose(acting("principal"), a_proposal(event_id, CLASS_11, CLASS_12))
    services.decide(acting("officer"), decision(found), PAPER, DAY, LAST)
    services.reopen(acting("officer"), decision(found), DAY)
    assert roll_calls(CLASS_12) == {"morning": "open", "noon": "excused"}


def test_extended(acting: Acting, universe: Universe) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    services.decide(acting("officer"), decision(found), PAPER, DAY, DAY)
    with pytest.raises(Invalid):
        services.extend(acting("officer"), decision(found), DAY)
    services.extend(acting("officer"), decision(found), NEXT)
    open_day(NEXT)
    assert set(roll_calls(CLASS_11, NEXT).values()) == {"excused"}


def test_who_decides(acting: Acting, universe: Universe) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    for name, refused in (
        ("principal", Forbidden), ("leader", Forbidden), ("liaison", Forbidden),
        ("other_principal", NotFound), ("teacher", NotFound),
    ):  # fmt: skip
        given = decision(found)
        with pytest.raises(refused):
            services.decide(acting(name), given, PAPER, DAY, LAST)
    services.refuse(acting("officer"), decision(found))
    with pytest.raises(Conflict, match="不停课"):
        services.decide(acting("officer"), decision(found), PAPER, DAY, LAST)
    assert roll_calls(CLASS_11)["noon"] == "open"


def test_nothing_without_an_assessment_and_a_reason(acting: Acting, universe: Universe) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    for paper in (
        services.Assessment("", PAPER.office, PAPER.paper_no, DAY),
        services.Assessment(PAPER.person, " ", PAPER.paper_no, DAY),
        services.Assessment(PAPER.person, PAPER.office, "", DAY),
        services.Assessment(PAPER.person, PAPER.office, PAPER.paper_no, NEXT),
    ):
        with pytest.raises(Invalid):
            services.decide(acting("officer"), decision(found), paper, DAY, LAST)
    with pytest.raises(Invalid):
        services.decide(acting("officer"), decision(found, ""), PAPER, DAY, LAST)
    assert suspension(found).state == "proposed"


def test_the_same_form_twice_and_two_at_once(acting: Acting, universe: Universe) -> None:
    found = services.propose(acting("principal"), a_proposal(running(acting, universe)))
    first, second = decision(found), decision(found, "不需要")
    services.decide(acting("officer"), first, PAPER, DAY, LAST)
    services.decide(acting("officer"), first, PAPER, DAY, LAST)
    with pytest.raises(Conflict):
        services.refuse(acting("officer"), second)
    assert suspension(found).steps == 2


def test_what_can_not_be_proposed(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    for given in (
        a_proposal(event_id, CLASS_71), a_proposal(event_id, PRIMARY),
        a_proposal(event_id, until=day(31)), a_proposal(event_id, since=day(-1)),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            services.propose(acting("doctor"), given)
    services.propose(acting("doctor"), a_proposal(event_id, CLASS_11))
    with pytest.raises(Conflict):
        services.propose(acting("doctor"), a_proposal(event_id, CLASS_11, CLASS_12))


def test_a_resting_class_keeps_the_event_open(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    found = services.propose(acting("principal"), a_proposal(event_id))
    investigations.confirm(acting("doctor"), judged(event_id), "norovirus")
    with pytest.raises(Conflict, match="停课"):
        investigations.close(acting("doctor"), judged(event_id, "结束"))
    services.withdraw_proposal(acting("doctor"), decision(found, "不再需要"))
    assert suspension(found).state == "withdrawn"


def test_the_same_form_with_other_content_is_refused(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    proposal = a_proposal(event_id)
    found = services.propose(acting("principal"), proposal)
    assert services.propose(acting("principal"), proposal) == found
    for proposed in (
        replace(proposal, until=day(2)), replace(proposal, reason="别的"),
        replace(proposal, class_nos=(CLASS_11, CLASS_12)),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="这次的内容不一样"):
            services.propose(acting("principal"), proposed)
    given = decision(found)
    services.decide(acting("officer"), given, PAPER, DAY, LAST)
    other_paper = replace(PAPER, paper_no="青疾控评〔2026〕8号")
    for reason, paper, until in (
        ("别的", PAPER, LAST), (given.reason, other_paper, LAST), (given.reason, PAPER, day(2)),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="这次的内容不一样"):
            services.decide(acting("officer"), replace(given, reason=reason), paper, DAY, until)
    back = decision(found)
    services.reopen(acting("officer"), back, DAY)
    services.reopen(acting("officer"), back, DAY)
    with pytest.raises(Conflict, match="这次的内容不一样"):
        services.reopen(acting("officer"), back, day(1))


def test_a_day_of_the_year_9999_is_refused_at_its_field(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    client = signed_in("principal")
    sent = {
        "propose-step_id": str(uuid7()), "propose-classes": [str(CLASS_11)],
        "propose-since": "9999-12-01", "propose-until": "9999-12-31", "propose-reason": "一天新增 5 例",
    }  # fmt: skip
    page = client.post(f"/measures/events/{event_id}/?act=propose", sent)
    said = "停课的开始日期最晚在今天之后 31 天,请核对年份。"
    assert (page.status_code, page.context["errors"]) == (422, [said])
    fields = {one["name"]: one["error"] for one in page.context["propose"]}
    assert fields["propose-since"] == said
    page = client.post(
        f"/measures/events/{event_id}/?act=propose", sent | {"propose-since": DAY.isoformat()}
    )
    assert (page.status_code, page.context["errors"]) == (
        422, ["一次停课不超过 31 天,需要更久请到时延长。"],
    )  # fmt: skip


def test_a_class_named_twice_rests_once(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    found = services.propose(acting("principal"), a_proposal(event_id, CLASS_11, CLASS_11))
    row = suspension(found)
    assert (row.class_nos, row.unit_no) == ([CLASS_11], CLASS_11)


def test_a_class_rests_by_one_suspension_at_a_time(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    one = services.propose(acting("principal"), a_proposal(event_id, CLASS_11, CLASS_12))
    services.decide(acting("officer"), decision(one), PAPER, DAY, LAST)
    said = (
        "一年级1班在 2026-11-23 至 2026-11-26 已经停课,日子有重叠。要停得更久,请教育局延长那一份。"
    )
    with pytest.raises(Conflict) as refused:
        services.propose(acting("principal"), a_proposal(event_id, since=LAST, until=day(6)))
    assert str(refused.value) == said
    # Afterwards it may be proposed; but not decided over the first, nor the first extended over it.
    two = services.propose(acting("principal"), a_proposal(event_id, since=day(4), until=day(6)))
    with pytest.raises(Conflict, match="日子有重叠"):
        services.decide(acting("officer"), decision(two), PAPER, day(3), day(6))
    services.decide(acting("officer"), decision(two), PAPER, day(4), day(6))
    with pytest.raises(Conflict, match="日子有重叠"):
        services.extend(acting("officer"), decision(one), day(5))
    # Reopened early, the days after are free again.
    services.reopen(acting("officer"), decision(two), day(5))
    assert suspensions.overlapping(PRIMARY, [CLASS_11], day(5), day(9)) is None
    services.propose(acting("principal"), a_proposal(event_id, since=day(5), until=day(9)))


def test_days_that_really_rested(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    found = services.propose(acting("principal"), a_proposal(event_id, until=day(7)))
    services.decide(acting("officer"), decision(found), PAPER, DAY, day(7))
    row, _steps = suspensions.one(acting("officer"), found)
    # Monday to Monday: eight days, two of them the weekend.
    assert (row.last, row.days, row.school_days) == (day(7), 8, 6)
    services.reopen(acting("officer"), decision(found), day(3))
    row, _steps = suspensions.one(acting("officer"), found)
    assert (row.last, row.days, row.school_days, row.until) == (day(2), 3, 3, day(7))
    assert rules.rest_days(DAY, LAST, DAY) == 0
