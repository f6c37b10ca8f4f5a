"""What the tests of notices do again and again, by services."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from tests.builders import BUILDER, CLASS_11, Universe
from xiaoan.directory.services import guardians
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.notices import rules, services
from xiaoan.notices.models import Notice
from xiaoan.notices.queries.resolving import Counted

WORKER = system("notices")
TITLE, BODY = "明天停课一天", "各位家长:\n\n明天停课一天。\n\n{{发布单位}}"


def part(*units: int, who: tuple[str, ...] = ("families",), **more: tuple[str, ...]) -> rules.Part:
    return rules.Part(units=units, who=who, **more)


def content(
    *parts: rules.Part, needs_ack: bool = True, send_at: dt.datetime | None = None
) -> services.Content:
    """A whole draft in Chinese for some parts."""
    found = services.Content(
        "closing", {"zh-hans": rules.Text(TITLE, BODY)}, rules.Audience(parts), needs_ack=needs_ack
    )
    return replace(found, send_at=send_at)


def draft(actor: Actor, unit_no: int) -> UUID:
    return services.begin_draft(actor, services.NewDraft(uuid7(), unit_no))


def edit(notice_id: UUID, given: services.Content) -> services.Edit:
    return services.Edit(uuid7(), notice_id, Notice.objects.get(pk=notice_id).edits, given)


def release(actor: Actor, unit_no: int, given: services.Content, urgent: str | None = None) -> UUID:
    """A draft that is on its way out."""
    made = draft(actor, unit_no)
    services.release(actor, edit(made, given), urgent)
    return made


def deliver(actor: Actor, notice_id: UUID) -> Counted | None:
    """The worker's part, then back in the actor's scope."""
    enter(WORKER)
    found = services.send(WORKER, notice_id)
    enter(actor)
    return found


def sent(actor: Actor, unit_no: int, given: services.Content) -> UUID:
    """A notice that has gone out."""
    made = release(actor, unit_no, given)
    deliver(actor, made)
    return made


def chase(actor: Actor) -> int:
    enter(WORKER)
    found = services.open_chases(WORKER)
    enter(actor)
    return found


def guardian(
    universe: Universe, unit_no: int, seat: int, name: str, phone: str, *, may_see: bool = True
) -> UUID:
    """A guardian on the roster of a child."""
    enter(BUILDER)
    return guardians.add_guardian(
        BUILDER, universe.person(unit_no, seat),
        NewGuardian(name, "母亲", phone, Rights(may_see=may_see)),
    )  # fmt: skip


def families(universe: Universe, unit_no: int = CLASS_11, upto: int = 10) -> None:
    """A mother on the roster of each child of a class."""
    for seat in range(1, upto + 1):
        guardian(universe, unit_no, seat, f"母亲{seat}", f"139{unit_no % 10000:04d}{seat:04d}")


def later(hours: int) -> dt.timedelta:
    return dt.timedelta(hours=hours)
