"""The second person confirms or refuses; who proposed may take it back."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.reopening import queries, rules
from xiaoan.reopening.events import OpeningDecided, ProposalSettled
from xiaoan.reopening.models import Opening, Proposal
from xiaoan.reopening.queries import proposals
from xiaoan.reopening.services.checking import faults, hold, require, user, words


def _hold(
    actor: Actor, form_id: UUID, proposal_id: UUID, permission: Permission, state: str
) -> Proposal | None:
    """The proposal, locked, if it waits; None: this form has settled it so already."""
    seen = proposals.proposal(actor, proposal_id)
    require(actor, permission, seen.unit_no)
    user(actor)
    hold(seen.unit_no)
    row = Proposal.objects.select_for_update().get(pk=proposal_id)
    if (row.settled_with, row.settled_by_id, row.state) == (form_id, actor.user_id, state):
        return None
    if row.state != "proposed":
        raise Conflict(_("这份提议已经有了结果,没有再改。请看最新的情况。"))
    return row


def decide(actor: Actor, form_id: UUID, proposal_id: UUID) -> int:
    """Confirm: from this transaction on the lines hold, and the public page says so. Gives how many lines.

    Forbidden: whoever proposed it. Conflict: something was decided since, or a day is not possible any more.
    """
    row = _hold(actor, form_id, proposal_id, Permission.DECIDE_OPENING, "decided")
    if row is None:
        return Opening.objects.filter(proposal_id=proposal_id).count()
    if row.proposed_by_id == actor.user_id:
        raise Forbidden(_("开学时间要由另一个人确认。"))
    lines = rules.lines_of(row.lines)
    found = faults(lines)
    if found:
        raise Conflict(
            _("不能照这样确认:%(why)s 请退回,让经办人重新提出。")
            % {"why": " ".join(found.values())}
        )
    _settle(actor, row, form_id, "decided", "")
    journal.record_many(actor, _decided(_keep(row, lines, user(actor))))
    return len(lines)


def _keep(row: Proposal, lines: tuple[rules.Line, ...], by_id: UUID) -> list[Opening]:
    """A version of each line, after the last of its place and stage."""
    before = queries.latest(queries.versions({one.place_no for one in lines}))
    made = []
    for line in lines:
        held = before.get((line.place_no, line.stage))
        said = (held.day or held.moved_from) if held and held.what != "lifted" else None
        made.append(
            Opening(
                school_id=numbering.chain_of(line.place_no), unit_no=line.place_no, stage=line.stage,
                no=held.no + 1 if held else 1, what=line.what, day=line.day,
                moved_from=said if said != line.day else None, document=row.document,
                directive_id=row.directive_id, note=row.note, reason=row.reason, proposal_id=row.pk,
                decided_at=clock.now(), proposed_by_id=row.proposed_by_id,
                decided_by_id=by_id,
            )
        )  # fmt: skip
    return Opening.objects.bulk_create(made)


def _decided(made: list[Opening]) -> list[OpeningDecided]:
    return [
        OpeningDecided(
            school_id=one.school_id, unit_no=one.unit_no, opening_id=one.pk, stage=one.stage,
            no=one.no, what=one.what, day=one.day, moved_from=one.moved_from,
        )
        for one in made
    ]  # fmt: skip


def refuse(actor: Actor, form_id: UUID, proposal_id: UUID, why: str) -> None:
    """The second person does not agree, and says why."""
    row = _hold(actor, form_id, proposal_id, Permission.DECIDE_OPENING, "refused")
    if row is None:
        return
    try:
        said = words("why", why, rules.LONG)
    except Invalid as fault:
        raise Invalid(_("请写明不同意的原因。"), fault.fields) from None
    _settle(actor, row, form_id, "refused", said)


def take_back(actor: Actor, form_id: UUID, proposal_id: UUID) -> None:
    """The office takes its proposal back before it is decided."""
    row = _hold(actor, form_id, proposal_id, Permission.PROPOSE_OPENING, "dropped")
    if row is not None:
        _settle(actor, row, form_id, "dropped", "")


def _settle(actor: Actor, row: Proposal, form_id: UUID, state: str, why: str) -> None:
    row.state, row.settled_at, row.settled_by_id = state, clock.now(), actor.user_id
    row.settled_with, row.settled_why = form_id, why
    row.save()
    journal.record(
        actor,
        ProposalSettled(
            school_id=0, unit_no=row.unit_no, proposal_id=row.pk, how=state, lines=len(row.lines)
        ),
    )
