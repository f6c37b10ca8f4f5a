"""What the county asks of checks, and how soon they are due."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import BUILDER, CLASS_11, Universe
from tests.duties.evidence import ask_for, put
from tests.verification.made import clearing, id_number, matched, pupil, round_of, said
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.verification import services
from xiaoan.verification.models import Disagreement

Acting = Callable[[str], Actor]
ROW = {"姓名": "李明华", "证件号码": id_number(1)}


def test_a_paper_and_another_person_are_asked_if_the_county_does(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    answer = said(universe.cast["principal"], row, child)
    ask_for(acting, "verification.spot_check", "file", "second")
    call = services.Given(
        id=uuid7(), channel="phone", informant="guardian", result="confirms",
        happened_at=clock.now(),
    )  # fmt: skip
    services.check_answer(acting("principal"), answer, call)  # not a spot check
    services.draw(acting("principal"), uuid7(), row.pk, CLASS_11, 1)
    with pytest.raises(Invalid) as refused:
        services.check_answer(acting("principal"), answer, replace(call, id=uuid7()))
    assert list(refused.value.fields) == ["channel", "result"]
    paper = replace(
        call,
        id=uuid7(),
        channel="document",
        informant="",
        details={"paper": "车票", "number": "G1"},
    )
    with pytest.raises(Invalid) as refused:
        services.check_answer(acting("principal"), answer, paper)
    assert refused.value.fields == {
        "result": "这份申报是您填的,县里要求由另一人核实:请转给能核实的同事。"
    }
    services.check_answer(acting("teacher"), answer, paper)
    enter(BUILDER)
    assert Duty.objects.get(kind="verification.spot_check").state == "done"


def test_who_answered_does_not_clear_if_the_county_asks_for_another(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, child)
    matched(universe.cast["officer"], row, ROW)
    ask_for(acting, "verification.clear", "second")
    one = Disagreement.objects.get()
    with pytest.raises(Invalid) as refused:
        services.clear(acting("teacher"), clearing(one, "untrue"))
    assert list(refused.value.fields) == ["outcome"]
    services.clear(acting("principal"), clearing(one, "untrue"))


def test_the_county_sets_how_soon_a_disagreement_is_cleared(
    acting: Acting, universe: Universe
) -> None:
    put(acting, "verification.clear.within", 90)
    pupil("李明华", 1)
    matched(universe.cast["officer"], round_of(universe.cast["officer"]), ROW)
    one = Disagreement.objects.get()
    assert one.due_at - one.opened_at == dt.timedelta(minutes=90)
