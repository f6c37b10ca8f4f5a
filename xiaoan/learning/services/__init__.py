"""Asking to collect something of families, and letting through what a rule refuses."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.learning import rules
from xiaoan.learning.events import CollectionAsked, CollectionPassed
from xiaoan.learning.models import Request
from xiaoan.learning.queries import rates
from xiaoan.learning.queries import requests as asked
from xiaoan.learning.services.looking import pupils_seen

# So far ahead something is collected at the most (own choice).
FARTHEST = dt.timedelta(days=120)

__all__ = ["FARTHEST", "NewRequest", "ask", "let_through", "pupils_seen"]


@dataclass(frozen=True)
class NewRequest:
    """What is to be collected of the pupils of a unit, why, and until when."""

    id: UUID
    unit_no: int
    what: str
    why: str
    until: dt.date


@transaction.atomic
def ask(actor: Actor, new: NewRequest) -> str:
    """Register what somebody wants to collect; gives its state, "allowed" or "refused". The same form once
    more is the same request."""
    rates.require(actor, new.unit_no)
    if not actor.may(Permission.ASK_COLLECTION, new.unit_no) or actor.user_id is None:
        raise Forbidden
    why = _words(new.why, "why", _("请写明为什么收。"))
    if new.what not in rules.COLLECTED:
        raise Invalid(_("请选收什么。"), {"what": "unknown"})
    values = {
        "unit_no": new.unit_no,
        "what": new.what,
        "why": why,
        "until": new.until,
        "by_id": actor.user_id,
    }
    known = Request.objects.filter(pk=new.id).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items()):
            raise taken()
        return known.state
    today = clock.today()
    if not today <= new.until <= today + FARTHEST:
        raise Invalid(
            _("截止日请写今天到 %(n)s 天以内的一天。") % {"n": FARTHEST.days}, {"until": "range"}
        )
    rule = rules.refusal_of(new.what)
    row, made = Request.objects.get_or_create(
        id=new.id,
        defaults={
            **values, "school_id": numbering.chain_of(new.unit_no), "at": clock.now(),
            "state": "refused" if rule else "allowed", "rule": rule.code if rule else "",
        },
    )  # fmt: skip
    if made:
        _record(actor, row)
    return row.state


def _record(actor: Actor, row: Request) -> None:
    journal.record(
        actor,
        CollectionAsked(
            school_id=row.school_id, unit_no=row.unit_no, request_id=row.pk, what=row.what,
            state=row.state, until=row.until,
        ),
    )  # fmt: skip


@transaction.atomic
def let_through(actor: Actor, request_id: UUID, reason: str) -> None:
    """Let through what a rule refuses, by another than who asked. Conflict: it is not refused (any more);
    the same reason of the same person once more is the same act."""
    found = asked.request(actor, request_id)
    if not actor.may(Permission.SET_WORKLOAD, found.unit_no):
        raise Forbidden
    words = _words(reason, "reason", _("请写明为什么破例。"))
    row = Request.objects.select_for_update().get(pk=found.pk)
    if row.by_id == actor.user_id:
        raise Forbidden(_("您自己申请的,要由另一个人决定。"))
    if (row.state, row.passed_by_id, row.reason) == ("passed", actor.user_id, words):
        return
    if row.state != "refused":
        raise Conflict(_("这一项没有被规定拦下,或已经破例。请刷新看看。"))
    row.state, row.reason = "passed", words
    row.passed_at, row.passed_by_id = clock.now(), actor.user_id
    row.save()
    journal.record(
        actor,
        CollectionPassed(
            school_id=row.school_id, unit_no=row.unit_no, request_id=row.pk, what=row.what
        ),
    )


def _words(text: str, field: str, required: str) -> str:
    found = text.strip()
    if not found:
        raise Invalid(required, {field: "empty"})
    if len(found) > rules.LONGEST_WHY or "\0" in found:
        raise Invalid(
            _("写了 %(found)s 个字,最多 %(most)s 个字,不能有特殊控制符。请删短。")
            % {"found": len(found), "most": rules.LONGEST_WHY},
            {field: "too_long"},
        )
    return found
