"""An event whose reports are owed, and what people do with them."""

import datetime as dt
from uuid import UUID

from tests.builders import BUILDER, CLASS_11, Universe
from tests.investigations.events import running
from tests.outbreaks.looks import Acting
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.statutory import services as statutory
from xiaoan.statutory.models import Report, Version

CDC, BUREAU = "county_cdc", "edu_bureau"


def event_of(acting: Acting, universe: Universe, *seats: int, unit: int = CLASS_11) -> UUID:
    """An open event of a class; its first reports are owed to the CDC and the bureau."""
    return running(acting, universe, *seats, unit=unit)


def reports(event_id: UUID | None = None) -> list[Report]:
    enter(BUILDER)
    rows = Report.objects.order_by("kind", "recipient", "day")
    return list(rows.filter(event_id=event_id) if event_id else rows)


def first(recipient: str = CDC) -> Report:
    enter(BUILDER)
    return Report.objects.get(kind="first", recipient=recipient)


def sending(
    actor: Actor,
    report_id: UUID,
    means: str = "phone",
    at: dt.datetime | None = None,
    **more: object,
) -> statutory.Sending:
    """What a person sends after having looked at the draft just now."""
    row, draft = statutory.see(actor, report_id)
    base = more.pop("base", row.versions)
    wanted = {
        "id": uuid7(), "base": base, "seen": draft.digest, "to_name": "王接报", "to_office": "县疾控中心",
        "words": {"measures": "病例已回家,教室已消毒"}, "why": "人数更正" if base else "", **more,
    }  # fmt: skip
    return statutory.Sending(report_id=report_id, means=means, sent_at=at, **wanted)  # type: ignore[arg-type]  # options


def versions() -> list[Version]:
    enter(BUILDER)
    return list(Version.objects.order_by("recorded_at", "number"))


def settle(event_id: UUID) -> None:
    """What the worker does when an event has ended."""
    with acting_as(BUILDER) as system:
        statutory.settle(system, event_id)


def facts() -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="statutory.").order_by("school_id", "n")
    return [kind.removeprefix("statutory.") for kind in rows.values_list("kind", flat=True)]
