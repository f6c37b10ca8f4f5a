"""Acknowledged, reported, checked, returned, let off; more time; late stays late; a township's part."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import (
    BUILDER,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    Universe,
)
from tests.directives.states import (
    DUE,
    PNG,
    a_check,
    a_report,
    done,
    facts,
    issued,
    owed,
    part,
)
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Entry as Step
from xiaoan.directives.queries.waiting import count
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.duties.models import Step as DutyStep
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

DAY = dt.timedelta(days=1)


def test_acknowledged_by_a_named_person_once(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    row = part(found, PRIMARY)
    services.acknowledge(acting("principal"), row.pk)
    services.acknowledge(acting("doctor"), row.pk)
    row = part(found, PRIMARY)
    assert (row.acked_at, row.acked_by_id) == (MORNING, universe.users["principal"].pk)
    assert owed(row.pk) == [
        ("acknowledge", PRIMARY, "done", False), ("carry_out", PRIMARY, "open", False),
    ]  # fmt: skip
    assert facts().count("stepped") == 1


def test_what_nobody_acknowledges_goes_up(
    acting: Acting, universe: Universe, later: Callable[[dt.timedelta], None]
) -> None:
    row = part(issued(acting, universe), PRIMARY)
    later(DAY + dt.timedelta(minutes=15))
    enter(BUILDER)
    duties.escalate(BUILDER)
    rows = DutyStep.objects.filter(
        kind="escalate", duty_id__in=Duty.objects.filter(about_id=row.pk).values("id")
    )
    assert list(rows.values_list("role", "recipient_ids")) == [
        ("principal", [universe.users["principal"].pk])
    ]
    later(DAY + dt.timedelta(minutes=25))
    enter(BUILDER)
    duties.escalate(BUILDER)
    assert set(rows.values_list("role", flat=True)) == {"principal", "township_liaison"}


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        ("liaison", Forbidden), ("officer", Forbidden), ("leader", Forbidden), ("teacher", NotFound),
        ("other_principal", NotFound), ("guardian", NotFound),
    ],
)  # fmt: skip
def test_nobody_reports_in_the_name_of_a_unit(
    acting: Acting, universe: Universe, who: str, refused: type[Refusal]
) -> None:
    row = part(issued(acting, universe), PRIMARY)
    with pytest.raises(refused):
        services.acknowledge(acting(who), row.pk)
    with pytest.raises(refused):
        services.report(acting(who), a_report(row))


def test_reported_with_evidence_and_accepted(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    row = part(found, PRIMARY)
    for stage in ("open", "doing"):
        services.report(acting("principal"), a_report(row, stage, "在做"))
        assert part(found, PRIMARY).state == stage
    given = a_report(row, "done", "已自查", PNG)
    services.report(acting("principal"), given)
    services.report(acting("principal"), given)
    assert count(acting("officer")) == 1
    services.accept(acting("officer"), a_check(found, PRIMARY))
    row = part(found, PRIMARY)
    assert (row.state, row.late, row.acked_at) == ("accepted", False, MORNING)
    assert owed(row.pk) == [
        ("acknowledge", PRIMARY, "done", False), ("carry_out", PRIMARY, "done", False),
    ]  # fmt: skip
    enter(BUILDER)
    rows = Step.objects.filter(target_id=row.pk).order_by("no")
    assert list(rows.values_list("kind", "stage")) == [
        ("acknowledge", ""), ("report", "open"), ("report", "doing"), ("report", "done"), ("accept", ""),
    ]  # fmt: skip
    assert count(acting("officer")) == 0


@pytest.mark.parametrize(
    ("stage", "text", "fault"),
    [
        ("half", "在做", {"stage": "unknown"}),
        ("doing", " ", {"text": "missing"}),
        ("doing", "长" * 5001, {"text": "too_long"}),
    ],
)
def test_what_is_no_report(
    acting: Acting, universe: Universe, stage: str, text: str, fault: dict[str, str]
) -> None:
    row = part(issued(acting, universe), PRIMARY)
    with pytest.raises(Invalid) as refused:
        services.report(acting("principal"), a_report(row, stage, text))
    assert (refused.value.fields, part(row.directive_id, PRIMARY).steps) == (fault, 0)


def test_done_needs_the_file_that_was_asked_for(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe, needs_file=True)
    row = part(found, PRIMARY)
    with pytest.raises(Invalid) as refused:
        services.report(acting("principal"), a_report(row))
    assert refused.value.fields == {"files": "missing"}
    services.report(acting("principal"), a_report(row, "doing", "先传照片", PNG))
    services.report(acting("principal"), a_report(row))
    assert part(found, PRIMARY).state == "done"


def test_returned_is_open_again_with_its_old_deadline(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    done(acting, found, PRIMARY)
    with pytest.raises(Invalid):
        services.give_back(acting("officer"), a_check(found, PRIMARY, " "))
    services.give_back(acting("officer"), a_check(found, PRIMARY, "照片看不清"))
    row = part(found, PRIMARY)
    assert (row.state, row.due_at, row.returned, row.done_at) == ("doing", DUE, 1, None)
    assert owed(row.pk)[1:] == [
        ("carry_out", PRIMARY, "done", False), ("carry_out", PRIMARY, "open", False),
    ]  # fmt: skip
    enter(BUILDER)
    assert set(
        Duty.objects.filter(about_id=row.pk, kind="directives.carry_out").values_list("due_at")
    ) == {(DUE,)}
    done(acting, found, PRIMARY)
    services.accept(acting("officer"), a_check(found, PRIMARY))
    assert part(found, PRIMARY).state == "accepted"


def test_late_stays_late(
    acting: Acting, universe: Universe, later: Callable[[dt.timedelta], None]
) -> None:
    found = issued(acting, universe)
    done(acting, found, PRIMARY)
    later(8 * DAY)
    services.give_back(acting("officer"), a_check(found, PRIMARY, "不全"))
    assert not part(found, PRIMARY).late
    assert done(acting, found, PRIMARY).late
    assert done(acting, found, JUNIOR, "other_principal").late
    assert owed(part(found, JUNIOR).pk)[1] == ("carry_out", JUNIOR, "done", True)


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        ("leader", Forbidden),
        ("liaison", Forbidden),
        ("principal", Forbidden),
        ("teacher", NotFound),
    ],
)
def test_who_checks(acting: Acting, universe: Universe, who: str, refused: type[Refusal]) -> None:
    found = issued(acting, universe)
    done(acting, found, PRIMARY)
    for act in (services.accept, services.give_back, services.let_off):
        given = a_check(found, PRIMARY, "理由")
        with pytest.raises(refused):
            act(acting(who), given)


def test_decided_on_what_was_looked_at(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    given = a_check(found, PRIMARY, "不用办")
    services.acknowledge(acting("principal"), given.target_id)
    with pytest.raises(Conflict, match="签收"):
        services.let_off(acting("officer"), given)
    with pytest.raises(Conflict, match="没有报完成"):
        services.accept(acting("officer"), a_check(found, PRIMARY))


def test_let_off_by_name_with_a_reason(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    with pytest.raises(Invalid):
        services.let_off(acting("officer"), a_check(found, PRIMARY))
    given = a_check(found, PRIMARY, "正在停办")
    services.let_off(acting("officer"), given)
    services.let_off(acting("officer"), given)
    row = part(found, PRIMARY)
    assert (row.state, row.settled_by_id) == ("let_off", universe.users["officer"].pk)
    assert owed(row.pk) == [
        ("acknowledge", PRIMARY, "excused", False), ("carry_out", PRIMARY, "excused", False),
    ]  # fmt: skip


def test_many_accepted_in_one_act(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    bases = {}
    for no, who in ((PRIMARY, "principal"), (JUNIOR, "other_principal")):
        row = done(acting, found, no, who)
        bases[row.pk] = row.steps
    undone = part(found, KINDERGARTEN)
    act = uuid7()
    said = services.accept_each(acting("officer"), act, bases | {undone.pk: 0})
    assert [what for what in said.values() if what == "done"] == ["done", "done"]
    assert services.accept_each(acting("officer"), act, bases) == dict.fromkeys(bases, "done")
    assert [part(found, no).state for no in (PRIMARY, JUNIOR, KINDERGARTEN)] == [
        "accepted", "accepted", "open",
    ]  # fmt: skip


def test_more_time_is_asked_for_and_decided(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    row = part(found, PRIMARY)
    with pytest.raises(Invalid) as refused:
        services.ask(acting("principal"), services.Ask(uuid7(), row.pk, DUE, "来不及"))
    assert refused.value.fields == {"due_at": "not_later"}
    given = services.Ask(uuid7(), row.pk, DUE + DAY, "来不及")
    services.ask(acting("principal"), given)
    services.ask(acting("principal"), given)
    with pytest.raises(Conflict):
        services.ask(acting("principal"), services.Ask(uuid7(), row.pk, DUE + DAY, "再申请"))
    assert (part(found, PRIMARY).due_at, count(acting("officer"))) == (DUE, 1)
    services.decide(acting("officer"), a_check(found, PRIMARY, "不行"), grant=False)
    services.ask(acting("principal"), services.Ask(uuid7(), row.pk, DUE + 2 * DAY, "真来不及"))
    services.decide(acting("officer"), a_check(found, PRIMARY, due_at=DUE + 2 * DAY), grant=True)
    row = part(found, PRIMARY)
    assert (row.due_at, row.first_due_at, row.late) == (DUE + 2 * DAY, DUE, False)
    enter(BUILDER)
    duty = Duty.objects.get(about_id=row.pk, kind="directives.carry_out")
    assert (duty.due_at, duty.next_step_at) == (
        DUE + 2 * DAY, DUE + 2 * DAY + dt.timedelta(minutes=10),
    )  # fmt: skip


def test_more_time_after_the_deadline_takes_nothing_back(
    acting: Acting, universe: Universe, later: Callable[[dt.timedelta], None]
) -> None:
    found = issued(acting, universe)
    row = part(found, PRIMARY)
    later(8 * DAY)
    services.ask(acting("principal"), services.Ask(uuid7(), row.pk, MORNING + 9 * DAY, "来不及"))
    services.decide(
        acting("officer"), a_check(found, PRIMARY, due_at=MORNING + 9 * DAY), grant=True
    )
    assert part(found, PRIMARY).late
    assert done(acting, found, PRIMARY).late


def test_handed_over_with_consent(acting: Acting, universe: Universe) -> None:
    """A duty of a directive goes to a colleague who agrees, as any other."""
    row = part(issued(acting, universe), PRIMARY)
    enter(BUILDER)
    duty = Duty.objects.get(about_id=row.pk, kind="directives.carry_out")
    doctor = universe.users["doctor"].pk
    asking = duties.ask(
        acting("principal"), duties.NewAsking(uuid7(), duty.pk, "handover", "请办", doctor)
    )
    duties.answer(acting("doctor"), asking, "accepted")
    services.report(acting("doctor"), a_report(row))
    enter(BUILDER)
    duty.refresh_from_db()
    assert (duty.assignee_id, duty.state, duty.done_by_id) == (doctor, "done", doctor)
