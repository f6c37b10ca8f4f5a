"""Versions of the template: the shipped one (number 0) and the bureau's."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.errors import NotFound
from xiaoan.schoolplans.models import Template
from xiaoan.schoolplans.rules import template as rules
from xiaoan.schoolplans.rules.template import Chapter


@dataclass(frozen=True)
class Known:
    """A version with its chapters; `id` is None for the shipped one."""

    id: UUID | None
    no: int
    state: str
    based_on: int
    note: str
    rev: int
    chapters: tuple[Chapter, ...]
    at: dt.datetime | None
    by_id: UUID | None
    proposed_by_id: UUID | None = None
    published_at: dt.datetime | None = None
    published_by_id: UUID | None = None


SHIPPED = Known(None, 0, "published", 0, "", 0, rules.SHIPPED, None, None)


def known(row: Template) -> Known:
    return Known(
        row.pk, row.no, row.state, row.based_on, row.note, row.rev, rules.read(row.content), row.made_at,
        row.made_by_id, row.proposed_by_id, row.published_at, row.published_by_id,
    )  # fmt: skip


def versions() -> list[Known]:
    """Every version, the newest first, the shipped one last."""
    return [*(known(row) for row in Template.objects.order_by("-no")), SHIPPED]


def version(no: int) -> Known:
    """NotFound: no such version."""
    if no == 0:
        return SHIPPED
    row = Template.objects.filter(no=no).first()
    if row is None:
        raise NotFound
    return known(row)


def in_force() -> Known:
    """The newest published version."""
    row = Template.objects.filter(state="published").order_by("-no").first()
    return known(row) if row else SHIPPED


def draft() -> Known | None:
    """What is being written or waits for a second person."""
    row = Template.objects.exclude(state="published").first()
    return known(row) if row else None
