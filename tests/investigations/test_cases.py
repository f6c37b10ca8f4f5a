"""Cases: added, decided, set right, chained; who sees which names; who moves stays."""

import datetime as dt
from uuid import UUID

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_21, CLASS_71, DAY, Universe
from tests.investigations.events import cases, event, facts, running
from tests.outbreaks.looks import Acting, look, report
from xiaoan.directory import services as directory
from xiaoan.directory.services import holding
from xiaoan.investigations import rules, services
from xiaoan.investigations.models import Case
from xiaoan.investigations.queries.cases import line_list
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look


def versions(event_id: UUID, *seats: int) -> dict[UUID, int]:
    rows = cases(event_id)
    return {rows[seat - 1].pk: rows[seat - 1].version for seat in seats}


def test_a_pupil_of_the_school_is_added_once(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    new = services.NewCase(event_id, universe.person(CLASS_12, 5), onset=DAY)
    made = services.add_case(acting("doctor"), new)
    assert services.add_case(acting("doctor"), new) == made
    assert (event(event_id).cases, facts()) == (4, ["event_opened", "case_added"])
    row = Case.objects.get(pk=made)
    assert (row.class_then, row.source, row.status, row.onset_known) == (
        CLASS_12, "search", "suspected", True,
    )  # fmt: skip


def test_who_is_no_case(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    for person in (universe.person(CLASS_71, 1), uuid7()):
        with pytest.raises(NotFound):
            services.add_case(acting("officer"), services.NewCase(event_id, person))
    for onset in (DAY + dt.timedelta(days=1), DAY - dt.timedelta(days=91)):
        with pytest.raises(Invalid):
            services.add_case(
                acting("doctor"),
                services.NewCase(event_id, universe.person(CLASS_11, 7), onset=onset),
            )
    with pytest.raises(Forbidden):
        services.add_case(
            acting("grade_head"), services.NewCase(event_id, universe.person(CLASS_11, 7))
        )


def test_a_decision_outlives_the_roll_call(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    assert (
        services.decide_cases(acting("doctor"), event_id, versions(event_id, 1, 2), "confirmed")
        == 2
    )
    seen = versions(event_id, 3)
    services.decide_cases(acting("doctor"), event_id, seen, "excluded", "摔伤")
    assert event(event_id).cases == 2
    report(acting, universe, "teacher", CLASS_11, 3, 4, 5, base=1, reason="重新点名")
    look(CLASS_11)
    assert [(one.status) for one in cases(event_id)] == [
        "confirmed",
        "confirmed",
        "excluded",
        "suspected",
        "suspected",
    ][: len(cases(event_id))]
    rows = line_list(acting("doctor"), event_id)
    assert {one.signal for one in rows if one.status == "confirmed"} == {"gone"}


def test_excluding_needs_a_reason_and_a_version(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    seen = versions(event_id, 1)
    with pytest.raises(Invalid):
        services.decide_cases(acting("doctor"), event_id, seen, "excluded")
    with pytest.raises(Invalid):
        services.decide_cases(acting("doctor"), event_id, seen, "dead")
    services.decide_cases(acting("doctor"), event_id, seen, "probable")
    assert services.decide_cases(acting("doctor"), event_id, seen, "probable") == 0
    with pytest.raises(Conflict, match="校医己"):
        services.decide_cases(acting("principal"), event_id, seen, "excluded", "不是")
    with pytest.raises(NotFound):
        services.decide_cases(acting("doctor"), event_id, {uuid7(): 1}, "probable")


def test_an_onset_set_right_stays(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    ((pk, version),) = versions(event_id, 1).items()
    before = DAY - dt.timedelta(days=2)
    services.correct_onset(acting("doctor"), event_id, pk, version, before, dt.time(20, 30))
    services.correct_onset(acting("doctor"), event_id, pk, version, before, dt.time(20, 30))
    assert (event(event_id).first_onset, facts()[-1]) == (before, "case_corrected")
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, base=1, reason="又一人")
    look(CLASS_11)
    assert cases(event_id)[0].onset == before
    assert {one.signal for one in line_list(acting("doctor"), event_id)} == {"", "onset"}
    with pytest.raises(Conflict):
        services.correct_onset(acting("principal"), event_id, pk, version, DAY)
    with pytest.raises(Invalid):
        services.correct_onset(acting("doctor"), event_id, pk, version + 1, None, dt.time(8))


def test_a_chain_has_no_circle(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    one, two, three = (row.pk for row in cases(event_id))
    services.set_infector(acting("doctor"), event_id, two, 1, one)
    services.set_infector(acting("doctor"), event_id, three, 1, two)
    for case, by in ((one, three), (one, one)):
        with pytest.raises(Invalid):
            services.set_infector(acting("doctor"), event_id, case, 1, by)
    with pytest.raises(NotFound):
        services.set_infector(acting("doctor"), event_id, one, 1, uuid7())
    with pytest.raises(Conflict):
        services.set_infector(acting("doctor"), event_id, two, 1, None)
    services.set_infector(acting("doctor"), event_id, two, 2, None)
    assert [row.infected_by_id for row in cases(event_id)] == [None, None, two]


def test_names_are_shown_to_who_cares_for_pupils(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    for name in ("doctor", "officer", "liaison", "grade_head"):
        assert services.see_cases(acting(name), event_id)[0].name.startswith("测试生")
    enter(BUILDER)
    assert Look.objects.filter(page="health_list").count() == 12
    assert [one.name for one in services.see_cases(acting("leader"), event_id)] == [
        "病例 1", "病例 2", "病例 3",
    ]  # fmt: skip
    enter(BUILDER)
    assert Look.objects.filter(page="health_list").count() == 12


def test_who_changes_class_stays_a_case(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    enter(BUILDER)
    directory.move_to_class(BUILDER, universe.enrolment(CLASS_11, 1), CLASS_21, 11, DAY)
    holding.follow(DAY)
    rows = {one.person_id: one for one in line_list(acting("doctor"), event_id)}
    moved = rows[universe.person(CLASS_11, 1)]
    assert (moved.class_name, moved.now, moved.unit_no) == ("一年级1班", "二年级1班", CLASS_21)
    enter(BUILDER)
    directory.end_enrolment(BUILDER, universe.enrolment(CLASS_11, 2), DAY)
    rows = {one.person_id: one for one in line_list(acting("doctor"), event_id)}
    gone = rows[universe.person(CLASS_11, 2)]
    assert (gone.class_name, gone.now, gone.name, gone.is_counted) == (
        "一年级1班", None, "测试生0002", True,
    )  # fmt: skip


def test_who_may_have_infected_whom() -> None:
    first = DAY
    here, there = ("class", CLASS_11), ("class", CLASS_12)

    def link(days: int | None, *places: tuple[str, int | str]) -> rules.Link:
        onset = first + dt.timedelta(days=days) if days is not None else None
        return rules.Link(uuid7(), onset, frozenset(places))

    a, b, c, d, e = link(0, here), link(3, here), link(3, there), link(None, here), link(8, here)
    found = rules.may_have_infected([a, b, c, d, e], rules.Serial(1, 3, 6))
    assert found == {b.case_id: [a.case_id], e.case_id: [b.case_id]}
    near = link(3, here, ("dormitory", 1))
    late = link(6, here, ("dormitory", 1))
    assert rules.may_have_infected([a, b, near, late], rules.Serial(1, 3, 6))[late.case_id] == [
        near.case_id, b.case_id, a.case_id,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("onset", "symptoms", "unit", "meets"),
    [
        (DAY, 2, CLASS_11, True), (DAY, 1, CLASS_11, False), (DAY, 2, CLASS_12, False),
        (None, 2, CLASS_11, None), (DAY + dt.timedelta(days=1), 2, CLASS_11, False),
        (DAY - dt.timedelta(days=3), 2, CLASS_11, True), (DAY - dt.timedelta(days=4), 2, CLASS_11, False),
    ],
)  # fmt: skip
def test_the_definition_held_against_a_case(
    onset: dt.date | None, symptoms: int, unit: int, meets: bool | None
) -> None:
    wanted = rules.Criteria(2, DAY - dt.timedelta(days=3), DAY, frozenset({CLASS_11}))
    assert rules.meets(symptoms, onset, unit, wanted) is meets
    assert rules.meets(0, None, unit, rules.Criteria()) is True
