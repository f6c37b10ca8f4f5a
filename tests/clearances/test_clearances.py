"""Who may come on a day: derived from illnesses, isolations, key persons and answers; papers; overrides."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.illness import ill
from tests.keypersons import states
from tests.surveys import made
from xiaoan.clearances import queries, rules, services
from xiaoan.clearances.models import Ground, Paper
from xiaoan.clearances.queries import ClearanceReadiness
from xiaoan.clearances.services import settling
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.keypersons import services as keypersons
from xiaoan.surveys import services as surveys

Acting = Callable[[str], Actor]
SCHOOL = [PRIMARY]
LATER = DAY + dt.timedelta(days=30)


def settled() -> int:
    """The job has run; then everything there is says what the grounds say."""
    enter(BUILDER)
    found = services.settle(BUILDER, SCHOOL)
    assert services.settle(BUILDER, SCHOOL) == 0
    return found


def figures(on: dt.date = DAY) -> tuple[int, int, int, int]:
    one = queries.readiness(SCHOOL, on)[PRIMARY]
    return one.on_roll, one.cleared, one.not_cleared, one.unknown


def stand(actor: Actor, universe: Universe, seat: int, on: dt.date = DAY) -> rules.Standing:
    return queries.of_people(actor, [universe.person(CLASS_11, seat)], on)[
        universe.person(CLASS_11, seat)
    ]


def test_everybody_may_come_of_whom_nothing_is_known_and_nothing_was_asked(
    acting: Acting, universe: Universe
) -> None:
    assert settled() == 0
    assert queries.readiness(SCHOOL, DAY) == {PRIMARY: ClearanceReadiness(30, 30)}
    assert stand(acting("teacher"), universe, 1) == rules.Standing("cleared")


def test_isolated_until_the_paper_was_seen(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    line = states.opened(doctor, universe, 2)
    states.isolated(doctor, line)
    assert settled() == 1
    assert figures() == (30, 29, 1, 0)
    assert figures(LATER) == (30, 29, 1, 0)  # the days alone do not do
    found = stand(acting("teacher"), universe, 2)
    assert found == rules.Standing(
        "not_cleared", ("isolated",), DAY + dt.timedelta(days=14), ("release",)
    )
    released = keypersons.NewRelease((line,), states.PAPER, "医生看过")
    keypersons.release(acting("doctor"), released)
    assert settled() == 1
    assert figures() == (30, 30, 0, 0)


def test_ill_without_a_diagnosis_is_cleared_by_what_the_doctor_saw(
    acting: Acting, universe: Universe
) -> None:
    ill.report(ill.absent(universe, 3))
    assert settled() == 1
    doctor = acting("doctor")
    assert stand(doctor, universe, 3) == rules.Standing("not_cleared", ("ill",), None, ("recover",))
    ground = Ground.objects.get()
    given = services.NewPaper(
        uuid7(), ground.pk, "statement", DAY, DAY, {"note": "不吐了,体温正常"}
    )
    with pytest.raises(Forbidden):
        services.check_paper(acting("teacher"), given)
    with pytest.raises(NotFound):
        services.check_paper(acting("teacher_71"), given)
    doctor = acting("doctor")
    assert services.check_paper(doctor, given).accepted
    assert services.check_paper(doctor, given).accepted
    assert Paper.objects.count() == 1
    assert settled() == 0
    assert figures() == (30, 30, 0, 0)


def test_a_paper_inside_the_isolation_it_names_does_not_do(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    row = made.opened(acting("officer"))
    surveys.answer(
        acting("teacher"), made.given(row, universe.person(CLASS_11, 4), condition="symptoms")
    )
    assert settled() == 1
    ground = Ground.objects.get()
    doctor = acting("doctor")
    words = {"issuer": "县医院", "doctor": "王医生", "diagnosis": "水痘"}
    inside = services.NewPaper(
        uuid7(), ground.pk, "return", DAY, DAY + dt.timedelta(days=2), words,
        isolated=(DAY - dt.timedelta(days=10), DAY + dt.timedelta(days=4)),
    )  # fmt: skip
    assert services.check_paper(doctor, inside) == services.Judged(False, {"back_on": "inside"})
    assert services.check_paper(doctor, inside) == services.Judged(False, {"back_on": "inside"})
    for wrong, field in (
        ({"issued_on": DAY + dt.timedelta(days=1)}, "issued_on"),
        ({"words": {"doctor": "王医生"}}, "issuer"),
        ({"kind": "?"}, "kind"),
    ):
        values: dict[str, Any] = {
            "id": uuid7(), "ground_id": ground.pk, "kind": "return", "issued_on": DAY,
            "back_on": DAY, "words": words, **wrong,
        }  # fmt: skip
        with pytest.raises(Invalid) as fault:
            services.check_paper(doctor, services.NewPaper(**values))
        assert list(fault.value.fields) == [field]
    after = DAY + dt.timedelta(days=5)
    fits = services.NewPaper(
        uuid7(), ground.pk, "return", DAY, after, words,
        isolated=(DAY - dt.timedelta(days=10), DAY + dt.timedelta(days=4)),
    )  # fmt: skip
    assert services.check_paper(doctor, fits).accepted
    assert stand(doctor, universe, 4) == rules.Standing(
        "not_cleared", ("symptoms",), after, ("wait",)
    )
    assert stand(doctor, universe, 4, after).state == "cleared"


def test_of_whom_nobody_answers_is_unknown_and_all_adds_up(
    acting: Acting, universe: Universe
) -> None:
    row = made.opened(acting("officer"))
    teacher = acting("teacher")
    surveys.answer(teacher, made.given(row, universe.person(CLASS_11, 1)))
    surveys.answer(teacher, made.given(row, universe.person(CLASS_11, 2), condition="symptoms"))
    settled()
    assert figures() == (30, 1, 1, 28)
    assert stand(acting("teacher"), universe, 5) == rules.Standing(
        "unknown", ("unanswered",), None, ("answer",)
    )
    # Kept and unanswered is kept, not both.
    doctor = acting("doctor")
    states.isolated(doctor, states.opened(doctor, universe, 3))
    settled()
    assert figures() == (30, 1, 2, 27)


def test_of_whom_two_say_different_things_nothing_is_known_until_somebody_decides(
    acting: Acting, universe: Universe
) -> None:
    row, who = made.opened(acting("officer")), universe.person(CLASS_11, 1)
    first = surveys.answer(acting("teacher"), made.given(row, who))
    assert figures() == (30, 1, 0, 29)
    assert surveys.answer(
        acting("guardian"), made.given(row, who, condition="symptoms")
    ).contradicts
    settled()
    assert figures() == (30, 0, 0, 30)
    assert stand(acting("teacher"), universe, 1) == rules.Standing(
        "unknown", ("unanswered",), None, ("answer",)
    )
    surveys.settle(acting("doctor"), first.answer_id, True, "电话核实")
    settled()
    assert figures() == (30, 1, 0, 29)


def test_another_lets_in_by_name_and_it_stays_visible(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    states.isolated(doctor, states.opened(doctor, universe, 2))
    settled()
    doctor, who = acting("doctor"), universe.person(CLASS_11, 2)
    last = DAY + dt.timedelta(days=3)
    with pytest.raises(Invalid, match="为什么放行"):
        services.ask(doctor, services.NewOverride(uuid7(), who, DAY, last, " "))
    other = universe.person(CLASS_11, 5)
    with pytest.raises(Conflict, match="本来就可以"):
        services.ask(doctor, services.NewOverride(uuid7(), other, DAY, last, "中考"))
    given = services.NewOverride(uuid7(), who, DAY, last, "隔离的依据已撤销,纸在路上")
    assert services.ask(doctor, given) == services.ask(doctor, given) == given.id
    assert figures() == (30, 29, 1, 0)
    with pytest.raises(Invalid, match="另一个人"):
        services.decide(acting("doctor"), given.id, grant=True)
    assert services.decide(acting("principal"), given.id, grant=True) == "granted"
    assert queries.readiness(SCHOOL, DAY)[PRIMARY] == ClearanceReadiness(30, 30, 0, 0, 1)
    assert stand(acting("teacher"), universe, 2) == rules.Standing(
        "cleared", ("override", "isolated"), None, ("release",)
    )
    assert figures(last + dt.timedelta(days=1)) == (30, 29, 1, 0)


def test_the_desk_reads_the_state_alone_and_others_nothing(
    acting: Acting, universe: Universe
) -> None:
    doctor = acting("doctor")
    states.isolated(doctor, states.opened(doctor, universe, 2))
    settled()
    assert stand(acting("logistics"), universe, 2) == rules.Standing("not_cleared")
    assert queries.of_people(acting("teacher_71"), [universe.person(CLASS_11, 2)], DAY) == {}


def test_what_stands_equals_a_recount(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    states.isolated(doctor, states.opened(doctor, universe, 2))
    states.opened(acting("doctor"), universe, 6, "notifiable")
    ill.report(ill.absent(universe, 3), ill.absent(universe, 4))
    settled()
    enter(BUILDER)
    fields = tuple(settling.Wanted.__dataclass_fields__)
    kept = {tuple(getattr(row, name) for name in fields) for row in Ground.objects.all()}
    assert kept == {
        tuple(getattr(one, name) for name in fields) for one in settling.grounds(BUILDER, SCHOOL)
    }
    assert {row[3] for row in kept} == {"isolated", "followed", "ill"}
