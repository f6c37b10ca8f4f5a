"""Who answers for a kind of duty is data that a county sets: previewed, by two people, from the next due."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    DAY,
    PRIMARY,
    Universe,
    sent,
)
from xiaoan.accounts.models import Grant
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.models import Answering, Asking, Duty, Override
from xiaoan.duties.queries import answering as reading
from xiaoan.duties.queries.levels import Grounds
from xiaoan.duties.rules import answering
from xiaoan.duties.tasks import follow_level
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
At = Callable[[str], None]
SignedIn = Callable[[str], Client]
ROLL = "screening.rollcall"
NOON = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
WHOLE = (COUNTY, COUNTY + 2**24)


def choice(
    answers: Iterable[str] = (), deputies: Iterable[str] = (), chain: Iterable[str] = (),
    evidence: Iterable[str] = (),
) -> answering.Choice:  # fmt: skip
    return answering.Choice(NOON, tuple(answers), tuple(deputies), tuple(chain), tuple(evidence))


DOCTOR = choice(["school_doctor", "principal"], ["class_teacher"])


def wanted(found: answering.Choice = DOCTOR, **given: Any) -> duties.SetAnswering:
    one = duties.SetAnswering(uuid7(), ROLL, "normal", found, "校医统一报", DAY, {})
    return replace(one, **given)


def set_by_two(acting: Acting, one: duties.SetAnswering, unit_no: int = COUNTY) -> int:
    assert duties.ask_answering(acting("officer"), unit_no, one) == "asked"
    return duties.decide_answering(acting("leader"), one.id, confirmed=True)


def duty(unit_no: int = CLASS_11, slot: str = "noon", day: dt.date = DAY) -> Duty:
    enter(BUILDER)
    return Duty.objects.get(unit_no=unit_no, slot=slot, day=day, kind=ROLL)


def holder(role: str, school_id: int = PRIMARY) -> UUID:
    enter(BUILDER)
    found = Grant.objects.filter(role=role, school_id=school_id, until=None).order_by("since", "id")
    return found[0].user_id


# ------------------------------------------------------------------------------ two people


def test_what_takes_from_a_post_waits_for_a_second_person(
    acting: Acting, universe: Universe
) -> None:
    one = wanted()
    teacher, doctor = duty().assignee_id, holder("school_doctor")
    assert duties.ask_answering(acting("officer"), COUNTY, one) == "asked"
    assert duties.ask_answering(acting("officer"), COUNTY, one) == "asked"  # the same act
    assert duty().assignee_id == teacher
    with pytest.raises(Conflict):
        duties.ask_answering(acting("officer"), COUNTY, wanted())
    with pytest.raises(Forbidden):
        duties.decide_answering(acting("officer"), one.id, confirmed=True)
    assert reading.TO_CONFIRM.count(acting("leader")) == 1
    assert reading.TO_CONFIRM.count(acting("officer")) == 0
    duties.decide_answering(acting("leader"), one.id, confirmed=True)
    # Who stands in is of the deputies' posts, not whoever would answer next.
    assert (duty().assignee_id, duty().deputy_id) == (doctor, teacher)
    with pytest.raises(Conflict):
        duties.decide_answering(acting("leader"), one.id, confirmed=True)
    enter(BUILDER)
    facts = Entry.objects.filter(kind__startswith="duties.answering").order_by("n")
    assert [one.kind for one in facts] == ["duties.answering_asked", "duties.answering_decided"]


def test_one_and_the_same_person_is_refused_by_the_database_too(acting: Acting) -> None:
    one = wanted()
    duties.ask_answering(acting("officer"), COUNTY, one)
    row = Answering.objects.get(pk=one.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answering.objects.filter(pk=one.id).update(
            state="set", decided_by_id=row.asked_by_id, decided_at=clock.now(),
            effective_at=clock.now(),
        )  # fmt: skip


def test_who_may_set_and_what(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        duties.ask_answering(acting("leader"), COUNTY, wanted())
    with pytest.raises(NotFound):
        duties.ask_answering(acting("teacher"), COUNTY, wanted())
    officer = acting("officer")
    for bad, field in (
        (wanted(choice(["logistics"])), "answers"),
        (wanted(choice(["principal", "principal"])), "answers"),
        (wanted(choice([], ["principal"])), "answers"),
        (wanted(choice(["principal"], ["class_teacher"] * 2)), "deputies"),
        (wanted(choice(chain=["grade_head"])), "chain"),
        (wanted(choice(chain=["county_leader", "bureau_officer"])), "chain"),
        (wanted(choice(evidence=["file"])), "evidence"),
        (wanted(kind="no.kind"), "level"),
        (wanted(level="V"), "level"),
        (wanted(reason=" "), "reason"),
        (wanted(since=DAY - dt.timedelta(days=1)), "since"),
        (wanted(choice()), "answers"),
        (wanted(kind="statutory.report"), "answers"),
        (wanted(values={"keypersons.follow.by": 600}), "values"),
    ):
        with pytest.raises(Invalid) as refused:
            duties.ask_answering(officer, COUNTY, bad)
        assert list(refused.value.fields) == [field]
    assert Answering.objects.count() == 0


def test_the_law_names_who_reports(acting: Acting) -> None:
    with pytest.raises(Invalid, match="65号"):
        duties.ask_answering(
            acting("officer"), COUNTY, wanted(choice(["principal"]), kind="statutory.report")
        )


def test_a_refusal_and_a_week_without_an_answer(acting: Acting) -> None:
    one = wanted()
    duties.ask_answering(acting("officer"), COUNTY, one)
    assert duties.decide_answering(acting("officer"), one.id, confirmed=False) == 0
    assert Answering.objects.get(pk=one.id).state == "refused"
    two = wanted()
    duties.ask_answering(acting("officer"), COUNTY, two)
    Answering.objects.filter(pk=two.id).update(asked_at=clock.now() - reading.WAITS * 2)
    with pytest.raises(Conflict):
        duties.decide_answering(acting("leader"), two.id, confirmed=True)


@pytest.mark.parametrize("level", ["normal", "II"])
def test_to_tell_fewer_of_what_was_missed_needs_a_second_person(acting: Acting, level: str) -> None:
    one = wanted(choice(chain=["bureau_officer"]), level=level)
    assert duties.ask_answering(acting("officer"), COUNTY, one) == "asked"
    default = rules.CATALOGUE.chain_of(ROLL)
    assert queries.ladders().chain(ROLL, CLASS_11, level) == default
    assert duties.decide_answering(acting("leader"), one.id, confirmed=True) >= 0
    assert queries.ladders().chain(ROLL, CLASS_11, level) == ("bureau_officer",)
    more = wanted(choice(chain=default), level=level)  # to tell more needs nobody else
    assert duties.ask_answering(acting("officer"), COUNTY, more) == "set"


def test_a_school_back_to_the_shorter_chain_above_it_needs_one_too(acting: Acting) -> None:
    default = rules.CATALOGUE.chain_of(ROLL)
    longer = wanted(choice(chain=default))
    assert duties.ask_answering(acting("officer"), PRIMARY, longer) == "set"
    set_by_two(acting, wanted(choice(chain=["bureau_officer"])))
    back = wanted(choice())
    assert duties.ask_answering(acting("officer"), PRIMARY, back) == "asked"
    assert queries.ladders().chain(ROLL, CLASS_11, "normal") == default


def test_what_lapses_is_a_fact(acting: Acting) -> None:
    one, two = wanted(), wanted(level="II")
    for asked in (one, two):
        duties.ask_answering(acting("officer"), COUNTY, asked)
    long_ago = clock.now() - reading.WAITS * 2
    Answering.objects.filter(pk=one.id).update(asked_at=long_ago)
    enter(BUILDER)
    assert [duties.lapse_answering(BUILDER) for _ in range(2)] == [1, 0]
    Answering.objects.filter(pk=two.id).update(asked_at=long_ago)
    three = wanted(level="II")
    assert duties.ask_answering(acting("officer"), COUNTY, three) == "asked"
    assert set(Answering.objects.filter(state="lapsed").values_list("id", flat=True)) == {
        one.id, two.id,
    }  # fmt: skip
    enter(BUILDER)
    facts = Entry.objects.filter(kind="duties.answering_lapsed").order_by("n")
    assert [json.loads(fact.body)["answering_id"] for fact in facts] == [str(one.id), str(two.id)]


# ------------------------------------------------------------------------------ from the next deadline


def test_what_is_due_already_goes_on_as_it_began(acting: Acting, at: At) -> None:
    teacher, doctor = duty().assignee_id, holder("school_doctor")
    at("08:25")
    one = wanted(replace(DOCTOR, chain=("bureau_officer",)))
    set_by_two(acting, one)
    morning_, noon = duty(slot="morning"), duty(slot="noon")
    assert (morning_.assignee_id, noon.assignee_id) == (teacher, doctor)
    ladders = queries.ladders()
    assert [r.role for r in ladders.of(CLASS_11, noon.due_at, ROLL)] == ["bureau_officer"]
    assert ladders.of(CLASS_11, morning_.due_at, ROLL) == rules.FIRST_LADDER
    assert noon.next_step_at == noon.due_at + dt.timedelta(minutes=30)
    enter(BUILDER)
    assert screening.open_day(BUILDER, DAY + dt.timedelta(days=1), WHOLE) > 0
    tomorrow = duty(day=DAY + dt.timedelta(days=1), slot="morning")
    assert (tomorrow.assignee_id, tomorrow.deputy_id) == (doctor, teacher)
    assert tomorrow.next_step_at == tomorrow.due_at + dt.timedelta(minutes=30)


def test_it_waits_for_its_day(acting: Acting, morning: time_machine.Traveller) -> None:
    teacher, tomorrow = duty().assignee_id, DAY + dt.timedelta(days=1)
    set_by_two(acting, wanted(since=tomorrow))
    assert duty().assignee_id == teacher
    enter(BUILDER)
    assert duties.follow_answering(BUILDER) == 0
    screening.open_day(BUILDER, tomorrow, WHOLE)
    Duty.objects.filter(day=tomorrow).update(assignee_id=teacher)
    morning.move_to(clock.at(tomorrow, dt.time(0, 1)))
    enter(BUILDER)
    assert duties.follow_answering(BUILDER) > 0
    assert duties.follow_answering(BUILDER) == 0
    assert duty(day=tomorrow).assignee_id == holder("school_doctor")


def test_back_to_the_default(acting: Acting) -> None:
    teacher = duty().assignee_id
    set_by_two(acting, wanted())
    assert duty().assignee_id != teacher
    set_by_two(acting, wanted(choice()))
    assert duty().assignee_id == teacher
    assert queries.ladders().posts(ROLL, CLASS_11) is None


def test_a_level_has_its_own_posts_and_back(acting: Acting) -> None:
    teacher, doctor = duty().assignee_id, holder("school_doctor")
    set_by_two(acting, wanted(level="II"))
    assert duty().assignee_id == teacher
    for level, who in (("I", doctor), ("normal", teacher)):
        pk = duties.ask_level(acting("leader"), COUNTY, level, Grounds("疫情", "预案"))
        duties.decide_level(acting("officer"), pk, confirmed=True)
        follow_level(COUNTY)
        assert duty().assignee_id == who


def test_a_school_that_sets_its_own_and_the_rest(acting: Acting) -> None:
    other = duty(CLASS_71).assignee_id
    set_by_two(acting, wanted(), PRIMARY)
    assert duty(CLASS_11).assignee_id == holder("school_doctor")
    assert duty(CLASS_71).assignee_id == other


def test_what_a_person_agreed_to_take_stays_with_them(acting: Acting, universe: Universe) -> None:
    one, to_id = duty(), universe.users["deputy"].pk
    asking = duties.ask(acting("teacher"), duties.NewAsking(uuid7(), one.pk, "handover", "", to_id))
    duties.answer(acting("deputy"), asking, "accepted", "")
    set_by_two(acting, wanted())
    assert Asking.objects.filter(answer="accepted").count() == 1
    assert duty().assignee_id == to_id
    assert duty(slot="noon", unit_no=CLASS_12).assignee_id == holder("school_doctor")


def test_the_doctor_does_it(acting: Acting, at: At) -> None:
    set_by_two(acting, wanted())
    at("13:55")
    doctor = acting("doctor")
    assert CLASS_11 in {one.unit_no for one in queries.due_today(doctor, DAY) if one.slot == "noon"}
    screening.submit_roll_call(doctor, sent(CLASS_11, slot="noon"))
    assert duty().state == "done"
    assert duty().done_by_id == doctor.user_id


def test_a_leaver_is_followed_by_whoever_holds_the_post(acting: Acting) -> None:
    set_by_two(acting, wanted())
    enter(BUILDER)
    Grant.objects.filter(role="school_doctor", school_id=PRIMARY).update(until=DAY)
    assert duties.renew_owners(BUILDER) > 0
    assert duty().assignee_id == holder("principal")
    enter(BUILDER)
    Grant.objects.filter(role__in=["principal", "class_teacher"], school_id=PRIMARY).update(
        until=DAY
    )
    duties.renew_owners(BUILDER)
    assert duty().assignee_id is None  # seen to be without an owner, not given to whoever is left


# ------------------------------------------------------------------------------ preview, numbers, pages


def test_the_preview_counts_and_names_what_nobody_would_do(acting: Acting) -> None:
    acting("officer")
    found = reading.preview(COUNTY, ROLL, (("class_teacher",), ()), DAY)
    assert found.units == sum(n for _role, n in found.named) + found.unowned
    enter(BUILDER)
    Grant.objects.filter(role="school_doctor", school_id=PRIMARY).update(until=DAY)
    acting("officer")
    less = reading.preview(PRIMARY, ROLL, (("school_doctor",), ()), DAY)
    assert (less.unowned, less.named) == (less.units, ())
    assert len(less.without) == less.units
    assert "一年级1班" in less.without[0]


def test_numbers_go_with_it_and_need_nobody_else(acting: Acting) -> None:
    one = wanted(choice(), kind="illness.care", values={"illness.care.within": 15})
    assert duties.ask_answering(acting("officer"), COUNTY, one) == "set"
    assert Override.objects.get().value == 15
    assert queries.ladders().value("illness.care.within", CLASS_11) == 15


def form(**given: Any) -> dict[str, Any]:
    return {
        "level": "normal", "submission_id": str(uuid7()), "answers_1": "school_doctor",
        "answers_2": "", "answers_3": "", "deputies_1": "class_teacher", "deputies_2": "",
        "deputies_3": "", "chain": ["principal", "bureau_officer"], "since": "2026-11-23",
        "reason": "校医统一报", "what": "preview", "v-screening.rollcall.noon": "0",
        "v-screening.rollcall.evening": "0", **given,
    }  # fmt: skip


def test_the_page_looks_first_and_then_sets(signed_in: SignedIn) -> None:
    officer, here = signed_in("officer"), f"/duties/kinds/{COUNTY}/{ROLL}/"
    assert officer.get(here).status_code == 200
    seen = officer.post(here, form())
    assert seen.status_code == 200
    preview = seen.context["preview"]
    assert preview["units"] == sum(n for _r, n in preview["named"]) + preview["unowned"]
    assert Answering.objects.count() == 0
    assert officer.post(here, form(what="save")).context["preview"] == preview  # not looked at yet
    sent_ = form(what="save", seen=preview["digest"])
    assert officer.post(here, sent_).status_code == 302
    assert officer.post(here, sent_).status_code == 302
    assert Answering.objects.count() == 1
    leader = signed_in("leader")
    row = leader.get("/duties/kinds/").context["asked"][0]
    assert (row["may_confirm"], row["kind"]) == (True, "晨午检")
    assert leader.post(row["url"], {"what": "confirm"}).status_code == 302
    assert duty().assignee_id == holder("school_doctor")
    officer = signed_in("officer")
    page = officer.get(here).content.decode()
    assert "默认 班主任" in page
    assert officer.post(here, form(what="default", reason="回到默认")).status_code == 302
    assert Answering.objects.filter(state="asked").count() == 1


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    officer, here = signed_in("officer"), f"/duties/kinds/{COUNTY}/{ROLL}/"
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"since": ""}, "since"), ({"chain": []}, "chain"), ({"answers_2": "school_doctor"}, "answers"),
        ({"reason": ""}, "reason"), ({"since": "2026-11-01"}, "since"),
    )  # fmt: skip
    for bad, field in cases:
        given = {**form(), "reason": "写了一半", **bad}
        seen = officer.post(here, given)
        assert seen.status_code == 422, field
        page = seen.content.decode()
        assert f'id="{field}-fault"' in page
        assert given["reason"] in page
    here = f"/duties/kinds/{COUNTY}/illness.care/"
    bad = form(**{"v-illness.care.within": "abc"})
    page = officer.post(here, bad).content.decode()
    assert 'id="v-illness.care.within-fault"' in page
    assert 'value="abc"' in page


def test_a_deadline_has_a_floor_and_the_preview_says_what_each_level_becomes(
    acting: Acting, signed_in: SignedIn
) -> None:
    path = "illness.care.within"
    for number in (0, 4, 10081):
        with pytest.raises(Invalid, match=r"5 到 10080"):
            duties.ask_answering(
                acting("officer"), COUNTY,
                wanted(choice(), kind="illness.care", values={path: number}),
            )  # fmt: skip
    assert rules.VALUES[path].number("2880") == 2880
    before = [rules.VALUES[path].at(level) for level in rules.LEVELS]
    officer, here = signed_in("officer"), f"/duties/kinds/{COUNTY}/illness.care/"
    sent_ = form(answers_1="", deputies_1="", **{f"v-{path}": "12"})
    (number,) = officer.post(here, sent_).context["preview"]["numbers"]
    assert [one["after"] for one in number["levels"]] == [f"{min(n, 12)} 分钟" for n in before]
    assert [one["changes"] for one in number["levels"]] == [n > 12 for n in before]
    page = officer.post(here, {**sent_, f"v-{path}": "0"}).content.decode()
    assert "请填 5 到 10080 的整数(分钟)" in page
