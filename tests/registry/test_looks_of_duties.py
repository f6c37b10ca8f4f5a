"""Who saw a child on an empty paper sheet, in a dormitory room, in a transfer request, on a due list."""

from collections.abc import Callable

from django.test import Client

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_71,
    CLASS_72,
    COUNTY,
    DAY,
    JUNIOR,
    PRIMARY,
    ROOM_1,
    Universe,
)
from tests.illness.ill import feverish
from tests.illness.ill import report as reported
from tests.registry.test_looks_of_the_sick import kept, who_looked, written
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Enrolment
from xiaoan.directory.rules.lives import When
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look
from xiaoan.registry.services import transfers
from xiaoan.screening import services as screening
from xiaoan.screening.rules import RoundKind, SeenInRound

Acting = Callable[[str], Actor]
At = Callable[[str], None]
SignedIn = Callable[[str], Client]


def pages(signed_in: SignedIn, reader: str, child: object) -> list[tuple[str, str, str]]:
    """Who looked, in which position, at what."""
    return [(name, role, page) for name, role, page, _at in who_looked(signed_in, reader, child)]


def test_an_empty_sheet_of_paper_is_a_look_at_each_class_on_it(
    signed_in: SignedIn, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 2)
    desk = signed_in("teacher")
    assert desk.get(f"/screening/paper/{CLASS_11}/{DAY}/morning/").status_code == 200
    assert kept() == []  # the teacher's own class
    office = signed_in("principal")
    assert office.get(f"/screening/paper/{PRIMARY}/{DAY}/morning/").status_code == 200
    assert pages(signed_in, "teacher", child) == [("校长戊", "校长", "打印点名表")]
    enter(BUILDER)
    seen = list(Look.objects.values_list("page", "person_id"))
    assert len(seen) == len(set(seen))
    assert Entry.objects.filter(kind="directory.pupils_seen").count() == 1


def test_a_sheet_for_the_evening_is_a_look_at_boarders_only(
    signed_in: SignedIn, universe: Universe
) -> None:
    assert (
        signed_in("principal").get(f"/screening/paper/{PRIMARY}/{DAY}/evening/").status_code == 200
    )
    assert kept() == []  # nobody sleeps there
    desk = signed_in("other_principal")
    assert desk.get(f"/screening/paper/{CLASS_71}/{DAY}/evening/").status_code == 200
    enter(BUILDER)
    boarders = Enrolment.objects.filter(unit_no=CLASS_71, boarder=True)
    assert set(Look.objects.values_list("page", "person_id")) == {
        ("paper", who) for who in boarders.values_list("person_id", flat=True)
    }


def test_a_room_is_the_keepers_work_and_everybody_elses_look(
    acting: Acting, signed_in: SignedIn, universe: Universe, at: At
) -> None:
    enter(BUILDER)
    screening.open_rounds(BUILDER, DAY, (COUNTY, COUNTY + numbering.COUNTY))
    leave()
    at("21:00")
    room, keeper = f"/screening/round/{ROOM_1}/{DAY}/", signed_in("keeper")
    assert written(keeper, room) == 0
    sent = screening.RoundSent(uuid7(), ROOM_1, DAY, 0, True, (), (), "")
    screening.submit_round(acting("keeper"), sent)
    leave()
    assert written(keeper, room) == 0  # what came of it
    assert written(keeper, f"/screening/rounds/{JUNIOR}/{DAY}/") == 0
    assert kept() == []


def test_a_room_of_an_evening_that_is_over_is_a_look(
    acting: Acting, signed_in: SignedIn, universe: Universe, morning: object, at: At
) -> None:
    enter(BUILDER)
    screening.open_rounds(BUILDER, DAY, (COUNTY, COUNTY + numbering.COUNTY))
    leave()
    at("21:00")
    sent = screening.RoundSent(uuid7(), ROOM_1, DAY, 0, True, (), (), "")
    screening.submit_round(acting("keeper"), sent)
    leave()
    morning.shift(16 * 3600)  # type: ignore[attr-defined]  # the next day, after noon
    assert written(signed_in("keeper"), f"/screening/round/{ROOM_1}/{DAY}/") == 2
    enter(BUILDER)
    looks = set(Look.objects.values_list("page", "role", "unit_no"))
    assert looks == {("round", "dormitory_keeper", unit) for unit in (CLASS_71, CLASS_72)}


def test_who_is_missing_is_named_on_the_list_of_rooms(
    acting: Acting, signed_in: SignedIn, universe: Universe, at: At
) -> None:
    enter(BUILDER)
    screening.open_rounds(BUILDER, DAY, (COUNTY, COUNTY + numbering.COUNTY))
    leave()
    at("21:00")
    gone = SeenInRound(universe.enrolment(CLASS_71, 1), RoundKind.MISSING)
    screening.submit_round(
        acting("keeper"), screening.RoundSent(uuid7(), ROOM_1, DAY, 0, True, (gone,), (), "")
    )
    leave()
    assert written(signed_in("keeper"), f"/screening/rounds/{JUNIOR}/{DAY}/") == 2
    enter(BUILDER)
    looks = Look.objects.values_list("page", "person_id", "role")
    assert list(looks) == [("round", universe.person(CLASS_71, 1), "dormitory_keeper")]


def test_a_transfer_is_seen_by_both_schools(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    child = universe.person(CLASS_11, 1)
    made = transfers.offer(acting("principal"), child, JUNIOR, When(DAY))
    leave()
    assert written(signed_in("principal"), f"/registry/transfers/{made}/") == 2
    assert written(signed_in("other_principal"), "/registry/transfers/") == 2
    enter(BUILDER)
    looks = Look.objects.order_by("held_at").values_list(
        "page", "person_id", "unit_no", "role", "held_at"
    )
    assert list(looks) == [
        ("transfer", child, CLASS_11, "principal", PRIMARY),
        ("transfer", child, CLASS_11, "principal", JUNIOR),
    ]
    leave()
    assert [page for _n, _r, page in pages(signed_in, "teacher", child)] == ["转学申请"] * 2


def test_a_due_list_names_whom_its_duties_are_about(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    acting("doctor")
    reported(feverish(universe, 2))
    leave()
    doctor, teacher = signed_in("doctor"), signed_in("teacher")
    child, other = universe.person(CLASS_11, 2), universe.person(CLASS_11, 3)
    assert teacher.get("/duties/today/").status_code == 200
    assert kept() == []  # the teacher's own class
    groups = doctor.get("/duties/today/").context["groups"]
    assert [one["about"] for group in groups for one in group["items"]] == ["测试生0002"]
    assert pages(signed_in, "principal", other) == []
    assert pages(signed_in, "principal", child) == [("校医己", "校医", "待办清单")]


def test_a_class_of_which_one_is_chosen(signed_in: SignedIn, universe: Universe) -> None:
    child = universe.person(CLASS_11, 2)
    teacher = signed_in("teacher")
    chosen = (f"/screening/observe/{CLASS_11}/", f"/illness/open/{CLASS_11}/")
    assert [written(teacher, address) for address in chosen] == [0, 0]
    assert [written(signed_in("doctor"), address) for address in chosen] == [2, 2]
    expected = [("校医己", "校医", "在班里选学生")] * 2
    assert pages(signed_in, "principal", child) == expected
