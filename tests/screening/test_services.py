"""Submitting, correcting, repeating, contradicting and resolving one class's roll-call."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests import builders
from tests.builders import CLASS_11, CLASS_12, CLASS_71, DAY, PUPILS, Universe, sent, sick
from xiaoan.directory import services as directory
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import rules
from xiaoan.screening import services as screening
from xiaoan.screening.models import Mark, RollCall
from xiaoan.screening.services import Decision, Doubtful

Acting = Callable[[str], Actor]


def stored() -> list[tuple[int, str, int, int]]:
    rows = RollCall.objects.order_by("version", "submitted_at")
    return [(row.version, row.state, row.present, row.absent_sick) for row in rows]


def test_all_present_is_an_explicit_zero_report(acting: Acting) -> None:
    receipt = screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    assert (receipt.version, receipt.state, receipt.late) == (1, "current", False)
    assert stored() == [(1, "current", PUPILS, 0)]
    duty = Duty.objects.get(unit_no=CLASS_11, slot="morning")
    assert (duty.state, duty.late, duty.on_behalf) == ("done", False, False)
    fact = Entry.objects.get(kind="screening.roll_call_submitted")
    assert fact.unit_no == CLASS_11
    assert '"zero":true' in fact.body


def test_late_stays_late_after_a_correction(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    teacher = acting("teacher")
    at("08:21")
    assert screening.submit_roll_call(teacher, sent(CLASS_11)).late
    mark = sick(universe.enrolment(CLASS_11, 1), "fever", "cough")
    again = screening.submit_roll_call(teacher, sent(CLASS_11, mark, base=1, reason="家长来电"))
    assert (again.version, again.late) == (2, True)
    assert stored() == [(1, "superseded", PUPILS, 0), (2, "current", PUPILS - 1, 1)]
    assert Duty.objects.get(unit_no=CLASS_11, slot="morning").late


def test_on_the_dot_is_in_time(acting: Acting, at: Callable[[str], None]) -> None:
    teacher = acting("teacher")
    at("08:20")
    assert not screening.submit_roll_call(teacher, sent(CLASS_11)).late


def test_the_same_id_again_answers_as_the_first_time(acting: Acting) -> None:
    teacher = acting("teacher")
    first = sent(CLASS_11)
    assert screening.submit_roll_call(teacher, first) == screening.submit_roll_call(teacher, first)
    assert stored() == [(1, "current", PUPILS, 0)]
    assert Entry.objects.filter(kind="screening.roll_call_submitted").count() == 1


def test_the_same_id_with_other_content_is_refused(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    first = sent(CLASS_11)
    screening.submit_roll_call(teacher, first)
    other = replace(first, marks=(sick(universe.enrolment(CLASS_11, 1), "cough"),))
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(teacher, other)
    assert refused.value.fields == {"id": "reused"}
    assert stored() == [(1, "current", PUPILS, 0)]


def test_the_same_report_from_a_second_phone_is_one_report(acting: Acting) -> None:
    first = screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    second = screening.submit_roll_call(acting("deputy"), sent(CLASS_11))
    assert second == first
    assert stored() == [(1, "current", PUPILS, 0)]


def test_a_stale_base_keeps_both_for_a_person(acting: Acting, universe: Universe) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    mark = sick(universe.enrolment(CLASS_11, 2), "vomiting")
    other = screening.submit_roll_call(acting("deputy"), sent(CLASS_11, mark))
    assert other.state == "conflict"
    assert stored() == [(1, "current", PUPILS, 0), (2, "conflict", PUPILS - 1, 1)]
    assert not Mark.objects.filter(current=True).exists()

    first = RollCall.objects.get(version=1).pk
    decision = Decision(first, other.id, "other", "电话核实")
    kept = screening.resolve_conflict(acting("doctor"), decision)
    assert (kept.version, kept.state) == (2, "current")
    assert [state for _v, state, *_ in stored()] == ["superseded", "discarded", "current"]
    with pytest.raises(Conflict):
        screening.resolve_conflict(acting("doctor"), replace(decision, keep="current"))


def test_a_correction_needs_a_reason(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    screening.submit_roll_call(teacher, sent(CLASS_11))
    mark = sick(universe.enrolment(CLASS_11, 1), "cough")
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(teacher, sent(CLASS_11, mark, base=1))
    assert refused.value.fields == {"reason": "missing"}


def test_a_contradiction_is_asked_before_anything_is_stored(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    mark = sick(universe.enrolment(CLASS_11, 1))
    with pytest.raises(Doubtful) as asked:
        screening.submit_roll_call(teacher, sent(CLASS_11, mark, confirmed=False))
    assert [doubt.code for doubt in asked.value.doubts] == ["sick_without_symptom"]
    assert stored() == []
    screening.submit_roll_call(teacher, sent(CLASS_11, mark))
    assert stored() == [(1, "current", PUPILS - 1, 1)]


def test_what_cannot_be_is_refused_even_when_confirmed(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    mark = sick(universe.enrolment(CLASS_11, 1), "cough", onset=DAY + dt.timedelta(days=1))
    with pytest.raises(Doubtful) as refused:
        screening.submit_roll_call(teacher, sent(CLASS_11, mark))
    assert refused.value.is_refused
    assert stored() == []


def test_a_pupil_of_another_class_is_refused(acting: Acting, universe: Universe) -> None:
    mark = sick(universe.enrolment(CLASS_12, 1), "cough")
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    assert refused.value.fields == {"marks": "not_on_roll"}


def test_nobody_reports_another_school_or_class(acting: Acting) -> None:
    with pytest.raises(NotFound):
        screening.submit_roll_call(acting("teacher"), sent(CLASS_12))
    with pytest.raises(NotFound):
        screening.submit_roll_call(acting("principal"), sent(CLASS_71))
    with pytest.raises(Forbidden):
        screening.submit_roll_call(acting("officer"), sent(CLASS_11))


def test_the_office_enters_for_a_teacher_and_it_says_so(acting: Acting) -> None:
    screening.submit_roll_call(acting("doctor"), sent(CLASS_11))
    assert RollCall.objects.get().entry == "office"
    assert Duty.objects.get(unit_no=CLASS_11, slot="morning").on_behalf


def test_before_a_slot_opens_nothing_is_taken(acting: Acting, at: Callable[[str], None]) -> None:
    teacher = acting("teacher")
    at("12:59")
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(teacher, sent(CLASS_11, slot="noon"))
    assert refused.value.fields == {"slot": "early"}
    at("13:00")
    assert screening.submit_roll_call(teacher, sent(CLASS_11, slot="noon")).version == 1


def test_evening_asks_about_boarders_only(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    keeper = acting("keeper")
    at("18:00")
    screening.submit_roll_call(keeper, sent(CLASS_71, slot="evening"))
    row = RollCall.objects.get()
    assert (row.enrolled, row.present, row.entry) == (8, 8, "deputy")
    day_pupil = sick(universe.enrolment(CLASS_71, 9), "cough")
    with pytest.raises(Invalid):
        screening.submit_roll_call(
            keeper, sent(CLASS_71, day_pupil, slot="evening", base=1, reason="x")
        )


def test_a_class_without_boarders_owes_no_evening_check(
    acting: Acting, at: Callable[[str], None]
) -> None:
    teacher = acting("teacher")
    at("18:00")
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(teacher, sent(CLASS_11, slot="evening"))
    assert refused.value.fields == {"day": "not_due"}


def test_an_excused_class_is_not_due(acting: Acting) -> None:
    screening.excuse_class(acting("principal"), CLASS_11, DAY, "", "outing", "")
    states = dict(Duty.objects.filter(unit_no=CLASS_11).values_list("slot", "state"))
    assert states == {"morning": "excused", "noon": "excused"}
    with pytest.raises(Invalid):
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    with pytest.raises(Conflict):
        screening.excuse_class(acting("principal"), CLASS_11, DAY, "", "outing", "")


def test_a_day_without_school_owes_nothing(universe: Universe, db: None) -> None:
    sunday = DAY - dt.timedelta(days=1)
    with acting_as(builders.BUILDER) as system:
        county = (builders.COUNTY, builders.COUNTY + 2**24)
        assert screening.open_day(system, sunday, county) == 0
        directory.set_calendar_day(system, builders.COUNTY, sunday, True, "调休上课")
        assert screening.open_day(system, sunday, county) == 14
        assert screening.open_day(system, sunday, county) == 0


def test_every_kind_of_mark_is_counted_once(acting: Acting, universe: Universe) -> None:
    kinds = list(rules.Kind)
    marks = [
        rules.Mark(
            person=universe.enrolment(CLASS_11, seat),
            kind=kind,
            symptoms=rules.Symptom.COUGH
            if kind in ("absent_sick", "sent_home", "present")
            else rules.Symptom(0),
            temperature=Decimal("37.3") if kind == "present" else None,
            method="axillary" if kind == "present" else "",
        )
        for seat, kind in enumerate(kinds, start=1)
    ]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks))
    row = RollCall.objects.get()
    assert (row.enrolled, row.expected, row.present) == (10, 9, 6)
    absent = (row.absent_sick, row.absent_personal, row.absent_unknown, row.absent_isolation)
    assert absent == (1, 1, 1, 1)
    assert (row.late_arrivals, row.sent_home) == (1, 1)
    assert Mark.objects.filter(fever=True).count() == 1


def test_a_reused_id_of_another_class_is_refused(acting: Acting) -> None:
    first = sent(CLASS_11)
    screening.submit_roll_call(acting("principal"), first)
    with pytest.raises(Invalid):
        screening.submit_roll_call(acting("principal"), replace(first, unit_no=CLASS_12))
    assert uuid7() != first.id


@pytest.mark.parametrize(
    ("who", "entry"), [("teacher", "self"), ("deputy", "deputy"), ("doctor", "office")]
)
def test_a_report_says_in_whose_place_it_was_made(acting: Acting, who: str, entry: str) -> None:
    assert screening.submit_roll_call(acting(who), sent(CLASS_11)).entry == entry
    assert RollCall.objects.get().entry == entry


def test_an_onset_is_kept_of_the_sick_only(acting: Acting, universe: Universe) -> None:
    marks = [
        rules.Mark(person=universe.enrolment(CLASS_11, seat), kind=rules.Kind(kind), onset=DAY)
        for seat, kind in enumerate(("absent_sick", "absent_personal", "late"), start=1)
    ]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks))
    stored_onsets = dict(Mark.objects.values_list("kind", "onset"))
    assert stored_onsets == {"absent_sick": DAY, "absent_personal": None, "late": None}


def test_everything_is_asked_at_once(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    screening.submit_roll_call(teacher, sent(CLASS_11))
    mark = sick(universe.enrolment(CLASS_11, 1))
    with pytest.raises(Doubtful) as asked:
        screening.submit_roll_call(teacher, sent(CLASS_11, mark, base=1, confirmed=False))
    assert [doubt.code for doubt in asked.value.doubts] == ["sick_without_symptom"]
    assert asked.value.fields == {"reason": "missing"}


@pytest.mark.parametrize("place", ["note", "reason"])
def test_text_no_database_keeps_is_refused(acting: Acting, universe: Universe, place: str) -> None:
    who = universe.enrolment(CLASS_11, 1)
    report = sent(CLASS_11, sick(who, "cough"))
    bad = {"note": {"notes": ((who, "a\0b"),)}, "reason": {"reason": "a\0b"}}[place]
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(acting("teacher"), replace(report, **bad))  # type: ignore[arg-type]  # one field of two
    assert refused.value.fields == {place: "unreadable"}


def test_an_id_used_where_nobody_may_look_is_refused_as_any_other(
    acting: Acting, universe: Universe
) -> None:
    hidden = screening.submit_roll_call(acting("other_principal"), sent(CLASS_71))
    teacher = acting("teacher")
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(teacher, replace(sent(CLASS_11), id=hidden.id))
    assert refused.value.fields == {"id": "reused"}
    screening.submit_roll_call(teacher, sent(CLASS_11))
    mark = sick(universe.enrolment(CLASS_11, 1), "cough")
    correction = replace(sent(CLASS_11, mark, base=1, reason="家长来电"), id=hidden.id)
    with pytest.raises(Invalid) as refused:
        screening.submit_roll_call(teacher, correction)
    assert refused.value.fields == {"id": "reused"}
    assert stored() == [(1, "current", PUPILS, 0)]
