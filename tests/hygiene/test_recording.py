"""What was done is stored once, asked about, counted, put right, excused, closed."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, PRIMARY, Universe
from tests.hygiene.days import (
    CORRIDOR,
    ROOM,
    TOILET,
    due,
    figures,
    laid_out,
    places,
    plan,
    recount,
    round_faults,
    tap,
    told,
    usual,
)
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Record
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
At = Callable[[str], None]


@pytest.fixture(autouse=True)
def day_laid_out(db: None, at: At) -> None:
    plan(places())
    laid_out()
    at("16:00")


def holds(school_no: int = PRIMARY, day: dt.date = DAY) -> bool:
    enter(BUILDER)
    assert figures(school_no, day) == recount(school_no, day)
    if day == clock.today():
        assert round_faults(school_no, day) == []
    return True


def test_pressed_twice_is_one_record(acting: Acting) -> None:
    keeper, sent = acting("logistics"), usual(due(TOILET, "surface"))
    enter(keeper)
    assert services.record(keeper, sent) == services.record(keeper, sent)
    assert Record.objects.count() == 1
    assert holds()


def test_of_the_usual_only_the_pressing_is_known(acting: Acting) -> None:
    keeper = acting("logistics")
    tap(keeper, due(TOILET, "surface"))
    row = Record.objects.get()
    assert (row.usual, row.ended_at, row.ended_at - row.started_at) == (
        True, clock.now(), dt.timedelta(minutes=30),
    )  # fmt: skip
    assert (row.strength, row.contact, row.present, row.rinsed, row.booked) == (None,) * 5


def test_an_airing_within_another_is_asked(acting: Acting, at: At) -> None:
    teacher, one = acting("teacher"), due(ROOM, "air")
    enter(teacher)
    tap(teacher, one)
    at("16:09")
    with pytest.raises(services.Doubtful) as asked:
        tap(teacher, due(ROOM, "air"))
    questions = asked.value.questions
    assert [(each.code, each.said, each.bound) for each in questions] == [("aired", 16 * 60, 30)]
    at("16:10")  # answered a minute later: the same question
    tap(teacher, due(ROOM, "air"), confirmed=frozenset(each.key for each in questions))
    assert due(ROOM, "air").made == 2
    assert holds()


def test_an_airing_after_another_is_not_asked(acting: Acting, at: At) -> None:
    teacher = acting("teacher")
    enter(teacher)
    tap(teacher, due(ROOM, "air"))
    at("16:30")
    tap(teacher, due(ROOM, "air"))
    assert due(ROOM, "air").state == "done"


def test_the_same_id_with_other_content_is_refused(acting: Acting) -> None:
    keeper, one = acting("logistics"), due(TOILET, "surface")
    enter(keeper)
    sent = usual(one)
    services.record(keeper, sent)
    with pytest.raises(Conflict):
        services.record(keeper, usual(one, id=sent.id, note="又擦了一遍"))


def test_two_people_at_one_place_are_asked(acting: Acting) -> None:
    tap(acting("logistics"), due(TOILET, "surface"))
    doctor, one = acting("doctor"), due(TOILET, "surface")
    enter(doctor)
    with pytest.raises(services.Doubtful) as asked:
        tap(doctor, one)
    assert [each.code for each in asked.value.questions] == ["again"]
    kept = tap(doctor, one, confirmed=frozenset(each.key for each in asked.value.questions))
    assert (kept.done, due(TOILET, "surface").made) == (0, 2)
    assert holds()


def test_whose_place_it_is_not_may_not(acting: Acting) -> None:
    one = due(TOILET, "surface")
    with pytest.raises(NotFound):
        tap(acting("teacher"), one)  # the school's, not the class's
    with pytest.raises(NotFound):
        tap(acting("keeper"), one)
    with pytest.raises(Forbidden):
        tap(acting("officer"), one)


def test_a_class_teacher_does_the_own_room(acting: Acting) -> None:
    teacher = acting("teacher")
    assert tap(teacher, due(ROOM, "surface")).done == 1
    assert holds()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"contact": 45}, ["contact_span"]),
        ({"strength": 2000}, ["strong"]),
        ({"strength": 100}, ["weak"]),
        ({"contact": 10}, ["short"]),
        ({"present": True}, ["present"]),
        ({"agent": "alcohol", "method": "spray", "strength": 75}, ["alcohol_spray"]),
        ({"stock_ml": 100, "stock_strength": 50000, "mixed_ml": 1000, "item": "disinfectant_84"},
         ["mixture"]),
        ({"used_ml": 2000, "mixed_ml": 1000}, ["used_mixed"]),
    ],
)  # fmt: skip
def test_what_can_hardly_be_is_asked_before_it_is_stored(
    acting: Acting, changes: dict[str, object], codes: list[str]
) -> None:
    keeper, one = acting("logistics"), due(TOILET, "surface")
    enter(keeper)
    sent = usual(one, told=told(**changes))
    with pytest.raises(services.Doubtful) as asked:
        services.record(keeper, sent)
    assert [each.code for each in asked.value.questions] == codes
    assert not Record.objects.exists()
    keys = frozenset(each.key for each in asked.value.questions)
    services.record(keeper, usual(one, told=told(**changes), confirmed=keys))
    assert holds()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"ended_at": MORNING}, {"ended": "order"}),
        ({"ended_at": MORNING.replace(hour=17)}, {"ended": "future"}),
        ({"agent": "acid"}, {"agent": "unknown"}),
        ({"stock_ml": 50}, {"item": "missing"}),
        ({"stock_ml": 50, "item": "chlorine_tablet"}, {"stock_ml": "unit"}),
        ({"stock_ml": 50, "item": "alcohol_75"}, {"item": "other"}),
        ({"strength": -1}, {"strength": "range"}),
        ({"target": "sky"}, {"target": "unknown"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(
    acting: Acting, changes: dict[str, object], fields: dict[str, str]
) -> None:
    keeper, one = acting("logistics"), due(TOILET, "surface")
    enter(keeper)
    with pytest.raises(Invalid) as refused:
        services.record(keeper, usual(one, told=told(**changes)))
    assert refused.value.fields == fields


def test_late_stays_late(acting: Acting, at: At) -> None:
    at("18:20")
    kept = tap(acting("logistics"), due(TOILET, "surface"))
    assert (kept.done, kept.late) == (1, 1)
    assert holds()


def test_what_waited_on_the_phone_counts_as_of_the_pressing(acting: Acting, at: At) -> None:
    pressed = clock.now()
    at("18:20")
    kept = tap(acting("logistics"), due(TOILET, "surface"), said_at=pressed)
    assert (kept.done, kept.late) == (1, 0)


@pytest.mark.parametrize("hours", [13, 30, 12 * 24])
def test_what_was_too_long_on_its_way_counts_as_of_its_coming_in(
    acting: Acting, at: At, hours: int
) -> None:
    at("20:00")
    said_at = clock.now() - dt.timedelta(hours=hours)
    kept = tap(acting("logistics"), due(TOILET, "surface"), said_at=said_at)
    one = due(TOILET, "surface")
    assert (kept.late, one.late, one.done_at) == (1, True, clock.now())
    enter(BUILDER)
    row = Record.objects.get()
    assert row.said_at == (said_at if hours == 13 else clock.now())
    assert holds()


def test_what_is_still_to_come_is_said_now(acting: Acting) -> None:
    said_at = clock.now() + dt.timedelta(days=5)
    tap(acting("logistics"), due(TOILET, "surface"), said_at=said_at)
    assert due(TOILET, "surface").done_at == clock.now()


def test_one_form_is_about_the_same_things(acting: Acting) -> None:
    keeper, form = acting("logistics"), uuid7()
    one, other = due(TOILET, "surface"), due(TOILET, "floor")
    enter(keeper)
    sent = services.SentTogether(form, (one.pk,), clock.now())
    kept = services.record_together(keeper, sent)
    for ids in ((other.pk,), (one.pk, other.pk)):
        with pytest.raises(Conflict):
            services.record_together(keeper, services.SentTogether(form, ids, clock.now()))
    assert services.record_together(keeper, sent) == kept
    doctor = acting("doctor")
    with pytest.raises(Conflict):
        services.record_together(doctor, services.SentTogether(form, (other.pk,), clock.now()))
    assert due(TOILET, "floor").state == "due"


@pytest.mark.parametrize("who", ["other_principal", "guardian", ""])
def test_who_looked_at_it_is_a_colleague(acting: Acting, universe: Universe, who: str) -> None:
    checker = universe.users[who].pk if who else uuid7()
    with pytest.raises(Invalid) as refused:
        tap(acting("logistics"), due(TOILET, "surface"), checker_id=checker)
    assert refused.value.fields == {"checker": "stranger"}
    doctor = universe.users["doctor"].pk
    assert tap(acting("logistics"), due(TOILET, "surface"), checker_id=doctor).done == 1


def test_a_day_that_is_over_stays_missed(acting: Acting, morning: time_machine.Traveller) -> None:
    morning.move_to(MORNING + dt.timedelta(days=1))
    kept = tap(acting("logistics"), due(TOILET, "surface"))
    assert (kept.done, kept.after) == (0, True)
    assert (due(TOILET, "surface").state, due(TOILET, "surface").made) == ("missed", 0)
    assert due(CORRIDOR, "rails").state == "missed"  # closed with it
    assert figures() == recount()
    morning.move_to(MORNING + dt.timedelta(days=9))
    with pytest.raises(Invalid):
        tap(acting("logistics"), due(CORRIDOR, "rails"))


def test_the_night_closes_the_day_once(acting: Acting, morning: time_machine.Traveller) -> None:
    tap(acting("logistics"), due(TOILET, "surface"))
    morning.move_to(MORNING + dt.timedelta(days=1))
    enter(BUILDER)
    assert (services.close_days(BUILDER), services.close_days(BUILDER)) == (7, 0)
    assert figures() == recount()


def test_several_of_a_round_go_together_with_what_was_mixed(acting: Acting) -> None:
    keeper = acting("logistics")
    found = [
        due(TOILET, "surface"),
        due(TOILET, "floor"),
        due(CORRIDOR, "rails"),
        due(TOILET, "air"),
    ]
    mixture = services.Mixture("disinfectant_84", 100, "A1", 10_000)
    sent = services.SentTogether(uuid7(), tuple(one.pk for one in found), clock.now(), mixture)
    enter(keeper)
    kept = services.record_together(keeper, sent)
    assert kept.done == 3  # aired once of twice
    assert services.record_together(keeper, sent) == kept
    rows = Record.objects.exclude(task="air")
    assert sorted(rows.values_list("task", "stock_ml")) == [
        ("floor", 20), ("rails", 60), ("surface", 20),
    ]  # fmt: skip
    assert [one.stock_ml for one in Record.objects.filter(task="air")] == [None]
    assert holds()


def test_a_record_is_put_right_with_a_reason(acting: Acting) -> None:
    keeper, one = acting("logistics"), due(TOILET, "surface")
    enter(keeper)
    first = services.record(keeper, usual(one, told=told())).record_ids[0]
    with pytest.raises(Invalid):
        services.mend(keeper, services.Mended(uuid7(), first, "", told()))
    mended = services.Mended(uuid7(), first, "浓度写错了", told(strength=1000))
    assert services.mend(keeper, mended) == services.mend(keeper, mended)
    with pytest.raises(Conflict):
        services.mend(keeper, services.Mended(uuid7(), first, "再改", told()))
    assert due(TOILET, "surface").made == 1
    assert holds()


def test_a_mistake_is_taken_back_and_it_is_due_again(acting: Acting, at: At) -> None:
    teacher = acting("teacher")
    for task, time in (
        ("surface", "16:00"),
        ("floor", "16:00"),
        ("air", "16:00"),
        ("air", "16:30"),
    ):
        at(time)
        last = tap(teacher, due(ROOM, task)).record_ids[0]
    assert holds()
    services.mend(acting("teacher"), services.Mended(uuid7(), last, "点错了,没有开窗"))
    assert (due(ROOM, "air").state, due(ROOM, "air").made) == ("due", 1)
    assert holds()


def test_others_do_not_put_right(acting: Acting) -> None:
    first = tap(acting("teacher"), due(ROOM, "surface")).record_ids[0]
    with pytest.raises(NotFound):
        services.mend(acting("teacher_12"), services.Mended(uuid7(), first, "不对"))
    with pytest.raises(Forbidden):
        services.mend(acting("officer"), services.Mended(uuid7(), first, "不对"))
    assert services.mend(acting("principal"), services.Mended(uuid7(), first, "没做")).void


def test_excused_with_a_reason_and_due_again(acting: Acting) -> None:
    tap(acting("logistics"), due(TOILET, "surface"))
    principal = acting("principal")
    with pytest.raises(Invalid):
        services.excuse(principal, services.Excuse(PRIMARY, (), " "))
    assert services.excuse(principal, services.Excuse(PRIMARY, (), "全校停水")) == 7
    assert services.excuse(principal, services.Excuse(PRIMARY, (), "全校停水")) == 0
    assert holds()
    assert services.due_again(principal, services.Excuse(PRIMARY, (), "来水了")) == 7
    assert holds()
    with pytest.raises(Forbidden):
        services.excuse(acting("officer"), services.Excuse(PRIMARY, (), "不用"))
    with pytest.raises(Forbidden):
        services.excuse(acting("canteen"), services.Excuse(PRIMARY, (), "不用"))


def test_besides_the_plan(acting: Acting, universe: Universe) -> None:
    keeper = acting("logistics")
    one = due(TOILET, "surface")
    extra = usual(one, due_id=None, task="taps", told=told())
    assert services.record(keeper, extra).done == 0
    assert holds()
    with pytest.raises(Invalid):
        services.record(keeper, usual(one, due_id=None, task="taps"))  # as planned: by no plan
    assert CLASS_11


def test_after_thirty_days_nothing_is_put_right(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    first = tap(acting("logistics"), due(TOILET, "surface")).record_ids[0]
    morning.move_to(MORNING + dt.timedelta(days=31))
    sent = services.Mended(uuid7(), first, "记错了")
    with pytest.raises(Invalid, match="30 天以前"):
        services.mend(acting("logistics"), sent)
    morning.move_to(MORNING + dt.timedelta(days=30))
    made = services.mend(acting("logistics"), sent)
    morning.move_to(MORNING + dt.timedelta(days=31))
    assert services.mend(acting("logistics"), sent) == made
