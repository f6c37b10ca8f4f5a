"""Opening dates as pages say them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.reopening import queries, rules
from xiaoan.reopening.queries import proposals
from xiaoan.reopening.queries.words import STATE_NAMES, STATE_SHAPES, WHAT_NAMES, stage_name

PAGE = 50
# A decision in its own shape: open, held back, up to what is above.
WHAT_SHAPES = {"date": "done", "held": "late", "lifted": "excused"}


def county_of(actor: Actor) -> int:
    """The county of whoever looks; their first, where several are theirs."""
    lowest = min(lo for lo, _hi in actor.reach(Permission.SEE_OPENINGS))
    return lowest // numbering.COUNTY * numbering.COUNTY


def opening(one: queries.Opening, place: str = "") -> dict[str, Any]:
    """A decision in a line."""
    return {
        **one.__dict__,
        "name": stage_name(one.stage),
        "place": place,
        "words": WHAT_NAMES[one.what],
        "shape": WHAT_SHAPES[one.what],
        "url": reverse("reopening:place", args=[one.place_no]),
    }


def stages_at(
    places: Sequence[int], current: dict[tuple[int, str], queries.Opening], school_stage: str = ""
) -> list[dict[str, Any]]:
    """What holds for each stage at a place. `followed`: it stands at the stage that it follows. At a school
    (`school_stage`) only its own stages."""
    stages = rules.stages_of(school_stage) if school_stage else tuple(rules.STAGES.values())
    rows = []
    for stage in stages:
        found = rules.holding(current, places, stage.code)
        rows.append(
            {
                "code": stage.code, "name": stage_name(stage.code),
                "one": opening(found) if found else None,
                "followed": stage_name(found.stage) if found and found.stage != stage.code else "",
            }
        )  # fmt: skip
    return rows


def history(found: Iterable[queries.Opening]) -> list[dict[str, Any]]:
    """Decisions, the newest first, each with the name of its place."""
    rows = sorted(found, key=lambda one: (one.decided_at, one.no), reverse=True)
    places = directory.places({one.place_no for one in rows})
    return [opening(one, places[one.place_no].name) for one in rows]


def change(one: proposals.Change) -> dict[str, Any]:
    """A line of a proposal beside what holds."""
    line = one.line
    return {
        "place": one.place.name, "name": stage_name(line.stage), "words": WHAT_NAMES[line.what],
        "what": line.what, "day": line.day, "before": opening(one.before) if one.before else None,
        "schools": one.schools, "elsewhere": one.elsewhere, "closed": one.closed,
    }  # fmt: skip


def finals(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(stage_name(code), stage_name(other)) for code, other in found]


def state(code: str) -> dict[str, Any]:
    return {"shape": STATE_SHAPES[code], "words": STATE_NAMES[code]}


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages beside one another; proposals only for those who propose or decide."""
    names = ["home", "proposals"] if proposals.in_sight(actor) else ["home"]
    return [
        {"name": name, "url": reverse(f"reopening:{name}"), "current": name == current}
        for name in names
    ]


def unit_tree(county_no: int, chosen: Collection[int]) -> list[dict[str, Any]]:
    """The townships of a county with their schools, as a form lets tick them."""
    inside = (county_no, county_no + numbering.COUNTY)
    branches: dict[int, dict[str, Any]] = {}
    for one in directory.places_inside(inside, "township", "school"):
        leaf = {"no": one.no, "name": one.name, "is_ticked": one.no in chosen}
        above = branches.get(one.parent_no or 0)
        if one.kind == "school" and above:
            above["schools"].append(leaf)
            above["is_open"] = above["is_open"] or leaf["is_ticked"]
        else:
            branches[one.no] = {**leaf, "schools": [], "is_open": False}
    return list(branches.values())
