"""Seen again by another person: closed, or back with a reason and a new deadline; or taken back."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.inspections import queries, rules
from xiaoan.inspections.models import Finding
from xiaoan.inspections.queries import RECHECK
from xiaoan.inspections.services import owing
from xiaoan.inspections.services.acting import (
    NOTHING,
    Evidence,
    Said,
    hold_finding,
    keep_evidence,
    move,
    require_checker,
    same_step,
    shown_prints,
    step,
    user,
    words,
)
from xiaoan.inspections.services.rectifying import Act
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.said import fingerprint


@dataclass(frozen=True)
class Check:
    """What was seen. `base`: how many steps were looked at; `days`: of the new deadline (None: as the
    catalogue has it)."""

    id: UUID
    finding_id: UUID
    base: int
    text: str = ""
    shown: Evidence = NOTHING
    days: int | None = None


def close_finding(actor: Actor, said: Check) -> None:
    """It is mended: neither who was named for it nor who mended it says so. A closed place opens again."""
    row, body, is_done = _held(actor, said, "close")
    if is_done:
        return
    text = words("text", said.text, required=_("请写明复查看到了什么。"))
    kept = keep_evidence(actor, row.unit_no, said.shown)
    move(row, "close")
    row.ended_at, row.ended_by_id, row.shut_at = clock.now(), user(actor), None
    owing.settle(actor, row, RECHECK)
    step(actor, row, "close", Said(said.id, text, kept.photo_ids, kept.paper_ids, said=body))


def give_back(actor: Actor, said: Check) -> None:
    """It is not mended: back to whoever answers, with a reason and a new deadline."""
    row, body, is_done = _held(actor, said, "return")
    if is_done:
        return
    text = words("text", said.text, required=_("请写明还有什么没有整改好。"))
    usual = owing.days_for(row.severity, row.unit_no)
    most = max(usual, 1)
    if said.days is not None and not 1 <= said.days <= most:
        raise Invalid(
            _("再给几天请写 1 到 %(n)s 的整数;不填按等级。") % {"n": most}, {"days": "range"}
        )
    kept = keep_evidence(actor, row.unit_no, said.shown)
    move(row, "return")
    row.due_at = rules.due_at(clock.now(), said.days or usual, clock.ZONE)
    row.returned += 1
    owing.settle(actor, row, RECHECK)
    owing.open_rectify(row)
    step(
        actor, row, "return",
        Said(
            said.id, text, kept.photo_ids, kept.paper_ids, row.due_at, row.owner_id, body
        ),
    )  # fmt: skip


def _held(actor: Actor, said: Check, kind: str) -> tuple[Finding, bytes, bool]:
    """The finding, locked, and whether this form has done so already."""
    row = hold_finding(actor, said.finding_id)
    body = fingerprint(kind, said.text, said.days, *shown_prints(said.shown))
    if same_step(actor, said.id, row.pk, body):
        return row, body, True
    require_checker(actor, row)
    if said.base != row.steps:
        raise Conflict(_("您看过之后又有了新的一步。请刷新,看过再定。"))
    return row, body, False


def void(actor: Actor, said: Act) -> None:
    """It was found by mistake; somebody of the office or school that found it, other than its owner, says
    why. It counts nowhere any more."""
    row = hold_finding(actor, said.finding_id)
    body = fingerprint("void", said.text)
    if same_step(actor, said.id, row.pk, body):
        return
    require_checker(actor, row)
    if not queries.may_void(actor, row):
        raise Forbidden(_("只有查出这条隐患的单位能撤销。"))
    move(row, "void")
    text = words("text", said.text, required=_("请写明为什么撤销。"))
    row.ended_at, row.ended_by_id, row.shut_at = clock.now(), user(actor), None
    row.asked_due_at, row.asked_by_id, row.asked_why = None, None, ""
    owing.let_go(actor, row)
    step(actor, row, "void", Said(said.id, text, said=body))
