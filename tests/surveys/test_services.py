"""Rounds, answers, corrections and decisions."""

from collections.abc import Callable

import pytest

from tests.builders import CLASS_11, CLASS_12, CLASS_71, CLASSES, COUNTY, PRIMARY, Universe
from tests.surveys.made import counts, given, opened, wanted
from xiaoan.duties.models import Duty
from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.keypersons import queries as keypersons
from xiaoan.surveys import queries, rules, services
from xiaoan.surveys.models import Answer, Round, Tally

Acting = Callable[[str], Actor]


def sheets(row: Round) -> list[tuple[int, str]]:
    about = Tally.objects.filter(round_id=row.pk).values("id")
    rows = Duty.objects.filter(about_id__in=about, kind=services.KIND).order_by("unit_no")
    return list(rows.values_list("unit_no", "state"))


def test_opening_asks_every_class_by_a_named_person(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    assert sheets(row) == [(no, "open") for no in sorted(CLASSES)]
    duty = Duty.objects.get(kind=services.KIND, unit_no=CLASS_11)
    assert (duty.assignee_id, duty.deputy_id) == (
        universe.users["teacher"].pk, universe.users["deputy"].pk,
    )  # fmt: skip
    assert (duty.due_at, duty.people) == (row.due_at, 10)
    assert {counts(row, no) for no in CLASSES} == {(10, 0, 10, 0)}
    assert services.open_round(acting("officer"), row.pk).pk == row.pk
    assert len(sheets(row)) == len(CLASSES)


def test_a_principal_opens_for_the_own_school_only(acting: Acting) -> None:
    actor = acting("principal")
    row = opened(actor, PRIMARY)
    assert sheets(row) == [(no, "open") for no in sorted(CLASSES) if no // 4096 == PRIMARY // 4096]
    with pytest.raises(NotFound):
        services.make_round(actor, uuid7(), COUNTY, wanted())
    with pytest.raises(Forbidden):
        services.make_round(acting("leader"), uuid7(), COUNTY, wanted())


def test_the_rest_in_one_act_and_exceptions_by_name(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    actor = acting("teacher")
    first = universe.person(CLASS_11, 1)
    receipt = services.answer(
        actor, given(row, first, whereabouts="away", place="武汉市江岸区", condition="isolated",
                     categories=("respiratory",)),
    )  # fmt: skip
    assert (receipt.version, receipt.unknown, receipt.contradicts) == (1, 9, False)
    shown = [universe.person(CLASS_11, seat) for seat in range(1, 10)]
    assert services.answer_rest(actor, row.pk, CLASS_11, shown) == (8, 1)
    assert services.answer_rest(actor, row.pk, CLASS_11, shown) == (0, 1)
    last = universe.person(CLASS_11, 10)
    assert services.answer_rest(actor, row.pk, CLASS_11, [last]) == (1, 0)
    assert counts(row, CLASS_11) == (10, 10, 0, 0)
    one = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
    assert (one.away, one.isolated, one.key_group, one.by_category) == (
        1, 1, 1, {"respiratory": 1},
    )  # fmt: skip
    assert dict(sheets(row))[CLASS_11] == "done"
    found = queries.declared(actor, [first])[first]
    assert (found.whereabouts, found.place, found.categories, found.source) == (
        "away", "武汉市江岸区", ("respiratory",), "teacher",
    )  # fmt: skip
    kinds = [
        f.kind
        for f in journal.facts(actor, kinds=("surveys.answer_given", "surveys.answers_given"))
    ]
    assert kinds == ["surveys.answer_given", "surveys.answers_given", "surveys.answers_given"]


def test_the_same_press_is_one_answer(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    actor = acting("teacher")
    sent = given(row, universe.person(CLASS_11, 2), condition="symptoms")
    assert services.answer(actor, sent) == services.answer(actor, sent)
    assert Answer.objects.filter(round_id=row.pk).count() == 1
    other = services.Given(sent.id, row.pk, sent.person_id, rules.ALL_WELL)
    with pytest.raises(Invalid):
        services.answer(actor, other)


def test_the_same_press_after_the_end_is_the_first_receipt(
    acting: Acting, universe: Universe
) -> None:
    row = opened(acting("officer"))
    sent = given(row, universe.person(CLASS_11, 2), condition="symptoms")
    first = services.answer(acting("teacher"), sent)
    services.close_round(acting("officer"), row.pk)
    teacher = acting("teacher")
    assert services.answer(teacher, sent) == first
    with pytest.raises(Invalid):
        services.answer(teacher, services.Given(sent.id, row.pk, sent.person_id, rules.ALL_WELL))
    with pytest.raises(Conflict):
        services.answer(teacher, given(row, universe.person(CLASS_11, 3)))


def test_a_correction_needs_a_reason_and_keeps_the_version(
    acting: Acting, universe: Universe
) -> None:
    row = opened(acting("officer"))
    actor = acting("teacher")
    who = universe.person(CLASS_11, 2)
    services.answer(actor, given(row, who))
    with pytest.raises(Invalid) as refused:
        services.answer(actor, given(row, who, condition="symptoms"))
    assert refused.value.fields == {"reason": "missing"}
    again = services.answer(actor, given(row, who, condition="symptoms", reason="家长来电"))
    assert (again.version, again.contradicts) == (2, False)
    states = Answer.objects.filter(person_id=who).order_by("version").values_list("state", "reason")
    assert list(states) == [("superseded", ""), ("current", "家长来电")]


def test_two_sides_that_contradict_are_both_kept_until_somebody_decides(
    acting: Acting, universe: Universe
) -> None:
    row = opened(acting("officer"))
    who = universe.person(CLASS_11, 1)
    ill = given(row, who, condition="isolated", categories=("notifiable",))
    told = services.answer(acting("guardian"), ill)
    assert (told.version, told.unknown) == (1, 9)
    (line,) = keypersons.open_of(acting("doctor"), [who])[who]
    assert line.category == "notifiable"
    second = services.answer(acting("teacher"), given(row, who))
    assert second.contradicts
    assert counts(row, CLASS_11) == (10, 0, 9, 1)
    with pytest.raises(Invalid):
        services.settle(acting("doctor"), told.answer_id, True, " ")
    assert services.settle(acting("doctor"), told.answer_id, True, "电话核实") == told.answer_id
    assert counts(row, CLASS_11) == (10, 1, 9, 0)
    with pytest.raises(Conflict):
        services.settle(acting("doctor"), told.answer_id, True, "电话核实")
    states = (
        Answer.objects.filter(person_id=who).order_by("version").values_list("state", flat=True)
    )
    assert list(states) == ["current", "discarded"]


def test_a_source_outside_contradicts_too(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    who = universe.person(CLASS_11, 3)
    told = services.answer(acting("teacher"), given(row, who))
    source = uuid7()
    assert services.mark_contradicted(acting("doctor"), told.answer_id, source)
    assert not services.mark_contradicted(acting("doctor"), told.answer_id, source)
    assert counts(row, CLASS_11) == (10, 0, 9, 1)
    assert services.settle(acting("doctor"), told.answer_id, False, "名单属实") is None
    assert counts(row, CLASS_11) == (10, 0, 10, 0)
    assert queries.declared(acting("doctor"), [who]) == {}


def test_who_may_answer(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    mine, other = universe.person(CLASS_11, 1), universe.person(CLASS_12, 1)
    for name, who, refusal in (
        ("teacher_12", mine, NotFound), ("deputy", mine, Forbidden), ("officer", mine, Forbidden),
        ("guardian", other, NotFound), ("other_principal", mine, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            services.answer(acting(name), given(row, who))
    assert services.answer(acting("grade_head"), given(row, other)).version == 1
    assert services.answer(acting("guardian"), given(row, mine)).version == 1
    assert queries.declared(acting("doctor"), [mine])[mine].source == "guardian"
    assert queries.declared(acting("teacher_71"), [mine]) == {}
    # A leader sees how many, nobody by name.
    assert queries.declared(acting("leader"), [mine]) == {}


def test_late_stays_late(acting: Acting, universe: Universe, morning: object) -> None:
    row = opened(acting("officer"))
    morning.move_to(row.due_at.replace(hour=23))  # type: ignore[attr-defined]  # the traveller
    who = universe.person(CLASS_71, 1)
    assert services.answer(acting("teacher_71"), given(row, who)).late
    assert Tally.objects.get(round_id=row.pk, unit_no=CLASS_71).late == 1


def test_a_closed_round_takes_no_answers(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    services.close_round(acting("officer"), row.pk)
    with pytest.raises(Conflict):
        services.answer(acting("teacher"), given(row, universe.person(CLASS_11, 1)))
    assert counts(row, CLASS_11) == (10, 0, 10, 0)
