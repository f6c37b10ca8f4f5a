"""What was kept with a record, as its page shows it, and one of its files by id."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from xiaoan.kernel.errors import NotFound
from xiaoan.photos import queries
from xiaoan.photos.queries import papers


def shown(
    photo_ids: Collection[UUID], paper_ids: Collection[UUID], address: Callable[[UUID], str]
) -> dict[str, Any]:
    """Addresses of the photos; address, name and size of the papers. The caller has made sure that the record
    is seen."""
    known = papers.rows(paper_ids)
    return {
        "photos": [address(one) for one in photo_ids],
        "papers": [
            {"url": address(one), "name": known[one].name, "size": known[one].size}
            for one in paper_ids
            if one in known
        ],
    }


def file_of(
    file_id: UUID, photo_ids: Collection[UUID], paper_ids: Collection[UUID]
) -> tuple[str, bytes]:
    """Name ("" of a photo) and content of a file that was kept with a record; NotFound for any other."""
    if file_id in photo_ids:
        return "", queries.picture(file_id)
    if file_id in paper_ids:
        return papers.paper(file_id)
    raise NotFound
