"""Statements over HTTP: taken once, all or nothing, and counted for pupils in lessons."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders import CLASS_11, CLASS_12, CLASS_71, COUNTY, JUNIOR, PRIMARY, Universe
from tests.lessons.teaching import lesson
from tests.platforms.sending import (
    JOIN,
    LEAVE,
    ROOM,
    STATEMENTS,
    WORKER,
    Sender,
    go_on,
    numbers,
    statement,
)
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.lessons.models import Lesson, Mark
from xiaoan.lessons.services import Report, report
from xiaoan.outreach.models import Line
from xiaoan.platforms import services
from xiaoan.platforms.models import Account, Activity, Statement, Tally, Watch

Acting = Callable[[str], Actor]
At = Callable[[str], None]


def room_is(teacher: Actor, room: services.Room | None) -> int:
    """The teacher says what the room is."""
    enter(teacher)
    row = Activity.objects.get(iri=ROOM)
    n = services.settle_activity(teacher, row.pk, room)
    leave()
    return n


def seen(model: Any, **where: object) -> list[Any]:
    with acting_as(WORKER):
        return list(model.objects.filter(**where))


def test_from_statements_to_who_watched(acting: Acting, universe: Universe, at: At) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    sender = Sender(universe.cast["principal"])
    pupils = numbers(universe)
    at("08:45")
    sent = [statement(number, JOIN, "08:00") for _pk, number in pupils[:8]]
    sent += [statement(number, LEAVE, "08:41") for _pk, number in pupils[:7]]
    sent += [statement(pupils[7][1], LEAVE, "08:10")]
    answer = sender.post(sent)
    assert (answer.status_code, answer.json()) == (200, [one["id"] for one in sent])
    assert answer["X-Experience-API-Version"] == "1.0.3"
    # By number at once; the room goes to the class of those who were in it.
    rows = seen(Account)
    assert {(one.person_id, one.unit_no) for one in rows} == {
        (pk, CLASS_11) for pk, _n in pupils[:8]
    }
    assert [one.unit_no for one in seen(Activity)] == [CLASS_11]
    assert go_on() == 0
    assert room_is(teacher, services.Room(CLASS_11, "chinese")) == 1
    assert go_on() == 1
    with acting_as(WORKER):
        found = Lesson.objects.get(pk=row.pk)
        assert (found.source, found.due, found.watched, found.missed) == ("api", 10, 7, 3)
        marks = {one.person_id: one.minutes for one in Mark.objects.filter(lesson_id=row.pk)}
        assert marks == {pupils[7][0]: 10, pupils[8][0]: 0, pupils[9][0]: 0}
        watch = Watch.objects.get()
        assert (watch.outcome, watch.known, watch.roll) == ("counted", 8, 10)
        kinds = list(
            Entry.objects.filter(kind__startswith="platforms.")
            .order_by("pk")
            .values_list("kind", flat=True)
        )
    assert sorted(kinds) == [
        "platforms.activity_settled", "platforms.platform_changed", "platforms.statements_taken",
        "platforms.viewing_counted",
    ]  # fmt: skip
    # The same batch again is the same; nothing is counted anew.
    assert sender.post(sent).status_code == 200
    assert (len(seen(Statement)), go_on()) == (16, 0)
    tally = seen(Tally)[0]
    assert (tally.taken, tally.same, tally.told) == (16, 16, 16)


def test_what_comes_later_of_a_room_that_is_known_counts_by_itself(
    acting: Acting, universe: Universe, at: At
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    sender = Sender(universe.cast["principal"])
    pupils = numbers(universe)
    sender.post([statement(pupils[0][1], JOIN, "07:20")])
    assert room_is(teacher, services.Room(CLASS_11)) == 0
    at("08:41")
    sender.post([statement(number, JOIN, "08:00") for _pk, number in pupils])
    assert go_on() == 1
    assert seen(Lesson, pk=row.pk)[0].watched == 10


def test_while_it_runs_whoever_is_missing_is_called_once_enough_are_known(
    acting: Acting, universe: Universe, at: At
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    sender = Sender(universe.cast["principal"])
    pupils = numbers(universe)
    sender.post([statement(pupils[0][1], JOIN, "07:20")])
    room_is(teacher, services.Room(CLASS_11))
    at("08:12")
    sender.post([statement(number, JOIN, "08:08") for _pk, number in pupils[:8]])
    assert go_on() == 1
    assert seen(Watch)[0].outcome == "few"
    assert seen(Lesson, pk=row.pk)[0].reported_at is None
    at("08:15")
    sender.post([statement(number, JOIN, "08:13") for _pk, number in pupils[8:9]])
    assert go_on() == 1
    # Who came late and is in it now is there; the one nobody heard of is called.
    found = seen(Lesson, pk=row.pk)[0]
    assert (found.watched, found.missed) == (9, 1)
    assert [one.person_id for one in seen(Line)] == [pupils[9][0]]
    at("08:20")
    sender.post([statement(pupils[9][1], JOIN, "08:19")])
    assert go_on() == 1
    assert [one.closed_at is None for one in seen(Line)] == [False]
    # Over: who was there for too short a time is told.
    at("08:41")
    assert go_on() == 1
    found = seen(Lesson, pk=row.pk)[0]
    assert (found.watched, found.missed) == (8, 2)
    assert go_on() == 0


def test_a_teacher_s_word_goes_before(acting: Acting, universe: Universe, at: At) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("08:45")
    enter(teacher)
    report(teacher, Report(uuid7(), row.pk))
    leave()
    sender = Sender(universe.cast["principal"])
    pupils = numbers(universe)
    sender.post([statement(number, JOIN, "08:00") for _pk, number in pupils[:6]])
    room_is(teacher, services.Room(CLASS_11))
    assert go_on() == 1
    assert seen(Watch)[0].outcome == "said"
    found = seen(Lesson, pk=row.pk)[0]
    assert (found.source, found.watched) == ("roll_call", 10)


def test_an_unknown_account_is_asked_about_in_the_class_and_remembered(
    acting: Acting, universe: Universe, at: At
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    sender = Sender(universe.cast["principal"])
    pupils = numbers(universe)
    at("08:45")
    sent = [statement(number, JOIN, "08:00") for _pk, number in pupils[:9]]
    sender.post([*sent, statement("zhang33", JOIN, "08:00")])
    room_is(teacher, services.Room(CLASS_11))
    go_on()
    assert seen(Lesson, pk=row.pk)[0].missed == 1
    enter(teacher)
    account = Account.objects.get(settled_at=None)
    assert (account.unit_no, account.name, account.shown) == (CLASS_11, "zhang33", "昵称zhang33")
    assert services.settle_account(teacher, account.pk, pupils[9][0]) == 1
    assert services.settle_account(teacher, account.pk, pupils[9][0]) == 0
    leave()
    go_on()
    assert seen(Lesson, pk=row.pk)[0].watched == 10


def test_a_county_s_platform_finds_pupils_by_number_in_the_next_minute(
    acting: Acting, universe: Universe, at: At
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    sender = Sender(universe.cast["officer"], COUNTY)
    pupils = numbers(universe)
    at("08:45")
    sender.post([statement(number, JOIN, "08:00") for _pk, number in pupils])
    assert {one.unit_no for one in seen(Account)} == {COUNTY}
    go_on()
    assert {one.unit_no for one in seen(Account)} == {CLASS_11}
    room_is(teacher, services.Room(CLASS_11))
    go_on()
    assert seen(Lesson, pk=row.pk)[0].watched == 10


def test_the_platform_may_name_our_lesson(acting: Acting, universe: Universe, at: At) -> None:
    row = lesson(acting("teacher"))
    leave()
    sender = Sender(universe.cast["principal"])
    at("08:45")
    named = {"context": {"extensions": {"urn:xiaoan:lesson": str(row.pk)}}}
    sender.post([statement(number, JOIN, "08:00", **named) for _pk, number in numbers(universe)])
    assert go_on() == 1
    assert seen(Lesson, pk=row.pk)[0].watched == 10


def test_a_statement_that_is_taken_back_counts_no_more(
    acting: Acting, universe: Universe, at: At
) -> None:
    row = lesson(acting("teacher"))
    leave()
    sender = Sender(universe.cast["principal"])
    at("08:45")
    named = {"context": {"extensions": {"urn:xiaoan:lesson": str(row.pk)}}}
    sent = [statement(number, JOIN, "08:00", **named) for _pk, number in numbers(universe)]
    sender.post(sent)
    go_on()
    void = {
        "actor": sent[0]["actor"], "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": sent[0]["id"]},
    }  # fmt: skip
    assert sender.post(void).status_code == 200
    assert go_on() == 1
    assert seen(Lesson, pk=row.pk)[0].watched == 9


def test_one_bad_statement_refuses_all_and_says_which(acting: Acting, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    good, bad = statement("a", JOIN, "07:20"), statement("b", JOIN, "07:20", timestamp="now")
    answer = sender.post([good, bad])
    assert (answer.status_code, answer.json()["fields"]) == (400, {"[1].timestamp": "moment"})
    assert "第 1 条" in answer.json()["message"]
    assert seen(Statement) == []
    tally = seen(Tally)[0]
    assert (tally.refused, tally.taken, tally.fault) == (1, 0, answer.json()["message"])


@pytest.mark.parametrize(
    ("name", "field"), [("\ud800", "statement"), ("\0", "statement"), ("\ud800colour\0", "colour")]
)
def test_a_field_whose_name_cannot_be_shown_or_kept_is_refused_all_the_same(
    name: str, field: str, acting: Acting, universe: Universe
) -> None:
    sender = Sender(universe.cast["principal"])
    answer = sender.post([statement("1", JOIN, "08:00", **{name: 1})])
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [f"[0].{field}"])
    assert [one.refused for one in seen(Tally)] == [1]


def test_the_same_id_with_other_content_is_refused_and_nothing_is_kept(
    acting: Acting, universe: Universe
) -> None:
    sender = Sender(universe.cast["principal"])
    first = statement("a", JOIN, "07:20")
    assert sender.put(first, first["id"]).status_code == 204
    assert sender.put(first, first["id"]).status_code == 204
    other = {**first, "verb": {"id": LEAVE}}
    fresh = statement("new", JOIN, "07:20")
    answer = sender.post([fresh, other])
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["id"])
    assert len(seen(Statement)) == 1
    assert [one.name for one in seen(Account)] == ["a"]
    # Two contents under one id in one batch.
    twice = statement("a", JOIN, "07:20")
    assert sender.post([twice, {**twice, "verb": {"id": LEAVE}}]).status_code == 400
    assert sender.post([twice, twice]).status_code == 200


def test_what_a_request_must_bring(acting: Acting, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    one = statement("a", JOIN, "07:20")
    assert sender.post(one, secret="wrong").status_code == 401
    assert sender.post(one, version="").status_code == 400
    assert sender.post(one, version="2.0.0").status_code == 400
    assert sender.post(one, version="1.0.1").status_code == 200
    assert sender.post("{", version="1.0").status_code == 400
    assert sender.post('{"id": 1, "id": 2}').status_code == 400
    assert sender.post("[" * 100_000).status_code == 400
    assert sender.post(one, content_type="multipart/mixed").status_code == 400
    assert sender.post([]).status_code == 200
    assert sender.post([one] * 1001).status_code == 400
    assert sender.post(b"[" + b" " * 1_100_000 + b"]").status_code == 413
    assert sender.put(one, "nothing").status_code == 400
    assert sender.put(one, uuid7()).status_code == 400
    assert Client().post(STATEMENTS, "[]", content_type="application/json").status_code == 401
    about = Client().get("/api/v1/xapi/about")
    assert (about.status_code, json.loads(about.content)) == (200, {"version": ["1.0.3"]})
    enter(universe.cast["principal"])
    services.revoke(universe.cast["principal"], sender.pk)
    leave()
    assert sender.post(one).status_code == 401


def test_what_is_of_no_use_or_too_long_ago_is_counted_and_not_kept(
    acting: Acting, universe: Universe
) -> None:
    sender = Sender(universe.cast["principal"])
    sent = [
        statement("a", "http://adlnet.gov/expapi/verbs/answered", "07:20"),
        statement("a", JOIN, "07:20", timestamp="2026-09-01T08:00:00+08:00"),
        statement("a", JOIN, "07:20"),
    ]
    assert sender.post(sent).status_code == 200
    tally = seen(Tally)[0]
    assert (tally.taken, tally.passed, tally.old) == (1, 1, 1)
    assert len(seen(Statement)) == 1


def test_too_many_in_a_minute_wait(acting: Acting, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    sender.post(statement("a", JOIN, "07:20"))
    with acting_as(WORKER):
        Tally.objects.update(in_minute=18_000)
    assert sender.post(statement("a", JOIN, "07:20")).status_code == 429


def test_a_school_s_platform_reaches_no_other_class(
    acting: Acting, universe: Universe, at: At
) -> None:
    """Pupils of another school with the same number, and lessons of it, are out of reach."""
    sender = Sender(universe.cast["principal"])
    assert (sender.row.unit_no, JUNIOR != PRIMARY) == (PRIMARY, True)
    pk, number = numbers(universe, CLASS_71)[0]
    sender.post(statement(number, JOIN, "07:20"))
    assert pk not in {one.person_id for one in seen(Account)}


def test_who_teaches_elsewhere_settles_nothing_here(acting: Acting, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    pupils, others = numbers(universe), numbers(universe, CLASS_12)
    sender.post([statement(pupils[0][1], JOIN, "07:20"), statement("zhang", JOIN, "07:20")])
    teacher = universe.cast["teacher"]
    room_is(teacher, services.Room(CLASS_11))
    with acting_as(WORKER):
        account = Account.objects.get(name="zhang")
    enter(universe.cast["teacher_12"])
    with pytest.raises(NotFound):
        services.settle_account(universe.cast["teacher_12"], account.pk, others[0][0])
    enter(teacher)
    with pytest.raises(Invalid):
        services.settle_account(teacher, account.pk, others[0][0])
    leave()
