"""An incident: told of, taken up, every step in its order and time, looked at by another."""

import datetime as dt
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import BUILDER, CLASS_71, DAY, JUNIOR, PRIMARY, Universe
from tests.hygiene.days import (
    CORRIDOR,
    TOILET,
    due,
    figures,
    laid_out,
    places,
    plan,
    recount,
    usual,
)
from tests.photos.pictures import jpeg
from xiaoan.duties.models import Duty
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Incident, IncidentStep, Record
from xiaoan.hygiene.queries import incidents as reading
from xiaoan.hygiene.rules import incidents as rules
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.photos.models import Photo

Acting = Callable[[str], Actor]
FACTS: dict[str, dict[str, Any]] = {
    "cover": {"how": "absorbent", "strength": 8000},
    "surfaces": {"strength": 1000},
}


@pytest.fixture(autouse=True)
def day_laid_out(db: None, at: Callable[[str], None]) -> None:
    plan(places())
    laid_out()
    at("16:00")


def told(actor: Actor, **changes: Any) -> UUID:
    """Seen three hours ago."""
    place_id = due(TOILET, "surface").place_id
    enter(actor)
    plain = services.Told(uuid7(), place_id, "vomit", "small", clock.now() - dt.timedelta(hours=3))
    return services.tell(actor, services.Told(**{**plain.__dict__, **changes}))


def did(actor: Actor, pk: UUID, what: str, minutes: int = 0, **more: Any) -> str:
    enter(actor)
    said_at = clock.now() + dt.timedelta(minutes=minutes)
    sent = services.Stepped(uuid7(), pk, what, said_at, FACTS.get(what, {}))
    return services.step(actor, services.Stepped(**{**sent.__dict__, **more}))


def upto(actor: Actor, pk: UUID, last: str, *, waits: bool = True) -> None:
    """The steps until one, as if pressed half an hour apart where that has to be."""
    minutes = -120
    for code in rules.CODES[: rules.CODES.index(last) + 1]:
        step = rules.step(code)
        minutes += 31 if step and step.wait and waits else 1
        did(actor, pk, code, minutes)


def test_a_class_teacher_tells_of_it_anywhere_in_the_school(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    pk = told(teacher)
    enter(BUILDER)
    duty = Duty.objects.get(about_id=pk)
    assert (duty.kind, duty.assignee_id, duty.state) == (
        "hygiene.incident", universe.users["logistics"].pk, "open",
    )  # fmt: skip
    assert duty.due_at == clock.now() + dt.timedelta(minutes=120)
    enter(teacher)
    assert reading.way(teacher, pk).place == f"教学楼 {TOILET}"
    assert [one.id for one in reading.open_now(teacher)] == [pk]


def test_others_do_not_see_it(acting: Acting) -> None:
    pk = told(acting("teacher"))
    for name in ("teacher_k", "other_principal", "guardian"):
        actor = acting(name)
        with pytest.raises(NotFound):
            reading.way(actor, pk)
        with pytest.raises(NotFound):
            did(actor, pk, "take")
    with pytest.raises(Forbidden):
        did(acting("officer"), pk, "clear")


def test_the_same_once_more_is_the_same(acting: Acting) -> None:
    teacher, pk = acting("teacher"), uuid7()
    assert told(teacher, id=pk) == told(teacher, id=pk) == pk
    with pytest.raises(Conflict):
        told(teacher, id=pk, size="large")
    step = uuid7()
    keeper = acting("logistics")
    assert did(keeper, pk, "clear", id=step) == did(keeper, pk, "clear", id=step) == "open"
    with pytest.raises(Conflict):
        did(acting("doctor"), pk, "clear")
    enter(BUILDER)
    assert (Incident.objects.count(), IncidentStep.objects.count()) == (1, 1)


def test_who_takes_it_up_is_named(acting: Acting, universe: Universe) -> None:
    pk = told(acting("teacher"))
    did(acting("doctor"), pk, "take")
    enter(BUILDER)
    assert Duty.objects.get(about_id=pk).assignee_id == universe.users["doctor"].pk
    with pytest.raises(Conflict):
        did(acting("logistics"), pk, "take")


def test_steps_come_in_order_or_are_said_not_to_have_been(acting: Acting) -> None:
    pk, keeper = told(acting("teacher")), acting("logistics")
    with pytest.raises(Invalid) as refused:
        did(keeper, pk, "cover")
    assert refused.value.fields == {"what": "order"}
    with pytest.raises(Invalid):
        did(keeper, pk, "clear", skipped=True)
    did(keeper, pk, "clear", skipped=True, note="放学后没有人")
    enter(BUILDER)
    assert IncidentStep.objects.get().facts == {"skipped": True}


def test_too_short_a_wait_needs_a_reason_and_shows(acting: Acting) -> None:
    pk, keeper = told(acting("teacher")), acting("logistics")
    upto(keeper, pk, "cover")  # covered 116 minutes ago
    with pytest.raises(Invalid) as refused:
        did(keeper, pk, "wipe", -96)
    assert refused.value.fields == {"note": "early"}
    assert "只等了 20 分钟" in str(refused.value)
    did(keeper, pk, "wipe", -96, note="地方要用")
    step = reading.way(keeper, pk).steps[-1]
    assert step.facts == {"waited": 20, "early": True}


def test_no_step_is_before_it_happened_or_before_the_step_before(acting: Acting) -> None:
    keeper = acting("logistics")
    pk = told(keeper, said_at=clock.now())
    for code in ("clear", "ppe", "windows", "cover"):
        did(keeper, pk, code, -300)
    with pytest.raises(Invalid) as refused:
        did(keeper, pk, "wipe", -60)
    assert refused.value.fields == {"note": "early"}
    did(keeper, pk, "wipe", -13 * 24 * 60, note="地方要用")
    enter(BUILDER)
    happened = Incident.objects.get().happened_at
    steps = IncidentStep.objects.order_by("at")
    assert {one.said_at for one in steps} == {happened}
    assert IncidentStep.objects.get(what="wipe").facts == {"waited": 0, "early": True}
    assert set(Record.objects.values_list("day", flat=True)) == {DAY}
    assert figures() == recount()


def test_a_step_too_long_on_its_way_is_of_when_it_came_in(acting: Acting) -> None:
    keeper = acting("logistics")
    pk = told(keeper, said_at=clock.now() - dt.timedelta(days=2))
    did(keeper, pk, "clear", -13 * 60)
    did(keeper, pk, "ppe", -11 * 60)
    enter(BUILDER)
    assert {one.said_at for one in IncidentStep.objects.all()} == {clock.now()}


def test_a_wrong_strength_is_asked(acting: Acting) -> None:
    pk, keeper = told(acting("teacher")), acting("logistics")
    upto(keeper, pk, "windows")
    weak = {"how": "absorbent", "strength": 500}
    with pytest.raises(services.Doubtful) as asked:
        did(keeper, pk, "cover", facts=weak)
    assert [(one.code, one.said, one.bound) for one in asked.value.questions] == [
        ("weak", 500, 5000)
    ]
    keys = frozenset(one.key for one in asked.value.questions)
    with pytest.raises(Invalid):
        did(keeper, pk, "cover", facts={"how": "alcohol"})
    did(keeper, pk, "cover", facts=weak, confirmed=keys)


def test_the_whole_way_and_a_second_look(acting: Acting, universe: Universe) -> None:
    pk, keeper = told(acting("teacher")), acting("logistics")
    with pytest.raises(Invalid):
        did(acting("doctor"), pk, "look")
    upto(keeper, pk, "air")
    enter(BUILDER)
    assert (Incident.objects.get().state, Duty.objects.get(about_id=pk).state) == ("done", "done")
    rows = Record.objects.order_by("started_at")
    assert [(one.strength, one.contact, one.day) for one in rows] == [
        (8000, 31, DAY), (1000, 31, DAY),
    ]  # fmt: skip
    assert figures(PRIMARY) == recount(PRIMARY)
    doctor = acting("doctor")
    assert reading.to_look_at(doctor) == 1
    keeper = acting("logistics")
    assert reading.to_look_at(keeper) == 0
    with pytest.raises(Forbidden):
        did(keeper, pk, "look")
    assert did(acting("doctor"), pk, "look", note="干净") == "closed"
    with pytest.raises(Conflict):
        did(acting("principal"), pk, "look")
    assert universe.users


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "snow"}, "kind"), ({"size": "huge"}, "size"), ({"spot": "长" * 201}, "spot"),
     ({"said_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, "said_at")],
)  # fmt: skip
def test_what_cannot_be_told(acting: Acting, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        told(acting("teacher"), **changes)
    assert list(refused.value.fields) == [field]


def test_both_times_are_kept_and_what_came_in_late_is_marked(acting: Acting) -> None:
    keeper = acting("logistics")
    pk = told(keeper, said_at=clock.now() - dt.timedelta(minutes=50))
    did(keeper, pk, "clear", -45)
    did(keeper, pk, "ppe", -48)  # before the step it follows: counts as of that
    did(keeper, pk, "windows", -5)
    found = reading.way(keeper, pk)
    assert found.late == "late"
    assert [(one.what, one.late, one.moved) for one in found.steps] == [
        ("clear", "late", False), ("ppe", "late", True), ("windows", "", False),
    ]  # fmt: skip
    assert found.doubtful == 3
    enter(BUILDER)
    clear, ppe = (IncidentStep.objects.get(what=what) for what in ("clear", "ppe"))
    assert (ppe.said_at, ppe.pressed_at) == (clear.said_at, clock.now() - dt.timedelta(minutes=48))
    assert ppe.at == clock.now()


def test_what_was_too_long_on_its_way_counts_as_of_when_it_came(acting: Acting) -> None:
    keeper = acting("logistics")
    pk = told(keeper, said_at=clock.now() - dt.timedelta(hours=30))
    did(keeper, pk, "clear", -13 * 60)
    found = reading.way(keeper, pk)
    assert (found.late, found.steps[0].late, found.steps[0].said_at) == (
        "too_late", "too_late", clock.now(),
    )  # fmt: skip


def test_a_picture_of_a_step_is_seen_by_whoever_sees_the_incident(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    teacher = acting("teacher")
    pk = told(teacher)
    for code in ("clear", "ppe", "windows"):
        did(teacher, pk, code)
    where = f"/hygiene/incident/{pk}/"
    form = {"cover-id": str(uuid7()), "cover-how": "powder"}
    broken = {"photo-1": "data:image/jpeg;base64,AAAA"}
    answer = signed_in("teacher").post(f"{where}?act=cover", form | broken)
    page = answer.content.decode()
    assert (answer.status_code, "AAAA" in page) == (422, True)
    assert 'id="e-photo-cover">' in page
    sent = {"photo-1": "data:image/jpeg;base64," + b64encode(jpeg(5)).decode()}
    for _again in range(2):
        answer = signed_in("teacher").post(f"{where}?act=cover", form | sent)
        assert answer.status_code == 302
    enter(BUILDER)
    assert Photo.objects.count() == 1
    step = IncidentStep.objects.get(what="cover")
    shown = f"{where}photo/{step.pk}/"
    assert shown in signed_in("doctor").get(where).content.decode()
    found = {who: signed_in(who).get(shown).status_code for who in WHO}
    assert found == {"doctor": 200, "teacher": 200, "officer": 200, "teacher_k": 404}


WHO = ("doctor", "teacher", "officer", "teacher_k")


def test_a_record_is_about_an_open_incident_of_its_school(acting: Acting) -> None:
    keeper = acting("logistics")
    pk, other, more = told(keeper), due(TOILET, "surface"), due(CORRIDOR, "floor")
    enter(keeper)
    services.record(keeper, usual(other, incident_id=pk))
    enter(BUILDER)
    assert Record.objects.get().incident_id == pk
    with pytest.raises(NotFound):
        services.record(keeper, usual(more, incident_id=uuid7()))
    enter(BUILDER)
    there = next(iter(places(JUNIOR, CLASS_71).values()))
    elsewhere = Incident.objects.create(
        school_id=JUNIOR, unit_no=JUNIOR, place_id=there.pk, kind="vomit", size="small",
        happened_at=clock.now(), told_at=clock.now(), body_hash=b"",
    )  # fmt: skip
    with pytest.raises(NotFound):
        services.record(keeper, usual(more, incident_id=elsewhere.pk))
    enter(BUILDER)
    Incident.objects.filter(pk=pk).update(state="done")
    with pytest.raises(Conflict):
        services.record(keeper, usual(more, incident_id=pk))
    enter(BUILDER)
    assert Record.objects.count() == 1


def test_airing_on_is_waited_for_too(acting: Acting) -> None:
    pk, keeper = told(acting("teacher")), acting("logistics")
    upto(keeper, pk, "hands")
    with pytest.raises(Invalid) as refused:
        did(keeper, pk, "air", -25)
    assert refused.value.fields == {"note": "early"}
    did(keeper, pk, "air", -25, note="要上课")
    step = reading.way(keeper, pk).steps[-1]
    assert (step.what, step.facts["early"]) == ("air", True)


def test_what_came_in_late_shows_in_lists_prints_and_to_who_checks(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    keeper = acting("logistics")
    pk = told(keeper)
    upto(keeper, pk, "surfaces")
    did(keeper, pk, "finish")
    assert reading.way(keeper, pk).doubtful == 7
    place = Incident.objects.get(pk=pk).place_id
    assert [(one.id, one.late) for one in reading.of_school(keeper, PRIMARY)] == [(pk, 7)]
    enter(BUILDER)
    record = Record.objects.get(incident_id=pk, method="cover")
    said, principal = "7 处时间收到晚", signed_in("principal")
    for url in (
        reverse("hygiene:incidents", args=[PRIMARY]), reverse("hygiene:ledger", args=[PRIMARY]),
        reverse("hygiene:doubts", args=[PRIMARY]), reverse("hygiene:place", args=[place]),
        reverse("hygiene:record_of", args=[record.pk]), reverse("hygiene:truth", args=[record.pk]),
        reverse("hygiene:look", args=[place]),
    ):  # fmt: skip
        page = principal.get(url)
        assert (url, page.status_code, said in page.content.decode()) == (url, 200, True)
    assert said in signed_in("logistics").get(reverse("hygiene:incidents_own")).content.decode()


def test_an_incident_told_at_once_is_not_listed_as_late(
    acting: Acting, signed_in: Callable[[str], Client], at: Callable[[str], None]
) -> None:
    pk = told(acting("logistics"), said_at=clock.now())
    did(acting("logistics"), pk, "clear")
    for url in (
        reverse("hygiene:incidents", args=[PRIMARY]),
        reverse("hygiene:doubts", args=[PRIMARY]),
    ):
        assert "收到晚" not in signed_in("principal").get(url).content.decode()
