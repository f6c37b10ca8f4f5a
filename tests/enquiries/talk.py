"""Questions of families in the states that tests begin from, made by services."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.builders import BUILDER, CLASS_11, Universe
from tests.outbreaks.looks import Acting
from xiaoan.duties.models import Duty
from xiaoan.enquiries import services
from xiaoan.enquiries.models import Enquiry
from xiaoan.enquiries.services import NewEnquiry, Say
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def a_question(universe: Universe, **other: Any) -> NewEnquiry:
    child = universe.person(CLASS_11, 1)
    return replace(NewEnquiry(uuid7(), child, "class", "明天还上体育课吗", "孩子脚扭了。"), **other)


def asked(acting: Acting, universe: Universe, **other: Any) -> Enquiry:
    made = services.ask(acting("guardian"), a_question(universe, **other))
    return stored(made)


def stored(enquiry_id: UUID) -> Enquiry:
    enter(BUILDER)
    return Enquiry.objects.get(pk=enquiry_id)


def say(row: Enquiry, text: str = "可以请假,带假条来。") -> Say:
    return Say(uuid7(), row.pk, text)


def owed(row: Enquiry) -> list[tuple[str, str, UUID | None, bool]]:
    """desk, state, who, late of each duty about a question, the oldest first."""
    enter(BUILDER)
    rows = Duty.objects.filter(about_id=row.pk).order_by("opened_at", "slot")
    return [
        (kind.removeprefix("enquiries."), state, who, late)
        for kind, state, who, late in rows.values_list("kind", "state", "assignee_id", "late")
    ]


def facts() -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="enquiries.").order_by("school_id", "n")
    return [json.loads(body).get("step", "seen") for body in rows.values_list("body", flat=True)]
