"""Who sees which rumour; the corrections that may be shown to anybody."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.rumours import rules
from xiaoan.rumours.models import Answer, Item, Report, Step

CHECK = "rumours.check"
WITHIN = f"{CHECK}.within"
TEXT_PLACE = "rumours_report.text_cipher"
MOST_PHOTOS, MOST_WITHDRAWN = 3, 200


@dataclass(frozen=True)
class Correction:
    """An answer in force, as anybody may read it: nothing of who reported or checked. `title` and `text` by
    language (hans, hant, en); `version` from 1; `first_at`: when the rumour was answered first."""

    id: UUID
    no: int
    verdict: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    sources: tuple[rules.Source, ...]
    version: int
    first_at: dt.datetime
    published_at: dt.datetime


@dataclass(frozen=True)
class Withdrawn:
    """A correction that was taken back, for feeds: which, when."""

    id: UUID
    at: dt.datetime


def county_of(actor: Actor) -> int:
    """The county that an actor belongs to, by any of their posts or children; 0 for nobody."""
    known = [scope.lo for scope in actor.scopes if scope.lo] + [no for no in actor.classes if no]
    return min(known, default=0) // numbering.COUNTY * numbering.COUNTY


def is_desk(actor: Actor) -> bool:
    return actor.may_anywhere(Permission.CHECK_RUMOURS) or actor.may_anywhere(
        Permission.APPROVE_RUMOURS
    )


def seen_items(actor: Actor) -> QuerySet[Item]:
    """Items of the desk's county."""
    reach = inside(actor.reach(Permission.CHECK_RUMOURS)) | inside(
        actor.reach(Permission.APPROVE_RUMOURS)
    )
    return Item.objects.filter(reach)


def item(actor: Actor, item_id: UUID) -> Item:
    one = seen_items(actor).filter(pk=item_id).first()
    if one is None:
        raise NotFound
    return one


def source_of(told: Mapping[str, str]) -> rules.Source:
    """A source as it is kept → typed."""

    def day(name: str) -> dt.date | None:
        return dt.date.fromisoformat(told[name]) if told.get(name) else None

    return rules.Source(
        told["title"], told["publisher"], told.get("url", ""), day("day"), told.get("seen_by", ""),
        day("seen_on"),
    )  # fmt: skip


def as_public(source: rules.Source) -> rules.Source:
    """A source without who has seen it."""
    return rules.Source(source.title, source.publisher, source.url, source.day, "", source.seen_on)


def words_of(answer: Answer) -> list[str]:
    """All words of an answer, in every language it was written in."""
    return [*answer.title.values(), *answer.text.values()]


def units_of(row: Item) -> Interval:
    """The county whose rumour it is, with all units in it."""
    return directory.place(row.unit_no).interval


def correction_of(row: Item, answer: Answer) -> Correction:
    published = row.published_at or answer.at
    return Correction(
        row.pk, row.no, answer.verdict, answer.title, answer.text,
        tuple(as_public(source_of(told)) for told in answer.sources), answer.no,
        row.answered_at or published, published,
    )  # fmt: skip


def public(limit: int = 200, county: int = 0) -> tuple[Correction, ...]:
    """The corrections in force, the latest first; for the public page, which asks as nobody. Names nobody."""
    with everywhere("rumours"):
        rows = Item.objects.filter(state="published")
        if county:
            rows = rows.filter(unit_no=county)
        found = list(rows.order_by("-published_at", "-id")[:limit])
        answers = Answer.objects.in_bulk([row.answer_id for row in found if row.answer_id])
    return tuple(
        correction_of(row, answers[row.answer_id])
        for row in found
        if row.answer_id and row.answer_id in answers
    )


def withdrawn(since: dt.datetime, county: int = 0) -> tuple[Withdrawn, ...]:
    """Corrections that were taken back since then, the latest first; also those put under another number
    since: feeds named them under their own. (What is merged was last public before it was taken back.)"""
    with everywhere("rumours"):
        rows = Item.objects.filter(state="withdrawn", last_at__gte=since)
        gone = Step.objects.filter(
            kind="withdraw",
            at__gte=since,
            item_id__in=Item.objects.filter(state="merged").values("pk"),
        )
        if county:
            rows, gone = rows.filter(unit_no=county), gone.filter(unit_no=county)
        found = dict(gone.order_by("at").values_list("item_id", "at"))
        found |= dict(rows.order_by("-last_at").values_list("id", "last_at")[:MOST_WITHDRAWN])
    ordered = sorted(found.items(), key=lambda one: one[1], reverse=True)
    return tuple(Withdrawn(*one) for one in ordered[:MOST_WITHDRAWN])


def photo_is_of(row: Item, photo_id: UUID) -> bool:
    return Report.objects.filter(item_id=row.pk, photo_ids__contains=[photo_id]).exists()
