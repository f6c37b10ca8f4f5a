"""The first of two people says when stages and schools open."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.reopening import rules
from xiaoan.reopening.events import OpeningProposed
from xiaoan.reopening.models import Proposal
from xiaoan.reopening.queries import proposals
from xiaoan.reopening.services.checking import faults, hold, require, user, words


@dataclass(frozen=True)
class NewProposal:
    """What a form proposes; `id` is made by the form. `document`: the paper it rests on, `note`: what
    families need to know about arrival, `reason`: why what was announced changes; all three are public.
    """

    id: UUID
    office_no: int
    lines: tuple[rules.Line, ...]
    document: str
    directive_id: UUID | None
    note: str
    reason: str


def look(actor: Actor, new: NewProposal) -> list[proposals.Change]:
    """A last look: what it would change. Nothing is written; Invalid as `propose`."""
    require(actor, Permission.PROPOSE_OPENING, new.office_no)
    _read(new)
    return proposals.changes(new.lines)


def propose(actor: Actor, new: NewProposal) -> UUID:
    """Put a proposal before the second person; gives its id. The same form once more is the same proposal.

    Invalid: `fields` holds the sentence of each field at fault. Conflict: the id has other content.
    """
    require(actor, Permission.PROPOSE_OPENING, new.office_no)
    hold(new.office_no)
    said = fingerprint(
        new.office_no, [one.as_json() for one in new.lines], new.document.strip(), new.directive_id,
        new.note.strip(), new.reason.strip(),
    )  # fmt: skip
    known = Proposal.objects.filter(pk=new.id).first()
    if known:
        if known.proposed_by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return known.pk
    texts = _read(new)
    with new_id():
        Proposal.objects.create(
            id=new.id, unit_no=new.office_no, lines=[one.as_json() for one in new.lines],
            directive_id=new.directive_id, proposed_at=clock.now(), proposed_by_id=user(actor),
            said=said, **texts,
        )  # fmt: skip
    journal.record(
        actor,
        OpeningProposed(
            school_id=0, unit_no=new.office_no, proposal_id=new.id, lines=len(new.lines)
        ),
    )
    return new.id


def _read(new: NewProposal) -> dict[str, str]:
    """The texts as they are kept; Invalid with all that is wrong, not only what is found first."""
    said: dict[str, str] = {}
    found = _lines_at_fault(new)
    is_change = any(one.base or one.what != "date" for one in new.lines)
    reads: dict[str, Callable[[], str]] = {
        "document": lambda: words("document", new.document, rules.SHORT),
        "note": lambda: words("note", new.note, rules.LONG, required=False),
        "reason": lambda: words("reason", new.reason, rules.LONG, required=is_change),
    }
    for name, read in reads.items():
        try:
            said[name] = read()
        except Invalid as fault:
            found.update(fault.fields)
    if "reason" in found and not new.reason.strip():
        found["reason"] = _("这次改动了已经公布的时间或暂缓开学。请写明原因,会一起公布。")
    known = {pk for pk, _name in proposals.directives(new.office_no)} if new.directive_id else set()
    if new.directive_id and new.directive_id not in known:
        found["directive_id"] = _("没有这份督办件,或者还没有下发。请从列表中选。")
    if found:
        raise Invalid(_("有 %(n)s 处要改。") % {"n": len(found)}, found)
    return said


def _lines_at_fault(new: NewProposal) -> dict[str, str]:
    """Field → sentence, of the lines."""
    if not new.lines:
        return {"lines": _("还没有填任何学段。请至少给一个学段填日期或选暂缓。")}
    if len(new.lines) > rules.MOST_LINES:
        said = _("一次最多 %(n)s 行(单位数乘学段数)。请分几次提出。")
        return {"lines": said % {"n": rules.MOST_LINES}}
    lo, hi = directory.place(new.office_no).interval
    if any(not lo <= one.place_no < hi for one in new.lines):
        return {"lines": _("没有这个单位。请刷新后重新选择。")}
    return faults(new.lines)
