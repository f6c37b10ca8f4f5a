"""Who is kept is followed: one duty a school day, settled by a contact or by being cleared; families told."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests.builders import (
    BUILDER,
    CLASS_11,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
)
from tests.illness import ill
from tests.keypersons import states
from tests.notices import letters
from tests.surveys import made
from xiaoan.clearances import queries, rules, services
from xiaoan.clearances.models import Contact, Ground, Paper, Size
from xiaoan.clearances.queries import board
from xiaoan.clearances.services.contacting import NewContact
from xiaoan.delivery import services as delivery
from xiaoan.delivery.models import Message
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.illness import rules as exclusion
from xiaoan.illness import services as illness
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.lessons import services as lessons
from xiaoan.lessons.queries import at_home
from xiaoan.surveys import services as surveys

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
FOLLOW = "clearances.follow"


def unwell(acting: Acting, universe: Universe, seat: int = 4) -> UUID:
    """A pupil of whom the survey says symptoms; the job has run."""
    row = made.opened(acting("officer"))
    who = universe.person(CLASS_11, seat)
    surveys.answer(acting("teacher"), made.given(row, who, condition="symptoms"))
    settle()
    return who


def settle() -> None:
    enter(BUILDER)
    services.settle(BUILDER, [PRIMARY])


def dues(kind: str = FOLLOW) -> list[tuple[dt.date, UUID | None, str]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind=kind).order_by("day", "about_id")
    return list(rows.values_list("day", "about_id", "state"))


def test_whoever_is_kept_is_followed_by_one_duty_and_not_by_two(
    acting: Acting, universe: Universe
) -> None:
    doctor = acting("doctor")
    line = states.opened(doctor, universe, 2)
    states.isolated(doctor, line)
    ill.report(ill.absent(universe, 3))
    who = unwell(acting, universe)
    enter(BUILDER)
    kept = set(Ground.objects.values_list("person_id", flat=True))
    assert kept == {universe.person(CLASS_11, seat) for seat in (2, 3, 4)}
    assert dues() == [(DAY, who, "open")]
    duty = Duty.objects.get(kind=FOLLOW)
    assert duty.assignee_id == universe.users["teacher"].pk
    assert (duty.due_at.astimezone(MORNING.tzinfo).hour, duty.unit_no) == (18, CLASS_11)
    assert [state for _day, _who, state in dues("keypersons.follow")] == ["open"]
    assert services.owe(BUILDER, [PRIMARY]) == 0


def test_each_school_day_until_cleared(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    who = unwell(acting, universe)
    saturday = MORNING + dt.timedelta(days=5)
    morning.move_to(saturday)
    enter(BUILDER)
    assert services.owe(BUILDER, [PRIMARY]) == 0
    morning.move_to(MORNING + dt.timedelta(days=1))
    assert services.owe(BUILDER, [PRIMARY]) == 1
    next_day = DAY + dt.timedelta(days=1)
    assert dues() == [(DAY, who, "open"), (next_day, who, "open")]
    # Nobody reached: still owed. Reached: done today; yesterday stays missed.
    teacher = acting("teacher")
    assert not services.contact(
        teacher, NewContact(uuid7(), who, "unreached", None, "母亲、父亲 9 点各打一次,没人接")
    )
    assert [state for *_x, state in dues()] == ["open", "open"]
    given = NewContact(uuid7(), who, "well", True)
    assert services.contact(acting("teacher"), given)
    assert services.contact(acting("teacher"), given)
    assert [state for *_x, state in dues()] == ["open", "done"]
    assert Contact.objects.count() == 2
    assert Entry.objects.filter(kind="clearances.contacted").count() == 2


def test_cleared_is_followed_no_more(acting: Acting, universe: Universe) -> None:
    who = unwell(acting, universe)
    ground = Ground.objects.get(person_id=who)
    doctor = acting("doctor")
    services.check_paper(
        doctor, services.NewPaper(uuid7(), ground.pk, "statement", DAY, DAY, {"note": "体温正常"})
    )
    assert dues() == [(DAY, who, "excused")]
    with pytest.raises(Conflict, match="可以到校"):
        services.contact(acting("teacher"), NewContact(uuid7(), who, "well"))


def test_who_may_say_what(acting: Acting, universe: Universe) -> None:
    who = unwell(acting, universe)
    for outcome, words, field in (
        ("?", "", "outcome"),
        ("unreached", " ", "words"),
        ("ill", "", "words"),
    ):
        with pytest.raises(Invalid) as fault:
            services.contact(acting("teacher"), NewContact(uuid7(), who, outcome, None, words))
        assert list(fault.value.fields) == [field]
    with pytest.raises(NotFound):
        services.contact(acting("teacher_71"), NewContact(uuid7(), who, "well"))
    with pytest.raises(Forbidden):
        services.contact(acting("officer"), NewContact(uuid7(), who, "well"))
    mine = NewContact(uuid7(), who, "well")
    services.contact(acting("teacher"), mine)
    with pytest.raises(Conflict):
        services.contact(acting("teacher"), NewContact(mine.id, who, "care", None, "在县医院"))


def test_a_family_is_told_once_for_each_change(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    delivery.set_channel(
        officer,
        delivery.NewChannel(
            "email", True, {"host": "127.0.0.1", "port": "25", "security": "none",
            "sender": "xiaoan@county.example"}, 0,
        ),
    )  # fmt: skip
    letters.guardian(universe, CLASS_11, 1, "母亲一", "13900000001")
    letters.guardian(universe, CLASS_11, 1, "外人", "13900000002", may_see=False)
    unwell(acting, universe, 1)
    enter(BUILDER)
    rows = list(
        Message.objects.filter(key__startswith="clearance ").values_list("link", "variables")
    )
    assert rows == [("/clearances/own/", {})]
    settle()
    assert Message.objects.filter(key__startswith="clearance ").count() == 1
    ground = Ground.objects.get()
    services.check_paper(
        acting("doctor"),
        services.NewPaper(uuid7(), ground.pk, "statement", DAY, DAY, {"note": "体温正常"}),
    )
    enter(BUILDER)
    assert Message.objects.filter(key__startswith="clearance ").count() == 2


def test_two_papers_where_the_pack_asks_for_them(acting: Acting, universe: Universe) -> None:
    ill.report(ill.absent(universe, 3))
    row = ill.the_illness()
    ill.step(acting("doctor"), row, "diagnose", diagnosis="varicella", certainty="confirmed")
    settle()
    ground = Ground.objects.get()
    assert (ground.code, ground.lacks_diagnosis) == ("ill", True)
    who = universe.person(CLASS_11, 3)
    assert queries.of_people(acting("teacher"), [who], DAY)[who].needs[-1] == "diagnosis"
    doctor = acting("doctor")
    words = {"issuer": "县医院", "doctor": "王医生"}
    with pytest.raises(Invalid) as fault:
        services.check_paper(
            doctor,
            services.NewPaper(uuid7(), ground.pk, "diagnosis", DAY, DAY, words, diagnosed_on=DAY),
        )
    assert list(fault.value.fields) == ["diagnosis"]
    given = services.NewPaper(
        uuid7(), ground.pk, "diagnosis", DAY, DAY, {**words, "diagnosis": "流感"}, diagnosed_on=DAY
    )
    assert services.check_paper(doctor, given).accepted
    ground = Ground.objects.get()
    assert (ground.lacks_diagnosis, ground.paper) == (False, True)
    found = queries.of_people(acting("teacher"), [who], DAY)[who]
    assert (found.state, "diagnosis" in found.needs) == ("not_cleared", False)
    # A return is still for the page of the illness.
    with pytest.raises(Conflict):
        services.check_paper(
            acting("doctor"), services.NewPaper(uuid7(), ground.pk, "return", DAY, DAY, words)
        )
    assert Paper.objects.count() == 1


def test_counts_above_a_school_are_of_the_pupils_on_roll(
    acting: Acting, universe: Universe
) -> None:
    unwell(acting, universe)
    enter(BUILDER)
    schools = [one.school_id for one in Size.objects.all()]
    assert schools == [PRIMARY]
    # One school of two was counted: the rest is counted as one looks.
    town = board.board(acting("liaison"), TOWN, DAY)
    assert (town.on_roll, town.not_cleared) == (40, 1)
    enter(BUILDER)
    services.settle(BUILDER, [KINDERGARTEN, JUNIOR])
    county = board.board(acting("officer"), COUNTY, DAY)
    assert county.on_roll == 60
    assert [(one.place.no, one.on_roll) for one in county.lines][:1] == [(TOWN, 40)]
    assert rules.REACHED == ("well", "ill", "care")


def test_the_teacher_says_it_on_the_page_of_the_pupil(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    who = unwell(acting, universe)
    leave()
    url, teacher = f"/clearances/person/{who}/", signed_in("teacher")
    assert "今天联系了吗" in teacher.get(url).content.decode()
    sent = {"submission_id": str(uuid7()), "outcome": "unreached", "words": ""}
    refused = teacher.post(f"{url}?act=contact", sent)
    assert (refused.status_code, "请写打了哪几个电话" in refused.content.decode()) == (422, True)
    assert "checked" in refused.content.decode()
    done = teacher.post(
        f"{url}?act=contact", {**sent, "outcome": "well", "online": "yes"}, follow=True
    )
    assert "在上网课" in done.content.decode()
    assert signed_in("officer").post(f"{url}?act=contact", sent).status_code == 403
    guardian = signed_in("guardian").get("/clearances/own/")
    assert guardian.status_code == 200


def test_who_may_not_come_is_taught_online_and_everybody_concerned_reads_it(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    who = unwell(acting, universe, 1)
    teacher = acting("teacher")
    entry = lessons.NewEntry(
        CLASS_11, "chinese", 1, None, dt.time(8), dt.time(8, 40), "dingtalk", "https://x.cn/1"
    )
    lessons.enter(teacher, uuid7(), CLASS_11, [entry])
    assert at_home.at_home(acting("teacher"), CLASS_11, DAY) == [
        at_home.AtHome(who, 1, "测试生0001", None)
    ]
    assert at_home.at_home(acting("teacher_71"), CLASS_11, DAY) == []
    leave()
    page = signed_in("teacher").get(f"/lessons/unit/{CLASS_11}/").content.decode()
    assert ("要上网课的学生" in page, "测试生0001" in page) == (True, True)
    mine = signed_in("guardian").get("/lessons/mine/").content.decode()
    assert ("今天在家跟这些课" in mine, "https://x.cn/1" in mine) == (True, True)


def let_in(acting: Acting, universe: Universe, diagnosis: str) -> UUID:
    """Ill, and let in by the school's doctor for today, without the diagnosis on file."""
    ill.report(ill.absent(universe, 3))
    row = ill.the_illness()
    ill.step(acting("doctor"), row, "diagnose", diagnosis=diagnosis, certainty="confirmed")
    for reason in ("", "县医院专家组同意"):
        seen = illness.Certificate(
            id=uuid7(), illness_id=row.pk, issuer="县医院", doctor="张医生", issued_on=DAY,
            back_on=DAY, reason=reason,
        )  # fmt: skip
        illness.check_certificate(acting("doctor"), seen)
    assert ill.the_illness().stage == "cleared"
    return universe.person(CLASS_11, 3)


def switched_on(acting: Acting) -> None:
    values = duties.SetValues({"clearances.follow.two_papers": 1}, "县教育局文件")
    duties.set_values(acting("officer"), COUNTY, values)


def test_a_second_paper_keeps_out_where_the_county_has_set_so(
    acting: Acting, universe: Universe
) -> None:
    who = let_in(acting, universe, "measles")
    settle()
    assert queries.of_people(acting("doctor"), [who], DAY)[who].state == "cleared"
    switched_on(acting)
    settle()
    kept = queries.of_people(acting("doctor"), [who], DAY)[who]
    assert kept == rules.Standing("not_cleared", ("ill",), None, ("second",))
    assert queries.readiness([PRIMARY], DAY)[PRIMARY].not_cleared == 1
    ground = Ground.objects.get()
    words = {"issuer": "县医院", "doctor": "王医生", "diagnosis": "麻疹"}
    given = services.NewPaper(uuid7(), ground.pk, "diagnosis", DAY, DAY, words, diagnosed_on=DAY)
    assert services.check_paper(acting("doctor"), given).accepted
    assert queries.of_people(acting("doctor"), [who], DAY)[who].state == "cleared"


def test_a_second_paper_keeps_nobody_out_of_another_disease(
    acting: Acting, universe: Universe
) -> None:
    switched_on(acting)
    who = let_in(acting, universe, "influenza")
    settle()
    assert queries.of_people(acting("doctor"), [who], DAY)[who].state == "cleared"


def test_second_papers_are_of_diseases_of_the_table_of_exclusion() -> None:
    known = {"*", *exclusion.book().diseases}
    assert [sorted(set(one.second) - known) for one in rules.PACKS] == [[], []]
