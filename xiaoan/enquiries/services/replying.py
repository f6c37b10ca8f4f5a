"""What a desk does: answers, passes on with a reason; closing, by either side."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xiaoan.enquiries import queries, rules
from xiaoan.enquiries.models import Enquiry
from xiaoan.enquiries.services.acting import (
    Say,
    begin_turn,
    desk_no,
    end_turn,
    hold,
    let_go,
    move,
    owe,
    same_step,
    settle,
    step,
    words,
)
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Pass(Say):
    """To which desk, and why (`text`); `is_health`: it is about the child's health, whoever has it from now
    on."""

    desk: str = ""
    is_health: bool = False


def _held(actor: Actor, said: Say) -> Enquiry:
    row = hold(actor, said.enquiry_id)
    if not queries.may_answer(actor, row):
        raise Forbidden
    return row


def reply(actor: Actor, said: Say) -> bool:
    """The desk answers; gives whether that was late. A second answer adds to the first."""
    with everywhere("enquiries"):
        row = _held(actor, said)
        body = fingerprint("reply", said.text.strip())
        if same_step(actor, said.id, row.pk, body):
            return row.late
        words("text", said.text, required=_("请写下答复。"))
        move(row, "reply")
        late = end_turn(row, "reply")
        row.answered_at, row.seen_at = clock.now(), None
        settle(actor, row)
        step(actor, row, "reply", said, body, late=late)
        return late


def pass_on(actor: Actor, said: Pass) -> None:
    """Another desk has it from now on, by the same deadline; the family reads where it went and why."""
    with everywhere("enquiries"):
        row = hold(actor, said.enquiry_id)
        body = fingerprint("pass", said.desk, said.is_health, said.text.strip())
        # Whoever has passed it on has it no more, and may have sent this twice.
        if same_step(actor, said.id, row.pk, body):
            return
        if not queries.may_answer(actor, row):
            raise Forbidden
        if said.desk not in rules.DESKS or said.desk == row.desk:
            raise Invalid(_("请选要转给谁。"), {"desk": "missing"})
        words(
            "text", said.text, required=_("请写明为什么转交,家长会看到这句话。"),
            longest=rules.LONGEST_REASON,
        )  # fmt: skip
        was = row.state
        move(row, "pass")
        let_go(actor, row)
        # What is of health stays so at every desk.
        row.is_health = row.is_health or said.is_health or said.desk == "doctor"
        row.desk, row.desk_no = said.desk, desk_no(said.desk, row.unit_no)
        row.seen_at = None
        if was == "answered":
            begin_turn(row)
        else:
            owe(row)
        step(actor, row, "pass", said, body)


def close(actor: Actor, said: Say) -> None:
    """The family says it is settled, at any time; a desk only what it has answered."""
    with everywhere("enquiries"):
        row = hold(actor, said.enquiry_id)
        is_own = queries.is_own(actor, row)
        if not is_own and not queries.may_answer(actor, row):
            raise Forbidden
        body = fingerprint("close", said.text.strip())
        if same_step(actor, said.id, row.pk, body):
            return
        words("text", said.text, longest=rules.LONGEST_REASON)
        if not is_own and row.state == "waiting":
            raise Conflict(_("还没有答复,不能办结。请先答复,或转给别的岗位。"))
        move(row, "close")
        end_turn(row, "close")
        let_go(actor, row)
        if not is_own:
            row.seen_at = None
        step(actor, row, "close", said, body)
