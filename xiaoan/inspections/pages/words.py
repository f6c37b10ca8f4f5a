"""Inspections as pages say them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from xiaoan.inspections import services
from xiaoan.inspections.queries import findings, list_words, rounds
from xiaoan.inspections.queries.words import (
    ROUND_NAMES,
    ROUND_SHAPES,
    SEVERITY_NAMES,
    SEVERITY_SHAPES,
    STATE_NAMES,
    STEP_NAMES,
)
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.photos.services.evidence import NewPaper
from xiaoan.web import pictures
from xiaoan.web.gate import Asked

PAGE = 50


def finding(one: findings.Row) -> dict[str, Any]:
    """A finding in a line; its state in shape and words."""
    shape = {"open": "due", "answered": "late", "closed": "done", "void": "excused"}[one.state]
    return {
        **one.__dict__,
        "list_name": list_words.said(one.list_name),
        "text": list_words.said(one.text),
        "url": reverse("inspections:finding", args=[one.id]),
        "severity_words": SEVERITY_NAMES[one.severity],
        "severity_shape": SEVERITY_SHAPES[one.severity],
        "state_words": STATE_NAMES[one.state],
        "shape": "missed" if one.overdue else shape,
    }


def round_(one: rounds.Row) -> dict[str, Any]:
    """A round in a line."""
    return {
        **one.__dict__,
        "url": reverse("inspections:round", args=[one.id]),
        "state_words": ROUND_NAMES[one.state],
        "shape": ROUND_SHAPES[one.state],
    }


def step(one: findings.StepRow, finding_id: UUID) -> dict[str, Any]:
    """A step with its pictures."""
    return {
        **one.__dict__,
        "title": STEP_NAMES[one.kind],
        "evidence": {
            "photos": [
                reverse("inspections:finding_photo", args=[finding_id, pk]) for pk in one.photo_ids
            ],
            "papers": [
                {**each, "url": reverse("inspections:finding_paper", args=[finding_id, each["id"]])}
                for each in one.papers
            ],
        },
    }


def photos(name: str, row_id: UUID, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    return [{"id": pk, "url": reverse(name, args=[row_id, pk])} for pk in ids]


def shots(request: Asked) -> tuple[services.Shot, ...]:
    """The pictures that a form has sent."""
    return tuple(services.Shot(one.content, one.taken_at) for one in pictures.read(request))


def shown(request: Asked) -> services.Evidence:
    """The pictures and papers that a form has sent."""
    papers = tuple(NewPaper(*one) for one in pictures.read_papers(request))
    return services.Evidence(shots(request), papers)


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of inspections beside one another."""
    names = ["home", "rounds", "checklists"]
    if actor.may_anywhere(Permission.INSPECT):
        names.insert(1, "checks")
    return [
        {"name": name, "url": reverse(f"inspections:{name}"), "current": name == current}
        for name in names
    ]
