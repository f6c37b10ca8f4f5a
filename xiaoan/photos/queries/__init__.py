"""Pictures by their id. Whether somebody may see one is decided by the app whose record it belongs to: that
app keeps the id and asks here; a picture has no address of its own."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.kernel import ciphers
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import rules
from xiaoan.photos.models import Photo

CONTENT_PLACE = "photos_photo.content"


@dataclass(frozen=True)
class PhotoRow:
    """A picture without its content; `taken_at` is a claim."""

    id: UUID
    school_id: int
    unit_no: int
    by_id: UUID
    at: dt.datetime
    taken_at: dt.datetime | None
    width: int
    height: int
    size: int


@dataclass(frozen=True)
class Seen:
    """An earlier picture of the same school that is like another. `is_same`: the very file; `distance`: bits
    of 64 that differ (0 for the very file)."""

    photo_id: UUID
    unit_no: int
    at: dt.datetime
    is_same: bool
    distance: int


def row_of(one: Photo) -> PhotoRow:
    return PhotoRow(
        one.pk, one.school_id, one.unit_no, one.by_id, one.at, one.taken_at, one.width, one.height,
        one.size,
    )  # fmt: skip


def rows(photo_ids: Iterable[UUID]) -> dict[UUID, PhotoRow]:
    """Pictures inside the running scope, by id."""
    found = Photo.objects.filter(pk__in=set(photo_ids)).defer("content")
    return {one.pk: row_of(one) for one in found}


def picture(photo_id: UUID) -> bytes:
    """The JPEG, inside the running scope. The caller has made sure that the record it belongs to is seen."""
    one = Photo.objects.filter(pk=photo_id).only("content").first()
    if one is None:
        raise NotFound
    return ciphers.unseal_bytes(one.content, place=CONTENT_PLACE, row=one.pk)


# `#` is exclusive or: its set bits are what differs between the whole of one and a cut of the other.
_SEEN = """
with near as (
  select p.id, p.unit_no, p.at, p.digest = %(digest)s as is_same,
         least(
           (select min(bit_count((own # p.marks[1])::bit(64))) from unnest(%(marks)s::bigint[]) own),
           (select min(bit_count((theirs # (%(marks)s::bigint[])[1])::bit(64)))
            from unnest(p.marks) theirs)
         ) as distance
  from photos_photo p
  where p.school_id = %(school)s and (p.at, p.id) < (%(at)s, %(id)s::uuid)
)
select id, unit_no, at, is_same, case when is_same then 0 else distance end
from near where is_same or distance <= %(near)s order by is_same desc, distance, at limit 20
"""


def seen_before(photo_id: UUID) -> list[Seen]:
    """Earlier pictures of the same school, anywhere in it, that are the same file or like this one,
    nearest first, at most 20. The picture itself has to lie in the running scope; the others need not: only
    where and when they were kept is said.

    Found: the same file; the same picture sent anew, smaller, up to 30 % darker or lighter, cut by up to
    6 % at each edge or turned by a degree. Not found: mirrored, or another shot of the same thing.
    """
    one = Photo.objects.filter(pk=photo_id).defer("content").first()
    if one is None:
        raise NotFound
    values: dict[str, Any] = {
        "digest": bytes(one.digest), "marks": list(one.marks), "school": one.school_id,
        "at": one.at, "id": one.pk, "near": rules.NEAR,
    }  # fmt: skip
    with everywhere("photos"), connection.cursor() as cursor:
        cursor.execute(_SEEN, values)
        return [Seen(*row) for row in cursor.fetchall()]
