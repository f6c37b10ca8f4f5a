"""Random mornings, told as facts and recounted by hand: what the property tests draw from."""

import datetime as dt
from collections import Counter
from typing import Any

from hypothesis import strategies as st

from tests.builders import JUNIOR, KINDERGARTEN, PRIMARY
from xiaoan.duties.events import DutiesOpened
from xiaoan.kernel.events import Event
from xiaoan.kernel.ids import uuid7
from xiaoan.screening.events import ClassesExcused, ClassExcused, RollCallSubmitted

# Random mornings: for each class of three schools what happened, in any order between the classes.
PAST = dt.date(2026, 11, 20)
SCHOOLS = (PRIMARY, KINDERGARTEN, JUNIOR)
SLOTS = ("morning", "noon")
CAUSES = ("absent_sick", "absent_personal", "absent_unknown", "absent_isolation")


@st.composite
def roll_calls(draw: st.DrawFn) -> dict[str, int]:
    found = {name: draw(st.integers(0, 3)) for name in (*CAUSES, "fever", "gi", "late_arrivals")}
    present = draw(st.integers(0, 40))
    enrolled = present + sum(found[cause] for cause in CAUSES)
    expected = enrolled - found["absent_isolation"]
    return {**found, "present": present, "enrolled": enrolled, "expected": expected}


@st.composite
def classes(draw: st.DrawFn) -> dict[str, Any]:
    fate = draw(st.sampled_from(["silent", "excused", "withdrawn", "closed", "reported"]))
    versions = draw(st.lists(roll_calls(), min_size=1, max_size=3))
    return {
        "school": draw(st.sampled_from(SCHOOLS)),
        "slot": draw(st.sampled_from(SLOTS)),
        "people": draw(st.integers(0, 50)),
        "late": draw(st.booleans()),
        "excused": fate == "excused",
        "withdrawn": fate == "withdrawn",
        "closed": fate == "closed",
        "versions": versions if fate == "reported" else [],
    }


def story(one: dict[str, Any]) -> list[Event]:
    """The facts of one class, in their order."""
    place = {"school_id": one["school"], "unit_no": one["school"] + 1281}
    when = {"day": PAST, "slot": one["slot"]}
    told: list[Event] = [
        DutiesOpened(
            duty="screening.rollcall", duties=1, people=one["people"], unassigned=0, **place, **when
        )
    ]
    if one["excused"] or one["withdrawn"]:
        told.append(ClassExcused(reason="outing", people_due=one["people"], **place, **when))
    if one["withdrawn"]:
        told.append(
            DutiesOpened(
                duty="screening.rollcall", duties=1, people=one["people"], unassigned=0, again=True,
                **place, **when,
            )
        )  # fmt: skip
    if one["closed"]:
        told.append(ClassesExcused(classes=1, people_due=one["people"], gone=True, **place, **when))
    before: dict[str, int] | None = None
    for number, figures in enumerate(one["versions"], 1):
        told.append(
            RollCallSubmitted(
                roll_call_id=uuid7(), version=number, entry="self", late=one["late"],
                zero=figures["absent_sick"] == 0, people_due=one["people"], figures=figures,
                before=before, before_zero=before is not None and before["absent_sick"] == 0,
                **place, **when,
            )
        )  # fmt: skip
        before = figures
    return told


def recount(days: list[dict[str, Any]]) -> dict[tuple[int, str], Counter[str]]:
    """The oracle: every class as it stands at the end, added up."""
    found: dict[tuple[int, str], Counter[str]] = {}
    for one in days:
        sums = found.setdefault((one["school"], one["slot"]), Counter())
        if one["closed"]:
            continue
        if one["excused"]:
            sums["classes_excused"] += 1
            sums["enrolled_excused"] += one["people"]
            continue
        sums["classes_due"] += 1
        if not one["versions"]:
            sums["enrolled_due"] += one["people"]
            continue
        last = one["versions"][-1]
        sums.update(last)
        sums["enrolled_due"] += last["enrolled"]
        sums["enrolled_reported"] += last["enrolled"]
        sums["classes_reported"] += 1
        sums["classes_late"] += one["late"]
        sums["zero_reports"] += last["absent_sick"] == 0
        sums["corrections"] += len(one["versions"]) - 1
    for sums in found.values():
        del sums["enrolled"]
    return found
