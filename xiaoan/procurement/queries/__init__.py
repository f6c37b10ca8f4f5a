"""Reading procurement: kinds of duties, a row of which the actor may see something, its steps."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.procurement.models import Step

APPROVE, DECIDE = "procurement.approve", "procurement.decide"
RECEIVE, CHASE = "procurement.receive", "procurement.chase"
WHOM = "procurement_step.whom"
WRITING = ("drafted", "changed", "submitted", "edited")
STORE_KINDS = ("county", "township", "school")

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Stepped:
    """One act: what, when, by whom, what was said, and what else (`details`); `whom`: who of a supplier was
    spoken to, "" for those who do not buy."""

    what: str
    at: dt.datetime
    by_id: UUID | None
    note: str
    details: dict[str, Any]
    whom: str = ""


def one(actor: Actor, rows: "models.QuerySet[Row]") -> Row:
    """The only row of `rows` that the actor sees; NotFound if there is none."""
    found = visible(rows, actor, Permission.SEE_SUPPLIES).first()
    if found is None:
        raise NotFound
    return found


def steps(actor: Actor, about_id: UUID) -> list[Stepped]:
    """What was done about a row, the oldest first; inside the running scope."""
    buys = actor.may_anywhere(Permission.BUY)
    return [
        Stepped(
            one.what, one.at, one.by_id, one.note, one.details,
            ciphers.unseal(one.whom, place=WHOM, row=one.pk) if one.whom and buys else "",
        )
        for one in Step.objects.filter(about_id=about_id).order_by("at", "id")
    ]  # fmt: skip


def authors(about_id: UUID) -> set[UUID | None]:
    """Whoever wrote, changed or handed in what a row says: steps stay, whoever came last."""
    rows = Step.objects.filter(about_id=about_id, what__in=WRITING)
    return set(rows.values_list("by_id", flat=True))


def people_of(found: Iterable[Stepped]) -> set[UUID]:
    return {one.by_id for one in found if one.by_id}
