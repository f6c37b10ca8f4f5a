"""A missed roll-call goes up rung by rung; what is done late stays late."""

import datetime as dt
from collections.abc import Callable

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
    sent,
)
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
At = Callable[[str], None]


def escalate() -> int:
    with acting_as(BUILDER) as system:
        return duties.escalate(system)


def steps(universe: Universe, unit_no: int) -> list[tuple[int, str, list[str]]]:
    """(level, role, who was told) of a class's morning duty."""
    enter(BUILDER)
    logins = {user.pk: login for login, user in universe.users.items()}
    rows = Step.objects.filter(unit_no=unit_no, kind="escalate").order_by("level")
    return [(s.level, s.role, sorted(logins[who] for who in s.recipient_ids)) for s in rows]


def test_every_duty_has_a_named_person_and_a_deputy(acting: Acting, universe: Universe) -> None:
    acting("principal")
    duty = Duty.objects.get(unit_no=CLASS_11, slot="morning")
    assert duty.assignee_id == universe.users["teacher"].pk
    assert duty.deputy_id == universe.users["deputy"].pk
    assert duty.due_at == dt.datetime(
        2026, 11, 23, 8, 20, tzinfo=dt.timezone(dt.timedelta(hours=8))
    )


def test_nothing_goes_up_before_its_time(db: None, universe: Universe, at: At) -> None:
    at("08:24")
    escalate()
    assert steps(universe, CLASS_11) == []


def test_rung_by_rung_to_the_bureau(db: None, universe: Universe, at: At) -> None:
    for time in ("08:25", "08:30", "08:40", "08:50", "09:30"):
        at(time)
        escalate()
    assert steps(universe, CLASS_11) == [
        (1, "grade_head", ["grade_head"]),
        (2, "principal", ["principal"]),
        (3, "township_liaison", ["liaison"]),
        (4, "bureau_officer", ["officer"]),
    ]
    duty = Duty.objects.get(unit_no=CLASS_11, slot="morning")
    assert (duty.state, duty.level, duty.next_step_at) == ("open", 4, None)
    assert Entry.objects.filter(kind="duties.escalated", school_id=PRIMARY).count() == 4


def test_a_worker_that_slept_takes_one_step_at_a_time(db: None, universe: Universe, at: At) -> None:
    at("09:30")
    for _ in range(4):
        escalate()
    assert [level for level, *_ in steps(universe, CLASS_11)] == [1, 2, 3, 4]
    assert escalate() == 0


def test_what_is_done_goes_no_further_and_stays_late(
    acting: Acting, universe: Universe, at: At
) -> None:
    at("08:25")
    escalate()
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    at("08:50")
    escalate()
    assert [level for level, *_ in steps(universe, CLASS_11)] == [1]
    acting("principal")
    duty = queries.duties_on(universe.cast["principal"], (CLASS_11, CLASS_11 + 1), DAY, "morning")[
        0
    ]
    assert (duty.status, duty.level, duty.late) == ("late", 1, True)


def test_the_due_list_is_ones_own(acting: Acting, universe: Universe) -> None:
    mine = queries.due_today(acting("teacher"), DAY)
    assert [(due.unit_no, due.slot, due.status) for due in mine] == [
        (CLASS_11, "morning", "due"),
        (CLASS_11, "noon", "due"),
    ]
    assert [d.unit_no for d in queries.due_today(acting("deputy"), DAY)] == [CLASS_11, CLASS_11]
    assert queries.due_today(acting("principal"), DAY) == []


def test_blind_spots_are_what_is_missed_in_ones_reach(acting: Acting, at: At) -> None:
    at("08:21")
    whole = (COUNTY, COUNTY + 2**24)
    total, rows = queries.blind_spots(acting("officer"), whole, DAY)
    # The two classes of the junior school are due at 07:40, the three of the primary at 08:20.
    assert (total, len(rows)) == (5, 5)
    total, rows = queries.blind_spots(acting("liaison"), whole, DAY)
    assert total == 3
    assert {row.school_id for row in rows} == {PRIMARY}
    total, rows = queries.blind_spots(acting("officer"), whole, DAY, 1, 2)
    assert (total, len(rows)) == (5, 2)


def test_urging_is_recorded_with_who_and_whom(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    due = queries.duties_on(principal, (CLASS_11, CLASS_12 + 1), DAY, "morning")
    assert duties.urge(principal, [one.id for one in due]) == 2
    assert [one.urged for one in queries.due_today(acting("teacher"), DAY)] == [1, 0]
    taken = queries.steps_of(acting("principal"), due[0].id)
    assert [(step.kind, step.by, step.told) for step in taken] == [
        ("urge", "校长戊", ("班主任壬", "科任癸"))
    ]
    assert Entry.objects.filter(kind="duties.urged").count() == 1


def test_nobody_is_urged_twice_at_once_or_before_the_time(acting: Acting, at: At) -> None:
    principal = acting("principal")

    def urge(slot: str) -> int:
        due = queries.duties_on(principal, (CLASS_11, CLASS_12 + 1), DAY, slot)
        return duties.urge(principal, [one.id for one in due])

    assert (urge("noon"), urge("morning"), urge("morning")) == (0, 2, 0)
    at("07:34")
    assert urge("morning") == 0
    at("07:35")
    assert urge("morning") == 2
    at("13:00")
    assert urge("noon") == 2


@pytest.mark.parametrize(
    ("asked", "urged", "said"),
    [
        (3, 3, "已催报 3 个班,并记录在案。"),
        (3, 1, "已催报 1 个班;另 2 个班刚催过、还没到时间,或已经报了。"),
        (2, 0, "没有再催:这 2 个班刚催过、还没到时间,或已经报了。"),
    ],
)
def test_what_became_of_urging_is_said(asked: int, urged: int, said: str) -> None:
    assert queries.said_of_urging(asked, urged) == said


def test_nobody_urges_elsewhere(acting: Acting) -> None:
    enter(BUILDER)
    foreign = Duty.objects.get(unit_no=CLASS_71, slot="morning").pk
    with pytest.raises(NotFound):
        duties.urge(acting("principal"), [foreign])
    with pytest.raises(NotFound):
        duties.urge(acting("teacher"), [foreign])


def test_the_ladder_is_the_countys_to_set(acting: Acting, universe: Universe, at: At) -> None:
    minutes = {"grade_head": 0, "principal": 1, "township_liaison": 2, "bureau_officer": 3}
    duties.set_ladder(acting("officer"), COUNTY, duties.SetValues(minutes, "演练"))
    assert queries.ladders().of(CLASS_11)[0] == rules.Rung(1, "grade_head", 0)
    with pytest.raises(Forbidden):
        duties.set_ladder(acting("liaison"), TOWN, duties.SetValues(minutes, "演练"))
    with pytest.raises(NotFound):
        duties.set_ladder(acting("principal"), COUNTY, duties.SetValues(minutes, "演练"))
    for bad in ({**minutes, "principal": 1441}, {**minutes, "grade_head": 9}, {}):
        with pytest.raises(Invalid):
            duties.set_ladder(acting("officer"), COUNTY, duties.SetValues(bad, "演练"))
    assert queries.ladders().of(CLASS_11)[1] == rules.Rung(2, "principal", 1)


@pytest.mark.parametrize(
    ("state", "late", "minutes", "word"),
    [
        ("open", False, -1, "due"),
        ("open", False, 0, "due"),
        ("open", False, 1, "missed"),
        ("done", False, 60, "done"),
        ("done", True, 60, "late"),
        ("excused", False, 60, "excused"),
    ],
)
def test_the_word_for_a_state(state: str, late: bool, minutes: int, word: str) -> None:
    due_at = dt.datetime(2026, 11, 23, 8, 20, tzinfo=dt.UTC)
    now = due_at + dt.timedelta(minutes=minutes)
    assert rules.state_of(state, late, due_at, now) == word
