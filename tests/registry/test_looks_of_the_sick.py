"""Who saw a child among others who are ill or invited: lists, signals, official forms, sheets, exports."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    GRADE_1,
    MORNING,
    PRIMARY,
    Universe,
    sent,
    sick,
)
from tests.illness.ill import absent
from tests.illness.ill import report as reported
from tests.keypersons.states import opened as followed
from tests.outbreaks.looks import look, report, stored
from tests.surveys.made import opened
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look
from xiaoan.screening import rules
from xiaoan.screening import services as screening
from xiaoan.surveys import services as surveys
from xiaoan.surveys.models import Tally

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
Line = tuple[str, str, str, dt.datetime]


def who_looked(signed_in: SignedIn, reader: str, child: object) -> list[Line]:
    """What the page of a child says: who, position, page, when; of the looks before this one."""
    page = signed_in(reader).get(f"/registry/people/{child}/looks/")
    rows = page.context["rows"]
    return [(row["name"], str(row["role"]), str(row["page"]), row["at"]) for row in rows]


def kept() -> list[str]:
    enter(BUILDER)
    found = list(Look.objects.order_by("page", "id").values_list("page", flat=True))
    leave()
    return found


def written(client: Client, address: str) -> int:
    """How many statements a page writes into looks and the record."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([q for q in asked if "registry_look" in q["sql"] or "journal_append" in q["sql"]])


def test_a_signal_names_whom_it_counts(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    (signal,) = stored()
    assert signed_in("doctor").get("/outbreaks/").status_code == 200  # names nobody
    assert kept() == []
    assert written(signed_in("officer"), f"/outbreaks/{signal.pk}/") == 1
    counted, other = universe.person(CLASS_11, 1), universe.person(CLASS_11, 4)
    expected = [("经办乙", "教育局经办人", "异常信号计入的人", MORNING)]
    assert who_looked(signed_in, "teacher", counted) == expected
    assert who_looked(signed_in, "teacher", other) == []
    home = signed_in("guardian").get("/registry/looks/").context["rows"]
    assert {str(row["page"]) for row in home} == {
        "异常信号计入的人,里面有孩子", "谁看过孩子的资料",
    }  # fmt: skip


def test_a_signal_that_is_not_to_be_seen_was_no_look(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    (signal,) = stored()
    assert signed_in("other_principal").get(f"/outbreaks/{signal.pk}/").status_code == 404
    assert kept() == []


@pytest.mark.parametrize(
    ("login", "name", "role", "unit_no"),
    [
        ("doctor", "校医己", "校医", PRIMARY),
        ("grade_head", "组长辛", "年级组长", GRADE_1),
    ],
)
def test_the_sick_on_the_page_of_a_school_or_grade(
    login: str, name: str, role: str, unit_no: int, acting: Acting, signed_in: SignedIn,
    universe: Universe,
) -> None:  # fmt: skip
    desk, address = signed_in(login), f"/screening/school/{PRIMARY}/?day={DAY}&slot=morning"
    assert written(desk, address) == 0  # nobody is named
    ill, well = universe.person(CLASS_11, 2), universe.person(CLASS_11, 3)
    screening.submit_roll_call(
        acting("teacher"), sent(CLASS_11, sick(universe.enrolment(CLASS_11, 2), "vomiting"))
    )
    leave()
    assert written(desk, address) == 2  # the fact and the look
    expected = [(name, role, "晨午检异常学生", MORNING)]
    assert who_looked(signed_in, "principal", ill) == expected
    assert who_looked(signed_in, "principal", well) == []
    enter(BUILDER)
    fact = Entry.objects.get(kind="directory.pupils_seen")
    assert (fact.school_id, fact.unit_no, fact.body) == (
        PRIMARY, unit_no, f'{{"classes":[{CLASS_11}],"page":"sick_list","pupils":["{ill}"]}}',
    )  # fmt: skip


def test_one_and_a_hundred_on_a_page_are_one_statement(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    for login, unit in (("teacher", CLASS_11), ("teacher_12", CLASS_12)):
        marks = [sick(universe.enrolment(unit, seat), "vomiting") for seat in range(1, 11)]
        screening.submit_roll_call(acting(login), sent(unit, *marks))
    leave()
    desk, address = signed_in("doctor"), f"/screening/school/{PRIMARY}/?day={DAY}&slot=morning"
    assert written(desk, address) == 2
    assert kept() == ["sick_list"] * 20


def test_the_sick_of_the_teachers_own_class_are_daily_work(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    screening.submit_roll_call(
        acting("teacher"), sent(CLASS_11, sick(universe.enrolment(CLASS_11, 2), "vomiting"))
    )
    leave()
    reported()
    desk = signed_in("teacher")
    desk.get(f"/screening/school/{PRIMARY}/?day={DAY}&slot=morning")
    desk.get(f"/illness/forms/a/{CLASS_11}/{DAY}/")
    desk.get("/screening/watch/")
    assert kept() == []


def test_what_the_doctor_watches(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    doctor = signed_in("doctor")
    assert written(doctor, "/screening/watch/") == 0
    noted = screening.Noted(
        uuid7(), CLASS_11, universe.enrolment(CLASS_11, 2), rules.symptoms_of(["cough"])
    )
    screening.note_observation(acting("deputy"), noted)
    leave()
    assert written(doctor, "/screening/watch/") == 2
    child = universe.person(CLASS_11, 2)
    assert who_looked(signed_in, "teacher", child) == [("校医己", "校医", "健康观察名单", MORNING)]


@pytest.mark.parametrize(
    ("letter", "unit_no", "lines"),
    [
        ("a", CLASS_11, 1), ("b", PRIMARY, 0), ("c", CLASS_11, 1), ("c", PRIMARY, 1),
        ("d", PRIMARY, 1), ("e", CLASS_11, 1), ("f", PRIMARY, 0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("query", ["", "?file=xlsx"])
def test_an_official_form_names_who_is_on_it(
    letter: str, unit_no: int, lines: int, query: str, acting: Acting, signed_in: SignedIn,
    universe: Universe,
) -> None:  # fmt: skip
    acting("doctor")
    reported(absent(universe, 2))
    leave()
    address = f"/illness/forms/{letter}/{unit_no}/{DAY}/{query}"
    # The fact is recorded in any case: who prints an empty form prints a report.
    assert written(signed_in("doctor"), address) == 1 + lines
    on, off = universe.person(CLASS_11, 2), universe.person(CLASS_11, 3)
    expected = [("校医己", "校医", "因病缺勤表", MORNING)] * lines
    assert who_looked(signed_in, "teacher", on) == expected
    assert who_looked(signed_in, "teacher", off) == []


def test_a_sheet_of_codes_names_whose_code_was_printed_and_by_whom(
    signed_in: SignedIn, universe: Universe
) -> None:
    desk, batch = signed_in("teacher"), str(uuid7())
    one, other = universe.person(CLASS_11, 2), universe.person(CLASS_11, 3)
    assert desk.get(f"/registry/codes/{CLASS_11}/").status_code == 200
    made = desk.post(f"/registry/codes/{CLASS_11}/", {"batch": batch, "person": [str(one)]})
    assert made.status_code == 302
    assert written(desk, made.headers["Location"]) == 2
    listed = ("班主任壬", "班主任", "邀请码名单", MORNING)
    printed = ("班主任壬", "班主任", "打印邀请码", MORNING)
    assert sorted(who_looked(signed_in, "principal", one)) == sorted([listed, printed])
    assert who_looked(signed_in, "principal", other) == [listed]


def test_codes_of_staff_are_no_look_at_a_child(signed_in: SignedIn, universe: Universe) -> None:
    assert signed_in("principal").get(f"/registry/codes/{PRIMARY}/").status_code == 200
    assert kept() == []


def test_the_codes_of_a_survey(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    row = opened(acting("officer"))
    tally = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
    address = f"/surveys/sheet/{tally.pk}/codes/"
    leave()
    desk = signed_in("teacher")
    assert written(desk, address) == 0  # none were made
    surveys.make_codes(acting("teacher"), tally.pk)
    leave()
    assert written(desk, address) == 1
    child = universe.person(CLASS_11, 2)
    assert who_looked(signed_in, "principal", child) == [
        ("班主任壬", "班主任", "摸排码纸条", MORNING)
    ]


def test_an_export_of_key_persons_names_who_was_on_it(
    signed_in: SignedIn, universe: Universe
) -> None:
    enter(BUILDER)
    for unit in (CLASS_11, CLASS_71):
        followed(BUILDER, universe, 1, unit=unit)
    leave()
    desk, address = signed_in("principal"), f"/keypersons/export/{PRIMARY}/"
    assert desk.post(address, {"reason": ""}).status_code == 422  # refused: nothing was taken
    assert kept() == []
    assert desk.post(address, {"reason": "报县指挥部"}).status_code == 200
    on, off = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    expected = [("校长戊", "校长", "导出重点人员台账", MORNING)]
    assert who_looked(signed_in, "teacher", on) == expected
    assert who_looked(signed_in, "teacher", off) == []
    # Of the other school nobody was on it.
    assert who_looked(signed_in, "other_principal", universe.person(CLASS_71, 1)) == []


def test_the_look_is_at_the_class_of_then(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    (signal,) = stored()
    child = universe.person(CLASS_11, 1)
    people.change_class(acting("principal"), child, CLASS_12, When(DAY))
    leave()
    signed_in("doctor").get(f"/outbreaks/{signal.pk}/")
    enter(BUILDER)
    assert Look.objects.get(person_id=child).unit_no == CLASS_11
