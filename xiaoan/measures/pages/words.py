"""Measures and suspensions as pages say them."""

from typing import Any

from django.urls import reverse

from xiaoan.illness.queries.words import DIAGNOSIS_NAMES
from xiaoan.investigations import queries as investigations
from xiaoan.measures import queries
from xiaoan.measures.queries import suspensions
from xiaoan.measures.queries.words import (
    KIND_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    SUSPENSION_NAMES,
    SUSPENSION_SHAPES,
)
from xiaoan.outbreaks.queries import SYNDROME_NAMES

PAGE = 50


def event(head: investigations.EventHead) -> dict[str, Any]:
    """An event in a line, with its address."""
    what = DIAGNOSIS_NAMES.get(head.disease) or SYNDROME_NAMES[head.syndrome]
    number = investigations.number_of(head.year, head.number)
    return {
        "title": f"{number} {what}",
        "url": reverse("investigations:event", args=[head.id]),
        "is_running": head.is_running,
    }


def measure(one: queries.Row) -> dict[str, Any]:
    """A measure in a line; late shows in shape and words."""
    late = one.is_late
    shape = {"ordered": "missed", "done": "late"}.get(one.state, "") if late else ""
    return {
        "title": KIND_NAMES[one.kind], "place": one.place, "note": one.note, "owner": one.owner,
        "ordered_at": one.ordered_at, "ordered_by": one.ordered_by, "due_at": one.due_at,
        "state": one.state, "is_late": late, "shape": shape or STATE_SHAPES[one.state],
        "state_words": STATE_NAMES[one.state], "done_at": one.done_at, "ended_at": one.ended_at,
        "ended_by": one.ended_by, "told": one.told, "evidence": one.evidence,
        "url": reverse("measures:measure", args=[one.id]),
    }  # fmt: skip


def suspension(one: suspensions.Row) -> dict[str, Any]:
    """A suspension in a line."""
    return {
        "school": one.school, "classes": one.classes, "since": one.since, "until": one.until,
        "back_on": one.back_on, "last": one.last, "days": one.days, "school_days": one.school_days,
        "state": one.state, "shape": SUSPENSION_SHAPES[one.state],
        "state_words": SUSPENSION_NAMES[one.state], "rests_today": one.rests_today,
        "is_over": one.is_over, "proposed_at": one.proposed_at, "proposed_by": one.proposed_by,
        "decided_at": one.decided_at, "decided_by": one.decided_by, "cdc_person": one.cdc_person,
        "cdc_office": one.cdc_office, "paper_no": one.paper_no, "paper_on": one.paper_on,
        "url": reverse("measures:suspension", args=[one.id]),
    }  # fmt: skip
