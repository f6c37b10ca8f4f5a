"""Answers whose days are over say nothing any more; who was answered for, when, and the counts stay."""

import datetime as dt
from collections import Counter
from typing import Any

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.surveys import rules
from xiaoan.surveys.events import AnswersCleared
from xiaoan.surveys.models import Answer, Round
from xiaoan.surveys.services import settling

# What a version said of a person, and why it was changed or decided.
_NOTHING: dict[str, Any] = {
    "whereabouts": "", "condition": "", "categories": [], "since": None, "place_cipher": None,
    "remark_cipher": None, "reason": "", "decided_reason": "", "body_hash": b"", "contra_id": None,
}  # fmt: skip


def clear_answers(actor: Actor, today: dt.date) -> int:
    """Clear the answers of rounds that ended longer ago than they are kept; gives how many answers.

    What nobody has settled by then can not be settled any more.
    """
    if not actor.is_system:
        raise Forbidden
    before = clock.at(rules.kept_since(today), dt.time.min)
    rows = Round.objects.select_for_update(skip_locked=True).filter(
        state="closed", cleared_at=None, closed_at__lt=before
    )
    due = list(rows.order_by("closed_at", "id"))
    for row in due:
        settling.given_up(actor, row.pk)
    return sum(_clear(actor, row) for row in due)


def _clear(actor: Actor, row: Round) -> int:
    answers = Answer.objects.filter(round_id=row.pk)
    by_school = Counter(answers.values_list("school_id", flat=True))
    answers.update(**_NOTHING)
    Round.objects.filter(pk=row.pk).update(cleared_at=clock.now())
    closed = row.closed_at or clock.now()
    facts = [
        AnswersCleared(
            school_id=school_id, unit_no=school_id, round_id=row.pk, answers=count,
            closed_on=closed.astimezone(clock.ZONE).date(),
        )
        for school_id, count in sorted(by_school.items())
    ]  # fmt: skip
    journal.record_many(actor, facts)
    return by_school.total()
