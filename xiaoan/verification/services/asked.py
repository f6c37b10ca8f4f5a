"""What a county asks of a check besides its result: a paper, or another person than who wrote the answer."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.duties.queries import evidence, kinds
from xiaoan.kernel.actor import Actor
from xiaoan.surveys.queries import ledger
from xiaoan.verification.rules import sources


def lacking(
    actor: Actor, kind: str, unit_no: int, channel: str, answer_id: UUID | None
) -> dict[str, str]:
    """What is missing, by field: channel, result."""
    asked, wrong = evidence.asked(kind, unit_no), {}
    if kinds.PAPER in asked and channel != sources.DOCUMENT:
        wrong["channel"] = _("县里要求凭材料核实:请选看材料,写明是什么材料和编号。")
    if kinds.SECOND in asked and answer_id:
        author = ledger.authors(actor, [answer_id]).get(answer_id)
        if author and author == actor.user_id:
            wrong["result"] = _("这份申报是您填的,县里要求由另一人核实:请转给能核实的同事。")
    return wrong
