"""What pages of readiness share: lines of a gate with their links, statements, decisions."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.photos.queries.papers import PaperRow
from xiaoan.photos.services.evidence import Evidence, NewPaper, Shot
from xiaoan.readiness.queries import board, course, gates, pack_words
from xiaoan.readiness.queries import words as names
from xiaoan.readiness.rules.gate import Line
from xiaoan.web import pictures
from xiaoan.web.gate import Asked

P = Permission


def _at(name: str, *given: int) -> str:
    return reverse(name, args=given)


# Evaluator → where the rows behind it are, and who may open that.
_BEHIND: Mapping[str, tuple[Callable[[directory.Place], str], Permission]] = {
    "response_level": (lambda _s: _at("duties:levels"), P.SEE_DUTIES),
    "roll_known": (lambda _s: _at("surveys:rounds"), P.SEE_SURVEYS),
    "key_persons": (lambda _s: _at("keypersons:home"), P.SEE_KEY_PERSONS),
    "clearances": (lambda _s: _at("clearances:home"), P.SEE_CLEARANCES),
    "plan_approved": (lambda _s: _at("schoolplans:home"), P.SEE_SCHOOL_PLANS),
    "trained": (lambda s: _at("training:unit", s.no), P.SEE_TRAINING),
    "drill": (lambda _s: _at("drills:home"), P.SEE_DRILLS),
    "supplies": (lambda s: _at("supplies:store", s.no), P.SEE_SUPPLIES),
    "devices": (lambda s: _at("equipment:unit", s.no), P.SEE_SUPPLIES),
    "disinfection": (lambda s: _at("hygiene:coverage", s.no), P.SEE_HYGIENE),
    "observation_room": (lambda s: _at("equipment:kits", s.no), P.SEE_SUPPLIES),
    "care_coverage": (lambda s: _at("careteams:unit", s.no), P.SEE_CARE),
    "findings_closed": (lambda _s: _at("inspections:home"), P.SEE_INSPECTIONS),
    "no_event": (lambda _s: _at("investigations:events"), P.SEE_EVENTS),
    "opening_date": (lambda s: _at("reopening:place", s.no), P.SEE_OPENINGS),
    "calendar": (lambda s: _at("screening:calendar", s.no), P.SEE_BOARD),
    "arrivals": (lambda _s: _at("arrivals:home"), P.SEE_ARRIVALS),
    "seats": (lambda _s: _at("campus:home"), P.SEE_CAMPUS),
    "beds": (lambda _s: _at("campus:home"), P.SEE_CAMPUS),
}


def behind(actor: Actor, school: directory.Place, by: str) -> str:
    """Where the rows behind a computed item are; "" where the actor may not open them."""
    found = _BEHIND.get(by)
    if found is None or not actor.may(found[1], school.no):
        return ""
    try:
        return found[0](school)
    except NoReverseMatch:
        return ""


def line(actor: Actor, found: gates.Reckoned, one: Line) -> dict[str, Any]:
    """An item at a school as a row."""
    school, item, result = found.school, one.item, one.result
    return {
        "item": pack_words.told_item(item), "result": result, "state": names.STATE_NAMES[result.state],
        "shape": names.STATE_SHAPES[result.state], "words": names.result_words(item.by, result),
        "how": names.HOW_NAMES[item.how], "is_held_up": one.holds_up,
        "url": behind(actor, school, item.by) if item.how == "computed"
        else reverse("readiness:item", args=[school.no, item.code]),
    }  # fmt: skip


def grouped(actor: Actor, found: gates.Reckoned) -> list[dict[str, Any]]:
    """The lines by the groups of the pack, in its order."""
    groups = found.held.pack.groups
    rows = [line(actor, found, one) for one in found.lines]
    return [
        {
            "title": pack_words.said(title),
            "lines": mine,
            "bad": sum(each["is_held_up"] for each in mine),
        }
        for code, title in groups.items()
        if (mine := [each for each in rows if each["item"].group == code])
    ]


def said(one: course.Said, papers: Mapping[UUID, PaperRow]) -> dict[str, Any]:
    """A statement with its evidence."""
    return {
        "one": one, "kind": names.SAID_NAMES[one.kind],
        "result": names.RESULT_NAMES.get(one.result, ""),
        "shape": names.RESULT_SHAPES.get(one.result, "due"),
        "evidence": {
            "photos": [reverse("readiness:photo", args=[one.id, pk]) for pk in one.photo_ids],
            "papers": [
                {**papers[pk].__dict__, "url": reverse("readiness:paper", args=[one.id, pk])}
                for pk in one.paper_ids if pk in papers
            ],
        },
    }  # fmt: skip


def decided(one: board.Waiting) -> dict[str, Any]:
    """A decision in a line."""
    return {
        "one": one, "kind": names.KIND_NAMES[one.kind], "state": names.DECISION_NAMES[one.state],
        "shape": names.DECISION_SHAPES[one.state],
        "url": reverse("readiness:decision", args=[one.id]), "is_override": one.kind == "override",
    }  # fmt: skip


def gate(state: str) -> dict[str, Any]:
    return {"code": state, "words": names.GATE_NAMES[state], "shape": names.GATE_SHAPES[state]}


def shown(request: Asked) -> Evidence:
    """The pictures and papers that a form has sent."""
    photos = tuple(Shot(one.content, one.taken_at) for one in pictures.read(request))
    return Evidence(photos, tuple(NewPaper(*one) for one in pictures.read_papers(request)))


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of readiness beside one another; of a school alone there are fewer."""
    wanted = ["home", "decisions", "packs"]
    if actor.may_anywhere(P.INSPECT_READINESS):
        wanted.insert(1, "findings")
    if actor.may_anywhere(P.SEE_BOARD):
        wanted.insert(1, "what_if")
    titles = TABS
    return [
        {"url": reverse(f"readiness:{name}"), "title": titles[name], "current": name == current}
        for name in wanted
    ]


TABS = names.TAB_NAMES
