"""What people are told about their own positions, and that they have read it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries
from xiaoan.accounts.events import NoticeDismissed
from xiaoan.accounts.models import Notice
from xiaoan.accounts.services.positions import Changed
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7


@dataclass(frozen=True)
class Told:
    """One line to one person: what kind of change of which position, who the other one is."""

    user_id: UUID
    kind: str
    about: Changed
    since: dt.date
    other_name: str = ""
    duties: int = 0


def tell(actor: Actor, lines: Iterable[Told]) -> None:
    """Put a line before each person (part of the change, which is the fact)."""
    rows = []
    for line in lines:
        about = line.about
        if not actor.sees(about.unit_no):
            raise NotFound
        rows.append(
            Notice(
                id=uuid7(), user_id=line.user_id, school_id=about.school_id, unit_no=about.unit_no,
                kind=line.kind, role=about.role, other_name=line.other_name, since=line.since,
                until=about.until, duties=line.duties, at=clock.now(),
            )
        )  # fmt: skip
    Notice.objects.bulk_create(rows)


def dismiss(actor: Actor, notice_id: UUID) -> None:
    """Read; it is not shown again. Once more does nothing."""
    row = Notice.objects.filter(pk=notice_id, user_id=queries.user_id(actor)).first()
    if row is None:
        raise NotFound
    if Notice.objects.filter(pk=row.pk, read_at=None).update(read_at=clock.now()):
        journal.record(
            actor,
            NoticeDismissed(
                school_id=row.school_id, unit_no=row.unit_no, user_id=row.user_id, notice_id=row.pk
            ),
        )
