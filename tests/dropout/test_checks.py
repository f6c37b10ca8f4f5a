"""四查三比对: registers held against each other, differences answered, kept by date."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.builders import (
    BUILDER,
    CLASS_11,
    COUNTY,
    DAY,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.dropout.test_children import LOST, lost, new, number, sheet
from tests.dropout.test_reckoning import school_days
from xiaoan.directory import rules as numbering
from xiaoan.dropout import services
from xiaoan.dropout.models import Check, Difference, Entry
from xiaoan.dropout.queries import checks as queries
from xiaoan.dropout.rules import checks as rules
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def away_for_days(universe: Universe, morning: time_machine.Traveller, seat: int = 5) -> None:
    """Ten school days on which one pupil is away without a word, another ill."""
    ill, away = universe.enrolment(CLASS_11, 3), universe.enrolment(CLASS_11, seat)
    for day in school_days(DAY, 10):
        morning.move_to(clock.at(day, dt.time(7, 30)))
        with acting_as(BUILDER):
            screening.open_day(BUILDER, day, (COUNTY, COUNTY + numbering.COUNTY))
        with acting_as(universe.cast["teacher"]) as teacher:
            marks = (sick(ill, "cough", onset=day), sick(away, onset=None, kind="absent_unknown"))
            screening.submit_roll_call(teacher, sent(CLASS_11, *marks, day=day))
    morning.move_to(clock.at(DAY, dt.time(9)))


def test_on_the_roll_and_never_in_class_is_asked_of_the_school(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    away_for_days(universe, morning)
    liaison, given = acting("liaison"), uuid7()
    pk = services.compare(liaison, given, TOWN, "roll_class")
    assert services.compare(liaison, given, TOWN, "roll_class") == pk
    check = Check.objects.get()
    # Four classes of ten, of which one has reported: the other thirty are not known.
    assert (check.left, check.right, check.found) == (40, 9, 1)
    row = Difference.objects.get()
    assert (row.person_id, row.unit_no, row.days) == (universe.person(CLASS_11, 5), CLASS_11, 10)
    duty = Duty.objects.get(kind="dropout.differ")
    assert (duty.unit_no, duty.assignee_id) == (PRIMARY, universe.users["principal"].pk)
    # Asked again while nobody has answered: the row stays with the comparison of then.
    services.compare(liaison, uuid7(), TOWN, "roll_class")
    assert (Check.objects.count(), Difference.objects.count()) == (2, 1)
    with pytest.raises(Forbidden):
        services.answer_difference(liaison, services.NewAnswer(uuid7(), row.pk, "here", "到班看过"))
    principal = acting("principal")
    with pytest.raises(Invalid, match="怎么核的"):
        services.answer_difference(principal, services.NewAnswer(uuid7(), row.pk, "ledger", " "))
    answer = services.NewAnswer(uuid7(), row.pk, "ledger", "三天打不通电话")
    services.answer_difference(principal, answer)
    services.answer_difference(principal, answer)
    with pytest.raises(Conflict, match="已经有人答了"):
        services.answer_difference(principal, services.NewAnswer(uuid7(), row.pk, "here", "在"))
    assert Entry.objects.get().person_id == row.person_id
    assert [one.state for one in Duty.objects.filter(kind="dropout.differ").order_by("id")] == [
        "done"
    ]
    morning.move_to(clock.at(DAY, dt.time(10)))
    liaison = acting("liaison")
    # On the ledger by now: counted, and asked of nobody again.
    services.compare(liaison, uuid7(), TOWN, "roll_class")
    latest = queries.done(liaison)[0]
    assert (latest.check.found, latest.rows) == (1, 0)
    assert [one.note for one in queries.rows(liaison, pk)] == ["三天打不通电话"]
    for name in ("teacher_71", "other_principal", "other_liaison", "guardian"):
        with pytest.raises(NotFound):
            queries.difference(acting(name), row.pk)


def test_who_dropped_out_is_held_against_the_poverty_list(
    acting: Acting, universe: Universe
) -> None:
    officer = acting("officer")
    with pytest.raises(Invalid, match="另一边还没有"):
        services.compare(officer, uuid7(), COUNTY, "dropped_poverty")
    child = lost(acting("liaison"), f"{LOST},{number()},,,东街村,,")
    officer = acting("officer")
    services.read_list(
        officer, new(COUNTY, "poverty"), "a.csv", sheet(f"{LOST},{number()},,城关镇,,,")
    )
    pk = services.compare(officer, uuid7(), COUNTY, "dropped_poverty")
    check = Check.objects.get(pk=pk)
    assert (check.left, check.right, check.found) == (1, 1, 1)
    row = Difference.objects.get()
    assert (row.child_id, row.unit_no) == (child.pk, TOWN)
    # A school of the township does not read it.
    assert queries.done(acting("principal")) == []
    services.answer_difference(
        acting("liaison"), services.NewAnswer(uuid7(), row.pk, "helped", "已联系民政")
    )
    assert Difference.objects.get().answer == "helped"


def test_the_lists_against_the_roll_are_the_third_ledger(
    acting: Acting, universe: Universe
) -> None:
    liaison = acting("liaison")
    lost(liaison)
    pk = services.compare(liaison, uuid7(), TOWN, "household_roll")
    check = Check.objects.get(pk=pk)
    assert (check.left, check.right, check.found) == (1, 0, 1)
    with pytest.raises(NotFound):
        services.compare(liaison, uuid7(), RIVER, "household_roll")
    with pytest.raises(Invalid):
        services.compare(liaison, uuid7(), TOWN, "nothing")
    with pytest.raises((Forbidden, NotFound)):
        services.compare(acting("principal"), uuid7(), PRIMARY, "roll_class")


def test_the_county_compares_by_itself_once_a_month(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    away_for_days(universe, morning)
    enter(BUILDER)
    assert services.compare_all(BUILDER) == 0
    morning.move_to(clock.at(dt.date(2026, 12, rules.ON_DAY), dt.time(2)))
    enter(BUILDER)
    assert services.compare_all(BUILDER) == 1
    assert services.compare_all(BUILDER) == 0
    assert [one.check.code for one in queries.done(acting("officer"))] == ["roll_class"]


def test_the_pages(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    away_for_days(universe, morning)
    leave()
    liaison = signed_in("liaison")
    page = liaison.get("/dropout/checks/").content.decode()
    assert ("查脱贫户适龄儿童少年" in page, "不知道" in page) == (True, True)
    form = {"submission_id": str(uuid7()), "unit": str(TOWN), "code": "roll_class"}
    address = liaison.post("/dropout/checks/", form).headers["Location"]
    page = liaison.get(address).content.decode()
    assert ("测试生0005" in page, "班级没有报够晨检" in page) == (True, True)
    assert liaison.get(f"{address}?sheet=1").status_code == 200
    principal = signed_in("principal")
    assert "学籍与在校对不上,请答" in principal.get("/duties/today/").content.decode()
    assert "测试生0005" in principal.get(address).content.decode()
    leader = signed_in("leader").get(address).content.decode()
    assert ("测试生0005" in leader, "对不上" in leader) == (False, True)
    with acting_as(BUILDER):
        row = Difference.objects.get()
    answer = f"/dropout/differences/{row.pk}/"
    bare = {"submission_id": str(uuid7()), "note": "电话问过"}
    again = principal.post(answer, bare)
    assert (again.status_code, "电话问过" in again.content.decode()) == (422, True)
    assert principal.post(answer, {**bare, "answer": "here"}).status_code == 302
    assert "已在校" in principal.get(answer).content.decode()
    assert [signed_in(name).get(address).status_code for name in ("other_principal", "guardian")] == [
        404, 404,
    ]  # fmt: skip
    wrong = signed_in("other_liaison").post(
        "/dropout/checks/", {**form, "submission_id": str(uuid7())}
    )
    assert wrong.status_code == 404
