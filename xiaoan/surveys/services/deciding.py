"""What contradicts an answer is kept until a person decides, with a reason."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.surveys import queries, rules
from xiaoan.surveys.events import AnswerContradicted, AnswerSettled
from xiaoan.surveys.models import Answer, Round
from xiaoan.surveys.queries import labels
from xiaoan.surveys.services import settling
from xiaoan.surveys.services.counting import recount, tally_of
from xiaoan.surveys.services.rights import hold_class, require


def mark_contradicted(actor: Actor, answer_id: UUID, source_id: UUID) -> bool:
    """A source outside the round (a call, a visit, a list: `source_id` is its row) says otherwise than the
    answer that stands. False if something contradicts it already, or it does not stand any more.
    """
    row = _held(actor, answer_id)
    if row.state != "current" or row.contra_id is not None:
        return False
    unsettled = settling.hold(row.school_id, row.round_id, row.person_id)
    Answer.objects.filter(pk=row.pk).update(contra_id=source_id)
    journal.record(
        actor,
        AnswerContradicted(
            school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
            answer_id=row.pk, round_id=row.round_id, source_id=source_id,
        ),
    )  # fmt: skip
    settling.stands(actor, unsettled, row, rules.SETTLE)
    _recount(row)
    return True


def hold_answer(actor: Actor, answer_id: UUID) -> None:
    """Take the locks that finding an answer untrue needs, for whoever takes those of a person next."""
    row = _held(actor, answer_id)
    settling.hold(row.school_id, row.round_id, row.person_id)


def found_untrue(actor: Actor, answer_id: UUID, reason: str) -> bool:
    """Somebody has asked, and the answer that stands is not so. What the other side said otherwise stands
    now; if nothing does, the person is to be answered for anew, by name, in a round that is over too.
    False if it does not stand any more.
    """
    row = _held(actor, answer_id)
    if row.state != "current":
        return False
    unsettled = settling.hold(row.school_id, row.round_id, row.person_id)
    other = _other(row)
    _decide(actor, row, _decision(actor, reason), other, row)
    settling.stands(actor, unsettled, row, "" if other else _owes(row))
    _recount(row)
    return True


def settle(actor: Actor, answer_id: UUID, keep: bool, reason: str) -> UUID | None:
    """Decide about a contradicted answer: it stands (`keep`), or what contradicts it does. Nobody decides
    about what they said themselves: another who checks answers there does (the doctor, the principal).

    Where that is no answer but a source outside, the answer is discarded and the person is unknown until
    somebody answers anew. Gives the answer that stands now, if one does.
    """
    if not reason.strip() or len(reason) > rules.LONGEST_REASON or "\0" in reason:
        raise Invalid(_("请写明依据,不超过 200 个字。"), {"reason": "missing"})
    row = _held(actor, answer_id)
    if row.state != "current" or row.contra_id is None:
        raise Conflict(_("这一处已经有人定过了。请刷新后核对。"))
    unsettled = settling.hold(row.school_id, row.round_id, row.person_id)
    other = _other(row)
    if queries.is_side(actor, [row, *([other] if other else [])]):
        raise Forbidden(str(labels.OWN_WORD))
    loser, stays = (other, row) if keep else (row, other)
    _decide(actor, row, _decision(actor, reason), stays, loser)
    settling.stands(actor, unsettled, row, "" if stays else _owes(row))
    _recount(row)
    return stays.pk if stays else None


def _decision(actor: Actor, reason: str) -> dict[str, Any]:
    """What an answer that was decided about keeps."""
    return {
        "contra_id": None, "decided_at": clock.now(), "decided_by_id": actor.user_id,
        "decided_reason": reason.strip(),
    }  # fmt: skip


def _decide(
    actor: Actor, row: Answer, decided: dict[str, Any], stays: Answer | None, loser: Answer | None
) -> None:
    if loser:
        _of(row, stays, loser).update(state="discarded", **decided)
    if stays:
        Answer.objects.filter(pk=stays.pk).update(state="current", **decided)
    journal.record(
        actor,
        AnswerSettled(
            school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
            round_id=row.round_id, answer_id=stays.pk if stays else None,
            discarded_id=loser.pk if loser else None,
        ),
    )  # fmt: skip


def _other(row: Answer) -> Answer | None:
    """What the other side says otherwise; None if nobody does, or only a source outside."""
    if row.contra_id is None:
        return None
    return Answer.objects.filter(pk=row.contra_id, state="contradicting").first()


def _owes(row: Answer) -> str:
    """What is owed where nothing stands: an answer, after the round too, while what it said is kept."""
    kept = Round.objects.filter(pk=row.round_id, cleared_at=None)
    return rules.AGAIN if kept.exists() else ""


def _of(row: Answer, stays: Answer | None, loser: Answer) -> QuerySet[Answer]:
    """What falls: the loser; where nothing stays, also the other side's answer that agreed with it."""
    if stays:
        return Answer.objects.filter(pk=loser.pk)
    return Answer.objects.filter(
        school_id=row.school_id, round_id=row.round_id, person_id=row.person_id,
        state__in=queries.STANDING,
    )  # fmt: skip


def _held(actor: Actor, answer_id: UUID) -> Answer:
    """The answer, its class in the round held by this transaction; the actor checks answers there."""
    found = Answer.objects.filter(pk=answer_id).first()
    if found is None:
        raise NotFound
    require(actor, Permission.CHECK_ANSWERS, found.unit_no)
    hold_class(found.round_id, found.unit_no)
    return Answer.objects.select_for_update().get(pk=answer_id)


def _recount(row: Answer) -> None:
    """A round that is over keeps the roll on which it ended."""
    with everywhere("surveys"):
        tally = tally_of(row.round_id, row.school_id, row.unit_no)
        closed = Round.objects.values_list("closed_at", flat=True).get(pk=row.round_id)
        if tally:
            recount([tally.pk], closed.astimezone(clock.ZONE).date() if closed else None)
