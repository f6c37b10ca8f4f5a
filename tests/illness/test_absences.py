"""Absent, and nobody knows why: asked after within the set hours, until it is an illness or has its cause."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.builders import CLASS_11, CLASS_12, COUNTY, DAY, PRIMARY, Universe
from tests.illness.ill import WORKER, Acting, absent, open_day, open_duties, report, settle
from xiaoan.directory.queries import place
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.duties.models import Duty
from xiaoan.illness import queries, tasks
from xiaoan.illness import services as illness
from xiaoan.illness.models import Absence, Asking, Illness
from xiaoan.illness.rules import outcome_of
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look
from xiaoan.screening import rules
from xiaoan.screening.models import Mark, RollCall

SignedIn = Callable[[str], Client]
HERE = (CLASS_11, CLASS_11 + 1)
NEXT = DAY + dt.timedelta(days=1)


def gone(universe: Universe, seat: int, kind: str = "absent_unknown") -> rules.Mark:
    return rules.Mark(person=universe.enrolment(CLASS_11, seat), kind=rules.Kind(kind))


def told(*marks: rules.Mark, **more: object) -> None:
    """A roll-call comes in, and the worker looks for causes."""
    report(*marks, **more)  # type: ignore[arg-type]  # a test's short hand
    enter(WORKER)
    illness.look_for_causes(WORKER, HERE, clock.today())


def the_absence() -> Absence:
    enter(WORKER)
    return Absence.objects.get()


def say(
    acting: Acting, row: Absence, outcome: str, who: str = "teacher", **more: object
) -> illness.Said:
    given = {"asked": "母亲,电话", "reason": "走亲戚", **more}
    return illness.say_cause(
        acting(who), illness.Told(uuid7(), row.pk, outcome, **given)  # type: ignore[arg-type]  # a test's short hand
    )  # fmt: skip


@pytest.mark.parametrize(("hours", "minutes"), [(24, 120), (6, 120), (1, 60)])
def test_it_is_to_be_found_out_the_same_morning(
    acting: Acting, universe: Universe, hours: int, minutes: int
) -> None:
    illness.change_setting(acting("officer"), COUNTY, queries.InForce("default", hours, 3))
    told(gone(universe, 2), gone(universe, 3, "absent_personal"))
    row = the_absence()
    assert (row.person_id, row.since, row.slot) == (universe.person(CLASS_11, 2), DAY, "morning")
    duty = Duty.objects.get(about_id=row.pk)
    assert (duty.kind, duty.assignee_id) == ("illness.cause", universe.users["teacher"].pk)
    assert (duty.deputy_id, duty.due_at - row.opened_at) == (
        universe.users["doctor"].pk, dt.timedelta(minutes=minutes),
    )  # fmt: skip
    fact = Entry.objects.get(kind="illness.absences_opened")
    assert (fact.school_id, fact.unit_no) == (PRIMARY, CLASS_11)
    assert illness.look_for_causes(WORKER, HERE, DAY) == 0
    assert Illness.objects.count() == 0


def test_it_stands_above_the_tracing_of_a_known_cause(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    told(absent(universe, 3), gone(universe, 2))
    groups = signed_in("teacher").get("/duties/today/").context["groups"]
    items = [one["slot_label"] for one in groups[0]["items"] if one["about"]]
    assert items == ["查明缺勤原因", "追踪因病缺勤"]


def test_tracing_in_time_counts_illnesses_and_unexplained_absences_each_apart(
    acting: Acting, universe: Universe, morning: time_machine.Traveller, signed_in: SignedIn
) -> None:
    told(gone(universe, 2), gone(universe, 3), gone(universe, 4), absent(universe, 5))
    enter(WORKER)
    first, second = Absence.objects.order_by("id")[:2]
    say(acting, first, "personal")
    morning.shift(dt.timedelta(hours=25))
    say(acting, second, "personal")
    board = queries.board(acting("doctor"), place(PRIMARY))
    assert (board.ill, board.unexplained) == (queries.InTime(0, 1), queries.InTime(1, 3))
    page = signed_in("doctor").get("/illness/list/")
    figure = page.context["figures"][4]
    assert (figure["value"], figure["of"], figure["note"]) == (
        1, 4, "近 7 天到期:病因 0/1,原因不明 1/3",
    )  # fmt: skip


def test_the_task_finds_it_by_the_fact(acting: Acting, universe: Universe) -> None:
    report(gone(universe, 2))
    assert tasks.look(CLASS_11, DAY.isoformat()) == 1


def test_another_cause_corrects_the_roll_call_without_what_was_heard(
    acting: Acting, universe: Universe
) -> None:
    told(gone(universe, 2), absent(universe, 5))
    row = the_absence()
    assert say(acting, row, "personal").roll_calls == 1
    call = RollCall.objects.get(state="current")
    assert (call.version, call.reason, call.absent_unknown) == (
        2,
        "追查缺勤原因后更正,详见追查记录。",
        0,
    )
    assert (call.absent_personal, call.absent_sick) == (1, 1)
    assert (the_absence().outcome, open_duties(row.pk)) == ("personal", [])
    duty = Duty.objects.get(about_id=row.pk)
    assert (duty.state, duty.late) == ("done", False)
    fact = json.loads(Entry.objects.get(kind="illness.absence_asked").body)
    assert (fact["outcome"], fact["roll_calls"]) == ("personal", 1)


def test_an_illness_goes_on_as_an_illness_that_is_traced(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    told(gone(universe, 2))
    row = the_absence()
    said = say(acting, row, "ill", symptoms=1, onset=DAY)
    ill = Illness.objects.get(pk=str(said.illness_id))
    assert (ill.stage, ill.since, ill.onset, ill.symptoms) == ("at_home", DAY, DAY, 1)
    assert ill.traced_at is not None
    assert open_duties(ill.pk) == [("illness.follow", NEXT)]
    assert open_duties(row.pk) == []
    mark = Mark.objects.get(current=True)
    assert (mark.kind, mark.symptoms, mark.onset) == ("absent_sick", 1, DAY)
    enter(acting("teacher"))
    words = queries.steps_of(acting("teacher"), [ill])[ill.pk][-1].words
    assert words == {"asked": "母亲,电话", "note": "走亲戚"}
    morning.move_to(clock.at(DAY, dt.time(13, 30)))
    report(absent(universe, 2), slot="noon")
    enter(WORKER)
    assert Illness.objects.count() == 1


def test_who_reached_nobody_has_not_done_it(acting: Acting, universe: Universe) -> None:
    told(gone(universe, 2))
    row = the_absence()
    say(acting, row, "unreached")
    say(acting, row, "unreached", reason="")
    assert (the_absence().tries, open_duties(row.pk)) == (2, [("illness.cause", DAY)])
    assert RollCall.objects.filter(state="current").get().version == 1
    assert "电话".encode() not in bytes(Asking.objects.first().words or b"")  # type: ignore[union-attr]  # a test's short hand


def test_a_later_answer_is_kept_and_an_illness_is_never_hidden(
    acting: Acting, universe: Universe
) -> None:
    told(gone(universe, 2))
    row = the_absence()
    say(acting, row, "personal")
    assert say(acting, row, "came").late
    assert (the_absence().outcome, Illness.objects.count()) == ("personal", 0)
    said = say(acting, row, "ill", "doctor", symptoms=1)
    assert said.late
    assert (the_absence().outcome, Illness.objects.get().pk) == ("ill", said.illness_id)
    assert Asking.objects.count() == 3


def test_the_same_twice_is_one(acting: Acting, universe: Universe) -> None:
    told(gone(universe, 2))
    row, teacher = the_absence(), acting("teacher")
    one = illness.Told(uuid7(), row.pk, "personal", "母亲", "探亲")
    assert [illness.say_cause(teacher, one).again for _ in range(2)] == [False, True]
    # Changed on the phone after it had arrived: heard later, and both stay.
    said = illness.say_cause(teacher, illness.Told(one.id, row.pk, "ill", "母亲"))
    assert (said.late, said.again, Asking.objects.count()) == (True, False, 2)


@pytest.mark.parametrize(
    ("slot", "marks", "outcome"),
    [
        ("noon", [], "came"),
        ("noon", ["late"], "came"),
        ("noon", ["absent_personal"], "named"),
        ("noon", ["absent_sick"], "named"),
        ("noon", ["absent_unknown"], ""),
        ("morning", [], "withdrawn"),
    ],
)
def test_what_the_next_roll_call_of_the_day_says_of_it(
    acting: Acting, universe: Universe, morning: time_machine.Traveller,
    slot: str, marks: list[str], outcome: str,
) -> None:  # fmt: skip
    told(gone(universe, 2))
    morning.move_to(clock.at(DAY, dt.time(13, 30)))
    report(*[gone(universe, 2, kind) for kind in marks], slot=slot, base=int(slot == "morning"))
    settle()
    row = the_absence()
    assert (row.outcome, [kind for kind, _ in open_duties(row.pk)]) == (
        outcome, [] if outcome else ["illness.cause"],
    )  # fmt: skip


def test_who_is_back_next_day_still_owes_a_reason(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    told(gone(universe, 2))
    morning.move_to(clock.at(NEXT, dt.time(7, 40)))
    open_day(NEXT)
    report(day=NEXT)
    assert settle() == 0
    row = the_absence()
    assert queries.absence(acting("teacher"), row.pk).is_back
    say(acting, row, "personal")
    assert Mark.objects.get(current=True, day=DAY).kind == "absent_personal"


def test_it_follows_the_class_and_ends_with_the_roll(acting: Acting, universe: Universe) -> None:
    told(gone(universe, 1), gone(universe, 2))
    enter(WORKER)
    moved, left = Absence.objects.order_by("id")
    people.change_class(acting("principal"), moved.person_id, CLASS_12, When(DAY))
    people.leave_school(acting("principal"), left.person_id, "moved_away", When(DAY))
    assert settle() == 1
    enter(WORKER)
    found = {row.pk: (row.unit_no, row.outcome) for row in Absence.objects.all()}
    assert found == {moved.pk: (CLASS_12, ""), left.pk: (CLASS_11, "left")}
    duty = Duty.objects.get(about_id=moved.pk, state="open")
    assert (duty.unit_no, duty.assignee_id) == (CLASS_12, universe.users["teacher_12"].pk)
    assert open_duties(left.pk) == []


@pytest.mark.parametrize(
    ("name", "refused"),
    [("liaison", Forbidden), ("deputy", Forbidden), ("teacher_12", NotFound), ("other_principal", NotFound)],
)  # fmt: skip
def test_who_may_not(
    acting: Acting, universe: Universe, name: str, refused: type[Exception]
) -> None:
    told(gone(universe, 2))
    with pytest.raises(refused):
        say(acting, the_absence(), "personal", name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "gone"}, {"asked": " "}, {"reason": ""}, {"reason": "长" * 301},
        {"onset": NEXT},
    ],
)  # fmt: skip
def test_what_cannot_be_said(acting: Acting, universe: Universe, wrong: dict[str, object]) -> None:
    told(gone(universe, 2))
    given = {"outcome": "personal", **wrong}
    with pytest.raises(Invalid):
        say(acting, the_absence(), **given)  # type: ignore[arg-type]  # a test's short hand


def test_a_grade_head_says_the_cause_and_the_roll_call_waits_for_its_teacher(
    acting: Acting, universe: Universe
) -> None:
    told(gone(universe, 2))
    row = the_absence()
    assert say(acting, row, "personal", "grade_head").roll_calls == 0
    assert RollCall.objects.get(state="current").absent_unknown == 1
    assert the_absence().outcome == "personal"


@pytest.mark.parametrize(
    ("kind", "same_day", "later", "outcome"),
    [
        ("absent_unknown", True, True, ""), ("absent_sick", False, False, "named"),
        ("", True, True, "came"), ("late", True, True, "came"), ("", True, False, "withdrawn"),
        ("", False, False, ""), ("late", False, True, ""),
    ],
)  # fmt: skip
def test_the_rule(kind: str, same_day: bool, later: bool, outcome: str) -> None:
    assert outcome_of(kind, is_same_day=same_day, is_later_slot=later) == outcome


def test_the_pages(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    told(gone(universe, 2))
    row, teacher = the_absence(), signed_in("teacher")
    home = teacher.get("/illness/today/")
    assert [one["url"] for one in home.context["unexplained"]] == [f"/illness/absences/{row.pk}/"]
    due = teacher.get("/duties/today/")
    assert f"/illness/absences/{row.pk}/" in due.content.decode()
    page = teacher.get(f"/illness/absences/{row.pk}/")
    assert [act["name"] for act in page.context["acts"]] == ["ill", "personal", "came", "unreached"]
    bad = teacher.post(f"/illness/absences/{row.pk}/?act=personal", {"personal-asked": "母亲"})
    assert (bad.status_code, bad.context["acts"][1]["is_answer"]) == (422, True)
    assert bad.context["acts"][1]["fields"][0]["value"] == "母亲"
    good = teacher.post(
        f"/illness/absences/{row.pk}/?act=ill",
        {"ill-step_id": str(uuid7()), "ill-asked": "母亲,电话", "ill-symptoms": ["fever"]},
    )
    assert good.headers["Location"] == f"/illness/{Illness.objects.get().pk}/"
    assert teacher.get(f"/illness/absences/{row.pk}/").context["acts"] == []
    desk = signed_in("principal").get("/illness/list/")
    assert desk.context["unexplained_count"] == 0


def test_a_look_from_outside_the_class_is_recorded(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    told(gone(universe, 2))
    row = the_absence()
    before = Look.objects.count()
    signed_in("doctor").get(f"/illness/absences/{row.pk}/")
    enter(WORKER)
    assert Look.objects.count() == before + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    acting: Acting, universe: Universe, django_assert_num_queries: Callable[[int], object], count: int
) -> None:  # fmt: skip
    told(*[gone(universe, seat) for seat in range(1, count + 1)])
    teacher = acting("teacher")
    with django_assert_num_queries(2):  # type: ignore[attr-defined]  # a test's short hand
        assert len(queries.absences_in_hand(teacher)) == count
