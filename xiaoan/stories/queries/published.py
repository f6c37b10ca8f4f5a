"""What is published: the text and pictures, the school; nobody of those shown by name, nobody of those who
wrote, approved or agreed."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import queries as photos
from xiaoan.stories.models import Story
from xiaoan.stories.queries.seen import lapsed


@dataclass(frozen=True)
class PublicStory:
    """A published story; lines as paragraphs, photos by id (`public_photo`)."""

    id: UUID
    title: str
    lines: tuple[str, ...]
    school: str
    published_at: dt.datetime
    photos: tuple[UUID, ...]


def _published() -> QuerySet[Story]:
    return Story.objects.filter(state="published").order_by("-published_at", "-id")


def public(most: int = 50, offset: int = 0) -> list[PublicStory]:
    """The published stories, the newest first, without those that somebody shown no longer agrees to."""
    with everywhere("stories"):
        rows = list(_published()[offset : offset + most])
    gone = lapsed(rows)
    rows = [row for row in rows if row.pk not in gone]
    names = {one.no: one.name for one in directory.places({_school(r) for r in rows}).values()}
    return [_public(row, names.get(_school(row), "")) for row in rows]


def public_count() -> int:
    with everywhere("stories"):
        return _published().count()


def _school(row: Story) -> int:
    return numbering.school_of(row.unit_no) if row.school_id else row.unit_no


def _public(row: Story, school: str) -> PublicStory:
    return PublicStory(
        row.pk, row.title, tuple(row.text.strip().splitlines()), school, row.published_at or row.at,
        tuple(UUID(one) for one in row.photos),
    )  # fmt: skip


def public_photo(story_id: UUID, photo_id: UUID) -> bytes:
    """A picture of a story, as long as it is published. NotFound: it is not (any more), or not of it."""
    with everywhere("stories"):
        row = Story.objects.filter(pk=story_id, state="published").first()
    if row is None or str(photo_id) not in row.photos or lapsed([row]):
        raise NotFound
    with everywhere("stories"):
        return photos.picture(photo_id)
