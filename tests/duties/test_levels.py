"""A response level: two people, in force from the next deadline on, and back again."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.builders import BUILDER, CLASS_11, CLASS_71, COUNTY, DAY, PRIMARY, TOWN, Universe
from xiaoan.duties import queries
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty, Override, Response
from xiaoan.duties.queries import levels
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening
from xiaoan.screening.models import SlotRule

Acting = Callable[[str], Actor]
At = Callable[[str], None]
WHY = levels.Grounds("发现聚集性疫情", "县应急预案 2026 第 3 号")


def switch(acting: Acting, unit_no: int, level: str) -> UUID:
    pk = duties.ask_level(acting("leader"), unit_no, level, WHY)
    duties.decide_level(acting("officer"), pk, confirmed=True)
    return pk


def next_step(unit_no: int, slot: str) -> str:
    enter(BUILDER)
    at = Duty.objects.get(unit_no=unit_no, slot=slot, day=DAY).next_step_at
    assert at is not None
    return at.astimezone(clock.ZONE).strftime("%H:%M")


def test_nothing_changes_before_a_second_person_has_confirmed(acting: Acting) -> None:
    pk = duties.ask_level(acting("leader"), COUNTY, "II", WHY)
    assert queries.ladders().level_of(CLASS_11) == "normal"
    with pytest.raises(Forbidden):
        duties.decide_level(acting("leader"), pk, confirmed=True)
    duties.decide_level(acting("officer"), pk, confirmed=True)
    assert queries.ladders().level_of(CLASS_11) == "II"
    with pytest.raises(Conflict):
        duties.decide_level(acting("officer"), pk, confirmed=True)
    enter(BUILDER)
    found = Entry.objects.filter(kind__startswith="duties.level").order_by("n")
    assert [one.kind for one in found] == ["duties.level_asked", "duties.level_decided"]


def test_one_and_the_same_person_is_refused_by_the_database_too(
    acting: Acting, universe: Universe
) -> None:
    leader = acting("leader")
    pk = duties.ask_level(leader, COUNTY, "II", WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.filter(pk=pk).update(
            state="confirmed", decided_by_id=leader.user_id, decided_at=clock.now()
        )


def test_who_may_ask_and_for_what(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        duties.ask_level(acting("officer"), COUNTY, "II", WHY)
    with pytest.raises(NotFound):
        duties.ask_level(acting("principal"), COUNTY, "II", WHY)
    leader = acting("leader")
    for unit_no, level, words in (
        (PRIMARY, "II", WHY),
        (COUNTY, "V", WHY),
        (COUNTY, "II", levels.Grounds("", "x")),
        (COUNTY, "II", levels.Grounds("x", " ")),
        (COUNTY, "II", levels.Grounds("x", "y" * 201)),
    ):
        with pytest.raises(Invalid):
            duties.ask_level(leader, unit_no, level, words)
    with pytest.raises(Conflict):
        duties.ask_level(leader, COUNTY, "normal", WHY)
    pk = duties.ask_level(leader, COUNTY, "II", WHY)
    assert duties.ask_level(leader, COUNTY, "II", WHY, pk) == pk
    with pytest.raises(Conflict):
        duties.ask_level(leader, COUNTY, "I", WHY)
    assert duties.decide_level(leader, pk, confirmed=False) == 0
    assert Response.objects.get(pk=pk).state == "refused"


def test_what_nobody_confirms_in_a_day_lapses(acting: Acting) -> None:
    pk = duties.ask_level(acting("leader"), COUNTY, "II", WHY)
    Response.objects.filter(pk=pk).update(
        asked_at=clock.now() - levels.WAITS - dt.timedelta(minutes=1)
    )
    assert [one.state for one in levels.switches(acting("officer"))] == ["lapsed"]
    with pytest.raises(Conflict):
        duties.decide_level(acting("officer"), pk, confirmed=True)
    assert duties.ask_level(acting("leader"), COUNTY, "I", WHY) != pk


def test_steps_follow_from_the_next_deadline_and_back(acting: Acting, at: At) -> None:
    assert next_step(CLASS_11, "noon") == "14:15"
    at("08:22")  # the morning is due already
    switch(acting, COUNTY, "I")
    assert (next_step(CLASS_11, "morning"), next_step(CLASS_11, "noon")) == ("08:25", "14:12")
    enter(BUILDER)
    due = Duty.objects.get(unit_no=CLASS_11, slot="morning")
    assert [r.minutes for r in queries.ladders().of(CLASS_11, due.due_at)] == [5, 10, 20, 30]
    at("10:00")
    switch(acting, COUNTY, "normal")
    assert next_step(CLASS_11, "noon") == "14:15"


def test_a_township_by_itself(acting: Acting) -> None:
    switch(acting, TOWN, "I")
    assert (next_step(CLASS_11, "noon"), next_step(CLASS_71, "noon")) == ("14:12", "14:15")
    assert [one.name for one in levels.in_force(acting("teacher"))] == ["城关镇"]
    assert levels.in_force(acting("other_principal")) == []
    assert [one.level for one in levels.in_force(acting("leader"))] == ["I"]


def test_a_level_adds_the_noon_check_and_takes_it_away(acting: Acting, at: At) -> None:
    enter(BUILDER)
    SlotRule.objects.exclude(slot="morning").delete()
    Duty.objects.exclude(slot="morning").delete()
    at("10:00")
    switch(acting, COUNTY, "II")
    assert ProcrastinateJob.objects.filter(task_name="screening.follow_level").count() == 1
    enter(BUILDER)
    # Noon of six classes, and the evening of the two with boarders.
    assert screening.follow_level(BUILDER, COUNTY, DAY) == 8
    assert screening.follow_level(BUILDER, COUNTY, DAY) == 0
    assert next_step(CLASS_11, "noon") == "14:13"
    at("14:11")  # noon is due: that stays, whatever becomes of the level
    switch(acting, COUNTY, "normal")
    enter(BUILDER)
    assert screening.follow_level(BUILDER, COUNTY, DAY) == 2
    states = Duty.objects.exclude(slot="morning").values_list("slot", "state").distinct()
    assert sorted(states) == [("evening", "excused"), ("noon", "open")]
    at("16:00")
    switch(acting, COUNTY, "I")
    enter(BUILDER)
    assert screening.follow_level(BUILDER, COUNTY, DAY) == 2
    assert screening.open_day(BUILDER, DAY, (COUNTY, COUNTY + 2**24)) == 0


def test_the_next_morning_is_laid_out_by_the_level(acting: Acting) -> None:
    enter(BUILDER)
    SlotRule.objects.exclude(slot="morning").delete()
    tomorrow = DAY + dt.timedelta(days=1)
    whole = (COUNTY, COUNTY + 2**24)
    switch(acting, TOWN, "III")
    enter(BUILDER)
    screening.open_day(BUILDER, tomorrow, whole)
    found = Duty.objects.filter(day=tomorrow, slot="noon")
    assert {duty.unit_no < TOWN + 2**19 for duty in found} == {True}
    assert len(found) == 4


def test_the_county_sets_a_number_with_a_reason(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    officer = signed_in("officer")
    here = f"/duties/numbers/{COUNTY}/"
    given = {
        "path": "keypersons.follow.by", "level": "III", "value": "10:30", "since": "2026-11-24",
        "reason": "县指挥部要求",
    }  # fmt: skip
    for bad in (
        {"path": "x"}, {"level": "V"}, {"value": "30"}, {"value": "24:00"}, {"since": ""},
        {"since": "2026-11-22"}, {"since": "2028-01-01"}, {"reason": " "}, {"reason": "x" * 201},
    ):  # fmt: skip
        assert officer.post(here, {**given, **bad}).status_code == 422
    assert Override.objects.count() == 0
    assert officer.post(here, given).status_code == 302
    assert officer.post(here, given).status_code == 302  # the same again changes nothing
    assert Override.objects.count() == 1
    page = officer.get(here).content.decode()
    for words in ("10:30", "县指挥部要求", "本系统暂定"):
        assert words in page
    ladders = queries.ladders()
    day = dt.date(2026, 11, 24)
    assert ladders.at_level("keypersons.follow.by", CLASS_11, "III", day) == 630
    assert ladders.at_level("keypersons.follow.by", CLASS_11, "III", DAY) == 1080
    assert ladders.at_level("keypersons.follow.by", CLASS_11, "I", day) == 630
    enter(BUILDER)
    assert Entry.objects.filter(kind="duties.values_set").count() == 1


def test_the_pages_of_the_leader_and_the_second_person(signed_in: Callable[[str], Client]) -> None:
    leader, officer = signed_in("leader"), signed_in("officer")
    assert leader.get("/duties/standing/").json() == {"level": "", "words": ""}
    given = {"unit": str(COUNTY), "level": "II", "reason": "聚集性疫情", "basis": "预案第3号"}
    assert leader.post("/duties/levels/", {**given, "reason": ""}).status_code == 422
    assert leader.post("/duties/levels/", given).status_code == 302
    assert officer.post("/duties/levels/", given).status_code == 403
    assert officer.get("/waiting/").json() == {"count": 1}
    row = officer.get("/duties/levels/").context["rows"][0]
    assert row["may_confirm"]
    assert leader.post(row["url"], {"what": "confirm"}).status_code == 403
    assert officer.post(row["url"], {"what": "confirm"}).status_code == 302
    for name in ("teacher", "leader", "keeper"):
        found = signed_in(name).get("/duties/standing/").json()
        assert found == {"level": "II", "words": "青禾县 Ⅱ级响应 · 自 07:30"}
    page = signed_in("principal").get("/duties/levels/").content.decode()
    assert "聚集性疫情" in page
    assert "预案第3号" in page
    assert "+5" in signed_in("principal").get("/duties/kinds/").content.decode()
