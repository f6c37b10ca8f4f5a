"""Registered with a number, issued in one act, owed by each unit."""

import datetime as dt
from typing import Any

import pytest

from tests.builders import (
    BUILDER,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
)
from tests.directives.states import DUE, PNG, a_directive, a_task, facts, issued, owed, part
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Directive, Paper, Task
from xiaoan.directives.queries.papers import file_of
from xiaoan.duties.models import Duty
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

WITHIN = dt.timedelta(days=1)


def test_registered_with_the_next_number_of_the_office(acting: Acting) -> None:
    officer = acting("officer")
    given = a_directive(files=(PNG,))
    first = services.register(officer, given)
    assert services.register(officer, given) == first
    services.register(officer, a_directive())
    services.register(acting("liaison"), a_directive(TOWN, source="township"))
    enter(BUILDER)
    rows = Directive.objects.order_by("unit_no", "no").values_list("unit_no", "year", "no", "state")
    assert list(rows) == [
        (COUNTY, 2026, 1, "registered"), (COUNTY, 2026, 2, "registered"), (TOWN, 2026, 1, "registered"),
    ]  # fmt: skip
    paper = Paper.objects.get()
    assert (bytes(paper.content).find(b"PNG"), paper.size) == (-1, len(PNG.content))
    assert file_of(acting("officer"), paper.pk) == (PNG.name, PNG.content)
    assert facts() == ["registered"] * 3


def test_another_content_under_the_same_number_of_a_form(acting: Acting) -> None:
    given = a_directive()
    services.register(acting("officer"), given)
    with pytest.raises(Conflict):
        services.register(acting("officer"), a_directive(id=given.id, title="别的"))


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("source", "nobody", {"source": "unknown"}),
        ("secrecy", "secret", {"secrecy": "secret"}),
        ("not_secret", False, {"secrecy": "secret"}),
        ("title", " ", {"title": "missing"}),
        ("title", "长" * 201, {"title": "too_long"}),
        ("text", "a\0b", {"text": "unreadable"}),
        ("dated_on", DAY + dt.timedelta(days=1), {"dated_on": "future"}),
        ("dated_on", None, {"dated_on": "missing"}),
        ("source", "meeting", {"meeting_id": "missing"}),
        ("meeting_id", uuid7(), {"meeting_id": "unknown"}),
        ("files", (PNG,) * 6, {"files": "many"}),
        ("files", (services.NewFile("a.png", b"%PDF-1"),), {"files": "kind"}),
    ],
)
def test_what_is_not_registered(
    acting: Acting, field: str, value: Any, fault: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        services.register(acting("officer"), a_directive(**{field: value}))
    assert (refused.value.fields, facts()) == (fault, [])


@pytest.mark.parametrize(
    ("who", "unit_no", "refused"),
    [
        ("leader", COUNTY, Forbidden), ("liaison", COUNTY, NotFound), ("officer", TOWN, Forbidden),
        ("principal", PRIMARY, Forbidden), ("teacher", PRIMARY, NotFound), ("guardian", COUNTY, NotFound),
    ],
)  # fmt: skip
def test_who_registers(acting: Acting, who: str, unit_no: int, refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        services.register(acting(who), a_directive(unit_no))


def test_a_meeting_and_what_came_of_it(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    given = services.NewMeeting(
        uuid7(), COUNTY, "疫情防控调度会", DAY, "三楼会议室", "李县长", "王局长、张科长",
        (universe.users["officer"].pk,), "会议要求……", (PNG,),
    )  # fmt: skip
    found = services.register_meeting(officer, given)
    assert services.register_meeting(officer, given) == found
    made = services.register(officer, a_directive(source="meeting", meeting_id=found))
    enter(BUILDER)
    assert Directive.objects.get(pk=made).meeting_id == found
    assert facts() == ["meeting_registered", "registered"]
    with pytest.raises(Invalid) as refused:
        services.register_meeting(
            acting("officer"), services.NewMeeting(uuid7(), COUNTY, "会", DAY, "室", "李")
        )
    assert refused.value.fields == {"attended": "missing"}


@pytest.mark.parametrize(
    ("other", "units"),
    [
        ({}, [PRIMARY, KINDERGARTEN, JUNIOR]),
        ({"units": (TOWN,)}, [PRIMARY, KINDERGARTEN]),
        ({"units": (TOWN, JUNIOR)}, [PRIMARY, KINDERGARTEN, JUNIOR]),
        ({"stages": ("primary", "junior")}, [PRIMARY, JUNIOR]),
        ({"level": "township"}, [TOWN, RIVER]),
        ({"level": "township", "units": (RIVER,), "stages": ("junior",)}, [RIVER]),
    ],
)
def test_who_gets_a_task(
    acting: Acting, universe: Universe, other: dict[str, Any], units: list[int]
) -> None:
    found = issued(acting, universe, len(units), **other)
    levels = {PRIMARY: "", KINDERGARTEN: "", JUNIOR: "", TOWN: "township_", RIVER: "township_"}
    wanted = [
        (f"{levels[no]}{kind}", no, "open", False)
        for kind in ("acknowledge", "carry_out")
        for no in units
    ]
    assert owed() == sorted(wanted)
    assert facts().count("issued") == 1
    row = part(found, units[0])
    assert (row.ack_due_at, row.due_at, row.state) == (MORNING + WITHIN, DUE, "open")


def test_each_duty_names_who_answers(acting: Acting, universe: Universe) -> None:
    issued(acting, universe)
    enter(BUILDER)
    rows = Duty.objects.filter(kind="directives.carry_out", unit_no=PRIMARY)
    assert list(rows.values_list("assignee_id", "deputy_id", "due_at", "next_step_at")) == [
        (
            universe.users["principal"].pk, universe.users["doctor"].pk, DUE,
            DUE + dt.timedelta(minutes=10),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("text", "", {"text": "missing"}),
        ("due_at", MORNING, {"due_at": "past"}),
        ("due_at", None, {"due_at": "missing"}),
        ("due_at", MORNING + dt.timedelta(days=400), {"due_at": "too_far"}),
        ("checker_id", uuid7(), {"checker_id": "unknown"}),
        ("level", "class", {"level": "unknown"}),
        ("units", (), {"units": "missing"}),
        ("units", (5,), {"units": "missing"}),
        ("stages", ("senior",), {"units": "none"}),
        ("stages", ("university",), {"stages": "unknown"}),
    ],
)
def test_what_is_no_task(
    acting: Acting, universe: Universe, field: str, value: Any, fault: dict[str, str]
) -> None:
    found = services.register(acting("officer"), a_directive())
    with pytest.raises(Invalid) as refused:
        services.put_task(acting("officer"), a_task(universe, found, **{field: value}))
    assert refused.value.fields == fault


def test_a_township_reaches_no_further_than_itself(acting: Acting, universe: Universe) -> None:
    found = services.register(acting("liaison"), a_directive(TOWN))
    given = a_task(universe, found, "liaison", units=(RIVER,))
    with pytest.raises(Invalid) as refused:
        services.put_task(acting("liaison"), given)
    assert refused.value.fields == {"units": "unknown"}
    services.put_task(acting("liaison"), a_task(universe, found, "liaison", units=(TOWN,)))
    assert services.issue(acting("liaison"), services.Issue(uuid7(), found, 2)) == 2


def test_a_unit_with_another_deadline(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    found = services.register(officer, a_directive())
    task = services.put_task(officer, a_task(universe, found))
    later = DUE + dt.timedelta(days=2)
    services.set_unit_due(officer, task, JUNIOR, later, "正在搬迁")
    with pytest.raises(Invalid) as refused:
        services.set_unit_due(officer, task, TOWN, later, "不是学校")
    assert refused.value.fields == {"unit_no": "unknown"}
    services.issue(officer, services.Issue(uuid7(), found, 3))
    assert [(part(found, no).due_at, part(found, no).due_why) for no in (JUNIOR, PRIMARY)] == [
        (later, "正在搬迁"), (DUE, ""),
    ]  # fmt: skip


def test_what_was_previewed_is_what_goes_out(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    found = services.register(officer, a_directive())
    with pytest.raises(Invalid):
        services.issue(officer, services.Issue(uuid7(), found, 0))
    task = services.put_task(officer, a_task(universe, found))
    with pytest.raises(Conflict, match="3 份"):
        services.issue(officer, services.Issue(uuid7(), found, 2))
    given = services.Issue(uuid7(), found, 3)
    assert [services.issue(officer, given), services.issue(officer, given)] == [3, 3]
    with pytest.raises(Conflict):
        services.issue(officer, services.Issue(uuid7(), found, 3))
    with pytest.raises(Conflict):
        services.take_away(officer, task)


def test_a_task_is_taken_away_before_it_is_issued(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    found = services.register(officer, a_directive())
    task = services.put_task(officer, a_task(universe, found))
    with pytest.raises(Forbidden):
        services.take_away(acting("leader"), task)
    services.take_away(acting("officer"), task)
    enter(BUILDER)
    assert (Task.objects.count(), facts()) == (0, ["registered", "task_changed", "task_changed"])
