"""Clearing a disagreement: somebody asked, and says how it ends and why."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import visible
from xiaoan.verification.events import DisagreementCleared
from xiaoan.verification.models import Disagreement
from xiaoan.verification.rules import claims, sources
from xiaoan.verification.services import consequences, declarations
from xiaoan.verification.services.asked import lacking
from xiaoan.verification.services.checking import OWN_CHANNELS, checked, lock_answer, require
from xiaoan.verification.services.declarations import Declaration
from xiaoan.verification.services.disagreeing import CLEAR
from xiaoan.verification.services.judging import Given, add_checks

LONGEST_REASON = 200


@dataclass(frozen=True)
class Clearing:
    """How somebody ends a disagreement; `id` is made by the phone."""

    id: UUID
    disagreement_id: UUID
    outcome: str
    channel: str
    informant: str
    reason: str

    @property
    def said(self) -> bytes:
        """What was sent (kernel.said)."""
        return fingerprint(self.outcome, self.channel, self.informant, self.reason.strip())


def clear(actor: Actor, sent: Clearing) -> Disagreement:
    """End a disagreement. The same act once more: once; somebody else was faster: Conflict."""
    row = _hold(actor, sent.disagreement_id)
    require(actor, row.unit_no)
    if row.act_id == sent.id:
        if is_other(row.act_said, sent.said):
            raise taken()
        return row
    if row.state != "open":
        raise Conflict(_("这一处不一致已经有人核清了。请刷新后再看。"))
    _refuse(actor, row, sent)
    now = clock.now()
    answer = _answer(actor, row, sent)
    if answer:  # before the class in the round: whoever adds a check takes them in this order
        lock_answer(answer.answer_id)
    denies = consequences.denies(actor, row) if sent.outcome == claims.UNTRUE else None
    duties.hold_about(row.pk, CLEAR)
    Disagreement.objects.filter(pk=row.pk).update(
        state="cleared", outcome=sent.outcome, reason=sent.reason.strip(), channel=sent.channel,
        act_id=sent.id, act_said=sent.said, cleared_at=now, cleared_by_id=actor.user_id,
        answer_id=answer.answer_id if answer else row.answer_id,
    )  # fmt: skip
    consequences.follow(actor, row, sent.outcome)
    if answer:
        _check(actor, row, sent, answer, now)
    if denies:
        consequences.discard(actor, row, denies, sent.reason)
    duties.discharge_about(actor, row.pk, CLEAR, now)
    journal.record(
        actor,
        DisagreementCleared(
            school_id=row.school_id, unit_no=row.unit_no, disagreement_id=row.pk,
            person_id=row.person_id, outcome=sent.outcome,
        ),
    )  # fmt: skip
    row.refresh_from_db()
    return row


def _hold(actor: Actor, disagreement_id: UUID) -> Disagreement:
    rows = visible(Disagreement.objects.all(), actor, Permission.SEE_VERIFICATION)
    found = rows.select_for_update().filter(pk=disagreement_id).first()
    if found is None:
        raise NotFound
    return found


def _refuse(actor: Actor, row: Disagreement, sent: Clearing) -> None:
    wrong = lacking(actor, CLEAR, row.unit_no, sent.channel, row.answer_id)
    if "result" in wrong:  # here it is called so
        wrong["outcome"] = wrong.pop("result")
    if sent.outcome not in claims.outcomes(row.stands, row.category):
        wrong["outcome"] = _("请选择核实的结果。")
    if sent.channel not in OWN_CHANNELS:
        wrong["channel"] = _("请选择怎样核实的。")
    if sent.channel != sources.DOCUMENT and sent.informant not in sources.INFORMANTS:
        wrong["informant"] = _("请选择问的是谁。")
    if not sent.reason.strip() or len(sent.reason) > LONGEST_REASON or "\0" in sent.reason:
        wrong["reason"] = _("请写核实的经过,不超过 200 个字。")
    if wrong:
        raise Invalid(_("还差几项,见下面。"), wrong)


def _answer(actor: Actor, row: Disagreement, sent: Clearing) -> Declaration | None:
    """The answer that this ending says something about: none for another person's claim or for silence."""
    if sent.outcome in (claims.NOT_PERSON, claims.OMITTED):
        return None
    if sent.outcome != claims.REPORTED:
        return declarations.of_answer(actor, row.answer_id) if row.answer_id else None
    places = [(row.person_id, row.school_id, row.unit_no)]
    said = declarations.declared(actor, row.category, places).get(row.person_id)
    if said is None or not said.says:
        raise Invalid(
            _("还没有看到补报。请先请家长或老师补报,再选“已补报”。"),
            {"outcome": _("最新的申报里还没有这一项。")},
        )
    return said


def _check(
    actor: Actor, row: Disagreement, sent: Clearing, answer: Declaration, now: datetime
) -> None:
    """What was found is a check of the answer; where it was reported since, the list confirms it.

    Nobody has to decide any more about an answer that was found untrue: it goes (`found_untrue`).
    """
    asked = Given(
        id=uuid7(), channel=sent.channel, informant=sent.informant, happened_at=now,
        result=sources.CONTRADICTS if sent.outcome == claims.UNTRUE else sources.CONFIRMS,
        details={"note": sent.reason.strip()}, list_id=row.list_id,
    )  # fmt: skip
    if sent.outcome == claims.REPORTED:
        asked = replace(asked, channel=sources.OUTSIDE, informant="", details={})
    status = add_checks(actor, [(answer, asked)])[answer.answer_id]
    checked(actor, answer, asked, status)
