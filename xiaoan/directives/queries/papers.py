"""Papers of what a person may see; opened one at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directives.models import Entry, Meeting, Paper
from xiaoan.directives.queries import parts, seen
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission

CONTENT_PLACE = "directives_paper.content"


@dataclass(frozen=True)
class PaperRow:
    """A file without its content."""

    id: UUID
    about_id: UUID
    name: str
    size: int


def papers_of(about_ids: Iterable[UUID]) -> dict[UUID, list[PaperRow]]:
    """The files of rows the caller may see, oldest first."""
    found: dict[UUID, list[PaperRow]] = {}
    rows = Paper.objects.filter(about_id__in=set(about_ids)).order_by("at", "id")
    for row in rows.values_list("id", "about_id", "name", "size"):
        found.setdefault(row[1], []).append(PaperRow(*row))
    return found


def contents_of(about_id: UUID) -> set[tuple[str, bytes]]:
    """Name and content of the files of a row the caller may see."""
    return {
        (row.name, ciphers.unseal_bytes(row.content, place=CONTENT_PLACE, row=row.pk))
        for row in Paper.objects.filter(about_id=about_id)
    }


def file_of(actor: Actor, paper_id: UUID) -> tuple[str, bytes]:
    """Name and content of a file of something the actor sees."""
    row = Paper.objects.filter(pk=paper_id).first()
    if row is None or not _is_seen(actor, row):
        raise NotFound
    return row.name, ciphers.unseal_bytes(row.content, place=CONTENT_PLACE, row=row.pk)


def _is_seen(actor: Actor, row: Paper) -> bool:
    if row.what == "directive":
        return seen(actor).filter(pk=row.about_id).exists()
    if row.what == "meeting":
        there = Meeting.objects.filter(pk=row.about_id).exists()
        return there and actor.may(Permission.SEE_DIRECTIVES, row.unit_no)
    target = Entry.objects.filter(pk=row.about_id).values("target_id")
    return parts(actor).filter(pk__in=target).exists()
