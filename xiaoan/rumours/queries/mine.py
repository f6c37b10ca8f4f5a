"""What a person has reported and what became of it; the answers that anybody signed in may read."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.rumours import queries
from xiaoan.rumours.models import Answer, Item, Report

# Of so many corrections a search goes through all (own choice): a county writes a few a week.
MOST_SEARCHED = 2000


@dataclass(frozen=True)
class Mine:
    """A report of one's own: its words, how its item stands, the answer if there is one; `why`: what the desk
    says where there is none."""

    id: UUID
    at: dt.datetime
    text: str
    photos: int
    state: str
    reports: int
    answered_at: dt.datetime | None
    unread: bool
    why: str
    correction: queries.Correction | None


def mine(actor: Actor, offset: int = 0, size: int = 30) -> tuple[int, list[Mine]]:
    """The actor's own reports, the latest first."""
    rows = Report.objects.filter(by_id=accounts.user_id(actor))
    found = list(rows.order_by("-at", "-id")[offset : offset + size])
    items = Item.objects.in_bulk({one.item_id for one in found})
    answers = _answers(items.values())
    return rows.count(), [_mine(one, items[one.item_id], answers) for one in found]


def _answers(items: Iterable[Item]) -> dict[UUID, Answer]:
    return Answer.objects.in_bulk(
        {row.answer_id for row in items if row.answer_id and row.state == "published"}
    )


def _mine(one: Report, row: Item, answers: dict[UUID, Answer]) -> Mine:
    answer = answers.get(row.answer_id) if row.answer_id else None
    return Mine(
        one.pk, one.at, text_of(one), len(one.photo_ids), row.state, row.reports, one.answered_at,
        one.answered_at is not None and one.seen_at is None,
        row.why if row.state in ("dismissed", "withdrawn") else "",
        queries.correction_of(row, answer) if answer else None,
    )  # fmt: skip


def text_of(one: Report) -> str:
    if one.text_cipher is None:
        return ""
    return ciphers.unseal(one.text_cipher, place=queries.TEXT_PLACE, row=one.pk)


def unread(actor: Actor) -> int:
    """Answers to one's own reports that were not read."""
    rows = Report.objects.filter(by_id=accounts.user_id(actor), seen_at=None)
    return rows.exclude(answered_at=None).count()


def report(actor: Actor, report_id: UUID) -> Mine:
    """One report of one's own."""
    one = Report.objects.filter(pk=report_id, by_id=accounts.user_id(actor)).first()
    if one is None:
        raise NotFound
    row = Item.objects.get(pk=one.item_id)
    return _mine(one, row, _answers([row]))


def corrections(actor: Actor, text: str = "") -> list[queries.Correction]:
    """The answers in force in the actor's county, the latest first; narrowed to those that hold all the
    words."""
    words = [word for word in text.lower().split() if word][:8]
    found = queries.public(MOST_SEARCHED, queries.county_of(actor))
    return [one for one in found if _holds(one, words)]


def _holds(one: queries.Correction, words: Sequence[str]) -> bool:
    whole = "\n".join((*one.title.values(), *one.text.values())).lower()
    return all(word in whole for word in words)


def correction(actor: Actor, item_id: UUID) -> queries.Correction:
    """One answer in force, of the actor's county."""
    row = Item.objects.filter(
        pk=item_id, state="published", unit_no=queries.county_of(actor)
    ).first()
    if row is None:
        raise NotFound
    return queries.correction_of(row, _answers([row])[row.answer_id or row.pk])


def some(actor: Actor, item_ids: Sequence[UUID]) -> list[queries.Correction]:
    """These answers, in their order, as far as they are in force."""
    rows = Item.objects.filter(pk__in=item_ids, state="published", unit_no=queries.county_of(actor))
    items = {row.pk: row for row in rows}
    answers = _answers(items.values())
    return [
        queries.correction_of(row, answers[row.answer_id])
        for row in (items[pk] for pk in item_ids if pk in items)
        if row.answer_id in answers
    ]
