"""The board equals the rows: all figures after random acts of every part, at every level, before and after
everything that is kept for reading was wiped and made anew; and a check that finds what was tampered with."""

import datetime as dt
import random
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from tests.builders import BUILDER, CLASSES, COUNTY, DAY, PRIMARY, RIVER, TOWN, Universe, sent, sick
from tests.indicators.referee import recount
from tests.security.access import settle
from xiaoan.careteams.services import assigning
from xiaoan.demand import services as demand
from xiaoan.directory.models import Unit
from xiaoan.homework import services as homework
from xiaoan.hygiene.services import recounting as hygiene
from xiaoan.indicators import queries, services, tasks
from xiaoan.indicators.models import Check, Difference, Kept
from xiaoan.indicators.rules import CATALOGUE
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Forbidden, Refusal
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.learning.services import sums as learning
from xiaoan.overview import projections
from xiaoan.overview.models import SchoolDay
from xiaoan.readiness import services as readiness
from xiaoan.screening import services as screening
from xiaoan.screening.models import RollCall
from xiaoan.surveys.services.counting import recount_open
from xiaoan.training import services as training

Acting = Callable[[str], Actor]
SYSTEM = system("indicators")
UNITS = (COUNTY, TOWN, RIVER)
KINDS = ("absent_sick", "absent_personal", "absent_unknown", "absent_isolation", "sent_home")


def shown(day: dt.date) -> dict[tuple[str, int], tuple[int | None, ...]]:
    """What the board says of every indicator at every unit."""
    found: dict[tuple[str, int], tuple[int | None, ...]] = {}
    with acting_as(system("tests")) as actor:
        units = [COUNTY, TOWN, RIVER, *(one for one in _schools(actor, day))]
        for no in units:
            for key, one in queries.of_unit(actor, no, day).items():
                found[key, no] = (one.num, one.den, one.unknown)
    return found


def _schools(actor: Actor, day: dt.date) -> list[int]:
    return [place.no for place, _f in queries.by_school(actor, COUNTY, day, ["rollcall.classes"])]


def counted(day: dt.date) -> dict[tuple[str, int], tuple[int | None, ...]]:
    """The same from the rows: schools by the referee, offices as sums over them."""
    found: dict[tuple[str, int], tuple[int | None, ...]] = {}
    with acting_as(system("tests")) as actor:
        schools = _schools(actor, day)
        told = recount(day)
    for one in CATALOGUE:
        for no in schools:
            found[one.key, no] = told[one.key].get(no, (None, None, 0))
        for above, inside in (
            (COUNTY, schools),
            (TOWN, _in(TOWN, schools)),
            (RIVER, _in(RIVER, schools)),
        ):
            rows = [told[one.key][no] for no in inside if no in told[one.key]]
            found[one.key, above] = _sum(rows)
    return found


def _in(above: int, schools: list[int]) -> list[int]:
    return [no for no in schools if above <= no < above + (RIVER - TOWN)]


def _sum(rows: list[tuple[int, int | None, int]]) -> tuple[int | None, ...]:
    if not rows:
        return None, None, 0
    dens = [den for _num, den, _unknown in rows if den is not None]
    return (
        sum(num for num, _den, _unknown in rows), sum(dens) if dens else None,
        sum(unknown for _num, _den, unknown in rows),
    )  # fmt: skip


def look() -> None:
    """What the jobs of the night and of every ten minutes do."""
    with acting_as(BUILDER) as actor:
        training.recount(actor)
        assigning.count_county(actor)
        demand.recount(actor)
        readiness.refresh()
    with acting_as(SYSTEM) as actor:
        services.refresh(actor, clock.today())


def wipe_and_rebuild(day: dt.date) -> None:
    """Every table that is only kept for reading, made anew from the journal or the rows."""
    with acting_as(BUILDER) as actor, connection.cursor() as cursor:
        for table in (
            "indicators_figure", "overview_school_day", "careteams_tally", "hygiene_school_day",
            "demand_cover", "readiness_standing", "training_count",
        ):  # fmt: skip
            cursor.execute(f"delete from {table}")
        cursor.execute(
            "update surveys_tally set on_roll = 0, known = 0, unknown = 0, contradicted = 0"
        )
        projections.rebuild(actor)
        schools = [one.no for one in Unit.objects.filter(kind="school")]
        hygiene.recount(schools, day - dt.timedelta(days=7), day)
        homework.rebuild(actor)
        learning.rebuild(actor)
        recount_open()
    look()


def act(universe: Universe, dice: random.Random) -> None:
    """One act of a morning; what the rules refuse is refused and changes nothing."""
    no = dice.choice(CLASSES)
    slot = dice.choice(("morning", "noon"))
    seats = dice.sample(range(1, 9), dice.randrange(4))
    marks = [
        sick(universe.enrolment(no, seat), *dice.choice((("fever",), ("cough",), ("vomiting",))), kind=kind)
        if (kind := dice.choice(KINDS)) in ("absent_sick", "sent_home")
        else sick(universe.enrolment(no, seat), onset=None, kind=kind)
        for seat in seats
    ]  # fmt: skip
    what = dice.choice(("report", "report", "report", "excuse", "withdraw"))
    try:
        with acting_as(BUILDER) as actor:
            if what == "report":
                held = screening_version(no, slot)
                reason = "更正" if held else ""
                screening.submit_roll_call(
                    actor, sent(no, *marks, slot=slot, base=held, reason=reason)
                )
            elif what == "excuse":
                screening.excuse_class(actor, no, DAY, slot, "outing", "")
            else:
                screening.withdraw_excuse(actor, no, DAY, "取消")
    except Refusal:
        return


def screening_version(no: int, slot: str) -> int:
    row = RollCall.objects.filter(unit_no=no, day=DAY, slot=slot, state="current").first()
    return row.version if row else 0


@pytest.fixture
def busy(own_database: str, universe: Universe) -> Universe:
    """The county with something of every part in it."""
    settle(universe)
    return universe


def test_the_board_equals_the_rows_and_comes_back_the_same(
    busy: Universe, morning: time_machine.Traveller
) -> None:
    dice = random.Random(12)  # noqa: S311  # the same again each time
    look()
    assert shown(DAY) == counted(DAY)
    for hour, minute in ((8, 5), (8, 45), (13, 30), (14, 30)):
        morning.move_to(clock.at(DAY, dt.time(hour, minute)))
        for _n in range(12):
            act(busy, dice)
        look()
        assert shown(DAY) == counted(DAY), (hour, minute)
    before = shown(DAY)
    wipe_and_rebuild(DAY)
    assert shown(DAY) == before
    with acting_as(SYSTEM) as actor:
        checked = services.check(actor, DAY)
    assert (list(checked.found), list(checked.moved)) == ([], [])


def test_what_was_tampered_with_is_found(
    universe: Universe, acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    screening.submit_roll_call(acting("teacher"), sent(CLASSES[0]))
    enter(SYSTEM)
    services.close_day(SYSTEM, DAY)
    assert list(services.look(SYSTEM, DAY).found) == []
    SchoolDay.objects.filter(school_id=PRIMARY, day=DAY, slot="morning").update(classes_late=1)
    Kept.objects.filter(day=DAY, key="duties.done", unit_no=TOWN).update(num=0)
    checked = services.check(SYSTEM, DAY)
    found = {(one.source, one.key, one.unit_no, one.was, one.should) for one in checked.found}
    assert found == {
        ("journal", "morning.classes_late", PRIMARY, 1, 0),
        ("sheets", "rollcall.late", PRIMARY, 1, 0),
        ("sums", "duties.done", TOWN, 0, 1),
    }
    assert (Check.objects.get().differing, Difference.objects.count()) == (3, 3)
    assert '"differing":3' in Entry.objects.get(kind="indicators.checked").body
    leave()
    page = signed_in("leader").get("/situation/checks/").content.decode()
    assert "3 处不一致" in page
    assert "和记录链重放的不同" in page
    assert "晨检 迟报班级" in page
    # Whoever has another unit sees that something differs, and not what.
    other = signed_in("other_liaison").get("/situation/checks/").content.decode()
    assert "不一致的数字不在您的单位。" in other
    assert "实验小学" not in other
    assert (
        "数字核对:11月23日(周一) 3 处不一致"
        in signed_in("leader").get(f"/situation/{COUNTY}/").content.decode()
    )


def test_a_check_is_a_command_and_a_job(
    own_database: str, universe: Universe, morning: time_machine.Traveller
) -> None:
    told = StringIO()
    call_command("indicators", "check", stdout=told)
    assert "2026-11-23" in told.getvalue()
    assert "0 differ" in told.getvalue()
    for wrong in ("gestern", "2026-11-24"):
        with pytest.raises(CommandError):
            call_command("indicators", "check", "--day", wrong, stdout=StringIO())
    morning.shift(dt.timedelta(days=1))
    assert tasks.check(0) == 0
    with acting_as(SYSTEM):
        days = [one.day for one in Check.objects.order_by("at")]
        assert days == [DAY, DAY]
        SchoolDay.objects.filter(day=DAY).update(corrections=1)
    assert tasks.check(0) > 0
    with pytest.raises(CommandError, match="differ"):
        call_command("indicators", "check", "--day", DAY.isoformat(), stdout=StringIO())


def test_only_the_system_checks(universe: Universe, acting: Acting) -> None:
    with pytest.raises(Forbidden):
        services.check(acting("leader"), DAY)
