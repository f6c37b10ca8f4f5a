"""What of a person's own words was looked at by others, and what came of it; who is looked after."""

import datetime as dt
from typing import Any

import time_machine

from tests.accountability.test_files import Acting, SignedIn
from tests.accountability.test_pages import At
from tests.builders import BUILDER, DAY, MORNING, PRIMARY, Universe
from tests.hygiene.days import CORRIDOR, TOILET, laid_out, places, plan
from tests.hygiene.test_truth import looked, pressed
from tests.verification.made import matched, pupil, round_of, said
from tests.verification.test_services import ROW
from xiaoan.accountability.models import Month
from xiaoan.accountability.services import reckoning
from xiaoan.careteams.models import Tally
from xiaoan.hygiene import services as hygiene
from xiaoan.kernel.scope import enter

HERE = f"/accountability/records/{PRIMARY}/"
Told = dict[str, tuple[int, int]]


def reckon(day: dt.date = DAY) -> None:
    enter(BUILDER)
    reckoning.reckon_month(BUILDER, day)


def figures(found: list[dict[str, Any]]) -> Told:
    wanted = ("核实覆盖", "核实属实", "核实不实", "包联齐全")
    return {f["name"]: (f["part"], f["whole"]) for f in found if f["name"] in wanted}


def cleaned(acting: Acting, at: At) -> None:
    """Three records of logistics: held untrue, true after all, and not looked at."""
    enter(BUILDER)
    plan(places())
    laid_out()
    at("16:00")
    untrue, mended = pressed(acting), pressed(acting, TOILET, "floor")
    pressed(acting, CORRIDOR, "floor")
    hygiene.check(acting("doctor"), looked(untrue))
    hygiene.check(acting("doctor"), looked(mended))
    at("16:30")
    hygiene.check(acting("principal"), looked(mended, "true", note=""))


def test_records_of_disinfection_are_counted_by_who_told_them(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    cleaned(acting, at)
    reckon()
    page = signed_in("officer").get(HERE)
    assert figures(page.context["figures"]) == {
        "核实覆盖": (2, 3), "核实属实": (1, 2), "核实不实": (1, 2), "包联齐全": (0, 0),
    }  # fmt: skip
    people = {one["name"]: figures(one["figures"]) for one in page.context["people"]}
    name = universe.users["logistics"].name
    assert people[name] == {"核实覆盖": (2, 3), "核实属实": (1, 2), "核实不实": (1, 2)}
    assert [people[n] for n in people if n != name] == [
        {"核实覆盖": (0, 0), "核实属实": (0, 0), "核实不实": (0, 0)}
    ] * (len(people) - 1)
    own = signed_in("logistics").get("/accountability/mine/record/").context["months"]
    assert [figures(one["figures"]) for one in own] == [people[name]]
    # Something was found untrue: they may say what they have to say.
    assert [len(one["acts"]) for one in own] == [1]


def test_answers_are_counted_by_who_gave_them(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    honest, other = pupil("李明华", 1), pupil("王小丽", 2)
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, honest, "household")
    said(universe.cast["teacher"], row, other)
    matched(universe.cast["officer"], row, ROW)
    reckon()
    wanted = {"核实覆盖": (1, 2), "核实属实": (1, 1), "核实不实": (0, 1)}
    page = signed_in("officer").get(HERE)
    assert figures(page.context["figures"]) == {**wanted, "包联齐全": (0, 0)}
    name = universe.users["teacher"].name
    assert [figures(o["figures"]) for o in page.context["people"] if o["name"] == name] == [wanted]


def test_a_month_that_is_over_keeps_who_was_looked_after(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    def tally(held: int) -> None:
        enter(BUILDER)
        Tally.objects.filter(school_id=PRIMARY).delete()
        Tally.objects.create(
            school_id=PRIMARY, unit_no=PRIMARY, kind="staff", role="", people=10, held=held
        )

    def kept() -> list[tuple[int, int]]:
        enter(BUILDER)
        rows = Month.objects.filter(school_id=PRIMARY, user_id=None, month=DAY.replace(day=1))
        return list(rows.values_list("covered", "cared"))

    tally(7)
    reckon()
    assert kept() == [(7, 10)]
    morning.move_to(MORNING + dt.timedelta(days=40))
    tally(2)
    reckon()
    assert kept() == [(7, 10)]
