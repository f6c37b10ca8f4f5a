"""A list from the file to the ledger: matched, held against the answers, cleared, closed, destroyed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from tests.verification.made import (
    BASIS,
    clearing,
    csv_of,
    id_number,
    matched,
    pupil,
    round_of,
    said,
)
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look
from xiaoan.surveys.models import Answer
from xiaoan.verification import queries, services
from xiaoan.verification.models import (
    Check,
    Disagreement,
    ListFile,
    ListRow,
    Match,
    OutsideList,
    Verdict,
)

Acting = Callable[[str], Actor]
ROW = {"姓名": "李明华", "证件号码": id_number(1)}


def facts(*kinds: str) -> list[str]:
    rows = Entry.objects.filter(kind__startswith="verification.").order_by("at", "n")
    found = list(rows.values_list("kind", flat=True))
    return [kind.split(".")[1] for kind in found if not kinds or kind.split(".")[1] in kinds]


def test_who_agrees_is_verified_and_who_does_not_becomes_a_duty(
    acting: Acting, universe: Universe
) -> None:
    honest, silent, denies = pupil("李明华", 1), pupil("王小丽", 2), pupil("赵子轩", 3)
    row = round_of(universe.cast["officer"])
    teacher = universe.cast["teacher"]
    answer = said(teacher, row, honest, "household")
    denied = said(teacher, row, denies)
    found = matched(
        universe.cast["officer"], row, ROW, {"姓名": "王小丽", "证件号码": id_number(2)},
        {"姓名": "赵子轩", "证件号码": id_number(3)}, {"姓名": "陌生人", "证件号码": id_number(9)},
    )  # fmt: skip
    assert found.counts == {
        "rows": 4, "refused": 0, "remarked": 0, "sure": 3, "likely": 0, "doubtful": 0, "nobody": 1,
        "agrees": 1, "denied": 1, "silent": 1,
    }  # fmt: skip
    assert Verdict.objects.get(answer_id=answer).status == "verified"
    rows = {one.person_id: one for one in Disagreement.objects.all()}
    assert {pk: (one.stands, one.answer_id) for pk, one in rows.items()} == {
        silent: ("silent", None), denies: ("denied", denied),
    }  # fmt: skip
    duty = Duty.objects.get(about_id=rows[silent].pk)
    assert (duty.kind, duty.unit_no, duty.assignee_id) == (
        "verification.clear", CLASS_11, universe.users["teacher"].pk,
    )  # fmt: skip
    assert duty.due_at == clock.now() + dt.timedelta(hours=24)
    assert duty.next_step_at == duty.due_at + dt.timedelta(minutes=5)
    assert sorted(facts()) == [
        "answers_confirmed", "disagreements_opened", "list_matched", "list_received",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "told", "field"),
    [
        ("omitted", {}, "outcome"),  # it was denied, not passed over
        ("", {}, "outcome"),
        ("untrue", {"reason": " "}, "reason"),
        ("untrue", {"channel": "outside"}, "channel"),
        ("untrue", {"informant": ""}, "informant"),
        ("reported", {}, "outcome"),  # nothing has been reported
    ],
)
def test_what_does_not_clear_a_disagreement(
    acting: Acting, universe: Universe, outcome: str, told: dict[str, str], field: str
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, child)
    matched(universe.cast["officer"], row, ROW)
    teacher = acting("teacher")
    with pytest.raises(Invalid) as refused:
        services.clear(teacher, clearing(Disagreement.objects.get(), outcome, **told))
    assert list(refused.value.fields) == [field]
    assert Disagreement.objects.get().state == "open"


def test_reported_since_is_verified_by_the_list(acting: Acting, universe: Universe) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    matched(universe.cast["officer"], row, ROW)
    answer = said(universe.cast["teacher"], row, child, "household")
    teacher = acting("teacher")
    services.clear(teacher, clearing(Disagreement.objects.get(), "reported"))
    assert Verdict.objects.get().answer_id == answer
    assert Verdict.objects.get().status == "verified"
    assert Check.objects.get().channel == "outside"


def test_who_may_clear(acting: Acting, universe: Universe) -> None:
    pupil("李明华", 1)
    matched(universe.cast["officer"], round_of(universe.cast["officer"]), ROW)
    one = Disagreement.objects.get()
    for name, refusal in (
        ("teacher_12", NotFound), ("other_principal", NotFound), ("deputy", NotFound),
        ("grade_head", Forbidden), ("guardian", NotFound),
    ):  # fmt: skip
        actor = acting(name)
        with pytest.raises(refusal):
            services.clear(actor, clearing(one, "omitted"))
    services.clear(acting("principal"), clearing(one, "omitted"))
    assert Disagreement.objects.get().outcome == "omitted"


def test_rows_of_a_list_are_the_officers_alone(acting: Acting, universe: Universe) -> None:
    pupil("李明华", 1)
    found = matched(universe.cast["officer"], round_of(universe.cast["officer"]), ROW)
    for name, sees in (("principal", 0), ("teacher", 0), ("liaison", 0), ("officer", 1)):
        actor = acting(name)
        seen = [table.objects.count() for table in (OutsideList, ListRow, ListFile, Match)]
        assert seen == [sees] * 4, name
        if not sees:
            with pytest.raises(NotFound):
                queries.outside_list(actor, found.pk)
    with connection.cursor() as cursor:
        cursor.execute("select content from verification_list_row")
        ((content,),) = cursor.fetchall()
    assert "李明华".encode() not in bytes(content)
    assert id_number(1).encode() not in bytes(content)


def test_a_list_without_its_legal_basis_is_not_taken(acting: Acting, universe: Universe) -> None:
    officer = universe.cast["officer"]
    row = round_of(officer)
    for name in ("source", "basis", "paper"):
        new = services.NewList(round_id=row.pk, category="household", **{**BASIS, name: " "})
        with pytest.raises(Invalid) as refused:
            services.receive(officer, new, "名单.csv", csv_of(ROW))
        assert list(refused.value.fields) == [name]
    new = services.NewList(round_id=row.pk, category="nonsense", **BASIS)
    with pytest.raises(Invalid):
        services.receive(officer, new, "名单.csv", csv_of(ROW))
    new = services.NewList(round_id=row.pk, category="away", **BASIS)
    with pytest.raises(Invalid):
        services.receive(officer, new, "名单.xls", b"x")
    first = services.receive(officer, new, "名单.csv", csv_of(ROW))
    assert services.receive(officer, new, "名单.csv", csv_of(ROW)) == first
    with pytest.raises(Forbidden):
        services.receive(acting("leader"), new, "名单.csv", csv_of(ROW))


def test_a_doubtful_row_waits_for_the_officer(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    child = pupil("李明华", 1)
    officer = universe.cast["officer"]
    row = round_of(officer)
    found = matched(officer, row, {"姓名": "李名华", "出生日期": "2017-03-01"})
    assert (found.counts["doubtful"], Disagreement.objects.count()) == (1, 0)
    total, (doubt,) = queries.doubts(officer, found.pk, 0, 20)
    assert doubt.other
    leave()
    assert signed_in("officer").get(f"/verification/lists/{found.pk}/").status_code == 200
    enter(officer)
    assert list(Look.objects.values_list("person_id", "page")) == [(child, "health_list")]
    assert (total, doubt.other.person_id, doubt.rule) == (1, child, "name_near_birth")
    with pytest.raises(Conflict):
        services.close(officer, found.pk)
    services.decide(officer, doubt.id, "same")
    services.decide(officer, doubt.id, "same")
    with pytest.raises(Conflict):
        services.decide(officer, doubt.id, "other")
    assert Disagreement.objects.get().person_id == child
    with pytest.raises(NotFound):
        services.decide(acting("principal"), doubt.id, "same")


def test_closed_then_destroyed_with_proof(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    pupil("李明华", 1)
    officer = universe.cast["officer"]
    found = matched(officer, round_of(officer), ROW)
    with pytest.raises(Conflict):
        services.close(officer, found.pk)
    services.clear(acting("teacher"), clearing(Disagreement.objects.get(), "omitted"))
    enter(officer)
    assert services.close(officer, found.pk) == DAY + dt.timedelta(days=30)
    services.close(officer, found.pk)
    enter(BUILDER)
    assert services.destroy_due(BUILDER, DAY + dt.timedelta(days=29)) == 0
    assert services.destroy_due(BUILDER, DAY + dt.timedelta(days=30)) == 1
    assert [table.objects.count() for table in (ListRow, ListFile, Match)] == [0, 0, 0]
    one = OutsideList.objects.get()
    assert (one.state, one.destroyed_rows, len(one.rows_hash)) == ("destroyed", 1, 64)
    assert Disagreement.objects.get().claim is None
    assert Disagreement.objects.get().outcome == "omitted"
    body = Entry.objects.get(kind="verification.list_destroyed").body
    assert one.rows_hash in body


def test_stopped_before_the_end_nothing_is_kept(acting: Acting, universe: Universe) -> None:
    pupil("李明华", 1)
    officer = universe.cast["officer"]
    row = round_of(officer)
    new = services.NewList(round_id=row.pk, category="household", **BASIS)
    made = services.receive(officer, new, "名单.csv", csv_of(ROW))
    services.request_stop(officer, made)
    services.work(officer, made)
    enter(officer)
    assert (OutsideList.objects.get().state, ListRow.objects.count()) == ("stopped", 0)
    services.start_again(officer, made)
    services.work(officer, made)
    services.work(officer, made)
    enter(officer)
    assert (OutsideList.objects.get().state, Disagreement.objects.count()) == ("matched", 1)


def test_errors_are_told_row_by_row(acting: Acting, universe: Universe) -> None:
    officer = universe.cast["officer"]
    row = round_of(officer)
    found = matched(
        officer, row, {"姓名": "李明华"}, {"姓名": "", "证件号码": id_number(2)},
        {"姓名": "王小丽", "证件号码": "123", "手机": "13800001111"},
        {"姓名": "赵子轩", "证件号码": id_number(3), "止": "2026-11-01"},
        {"姓名": "孙一", "证件号码": id_number(4), "起": "十一月"},
    )  # fmt: skip
    assert (found.counts["rows"], found.counts["refused"], found.counts["remarked"]) == (5, 4, 5)
    assert services.errors_of(officer, found.pk)[:2] == b"PK"
    with pytest.raises(NotFound):
        services.errors_of(acting("principal"), found.pk)


def test_a_pupil_in_another_class_takes_the_disagreement_along(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    matched(universe.cast["officer"], round_of(universe.cast["officer"]), ROW)
    enter(BUILDER)
    people.change_class(BUILDER, child, CLASS_12, When(DAY))
    one = Disagreement.objects.get()
    assert (one.unit_no, one.class_then) == (CLASS_12, CLASS_11)


def test_a_wrong_digit_in_the_year_is_no_birth_date(acting: Acting, universe: Universe) -> None:
    """917-03-01 stands in such a number: nobody was born then, and the name with the number is enough."""
    child = pupil("李明华", 1)
    wrong = id_number(1)[:6] + "0" + id_number(1)[7:]
    officer = universe.cast["officer"]
    row = round_of(officer)
    found = matched(
        officer,
        row,
        {"姓名": "李明华", "证件号码": wrong},
        {"姓名": "王一", "出生日期": "0017-03-01"},
    )
    assert (found.counts["likely"], found.counts["refused"]) == (1, 1)
    assert Disagreement.objects.get().person_id == child


def check(**more: object) -> services.Given:
    given = {
        "id": uuid7(), "channel": "phone", "informant": "community", "result": "confirms",
        "happened_at": clock.now(), **more,
    }  # fmt: skip
    return services.Given(**given)  # type: ignore[arg-type]  # a test names fields


def test_the_own_answer_is_verified_by_somebody_else_only(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    answer = said(universe.cast["teacher"], row, child)
    teacher = acting("teacher")
    for one in (check(), check(channel="visit", informant="self", details={"place": "家里"})):
        assert services.check_answer(teacher, answer, one) == "checked"
    assert services.check_answer(acting("principal"), answer, check()) == "verified"


def test_an_id_of_another_row_is_a_conflict(acting: Acting, universe: Universe) -> None:
    """The same id with other content, or one that is used where the sender does not see it."""
    row = round_of(universe.cast["officer"])
    mine, far = universe.person(CLASS_11, 1), universe.person(CLASS_12, 1)
    here = said(universe.cast["teacher"], row, mine)
    there = said(universe.cast["teacher_12"], row, far)
    sent = check()
    services.check_answer(acting("teacher_12"), there, sent)
    with pytest.raises(Conflict, match="另一条记录"):
        services.check_answer(acting("teacher"), here, sent)
    principal, drawn = acting("principal"), uuid7()
    services.draw(principal, drawn, row.pk, PRIMARY, 1)
    assert services.draw(principal, drawn, row.pk, PRIMARY, 1).pk == drawn
    with pytest.raises(Conflict):
        services.draw(principal, drawn, row.pk, PRIMARY, 2)
    with pytest.raises(Conflict):
        services.draw(acting("teacher"), drawn, row.pk, CLASS_11, 1)


def test_clearing_once_more_with_other_words_is_a_conflict(
    acting: Acting, universe: Universe
) -> None:
    pupil("李明华", 1)
    matched(universe.cast["officer"], round_of(universe.cast["officer"]), ROW)
    teacher = acting("teacher")
    sent = clearing(Disagreement.objects.get(), "omitted")
    services.clear(teacher, sent)
    services.clear(teacher, sent)
    with pytest.raises(Conflict, match="另一条记录"):
        services.clear(teacher, replace(sent, reason="别的经过"))
    with pytest.raises(Conflict, match="另一条记录"):
        services.clear(teacher, replace(sent, informant="self"))


def test_a_trip_that_is_over_contradicts_nobody(acting: Acting, universe: Universe) -> None:
    """The list says where somebody was, the answer where they are: both are right, the answer stands."""
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    answer = said(universe.cast["teacher"], row, child)
    matched(universe.cast["officer"], row, ROW, category="away")
    services.clear(acting("principal"), clearing(Disagreement.objects.get(), "over"))
    assert Disagreement.objects.get().outcome == "over"
    assert Answer.objects.get(pk=answer).contra_id is None
    assert Verdict.objects.get(answer_id=answer).untrue is False
