"""A school answers what it is asked, once; what it had answered before for that day is not typed again."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.returns import rules
from xiaoan.returns.events import SchoolAnswered
from xiaoan.returns.models import Ask
from xiaoan.returns.queries import requests, words
from xiaoan.returns.queries.duty_kinds import ANSWER
from xiaoan.returns.services.forms import ACTS


class Faulty(Invalid):
    """Answers that are wrong: number of the question → the sentence for it."""

    def __init__(self, sentences: Mapping[int, str]) -> None:
        super().__init__(
            _("有 %(n)s 项没有填好,见下面。") % {"n": len(sentences)},
            {f"a-{no}": "invalid" for no in sentences},
        )
        self.sentences = dict(sentences)


@transaction.atomic
def answer(actor: Actor, act_id: UUID, ask_id: UUID, said: Mapping[int, str]) -> None:
    """Answer every question of an ask. Until the request ends a school may put right what it said."""
    found = requests.ask(actor, ask_id)
    if not actor.may(Permission.FILL_RETURNS, found.unit_no):
        raise Forbidden
    one = requests.of([found.request_id])[found.request_id]
    wrong = rules.faults(one.asked, said)
    if wrong:
        raise Faulty({q.no: sentence(q, wrong[q.no]) for q in one.asked if q.no in wrong})
    kept = {q.no: rules.reads(q, said[q.no]) for q in one.asked}
    duties.hold_about(ask_id, ANSWER)
    if acts.begin(
        ACTS, actor, act_id, (found.unit_no, found.unit_no), "answer", ask_id, sorted(kept.items())
    ):
        return
    row = Ask.objects.select_for_update().get(pk=ask_id)
    if one.state != "open":
        raise Conflict(_("这项数据需求已经结束,不用再填。"))
    known = {int(no): words_ for no, words_ in row.answers.items()}
    reused = [no for no in row.reused if known.get(no) == kept[no]]
    row.answers, row.reused = {str(no): text for no, text in kept.items()}, reused
    row.answered_at, row.answered_by_id = clock.now(), acts.user(actor)
    row.save()
    duties.discharge_about(actor, ask_id, ANSWER, row.answered_at)
    journal.record(
        actor,
        SchoolAnswered(
            school_id=row.school_id, unit_no=row.unit_no, request_id=row.request_id, ask_id=row.pk,
            answers=len(kept), reused=len(reused),
        ),
    )  # fmt: skip


def sentence(one: rules.Question, code: str) -> str:
    return str(words.ANSWER_FAULTS[code]) % {"low": one.low, "high": one.high}
