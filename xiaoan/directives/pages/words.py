"""Directives as pages say them."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from xiaoan.directives import rules
from xiaoan.directives.queries import circulars, offices, register, targets
from xiaoan.directives.queries.addressing import choosable
from xiaoan.directives.queries.papers import PaperRow
from xiaoan.directives.queries.words import (
    CIRCULAR_NAMES,
    CIRCULAR_SHAPES,
    ENTRY_NAMES,
    LIGHT_NAMES,
    LIGHT_SHAPES,
    SOURCE_NAMES,
    STAGE_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    TARGET_NAMES,
)
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor

PAGE = 50


def head(one: register.HeadRow) -> dict[str, Any]:
    """A directive in a line; its light in shape and words."""
    runs = one.state == "issued"
    return {
        "id": one.id, "number": one.number, "title": one.title,
        "url": reverse("directives:directive", args=[one.id]), "source": SOURCE_NAMES[one.source],
        "issuer": one.issuer, "paper_no": one.paper_no, "office": one.office, "due_at": one.due_at,
        "state": one.state, "state_words": STATE_NAMES[one.state], "shape": STATE_SHAPES[one.state],
        "light": one.light if runs else "",
        "light_words": LIGHT_NAMES[one.light] if runs else "",
        "light_shape": LIGHT_SHAPES[one.light] if runs else "",
        "parts": one.parts, "acked": one.acked, "settled": one.settled, "red": one.red,
        "amber": one.amber,
    }  # fmt: skip


def target(one: targets.Row) -> dict[str, Any]:
    """A unit's part in a line."""
    return {
        **one.__dict__,
        "url": reverse("directives:target", args=[one.id]),
        "state_words": TARGET_NAMES[one.state],
        "light_words": LIGHT_NAMES[one.light],
        "shape": LIGHT_SHAPES[one.light],
        "ack_late": one.acked_at is not None and one.acked_at > one.ack_due_at,
    }


def entry(one: targets.EntryRow) -> dict[str, Any]:
    return {
        "title": ENTRY_NAMES[one.kind], "stage": STAGE_NAMES.get(one.stage, ""), "at": one.at,
        "by": one.by, "text": one.text, "due_at": one.due_at, "papers": papers(one.papers),
    }  # fmt: skip


def papers(found: list[PaperRow]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name, "kb": max(1, one.size // 1024),
            "url": reverse("directives:paper", args=[one.id]),
        }
        for one in found
    ]  # fmt: skip


def circular(one: circulars.Row) -> dict[str, Any]:
    return {
        **one.__dict__,
        "url": reverse("directives:circular", args=[one.id]),
        "state_words": CIRCULAR_NAMES[one.state],
        "shape": CIRCULAR_SHAPES[one.state],
    }


def lights() -> list[tuple[str, Any]]:
    return [(code, LIGHT_NAMES[code]) for code in rules.LIGHTS]


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of directives beside one another."""
    names = ["register", "targets", "matrix", "circulars", "meetings"]
    if offices(actor):
        names.insert(2, "checks")
    return [
        {"name": name, "url": reverse(f"directives:{name}"), "current": name == current}
        for name in names
    ]


def unit_tree(
    office_no: int, chosen: Collection[int] = (), *, without: int = 0
) -> list[dict[str, Any]]:
    """What a form lets tick: the office's own area and its townships, the schools under their township."""
    branches: dict[int, dict[str, Any]] = {}
    for one in choosable(office_no):
        if one.no == without:
            continue
        leaf = {"no": one.no, "name": one.name, "is_ticked": one.no in chosen}
        above = branches.get(one.parent_no or 0)
        if (
            one.kind == "school"
            and above
            and above["kind"] == "township"
            and one.parent_no != office_no
        ):
            above["schools"].append(leaf)
            above["is_open"] = above["is_open"] or leaf["is_ticked"]
        else:
            branches[one.no] = {**leaf, "kind": one.kind, "schools": [], "is_open": False}
    return list(branches.values())


def office_names(actor: Actor) -> list[tuple[int, str]]:
    """The offices in which the actor registers."""
    places = directory.places(offices(actor))
    return [(no, places[no].name) for no in sorted(places)]
