"""A finding from the first look to the last: owner, deadline, answer, second look, more time, back, again."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.builders import CLASS_11, DAY, MORNING, PRIMARY, Universe
from tests.duties.evidence import ask_for
from tests.inspections.rounds import (
    REPORT,
    SHOT,
    a_check,
    an_answer,
    bad,
    begun,
    closed,
    found,
    owed,
    user,
)
from tests.outbreaks.looks import Acting
from xiaoan.inspections import services
from xiaoan.inspections.models import Finding, Step
from xiaoan.inspections.queries import RECTIFY, findings
from xiaoan.inspections.queries.waiting import count
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.photos.services.evidence import NOTHING

Later = Callable[[dt.timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later(days)`: so long after the morning."""

    def move(after: dt.timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: MORNING + after)

    return move


def test_a_finding_has_an_owner_and_a_deadline_by_its_severity(
    acting: Acting, universe: Universe
) -> None:
    row = found(acting, severity="major")
    assert (row.owner_id, row.due_at) == (
        user(universe, "logistics"), clock.at(DAY + dt.timedelta(days=3), dt.time(17, 30)),
    )  # fmt: skip
    assert owed(row.pk) == [("rectify", "open", user(universe, "logistics"), False)]


@pytest.mark.parametrize(
    ("finder", "list_code", "item", "owner"),
    [
        ("doctor", "disinfection", "storage", "logistics"),
        ("doctor", "disinfection", "plan", "logistics"),
        ("principal", "disinfection", "plan", "doctor"),
        ("logistics", "water", "tank", "principal"),
        ("doctor", "canteen", "raw", "canteen"),
    ],
)
def test_whoever_found_it_is_not_named_to_mend_it(
    acting: Acting, universe: Universe, finder: str, list_code: str, item: str, owner: str
) -> None:
    actor = acting(finder)
    one = begun(actor, list_code)
    services.mark(actor, bad(one, item, list_code=list_code))
    closed(actor, one)
    row = Finding.objects.get(round_id=one.pk)
    assert (row.owner_id, owed(row.pk)) == (
        user(universe, owner), [("rectify", "open", user(universe, owner), False)],
    )  # fmt: skip


def test_the_inspector_chooses_who_mends(acting: Acting, universe: Universe) -> None:
    actor = acting("doctor")
    row = begun(actor)
    mark = services.mark(actor, bad(row))
    services.mark_rest(actor, uuid7(), row.pk, "water")
    teacher = services.Close(
        uuid7(), row.pk, actor.name, owners={mark.pk: user(universe, "other_principal")}
    )
    with pytest.raises(Invalid) as refused:
        services.close(actor, teacher)
    assert refused.value.fields == {f"owner-{mark.pk}": "unknown"}
    services.close(
        actor, replace(teacher, id=uuid7(), owners={mark.pk: user(universe, "principal")})
    )
    found = Finding.objects.get(round_id=row.pk)
    assert found.owner_id == user(universe, "principal")
    # The finder sees it again.
    assert findings.checker(found) == (actor.name, "")


@pytest.mark.parametrize(("severity", "days"), [("minor", 7), ("major", 3), ("grave", 0)])
def test_the_graver_the_sooner(acting: Acting, severity: str, days: int) -> None:
    row = found(acting, severity=severity)
    assert row.due_at.astimezone(clock.ZONE).date() == DAY + dt.timedelta(days=days)


def test_what_is_wrong_in_a_class_is_its_own(acting: Acting, universe: Universe) -> None:
    row = found(acting, place_no=CLASS_11)
    assert (row.unit_no, row.school_id, row.place) == (CLASS_11, PRIMARY, "一年级1班")
    assert findings.finding(acting("teacher"), row.pk) == row
    with pytest.raises(NotFound):
        findings.finding(acting("teacher_12"), row.pk)


def test_mended_seen_again_by_the_finder_and_closed(acting: Acting, universe: Universe) -> None:
    row = found(acting)
    services.answer(acting("logistics"), an_answer(row))
    row.refresh_from_db()
    assert (row.state, row.late, row.mended_by_id) == (
        "answered", False, user(universe, "logistics"),
    )  # fmt: skip
    assert sorted(owed(row.pk)) == [
        ("recheck", "open", user(universe, "principal"), False),
        ("rectify", "done", user(universe, "logistics"), False),
    ]
    services.close_finding(acting("principal"), a_check(row))
    row.refresh_from_db()
    assert (row.state, row.ended_by_id) == ("closed", user(universe, "principal"))
    assert sorted(line[:2] for line in owed(row.pk)) == [("recheck", "done"), ("rectify", "done")]
    steps = Step.objects.filter(finding_id=row.pk).order_by("no").values_list("kind", flat=True)
    assert list(steps) == ["found", "answer", "close"]


def test_neither_owner_nor_mender_closes_it(acting: Acting, universe: Universe) -> None:
    row = found(acting, "officer", severity="major")
    services.answer(acting("doctor"), an_answer(row))
    with pytest.raises(Conflict):
        services.close_finding(acting("doctor"), a_check(row))
    with pytest.raises(Conflict):
        services.close_finding(acting("logistics"), a_check(row))
    with pytest.raises(Forbidden):
        services.close_finding(acting("canteen"), a_check(row))
    services.close_finding(acting("principal"), a_check(row))


def test_the_database_refuses_who_closes_their_own(acting: Acting, universe: Universe) -> None:
    row = found(acting)
    services.answer(acting("logistics"), an_answer(row))
    row.refresh_from_db()
    row.state, row.ended_at, row.ended_by_id = "closed", clock.now(), row.mended_by_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_grave_one_that_an_office_found_is_closed_from_above(acting: Acting) -> None:
    row = found(acting, "officer", severity="grave")
    services.answer(acting("logistics"), an_answer(row))
    with pytest.raises(Conflict):
        services.close_finding(acting("principal"), a_check(row))
    services.close_finding(acting("liaison"), a_check(row))
    row.refresh_from_db()
    assert row.state == "closed"


def test_back_with_a_reason_and_a_new_deadline(
    acting: Acting, universe: Universe, later: Later
) -> None:
    row = found(acting, severity="major")
    services.answer(acting("logistics"), an_answer(row))
    check = a_check(row, text="锁坏了", days=1)
    services.give_back(acting("principal"), check)
    services.give_back(acting("principal"), check)
    row.refresh_from_db()
    assert (row.state, row.returned, row.due_at) == (
        "open", 1, clock.at(DAY + dt.timedelta(days=1), dt.time(17, 30)),
    )  # fmt: skip
    again = [line[:3] for line in owed(row.pk) if line[1] == "open"]
    assert again == [("rectify", "open", user(universe, "logistics"))]
    later(dt.timedelta(days=2))
    services.answer(acting("logistics"), an_answer(row))
    row.refresh_from_db()
    assert (row.state, row.late) == ("answered", True)
    services.close_finding(acting("principal"), a_check(row))
    assert sorted(line[:2] for line in owed(row.pk)) == [
        ("recheck", "done"), ("recheck", "done"), ("rectify", "done"), ("rectify", "done"),
    ]  # fmt: skip


def test_an_answer_needs_a_photo_or_a_sentence(acting: Acting) -> None:
    row = found(acting)
    logistics = acting("logistics")
    for changes, field in (
        ({"text": " "}, "text"), ({"shown": NOTHING}, "photo"),
        ({"shown": services.Evidence((SHOT,) * 4)}, "photo"),
        ({"shown": services.Evidence(papers=(REPORT,) * 4)}, "paper"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            services.answer(logistics, an_answer(row, **changes))
        assert list(refused.value.fields) == [field]
    services.answer(logistics, an_answer(row, shown=NOTHING, no_photo="夜间停电"))
    step = Step.objects.get(finding_id=row.pk, kind="answer")
    assert step.text == "已上锁,钥匙专人保管(无照片:夜间停电)"


def test_where_the_county_asks_for_a_photo_a_sentence_is_not_enough(acting: Acting) -> None:
    row = found(acting)
    ask_for(acting, RECTIFY, "file")
    logistics = acting("logistics")
    with pytest.raises(Invalid) as refused:
        services.answer(logistics, an_answer(row, shown=NOTHING, no_photo="夜间停电"))
    assert refused.value.fields == {"photo": "asked"}
    services.answer(logistics, an_answer(row))
    assert Step.objects.filter(finding_id=row.pk, kind="answer").count() == 1


def test_the_same_answer_once_more_is_one(acting: Acting) -> None:
    row = found(acting)
    logistics, answer = acting("logistics"), an_answer(row)
    services.answer(logistics, answer)
    services.answer(logistics, answer)
    with pytest.raises(Conflict):
        services.answer(logistics, replace(answer, text="别的"))
    with pytest.raises(Conflict):
        services.answer(logistics, replace(answer, id=uuid7()))
    assert Step.objects.filter(finding_id=row.pk).count() == 2


def test_who_sees_and_who_mends(acting: Acting) -> None:
    row = found(acting)
    with pytest.raises(NotFound):
        services.answer(acting("other_principal"), an_answer(row))
    with pytest.raises(NotFound):
        services.answer(acting("teacher"), an_answer(row))
    with pytest.raises(Forbidden):
        services.answer(acting("officer"), an_answer(row))
    services.answer(acting("canteen"), an_answer(row))
    row.refresh_from_db()
    assert row.state == "answered"


def test_what_was_not_looked_at_is_not_closed(acting: Acting) -> None:
    row = found(acting, severity="minor")
    services.answer(acting("logistics"), an_answer(row))
    with pytest.raises(Conflict):
        services.close_finding(acting("principal"), a_check(row, base=1))


def an_asking(row: Finding, days: int = 10, **other: Any) -> services.Ask:
    made = services.Ask(uuid7(), row.pk, MORNING + dt.timedelta(days=days), "等施工队")
    return replace(made, **other)


def test_more_time_is_granted_by_a_second_person(acting: Acting, universe: Universe) -> None:
    row = found(acting)
    ask = an_asking(row)
    services.ask(acting("logistics"), ask)
    services.ask(acting("logistics"), ask)
    row.refresh_from_db()
    assert (row.asked_due_at, row.due_at) == (ask.due_at, row.first_due_at)
    with pytest.raises(Forbidden):
        services.decide(acting("canteen"), services.Act(uuid7(), row.pk), grant=True)
    with pytest.raises(Conflict):
        services.decide(acting("logistics"), services.Act(uuid7(), row.pk), grant=True)
    services.decide(acting("principal"), services.Act(uuid7(), row.pk), grant=True)
    row.refresh_from_db()
    assert (row.due_at, row.asked_due_at) == (ask.due_at, None)
    with pytest.raises(Conflict):
        services.decide(acting("principal"), services.Act(uuid7(), row.pk), grant=True)


def test_who_asked_does_not_grant(acting: Acting) -> None:
    row = found(acting)
    services.ask(acting("doctor"), an_asking(row))
    with pytest.raises(Conflict):
        services.decide(acting("doctor"), services.Act(uuid7(), row.pk), grant=True)
    with pytest.raises(Invalid):
        services.decide(acting("principal"), services.Act(uuid7(), row.pk), grant=False)
    services.decide(acting("principal"), services.Act(uuid7(), row.pk, "等不得"), grant=False)
    row.refresh_from_db()
    assert (row.asked_due_at, row.due_at) == (None, row.first_due_at)


@pytest.mark.parametrize("days", [-1, 0, 40])
def test_more_time_has_bounds(acting: Acting, days: int) -> None:
    row = found(acting)
    with pytest.raises(Invalid) as refused:
        services.ask(acting("logistics"), an_asking(row, days))
    assert refused.value.fields == {"due_at": "range"}


def test_the_head_of_the_school_names_who_answers(acting: Acting, universe: Universe) -> None:
    row = found(acting)
    naming = services.Naming(uuid7(), row.pk, user(universe, "canteen"), "归食堂管")
    with pytest.raises(Forbidden):
        services.name_owner(acting("logistics"), naming)
    for other in ("teacher", "deputy", "other_principal"):
        with pytest.raises(Invalid):
            services.name_owner(
                acting("principal"), replace(naming, owner_id=user(universe, other))
            )
    services.name_owner(acting("principal"), naming)
    services.name_owner(acting("principal"), naming)
    assert owed(row.pk) == [("rectify", "open", user(universe, "canteen"), False)]
    row.refresh_from_db()
    assert row.owner_id == user(universe, "canteen")


def test_a_place_is_closed_until_it_was_seen_again(acting: Acting) -> None:
    row = found(acting)
    services.shut(acting("principal"), services.Act(uuid7(), row.pk, "水箱停用,改送桶装水"))
    row.refresh_from_db()
    assert row.shut_at == MORNING
    with pytest.raises(Conflict):
        services.shut(acting("doctor"), services.Act(uuid7(), row.pk, "停用"))
    services.answer(acting("logistics"), an_answer(row))
    row.refresh_from_db()
    assert row.shut_at == MORNING
    services.close_finding(acting("principal"), a_check(row))
    row.refresh_from_db()
    assert row.shut_at is None


def test_what_was_found_by_mistake_counts_nowhere(acting: Acting, universe: Universe) -> None:
    row = found(acting)
    with pytest.raises(Conflict):
        services.void(acting("logistics"), services.Act(uuid7(), row.pk, "不是"))
    services.void(acting("principal"), services.Act(uuid7(), row.pk, "看错了水箱"))
    row.refresh_from_db()
    assert row.state == "void"
    assert [line[1] for line in owed(row.pk)] == ["excused"]
    enter(universe.cast["principal"])
    assert findings.page_of(universe.cast["principal"], findings.Wanted(), 0, 50) == (0, [])


def test_the_same_item_again_is_a_repeat(acting: Acting, later: Later) -> None:
    first = found(acting)
    later(dt.timedelta(days=30))
    second = found(acting)
    later(dt.timedelta(days=200))
    third = found(acting)
    assert [row.repeats for row in (first, second, third)] == [0, 1, 0]


def test_what_waits_for_a_second_look(acting: Acting) -> None:
    row = found(acting)
    assert count(acting("principal")) == 0
    services.answer(acting("logistics"), an_answer(row))
    assert [count(acting(name)) for name in ("principal", "doctor", "logistics", "officer")] == [
        1, 1, 0, 0,
    ]  # fmt: skip


def test_a_used_photo_is_shown_to_whoever_checks(acting: Acting, at: Callable[[str], None]) -> None:
    principal = acting("principal")
    row = begun(principal)
    services.mark(principal, bad(row, photos=(SHOT,)))
    closed(principal, row)
    one = Finding.objects.get()
    at("09:00")
    services.answer(acting("logistics"), an_answer(one))
    seen = findings.detail(acting("principal"), one.pk).seen
    step = Step.objects.get(kind="answer")
    assert [each.is_same for each in seen[step.photo_ids[0]]] == [True]
    assert findings.detail(acting("logistics"), one.pk).seen == {}
