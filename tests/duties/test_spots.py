"""The blind spots of a unit, and acting on many of them with an answer for each."""

import time
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    COUNTY,
    DAY,
    PRIMARY,
    TOWN,
    Universe,
    sent,
)
from xiaoan.accounts.models import Grant
from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Step
from xiaoan.duties.queries import kinds
from xiaoan.duties.queries.spots import Spots, Wanted, spots
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
At = Callable[[str], None]


def duty(unit_no: int = CLASS_11, slot: str = "morning") -> Duty:
    enter(BUILDER)
    return Duty.objects.get(unit_no=unit_no, slot=slot, day=DAY)


def seen(acting: Acting, who: str, unit_no: int, state: str = "overdue") -> Spots:
    actor = acting(who)
    return spots(actor, directory.place(unit_no), Wanted(state))


def below(found: Spots) -> dict[str, tuple[int, int, int, int]]:
    return {one.place.name: (one.overdue, one.soon, one.unowned, one.left) for one in found.below}


def test_one_glance_down_the_tree(acting: Acting, at: At, universe: Universe) -> None:
    enter(BUILDER)
    Duty.objects.filter(unit_no=CLASS_12).update(assignee_id=None)
    Grant.objects.filter(user=universe.users["teacher_71"]).update(until=DAY)
    at("08:21")
    found = seen(acting, "officer", COUNTY)
    # The kindergarten is due at 08:50; each unowned or left class owes morning, noon (and evening).
    assert below(found) == {"城关镇": (3, 1, 2, 0), "河口镇": (2, 0, 0, 3)}
    assert found.sums == {"overdue": 5, "soon": 1, "unowned": 2, "left": 3}
    assert found.total == 5
    assert below(seen(acting, "liaison", TOWN)) == {
        "实验小学": (3, 0, 2, 0), "城关幼儿园": (0, 1, 0, 0),
    }  # fmt: skip
    school = seen(acting, "principal", PRIMARY, "unowned")
    assert below(school)["一年级2班"] == (1, 0, 2, 0)
    assert [(one.unit_no, one.assignee_id) for one in school.dues] == [(CLASS_12, None)] * 2
    river = seen(acting, "other_liaison", CLASS_71, "left")
    assert {one.assignee_id for one in river.dues} == {universe.users["teacher_71"].pk}


def test_urging_tells_of_each(acting: Acting, at: At) -> None:
    at("08:21")
    screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
    mine, done, noon, foreign = duty(), duty(CLASS_12), duty(slot="noon"), duty(CLASS_71)
    ids = [mine.pk, done.pk, noon.pk, foreign.pk]
    said = duties.urge_each(acting("principal"), ids)
    assert [said[pk] for pk in ids] == ["done", "closed", "early", "unknown"]
    assert duties.urge_each(acting("principal"), ids)[mine.pk] == "just"
    with pytest.raises(Forbidden):
        duties.urge_each(acting("teacher"), ids)
    with pytest.raises(Invalid):
        duties.urge_each(acting("principal"), [uuid7() for _ in range(duties.MOST + 1)])


def test_reassigning_to_who_is_in_office(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    Duty.objects.filter(unit_no=CLASS_12).update(assignee_id=None)
    ids = [duty().pk, duty(CLASS_12).pk, duty(CLASS_71).pk]
    said = duties.reassign_each(acting("principal"), ids)
    assert [said[pk] for pk in ids] == ["same", "done", "unknown"]
    assert duty(CLASS_12).assignee_id == universe.users["teacher_12"].pk
    enter(BUILDER)
    assert Entry.objects.filter(kind="duties.reassigned").count() == 1


def test_reassigning_to_somebody(acting: Acting, universe: Universe) -> None:
    ids = [duty().pk, duty(CLASS_12).pk]
    doctor, head = universe.users["doctor"].pk, universe.users["grade_head"].pk
    assert set(duties.reassign_each(acting("principal"), ids, head).values()) == {"unfit"}
    assert set(duties.reassign_each(acting("principal"), ids, doctor).values()) == {"done"}
    assert set(duties.reassign_each(acting("principal"), ids, doctor).values()) == {"same"}
    assert {duty().assignee_id, duty(CLASS_12).assignee_id} == {doctor}
    with pytest.raises(Forbidden):
        duties.reassign_each(acting("grade_head"), ids, doctor)


def test_taking_up_a_level_by_hand(acting: Acting, at: At) -> None:
    at("08:21")
    pk = duty().pk
    for level in range(4):
        assert duties.escalate_each(acting("principal"), {pk: level}) == {pk: "done"}
        assert duties.escalate_each(acting("principal"), {pk: level}) == {pk: "moved"}
    assert duties.escalate_each(acting("principal"), {pk: 4}) == {pk: "top"}
    enter(BUILDER)
    rows = Step.objects.filter(duty_id=pk, kind="escalate").order_by("level")
    assert [(step.level, len(step.recipient_ids)) for step in rows] == [
        (n, 1) for n in (1, 2, 3, 4)
    ]
    at("09:30")
    enter(BUILDER)
    duties.escalate(BUILDER)
    assert Step.objects.filter(duty_id=pk, kind="escalate").count() == 4


def test_the_page_acts_and_says_what_became_of_each(
    signed_in: Callable[[str], Client], at: At
) -> None:
    at("08:21")
    officer = signed_in("officer")
    value = f"{duty().pk}:0"
    act = "/duties/blind-spots/act/"
    for bad in ({"what": "x", "duty": value}, {"what": "urge"}):
        assert officer.post(act, bad).status_code == 422
    assert officer.post(act, {"what": "urge", "duty": "x"}).status_code == 404
    given = {"what": "escalate", "duty": [value, f"{duty(CLASS_71).pk}:3", f"{uuid7()}:0"]}
    page = officer.post(act, given)
    assert [row["code"] for row in page.context["rows"]] == ["unknown", "moved", "done"]
    assert "没办成 2 件" in page.content.decode()
    everything = officer.post(act, {"what": "urge", "all": "1", "unit": str(TOWN)})
    assert everything.context["done"] == 3
    assert signed_in("grade_head").post(act, {"what": "reassign", "duty": value}).status_code == 422
    assert signed_in("teacher").post(act, given).status_code == 404


def many(count: int) -> list[UUID]:
    """So many more open duties of one class, each about a row of its own."""
    enter(BUILDER)
    now = clock.now()
    rows = [
        Duty(
            school_id=PRIMARY, unit_no=CLASS_11, kind="illness.trace", day=DAY, slot=str(n),
            opened_at=now, due_at=now, about_id=uuid7(), assignee_id=duty().assignee_id,
        )
        for n in range(count)
    ]  # fmt: skip
    return [row.pk for row in Duty.objects.bulk_create(rows)]


def test_three_hundred_take_as_many_statements_as_three(acting: Acting) -> None:
    ids = many(300)
    found = []
    for part in (ids[:3], ids[3:]):
        with CaptureQueriesContext(connection) as statements:
            begun = time.monotonic()
            said = duties.urge_each(acting("officer"), part)
            up = duties.escalate_each(acting("officer"), dict.fromkeys(part, 0))
        assert {*said.values(), *up.values()} == {"done"}
        found.append((len(statements), time.monotonic() - begun))
    assert found[0][0] == found[1][0]


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same(more: int, signed_in: Callable[[str], Client], at: At) -> None:
    at("08:51")
    enter(BUILDER)
    Duty.objects.exclude(unit_no__in=[CLASS_11, CLASS_12, CLASS_21][:more]).delete()
    client = signed_in("officer")
    with CaptureQueriesContext(connection) as statements:
        assert client.get("/duties/blind-spots/").context["total"] == more
    assert len(statements) == 18


def test_what_is_called_the_same_is_one_choice(signed_in: Callable[[str], Client]) -> None:
    """What schools and what townships owe under one word: one entry, and both are found."""
    text = signed_in("officer").get("/duties/blind-spots/").content.decode()
    choices = text.split('name="kind"')[1].split("</select>")[0]
    assert [choices.count(f">{words}<") for words in ("督办签收", "督办办理", "阅通报")] == [
        1,
        1,
        1,
    ]
    assert kinds.alike("directives.township_read") == (
        "directives.read",
        "directives.township_read",
    )
