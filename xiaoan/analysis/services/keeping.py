"""Questions kept and dropped."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.analysis import queries, rules
from xiaoan.analysis.events import QuestionDropped, QuestionSaved
from xiaoan.analysis.models import Saved
from xiaoan.analysis.rules import Question
from xiaoan.indicators import queries as indicators
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken


@transaction.atomic
def save(actor: Actor, saved_id: UUID, name: str, asked: Question, *, shared: bool) -> UUID:
    """Keep a question that can be answered; the same form once more keeps nothing more."""
    place = indicators.place_seen(actor, asked.unit_no)
    if not actor.may(Permission.ANALYSE, place.no):
        raise NotFound
    words = acts.words("name", name, longest=rules.LONGEST_NAME, required=_("请写名称。"))
    queries.answer(actor, asked)  # what cannot be asked is not kept
    body = asked.as_json()
    sent = said.fingerprint(words, body, shared)
    known = Saved.objects.filter(pk=saved_id).first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.body_hash, sent):
            raise taken()
        return saved_id
    mine = Saved.objects.filter(by_id=acts.user(actor), dropped_at=None)
    if mine.count() >= rules.MOST_SAVED:
        raise Invalid(
            _("已经存了 %(n)d 个问题。请先删去不用的。") % {"n": rules.MOST_SAVED}, {"name": "many"}
        )
    with new_id():
        Saved.objects.create(
            id=saved_id, school_id=place.school_id, unit_no=place.no, name=words, question=body,
            shared=shared, body_hash=sent, at=clock.now(), by_id=acts.user(actor),
        )  # fmt: skip
    journal.record(
        actor,
        QuestionSaved(
            school_id=place.school_id, unit_no=place.no, saved_id=saved_id, measures=asked.measures,
            shared=shared,
        ),
    )  # fmt: skip
    return saved_id


@transaction.atomic
def drop(actor: Actor, saved_id: UUID) -> None:
    """Take one's own question off the list; once more changes nothing."""
    row = Saved.objects.select_for_update().filter(pk=saved_id).first()
    if row is None or not actor.may(Permission.ANALYSE, row.unit_no):
        raise NotFound
    if row.by_id != actor.user_id:
        raise Forbidden if row.shared else NotFound
    if row.dropped_at is not None:
        return
    row.dropped_at = clock.now()
    row.save(update_fields=["dropped_at"])
    journal.record(
        actor, QuestionDropped(school_id=row.school_id, unit_no=row.unit_no, saved_id=saved_id)
    )
