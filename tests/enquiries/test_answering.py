"""Asked, answered in time or late, passed on, closed, opened again; who reads what."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, MORNING, PRIMARY, Universe
from tests.enquiries.talk import a_question, asked, facts, owed, say, stored
from tests.outbreaks.looks import Acting
from xiaoan.directory import services as directory
from xiaoan.enquiries import queries, rules, services
from xiaoan.enquiries.models import Enquiry, Step, Turn
from xiaoan.enquiries.queries import figures
from xiaoan.enquiries.services import Pass
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look

DUE = dt.datetime.combine(DAY + dt.timedelta(days=1), rules.END_OF_DAY, clock.ZONE)
LATE = DUE + dt.timedelta(minutes=5)


@pytest.mark.parametrize(
    ("kind", "desk", "unit_no", "who"),
    [
        ("class", "teacher", CLASS_11, "teacher"), ("health", "doctor", PRIMARY, "doctor"),
        ("school", "school", PRIMARY, "principal"), ("county", "bureau", COUNTY, "officer"),
    ],
)  # fmt: skip
def test_a_question_goes_to_its_desk(
    acting: Acting, universe: Universe, kind: str, desk: str, unit_no: int, who: str
) -> None:
    row = asked(acting, universe, kind=kind)
    assert (row.desk, row.desk_no, row.state, row.due_at) == (desk, unit_no, "waiting", DUE)
    assert owed(row) == [(desk, "open", universe.users[who].pk, False)]
    assert facts() == ["ask"]


def test_what_is_said_is_sealed(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe)
    step = Step.objects.get(enquiry_id=row.pk)
    assert "体育课".encode() not in bytes(row.subject_cipher)
    assert "脚扭了".encode() not in bytes(step.text_cipher or b"")
    found = services.see(acting("guardian"), row.pk)
    assert (found.row.subject, found.messages[0].text) == ("明天还上体育课吗", "孩子脚扭了。")


def test_answered_in_time(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe)
    with time_machine.travel(DUE, tick=False):
        assert services.reply(acting("teacher"), say(row)) is False
    assert (stored(row.pk).state, stored(row.pk).late) == ("answered", False)
    assert owed(row) == [("teacher", "done", universe.users["teacher"].pk, False)]
    assert queries.unread(acting("guardian")) == 1
    services.see(acting("guardian"), row.pk)
    assert queries.unread(acting("guardian")) == 0


def test_passed_on_keeps_its_deadline_and_a_late_answer_stays_visible(
    acting: Acting, universe: Universe
) -> None:
    row = asked(acting, universe)
    to_doctor = Pass(uuid7(), row.pk, "请校医看看要不要休息", "doctor")
    services.pass_on(acting("teacher"), to_doctor)
    assert (stored(row.pk).due_at, stored(row.pk).is_health) == (DUE, True)
    assert owed(row) == [
        ("teacher", "excused", universe.users["teacher"].pk, False),
        ("doctor", "open", universe.users["doctor"].pk, False),
    ]
    with time_machine.travel(LATE, tick=False):
        assert services.reply(acting("doctor"), say(row, "休息一周。")) is True
        found = services.see(acting("guardian"), row.pk)
    assert [(one.kind, one.role, one.desk, one.late) for one in found.messages] == [
        ("ask", "guardian", "teacher", False), ("pass", "class_teacher", "doctor", False),
        ("reply", "school_doctor", "doctor", True),
    ]  # fmt: skip
    assert {one.name for one in found.messages} == {""}
    assert (found.row.late, owed(row)[1][3]) == (True, True)
    assert facts() == ["ask", "pass", "reply"]


def test_who_may_not_read_it_sees_how_it_stands(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe, kind="health")
    for name, masked in (
        ("doctor", False), ("principal", False), ("liaison", True), ("leader", True), ("officer", True),
    ):  # fmt: skip
        found = services.see(acting(name), row.pk)
        assert (name, found.is_masked) == (name, masked)
        assert (found.row.subject == "", found.row.child == "") == (masked, masked)
        assert (found.messages[0].text == "") is masked
        assert found.row.state == "waiting"
    for name in ("teacher", "deputy", "other_principal", "teacher_12", "grade_head"):
        with pytest.raises(NotFound):
            services.see(acting(name), row.pk)
    enter(BUILDER)
    looks = Look.objects.filter(page="enquiry").order_by("at", "id")
    assert {one.user_id for one in looks} == {
        universe.users["doctor"].pk, universe.users["principal"].pk,
    }  # fmt: skip


def test_the_desk_that_passed_health_on_reads_it_no_more(
    acting: Acting, universe: Universe
) -> None:
    row = asked(acting, universe)
    services.pass_on(acting("teacher"), Pass(uuid7(), row.pk, "是健康的事", "doctor"))
    assert services.see(acting("teacher"), row.pk).is_masked is True
    other = asked(acting, universe)
    services.pass_on(acting("teacher"), Pass(uuid7(), other.pk, "是学校的事", "school"))
    assert services.see(acting("teacher"), other.pk).is_masked is False


def test_more_words_after_an_answer_ask_for_another(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe)
    services.add(acting("guardian"), say(row, "是左脚。"))
    assert (stored(row.pk).turn, len(owed(row))) == (1, 1)
    services.reply(acting("teacher"), say(row))
    services.add(acting("guardian"), say(row, "假条要盖章吗?"))
    assert (stored(row.pk).state, stored(row.pk).turn) == ("waiting", 2)
    assert [one[1] for one in owed(row)] == ["done", "open"]
    services.reply(acting("principal"), say(row, "不用。"))
    assert [one[1] for one in owed(row)] == ["done", "done"]
    enter(BUILDER)
    assert list(Turn.objects.order_by("no").values_list("how", flat=True)) == ["reply", "reply"]


def test_closed_and_opened_again(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe)
    with pytest.raises(Conflict):
        services.close(acting("teacher"), say(row, ""))
    services.reply(acting("teacher"), say(row))
    services.close(acting("teacher"), say(row, ""))
    assert stored(row.pk).state == "closed"
    with pytest.raises(Conflict):
        services.add(acting("guardian"), say(row, "还有"))
    services.reopen(acting("guardian"), say(row, "老师没有回我"))
    assert (stored(row.pk).state, owed(row)[-1][1]) == ("waiting", "open")
    services.close(acting("guardian"), say(row, "解决了"))
    assert owed(row)[-1][1] == "excused"
    enter(BUILDER)
    assert list(Turn.objects.order_by("no").values_list("how", flat=True)) == ["reply", "close"]


def test_the_same_form_twice_is_one_act(acting: Acting, universe: Universe) -> None:
    form = a_question(universe)
    guardian = acting("guardian")
    assert services.ask(guardian, form) == services.ask(guardian, form) == form.id
    with pytest.raises(Conflict):
        services.ask(guardian, replace(form, text="别的话"))
    row = stored(form.id)
    reply = say(row)
    assert services.reply(acting("teacher"), reply) == services.reply(acting("teacher"), reply)
    with pytest.raises(Conflict):
        services.reply(acting("teacher"), replace(reply, text="别的答复"))
    enter(BUILDER)
    assert (Enquiry.objects.count(), Step.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"kind": ""}, {"kind": "missing"}),
        ({"subject": " "}, {"subject": "missing"}),
        ({"subject": "字" * 61}, {"subject": "too_long"}),
        ({"text": ""}, {"text": "missing"}),
        ({"text": "a\0"}, {"text": "unreadable"}),
        ({"person_id": None}, {"person": "unknown"}),
        ({"person_id": uuid7()}, {"person": "unknown"}),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    acting: Acting, universe: Universe, form: dict[str, Any], fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        services.ask(acting("guardian"), replace(a_question(universe), **form))
    assert refused.value.fields == fields
    assert str(refused.value)
    enter(BUILDER)
    assert Enquiry.objects.count() == 0


def test_who_may_not_act(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe)
    with pytest.raises(Forbidden):
        services.ask(acting("teacher"), a_question(universe))
    for name, error in (("liaison", Forbidden), ("officer", Forbidden), ("teacher_12", NotFound)):
        with pytest.raises(error):
            services.reply(acting(name), say(row))
    with pytest.raises(Forbidden):
        services.add(acting("teacher"), say(row))
    gone = replace(acting("guardian"), people=(), classes=())
    with pytest.raises(NotFound):
        services.see(gone, row.pk)
    with pytest.raises(NotFound):
        services.add(gone, say(row))


def test_passing_on_says_where_and_why(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe)
    for desk, text, fields in (
        ("teacher", "为什么", {"desk": "missing"}), ("nobody", "为什么", {"desk": "missing"}),
        ("doctor", "", {"text": "missing"}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            services.pass_on(acting("teacher"), Pass(uuid7(), row.pk, text, desk))
        assert refused.value.fields == fields
    assert stored(row.pk).desk == "teacher"


def test_the_deadline_follows_the_days_of_school(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    directory.set_calendar_day(BUILDER, PRIMARY, DAY + dt.timedelta(days=1), False, "运动会")
    assert asked(acting, universe).due_at == DUE + dt.timedelta(days=1)


def test_figures_count_what_is_due(acting: Acting, universe: Universe) -> None:
    rows = [asked(acting, universe) for _ in range(4)]
    services.reply(acting("teacher"), say(rows[0]))
    with time_machine.travel(LATE, tick=False):
        services.reply(acting("teacher"), say(rows[1]))
        services.close(acting("guardian"), say(rows[2], ""))
        asked(acting, universe)
        actor = acting("officer")
        desks, units = figures.of(actor, figures.tops(actor)[0])
    assert desks == {"teacher": figures.Counts(1, 1, 1, 1, 1)}
    assert desks["teacher"].due == 3
    assert list(units.values()) == list(desks.values())


def test_of_a_question_about_a_page_its_title_is_kept(acting: Acting, universe: Universe) -> None:
    row = asked(
        acting,
        universe,
        about_source="notices.notice",
        about_id="7",
        about_title="关于返校时间的通知",
    )
    assert (row.about_source, row.about_id, queries.about_title(row)) == (
        "notices.notice", "7", "关于返校时间的通知",
    )  # fmt: skip
    odd = asked(acting, universe, about_source="<script>", about_id="7", about_title="x")
    assert (odd.about_source, odd.about_id, queries.about_title(odd)) == ("", "", "")


def test_one_family_does_not_fill_a_desk(acting: Acting, universe: Universe) -> None:
    for _ in range(rules.MOST_A_DAY):
        asked(acting, universe)
    with pytest.raises(Invalid) as refused:
        asked(acting, universe)
    assert refused.value.fields == {"text": "many"}
    with time_machine.travel(MORNING + dt.timedelta(days=1, minutes=1), tick=False):
        asked(acting, universe)


@pytest.mark.parametrize(
    ("asked_on", "next_day", "due_on"),
    [
        (dt.date(2026, 11, 23), dt.date(2026, 11, 24), dt.date(2026, 11, 24)),
        (dt.date(2026, 11, 27), dt.date(2026, 11, 30), dt.date(2026, 11, 30)),
        # Holidays, no calendar: the next working day.
        (dt.date(2027, 1, 22), dt.date(2027, 2, 22), dt.date(2027, 1, 25)),
        (dt.date(2027, 1, 22), None, dt.date(2027, 1, 25)),
    ],
)
def test_the_end_of_the_next_day_of_school(
    asked_on: dt.date, next_day: dt.date | None, due_on: dt.date
) -> None:
    at = dt.datetime.combine(asked_on, dt.time(21, 0), clock.ZONE)
    due = dt.datetime.combine(due_on, rules.END_OF_DAY, clock.ZONE)
    assert rules.due_at(at, 1, lambda _day: next_day) == due
