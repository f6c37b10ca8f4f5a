"""Dormitory rounds: who owes them, what a room reports, who is missing until found."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.builders import (
    BUILDER,
    CLASS_71,
    CLASS_72,
    COUNTY,
    DAY,
    JUNIOR,
    ROOM_1,
    ROOM_2,
    Universe,
)
from xiaoan.directory import queries as places
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.directory.models import Enrolment
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.models import Missing, Round, RoundMark
from xiaoan.screening.rules import RoundKind
from xiaoan.screening.rules import SeenInRound as Seen

Acting = Callable[[str], Actor]
At = Callable[[str], None]
WHOLE = (COUNTY, COUNTY + numbering.COUNTY)
HERE = f"/screening/round/{ROOM_1}/{DAY}/"


@pytest.fixture
def evening(acting: Acting, at: At) -> Acting:
    """The rounds of the day are open; it is nine in the evening."""
    enter(BUILDER)
    screening.open_rounds(BUILDER, DAY, WHOLE)
    at("21:00")
    return acting


def round_of(room: int, *seen: Seen, base: int = 0, reason: str = "") -> screening.RoundSent:
    return screening.RoundSent(uuid7(), room, DAY, base, True, seen, (), reason)


def gone(universe: Universe, seat: int = 1) -> Seen:
    return Seen(universe.enrolment(CLASS_71, seat), RoundKind.MISSING)


def moment(text: str) -> dt.datetime:
    return clock.at(DAY, dt.time.fromisoformat(text))


def test_one_duty_a_building_and_evening_with_the_keeper(
    evening: Acting, universe: Universe
) -> None:
    duty = Duty.objects.get(kind=queries.ROUND)
    assert (duty.unit_no, duty.slot, duty.people) == (ROOM_1, "evening", 16)
    assert duty.assignee_id == universe.users["keeper"].pk
    assert (duty.opens_at, duty.due_at) == (moment("20:30"), moment("22:30"))
    assert duty.next_step_at == moment("22:40")
    enter(BUILDER)
    assert screening.open_rounds(BUILDER, DAY, WHOLE) == 0


def test_rounds_follow_the_calendar(evening: Acting) -> None:
    enter(BUILDER)
    directory.set_calendar_day(BUILDER, JUNIOR, DAY, is_school_day=False, note="大雪停课")
    assert Duty.objects.get(kind=queries.ROUND).state == "excused"
    directory.clear_calendar_day(BUILDER, JUNIOR, DAY)
    assert Duty.objects.get(kind=queries.ROUND).state == "open"
    assert Entry.objects.filter(kind="screening.rounds_excused").count() == 1


def test_all_in_bed_is_an_explicit_zero_and_the_last_room_ends_the_duty(evening: Acting) -> None:
    keeper = evening("keeper")
    sent = round_of(ROOM_1)
    first = screening.submit_round(keeper, sent)
    assert (first.residents, first.in_bed, first.version, first.state) == (8, 8, 1, "current")
    assert screening.submit_round(keeper, sent).pk == first.pk
    assert screening.submit_round(keeper, round_of(ROOM_1)).pk == first.pk
    assert Round.objects.count() == 1
    assert Duty.objects.get(kind=queries.ROUND).state == "open"
    screening.submit_round(keeper, round_of(ROOM_2))
    duty = Duty.objects.get(kind=queries.ROUND)
    assert (duty.state, duty.late, duty.done_by_id) == ("done", False, keeper.user_id)


def test_leave_says_since_when_and_until_when(evening: Acting, universe: Universe) -> None:
    keeper = evening("keeper")
    who = universe.enrolment(CLASS_71, 1)
    away = Seen(who, RoundKind.LEAVE, moment("17:00"), moment("23:30"))
    row = screening.submit_round(keeper, round_of(ROOM_1, away))
    assert (row.on_leave, row.in_bed) == (1, 7)
    for bad, code in (
        (Seen(who, RoundKind.LEAVE), "leave"),
        (Seen(who, RoundKind.LEAVE, moment("18:00"), moment("17:00")), "order"),
        (Seen(who, RoundKind.LEAVE, moment("17:00"), moment("20:00")), "over"),
        (Seen(who, RoundKind.ILL), "symptom"),
    ):
        with pytest.raises(Invalid) as refused:
            screening.submit_round(keeper, round_of(ROOM_2 if code == "" else ROOM_1, bad, base=1))
        assert refused.value.fields == {str(who): code}


def test_a_correction_needs_its_reason_and_keeps_the_version_before(
    evening: Acting, universe: Universe
) -> None:
    keeper = evening("keeper")
    screening.submit_round(keeper, round_of(ROOM_1))
    with pytest.raises(Invalid) as refused:
        screening.submit_round(keeper, round_of(ROOM_1, gone(universe), base=1))
    assert refused.value.fields == {"reason": "missing"}
    again = screening.submit_round(
        keeper, round_of(ROOM_1, gone(universe), base=1, reason="再点一次")
    )
    assert (again.version, again.missing) == (2, 1)
    assert list(Round.objects.order_by("version").values_list("state", flat=True)) == [
        "superseded",
        "current",
    ]


def test_from_a_stale_base_both_are_kept_and_the_graver_word_counts(
    evening: Acting, universe: Universe
) -> None:
    screening.submit_round(evening("keeper"), round_of(ROOM_1))
    other = screening.submit_round(
        evening("other_principal"), round_of(ROOM_1, gone(universe), base=0)
    )
    assert other.state == "conflict"
    assert Missing.objects.filter(found_at=None).count() == 1
    third = screening.submit_round(
        evening("keeper"), round_of(ROOM_1, base=1, reason="又去看了,都在")
    )
    assert third.state == "current"
    assert Round.objects.get(pk=other.pk).state == "discarded"
    assert Missing.objects.get().found_where == "corrected"


def test_a_missing_boarder_is_shown_once_the_deadline_has_passed(
    evening: Acting, universe: Universe, at: At
) -> None:
    screening.submit_round(evening("keeper"), round_of(ROOM_1, gone(universe)))
    assert not Duty.objects.filter(kind=queries.MISSING).exists()
    enter(BUILDER)
    assert screening.show_missing(BUILDER) == 0
    at("22:31")
    assert [screening.show_missing(BUILDER) for _ in range(2)] == [1, 0]
    duty = Duty.objects.get(kind=queries.MISSING)
    assert (duty.unit_no, duty.assignee_id, duty.deputy_id) == (
        CLASS_71,
        universe.users["teacher_71"].pk,
        universe.users["other_principal"].pk,
    )
    assert duty.due_at == moment("22:46")


def test_after_the_deadline_it_is_shown_at_once_and_lasts_until_found(
    evening: Acting, universe: Universe, at: At, morning: object
) -> None:
    at("22:40")
    screening.submit_round(evening("keeper"), round_of(ROOM_1, gone(universe)))
    tomorrow = DAY + dt.timedelta(days=1)
    for name in ("teacher_71", "other_principal"):
        due = duty_queries.due_today(evening(name), tomorrow)
        assert [one.kind for one in due if one.kind == queries.MISSING] == [queries.MISSING]
    missing = Missing.objects.get()
    teacher = evening("teacher_71")
    found = screening.Found("home", "在外婆家")
    assert [screening.found_boarder(teacher, missing.pk, found) for _ in range(2)] == [True, False]
    with pytest.raises(Conflict):
        screening.found_boarder(evening("keeper"), missing.pk, screening.Found("hospital", ""))
    missing.refresh_from_db()
    assert (missing.found_where, missing.found_by_id) == ("home", teacher.user_id)
    assert Duty.objects.get(kind=queries.MISSING).state == "done"
    kinds = Entry.objects.order_by("n").values_list("kind", flat=True)
    told = [kind for kind in kinds if kind.startswith("screening.boarder")]
    assert told == ["screening.boarder_missed", "screening.boarder_found"]


@pytest.mark.parametrize(
    ("name", "refused"),
    [("teacher_71", NotFound), ("principal", NotFound), ("other_liaison", Forbidden)],
)
def test_who_may_not_take_a_round(evening: Acting, name: str, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        screening.submit_round(evening(name), round_of(ROOM_1))


def test_strangers_other_days_and_early_rounds_are_refused(
    evening: Acting, universe: Universe, at: At
) -> None:
    keeper = evening("keeper")
    with pytest.raises(Invalid) as refused:
        screening.submit_round(keeper, round_of(ROOM_2, gone(universe)))
    assert refused.value.fields == {"marks": "not_in_room"}
    at("20:00")
    with pytest.raises(Invalid) as refused:
        screening.submit_round(keeper, round_of(ROOM_1))
    assert refused.value.fields == {"day": "early"}


def test_who_is_ill_in_a_round_is_a_sighting(evening: Acting, universe: Universe) -> None:
    ill = Seen(universe.enrolment(CLASS_72, 1), RoundKind.ILL, symptoms=rules.Symptom.VOMITING)
    screening.submit_round(evening("keeper"), round_of(ROOM_1, ill))
    enter(BUILDER)
    for place in ({"unit_nos": [CLASS_72]}, {"dormitory_nos": [ROOM_1]}):
        found = queries.sightings(BUILDER, DAY, DAY, **place)
        told = [(s.person_id, s.dormitory_no, s.slot, set(s.syndromes)) for s in found]
        assert told == [(universe.person(CLASS_72, 1), ROOM_1, "", {rules.Syndrome.GI})]


def form(universe: Universe, **more: str) -> dict[str, str]:
    return {"submission_id": str(uuid7()), "base_version": "0", "ventilated": "1", **more}


def test_the_keepers_pages(
    evening: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    keeper = signed_in("keeper")
    assert keeper.get("/screening/rounds/").headers["Location"] == (
        f"/screening/rounds/{JUNIOR}/{DAY}/"
    )
    who = universe.enrolment(CLASS_71, 1)
    bad = keeper.post(HERE, form(universe, **{f"r-{who}-kind": "leave"}))
    assert bad.status_code == 422
    assert "请写从什么时候到什么时候。" in bad.content.decode()
    assert keeper.post(HERE, {"submission_id": "x"}).status_code == 422
    done = keeper.post(HERE, form(universe, **{f"r-{who}-kind": "missing"}), follow=True)
    page = done.content.decode()
    assert "101室 已收到。" in page
    assert "还没找到" in page
    assert "不在(无请假) 1 · 已通风" in page
    assert "现在用的" in keeper.get(HERE).content.decode()
    missing = Missing.objects.get() if evening("keeper") else None
    assert missing is not None
    address = f"/screening/missing/{missing.pk}/"
    assert "没有请假" in keeper.get(address).content.decode()
    assert keeper.post(address, {"where": "nowhere"}).status_code == 422
    assert "已找到" in keeper.post(address, {"where": "in_room"}, follow=True).content.decode()


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_list_of_rooms_asks_the_same_number_of_questions(
    evening: Acting, rooms: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    enter(BUILDER)
    if rooms == 3:
        builders.unit(ROOM_2 + 1, 1, JUNIOR, "dormitory", "103室", JUNIOR)
        builders.enrol(CLASS_71, 11, "9911", ROOM_2 + 1)
    else:
        Enrolment.objects.filter(dormitory_no=ROOM_2).update(dormitory_no=ROOM_1)
    keeper = evening("keeper")
    screening.submit_round(keeper, round_of(ROOM_1))
    school = places.place(JUNIOR)
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # a context manager
        assert len(queries.rooms_of(keeper, school, DAY)) == rooms


def test_a_reopened_duty_keeps_its_kind(evening: Acting) -> None:
    assert RoundMark.objects.count() == 0
    assert duties.hold(ROOM_1, queries.ROUND, DAY, "evening") is not None


def test_where_no_round_is_due_the_list_says_so_and_offers_no_room(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    keeper = signed_in("keeper")
    acting("keeper")
    home = keeper.get("/screening/rounds/")
    assert home.headers["Location"] == f"/screening/rounds/{JUNIOR}/{DAY}/"
    for day, said in (
        (DAY - dt.timedelta(days=1), "这个晚上不需要查寝。如有误,请联系校长。"),
        (DAY, "今晚 20:30 起查寝。"),
    ):
        page = keeper.get(f"/screening/rounds/{JUNIOR}/{day}/")
        assert (page.context["closed"], page.context["first"]) == (said, None)
        assert keeper.get(f"/screening/round/{ROOM_1}/{day}/").context["message"] == said


def set_round(actor: Actor, unit_no: int, stage: str, *times: str) -> bool:
    enter(actor)
    opens, due = (dt.time.fromisoformat(one) for one in times)
    morning = dt.time(6), dt.time(8)
    slots = [
        screening.NewSlot(unit_no, stage, "morning", *morning),
        screening.NewSlot(unit_no, stage, "round", opens, due),
    ]
    return screening.set_slot_times(actor, unit_no, stage, slots)


def test_a_school_sets_when_its_rounds_are(acting: Acting, universe: Universe, at: At) -> None:
    principal = universe.cast["other_principal"]
    stage = places.place(JUNIOR).stage
    assert set_round(principal, JUNIOR, stage, "21:15", "22:00")
    assert not set_round(principal, JUNIOR, stage, "21:15", "22:00")
    with pytest.raises(Invalid) as refused:
        set_round(principal, JUNIOR, stage, "22:00", "21:15")
    assert refused.value.fields == {"round": "night"}
    with pytest.raises(Invalid, match="不能早于 12:00") as of_morning:
        set_round(principal, JUNIOR, stage, "00:15", "01:00")
    assert of_morning.value.fields == {"round": "noon"}
    enter(BUILDER)
    owed = queries.owed(BUILDER, DAY, (JUNIOR, JUNIOR + numbering.SCHOOL))
    assert {one.slot.slot for one in owed} == {"morning"}
    screening.open_rounds(BUILDER, DAY, WHOLE)
    duty = Duty.objects.get(kind=queries.ROUND)
    assert (duty.opens_at, duty.due_at) == (moment("21:15"), moment("22:00"))
    at("21:00")
    with pytest.raises(Invalid) as early:
        screening.submit_round(acting("keeper"), round_of(ROOM_1))
    assert early.value.fields == {"day": "early"}
    at("21:20")
    assert screening.submit_round(acting("keeper"), round_of(ROOM_1)).state == "current"


def test_a_round_over_midnight_is_of_the_evening_on_which_it_opens(
    acting: Acting, universe: Universe, at: At, signed_in: Callable[[str], Client]
) -> None:
    stage = places.place(JUNIOR).stage
    assert set_round(universe.cast["other_principal"], JUNIOR, stage, "23:30", "00:30")
    enter(BUILDER)
    screening.open_rounds(BUILDER, DAY, WHOLE)
    duty = Duty.objects.get(kind=queries.ROUND)
    night = dt.timedelta(days=1)
    assert (duty.opens_at, duty.due_at) == (moment("23:30"), moment("00:30") + night)
    at("23:20")
    with pytest.raises(Invalid) as early:
        screening.submit_round(acting("keeper"), round_of(ROOM_1))
    assert early.value.fields == {"day": "early"}
    with time_machine.travel(moment("00:10") + night, tick=False):
        keeper = signed_in("keeper")
        assert keeper.get("/screening/rounds/").headers["location"].endswith(f"/{JUNIOR}/{DAY}/")
        page = keeper.get(f"/screening/rounds/{JUNIOR}/{DAY}/").context
        assert (page["deadline"], page["closed"]) == ("次日 00:30", "")
        found = duty_queries.due_today(acting("keeper"), DAY + night)
        assert [(one.kind, one.id) for one in found] == [(queries.ROUND, duty.pk)]
        row = screening.submit_round(acting("keeper"), round_of(ROOM_1))
        assert (row.day, row.late) == (DAY, False)


def test_the_page_of_times_has_the_round(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    principal, stage = signed_in("other_principal"), places.place(JUNIOR).stage
    address = f"/screening/calendar/{JUNIOR}/times/"
    form = {
        "stage": stage, "action": "set", "morning-opens": "06:00", "morning-deadline": "07:40",
        "round-opens": "21:30", "round-deadline": "",
    }  # fmt: skip
    half = principal.post(address, form)
    assert (half.status_code, "查寝:开始和截止都要填" in half.content.decode()) == (422, True)
    assert principal.post(address, {**form, "round-deadline": "22:20"}).status_code == 302
    rows = principal.get(address).context["stages"][0]["rows"]
    assert [(row["slot"], row["opens"]) for row in rows][-1] == ("round", "21:30")
    home = signed_in("keeper").get(f"/screening/rounds/{JUNIOR}/{DAY}/")
    assert home.context["deadline"] == "22:20"


def test_whoever_opens_the_page_of_a_missing_boarder_leaves_a_look(
    evening: Acting, universe: Universe, signed_in: Callable[[str], Client], at: At
) -> None:
    screening.submit_round(evening("keeper"), round_of(ROOM_1, gone(universe)))
    missing = Missing.objects.get()
    assert signed_in("keeper").get(f"/screening/missing/{missing.pk}/").status_code == 200
    enter(BUILDER)
    looks = Look.objects.filter(person_id=missing.person_id).values_list("page", "role", "unit_no")
    assert list(looks) == [("missing", "dormitory_keeper", CLASS_71)]
    assert Entry.objects.filter(kind="directory.pupils_seen").count() == 1


def test_an_unanswered_question_comes_back_in_the_pages_own_words(
    evening: Acting, signed_in: Callable[[str], Client]
) -> None:
    keeper = signed_in("keeper")
    page = keeper.get(HERE).content.decode()
    assert ("novalidate" in page, bool(re.search(r"web/rounds\.[0-9a-f]*\.?js", page))) == (
        True,
        True,
    )
    assert 'value="1" required' not in page
    answer = keeper.post(HERE, {"submission_id": str(uuid7()), "base_version": "0"})
    assert (answer.status_code, answer.context["air_missing"]) == (422, True)
