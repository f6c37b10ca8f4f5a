"""Which reports an event owes, by when; what its further signals, its merging and its end do to them."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from tests.duties.evidence import put
from tests.investigations.events import decision
from tests.outbreaks.looks import Acting, look, report
from tests.statutory.owed import BUREAU, CDC, event_of, facts, first, reports, sending, settle
from xiaoan.duties.models import Duty
from xiaoan.investigations import services as investigations
from xiaoan.investigations.models import Event
from xiaoan.kernel import clock
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.outbreaks.models import Signal
from xiaoan.statutory import services as statutory
from xiaoan.statutory.models import Report

HOUR = dt.timedelta(hours=1)


def duties() -> list[tuple[dt.datetime, str, object, object]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind="statutory.report").order_by("due_at", "opened_at")
    return [(row.due_at, row.state, row.assignee_id, row.deputy_id) for row in rows]


def shapes() -> list[tuple[str, str, str]]:
    return [(row.kind, row.recipient, row.state) for row in reports()]


def test_a_signal_makes_its_reports_due_at_once(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    enter(BUILDER)
    signal = Signal.objects.get()
    due = signal.raised_at + 24 * HOUR
    assert [
        (row.recipient, row.kind, row.rule, row.rule_status, row.ours, row.began_at, row.due_at)
        for row in reports()
    ] == [(to, "first", "N-01a", "confirmed", False, signal.raised_at, due) for to in (CDC, BUREAU)]
    # The school doctor reports, the principal stands in.
    named = (universe.users["doctor"].pk, universe.users["principal"].pk)
    assert duties() == [(due, "open", *named)] * 2
    assert facts() == ["report_fell_due", "report_fell_due"]


def test_a_further_signal_tightens_and_never_loosens(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    event = event_of(acting, universe)
    before = first().due_at
    at("2026-11-23T09:00:00+08:00")
    # A looser clock: a second signal an hour later.
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, 5, base=1, reason="又有两人")
    look(CLASS_11)
    enter(BUILDER)
    assert Signal.objects.count() == 2
    assert first().due_at == before
    assert [row[0] for row in duties()] == [before, before]
    # A stricter one: the county's rules shorten it.
    Signal.objects.filter(rule="N-01b").update(deadline_at=clock.now() + 2 * HOUR)
    statutory.begin(BUILDER, event)
    tight = Signal.objects.get(rule="N-01b").deadline_at
    assert [(row.due_at, row.rule) for row in reports()] == [(tight, "N-01b")] * 2
    assert [row[0] for row in duties()] == [tight, tight]
    assert facts()[2:] == ["report_tightened", "report_tightened"]
    statutory.begin(BUILDER, event)
    assert len(facts()) == 4


def test_what_has_been_sent_is_not_due_earlier_afterwards(
    acting: Acting, universe: Universe
) -> None:
    event = event_of(acting, universe)
    doctor = acting("doctor")
    statutory.send(doctor, sending(doctor, first().pk))
    enter(BUILDER)
    Signal.objects.update(deadline_at=clock.now() + HOUR)
    statutory.begin(BUILDER, event)
    assert (first().late, first().state) == (False, "sent")
    assert first(BUREAU).due_at == Signal.objects.get().deadline_at


def test_a_withdrawn_signal_leaves_the_report_owed(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    report(acting, universe, "teacher", CLASS_11, 1, base=1, reason="点错了")
    look(CLASS_11)
    assert shapes() == [("first", CDC, "due"), ("first", BUREAU, "due")]
    doctor = acting("doctor")
    statutory.waive(doctor, first().pk, "点错了名,无人呕吐")
    row = first()
    assert (row.state, row.why, row.decided_by_id) == (
        "waived", "点错了名,无人呕吐", universe.users["doctor"].pk,
    )  # fmt: skip
    assert sorted(row[1] for row in duties()) == ["excused", "open"]


def test_progress_is_owed_each_day_after_the_first_report(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    event_of(acting, universe)
    doctor = acting("doctor")
    statutory.send(doctor, sending(doctor, first().pk))
    tomorrow = DAY + dt.timedelta(days=1)
    with acting_as(BUILDER) as system:
        assert statutory.progress_today(system, DAY) == 0
    at("2026-11-24T08:00:00+08:00")
    for wanted in (1, 0):
        with acting_as(BUILDER) as system:
            assert statutory.progress_today(system, tomorrow) == wanted
    (row,) = [one for one in reports() if one.kind == "progress"]
    assert (row.recipient, row.day, row.ours) == (CDC, tomorrow, True)
    assert row.due_at == clock.at(tomorrow, dt.time(17))


def test_closing_owes_a_closing_report_and_ends_the_progress(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    event = event_of(acting, universe)
    doctor = acting("doctor")
    statutory.send(doctor, sending(doctor, first().pk))
    investigations.confirm(acting("principal"), decision(event), "")
    at("2026-11-24T08:00:00+08:00")
    with acting_as(BUILDER) as system:
        statutory.progress_today(system, DAY + dt.timedelta(days=1))
    enter(BUILDER)
    Event.objects.filter(pk=event).update(state="closed", closed_at=clock.now())
    settle(event)
    settle(event)
    assert shapes() == [
        ("closing", CDC, "due"), ("closing", BUREAU, "due"), ("first", CDC, "sent"),
        ("first", BUREAU, "due"), ("progress", CDC, "replaced"),
    ]  # fmt: skip
    closing = reports()[0]
    assert closing.due_at - closing.began_at == 24 * HOUR
    with acting_as(BUILDER) as system:
        assert statutory.progress_today(system, DAY + dt.timedelta(days=2)) == 0


def test_closed_again_on_the_same_day_it_owes_its_closing_report_again(
    acting: Acting, universe: Universe
) -> None:
    event = event_of(acting, universe)
    investigations.confirm(acting("principal"), decision(event), "")
    for state in ("closed", "confirmed", "closed"):
        enter(BUILDER)
        at = clock.now() if state == "closed" else None
        Event.objects.filter(pk=event).update(state=state, closed_at=at)
        settle(event)
    assert sorted(shapes()) == [
        ("closing", CDC, "due"), ("closing", CDC, "replaced"), ("closing", BUREAU, "due"),
        ("closing", BUREAU, "replaced"), ("first", CDC, "due"), ("first", BUREAU, "due"),
    ]  # fmt: skip
    assert sorted(state for _due, state, *_who in duties()) == ["excused"] * 2 + ["open"] * 4


def test_what_was_waived_of_a_closing_is_owed_of_the_next_one_of_the_day(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    """The reason was about that closing; it stays to be read, and waived once more it stays waived."""
    event = event_of(acting, universe)
    investigations.confirm(acting("principal"), decision(event), "")

    def become(state: str) -> None:
        enter(BUILDER)
        closed_at = clock.now() if state == "closed" else None
        Event.objects.filter(pk=event).update(state=state, closed_at=closed_at)
        settle(event)

    def closing() -> Report:
        (row,) = [one for one in reports() if (one.kind, one.recipient) == ("closing", CDC)]
        return row

    become("closed")
    statutory.waive(acting("doctor"), closing().pk, "疾控已收到")
    at("2026-11-23T10:00:00+08:00")
    become("confirmed")
    assert closing().state == "waived"
    at("2026-11-23T15:00:00+08:00")
    become("closed")
    settle(event)
    row = closing()
    due = clock.now() + 24 * HOUR
    assert (row.state, row.began_at, row.due_at, row.why) == ("due", clock.now(), due, "疾控已收到")
    enter(BUILDER)
    owed = Duty.objects.get(about_id=row.pk)
    assert (owed.state, owed.due_at) == ("open", due)
    assert facts().count("report_owed_again") == 1
    statutory.waive(acting("doctor"), row.pk, "仍然不用")
    settle(event)
    assert closing().state == "waived"


def test_an_excluded_event_leaves_the_first_report_owed(acting: Acting, universe: Universe) -> None:
    event = event_of(acting, universe)
    investigations.exclude(acting("doctor"), decision(event, "体检后都无恙"))
    settle(event)
    assert shapes() == [("first", CDC, "due"), ("first", BUREAU, "due")]


def test_what_was_waived_while_its_event_was_excluded_is_owed_again_with_it(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    event = event_of(acting, universe)
    due = first().due_at
    investigations.exclude(acting("doctor"), decision(event, "体检后都无恙"))
    settle(event)
    statutory.waive(acting("doctor"), first(CDC).pk, "疫情已排除")
    assert shapes() == [("first", CDC, "waived"), ("first", BUREAU, "due")]
    at("2026-11-25T09:00:00+08:00")
    investigations.reopen(acting("principal"), decision(event, "又有人吐"))
    settle(event)
    settle(event)
    assert shapes() == [("first", CDC, "due"), ("first", BUREAU, "due")]
    # By its own clock: it is late already, and stays so; who waived it, and why, stays to be read.
    again = first(CDC)
    assert (again.due_at, again.why) == (due, "疫情已排除")
    assert again.decided_by_id == universe.users["doctor"].pk
    assert [(row[0], row[1]) for row in duties()] == [(due, "open")] * 2
    assert facts() == [
        "report_fell_due", "report_fell_due", "report_waived", "report_owed_again",
    ]  # fmt: skip
    doctor = acting("doctor")
    assert statutory.send(doctor, sending(doctor, again.pk)).number == 1
    assert first(CDC).late


def test_what_is_waived_after_that_stays_waived(acting: Acting, universe: Universe) -> None:
    event = event_of(acting, universe)
    investigations.exclude(acting("doctor"), decision(event, "体检后都无恙"))
    settle(event)
    investigations.reopen(acting("principal"), decision(event, "又有人吐"))
    settle(event)
    statutory.waive(acting("doctor"), first(CDC).pk, "医院已直报")
    settle(event)
    assert shapes() == [("first", CDC, "waived"), ("first", BUREAU, "due")]


def test_of_a_merged_event_the_other_reports_by_the_stricter_clock(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    one = event_of(acting, universe)
    due = first().due_at
    at("2026-11-23T09:00:00+08:00")
    report(acting, universe, "teacher_12", CLASS_12, 1, 2, 3)
    look(CLASS_12)
    enter(BUILDER)
    other = Event.objects.exclude(pk=one).get().pk
    investigations.merge(acting("principal"), decision(one, "同一餐"), other)
    settle(one)
    settle(other)
    assert [(row.state, row.why) for row in reports(one)] == [("replaced", "merged")] * 2
    assert [(row.state, row.due_at) for row in reports(other)] == [("due", due)] * 2
    assert sorted(row[1] for row in duties()) == ["excused", "excused", "open", "open"]


@pytest.mark.parametrize(("disease", "rule", "hours"), [("varicella", "N-02", 2), ("", "N-04", 24)])
def test_what_a_person_found_and_confirmed_is_reported_too(
    acting: Acting, universe: Universe, disease: str, rule: str, hours: int
) -> None:
    event = event_of(acting, universe)
    enter(BUILDER)
    Signal.objects.update(layer="school")
    Report.objects.all().delete()
    investigations.confirm(acting("doctor"), decision(event), disease)
    assert {(row.rule, row.recipient) for row in reports()} == {(rule, CDC), (rule, BUREAU)}
    assert {row.due_at - row.began_at for row in reports()} == {hours * HOUR}
    assert {row.school_id for row in reports()} == {PRIMARY}


def test_what_the_county_set_holds_for_what_falls_due_from_then_on(
    acting: Acting, universe: Universe
) -> None:
    put(acting, "statutory.report.closing", 120)
    event = event_of(acting, universe)
    enter(BUILDER)
    Event.objects.filter(pk=event).update(state="closed", closed_at=clock.now())
    settle(event)
    closing = reports()[0]
    assert (closing.kind, closing.due_at - closing.began_at) == ("closing", 2 * HOUR)
