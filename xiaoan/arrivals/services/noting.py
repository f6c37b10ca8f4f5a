"""What became of a child at the desk, once for each form.

What a phone sends later has happened: it is kept as it was, and where it should not have been, somebody is
to follow
up. Before the eyes of who presses the same is refused, with the reason. Locks: the child's day, figures,
what is owed,
the illness, the chain of facts.
"""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.arrivals import queries
from xiaoan.arrivals.events import ArrivalNoted
from xiaoan.arrivals.models import Check
from xiaoan.arrivals.queries import desk as asking
from xiaoan.arrivals.rules import desk as rules
from xiaoan.arrivals.services import acting, owing, tallying
from xiaoan.directory.rules import school_of
from xiaoan.illness import services as illness
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere
from xiaoan.screening import queries as screening

_ONE = "select pg_advisory_xact_lock(hashtext('arrivals.child'), hashtext(%s))"
_HIGH = ("retest", "fever")


@dataclass(frozen=True)
class Noted:
    """What the desk sends. `id` is the phone's. Who it is: a pass (`token`), a pupil (`person_id`), or
    class and
    seat. `celsius` with `method`, `retest` an axillary reading after rest. `at`: when, by the phone's
    clock set right;
    `waited`: it went out later than it was pressed."""

    id: UUID
    school_no: int
    gate_name: str
    result: str
    at: dt.datetime
    token: str = ""
    person_id: UUID | None = None
    class_no: int = 0
    seat: int = 0
    celsius: Decimal | None = None
    method: str = "forehead"
    retest: Decimal | None = None
    why: str = ""
    note: str = ""
    waited: bool = False

    @property
    def said(self) -> bytes:
        """What was sent, not when (kernel.said)."""
        return fingerprint(
            "gate", self.school_no, self.gate_name, self.result, self.token, str(self.person_id or ""),
            self.class_no, self.seat, str(self.celsius), self.method, str(self.retest), self.why,
            self.note.strip(),
        )  # fmt: skip


@dataclass(frozen=True)
class Receipt:
    """`first`: the check that counts; another than was sent where the child is in already."""

    first: UUID
    was_in: bool
    result: str


@transaction.atomic
def note(actor: Actor, sent: Noted) -> Receipt:
    """Keep what became of a child. The same form once more, and a child let in twice, answer as the first;
    a fever or a way home after it was let in is kept, and followed up."""
    acting.require(actor, Permission.RECEIVE_ARRIVALS, sent.school_no)
    known = Check.objects.filter(pk=sent.id).first()
    if known is not None:
        acting.refuse_other(actor, known.by_id, known.said, sent.said)
        return Receipt(known.pk, False, known.result)
    if sent.result not in rules.RESULTS:
        raise Invalid(_("请选放行、休息复测或劝返。"), {"result": "missing"})
    who = asking.find(
        actor, sent.school_no, sent.at,
        asking.Asked(sent.token, sent.person_id, sent.class_no, sent.seat),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [str(who.person_id)])
    today = list(Check.objects.filter(person_id=who.person_id, day=sent.at.date()).order_by("at"))
    last = today[-1] if today else None
    judged = _judged(sent, last)
    if last is not None and last.result == rules.IN and not _is_news(sent, last, judged):
        return Receipt(last.pk, True, last.result)
    _refuse(sent, who, judged)
    row = _keep(actor, sent, who, judged)
    _count(row, who, last)
    _follow(actor, row, who)
    journal.record(
        actor,
        ArrivalNoted(
            school_id=row.school_id, unit_no=row.unit_no, check_id=row.pk, person_id=row.person_id,
            result=row.result, timing=row.timing, by_pass=row.by_pass, unsettled=row.unsettled,
        ),
    )  # fmt: skip
    return Receipt(row.pk, False, row.result)


def _is_news(sent: Noted, last: Check, judged: "_Judged") -> bool:
    """Of a child who is in already: a fever, a second reading or a way home that came after it. Let in once
    more is the same; what was pressed before it was let in is settled by that."""
    return sent.at >= last.at and (sent.result != rules.IN or judged.is_high)


@dataclass(frozen=True)
class _Judged:
    """What the readings say (screening's rules): of this form, and of the first reading of a child who
    rested."""

    judgement: str
    fever: bool
    detail: dict[str, Any]

    @property
    def is_high(self) -> bool:
        return self.judgement in _HIGH or self.fever


def _judged(sent: Noted, before: Check | None) -> _Judged:
    celsius, method, retest = sent.celsius, sent.method, sent.retest
    if before is not None and before.result == rules.RESTING and retest is None:
        first = asking.detail_of(before)
        if celsius is not None and first.get("celsius"):
            # What is measured now is the second reading, under the arm.
            celsius, method, retest = Decimal(first["celsius"]), first["method"], celsius
    try:
        found = screening.judge_temperature(celsius, method, retest, "axillary" if retest else "")
    except ValueError:
        raise Invalid(_("请选测温方式。"), {"method": "missing"}) from None
    detail = {
        "celsius": str(celsius) if celsius is not None else "", "method": method,
        "retest": str(retest) if retest is not None else "", "note": sent.note.strip(),
    }  # fmt: skip
    return _Judged(str(found.judgement), found.fever, detail)


def _refuse(sent: Noted, who: asking.Whom, judged: _Judged) -> None:
    acts.words("note", sent.note, longest=300)
    if judged.judgement == "implausible":
        raise Invalid(_("体温读数不可能,请重新量。"), {"celsius": "range"})
    if sent.result == rules.TURNED and sent.why not in rules.WHY:
        raise Invalid(_("请选为什么劝返。"), {"why": "missing"})
    if sent.result == rules.RESTING and sent.celsius is None:
        raise Invalid(_("请填第一次体温。"), {"celsius": "missing"})
    if sent.result == rules.IN and not sent.waited:
        _refuse_letting_in(who, judged)


def _refuse_letting_in(who: asking.Whom, judged: _Judged) -> None:
    """Before the eyes of who presses: what keeps a child out, and what to do."""
    if who.standing == "not_cleared":
        raise Invalid(
            _("这名学生还不能返校,请劝返。凭证核验通过以后再来。"), {"result": "not_cleared"}
        )
    if judged.fever:
        raise Invalid(_("复测仍发热,请劝返并交校医。"), {"result": "fever"})
    if judged.judgement == "retest":
        raise Invalid(
            _("体温到线了。请让孩子休息 10 分钟,再用水银或电子体温计量腋温。"),
            {"retest": "missing"},
        )
    if judged.judgement == "measure_again":
        raise Invalid(_("读数太低,多半没有量准。请重新量。"), {"celsius": "low"})


def _keep(actor: Actor, sent: Noted, who: asking.Whom, judged: _Judged) -> Check:
    is_in = sent.result == rules.IN
    unsettled = sent.result == rules.TURNED or (
        is_in and (who.standing == "not_cleared" or judged.is_high)
    )
    day, detail = sent.at.astimezone(clock.ZONE).date(), json.dumps(judged.detail)
    with new_id():
        return Check.objects.create(
            id=sent.id, school_id=school_of(who.class_no), unit_no=who.class_no,
            person_id=who.person_id, day=day, at=sent.at, recorded_at=clock.now(),
            by_id=acts.user(actor), gate_name=sent.gate_name, result=sent.result,
            timing=rules.timing(who.due, sent.at.astimezone(clock.ZONE)), by_pass=bool(sent.token),
            standing=who.standing, fever=judged.fever,
            why=sent.why if sent.result == rules.TURNED else "", unsettled=unsettled,
            detail_cipher=ciphers.seal(detail, place=queries.DETAIL_PLACE, row=sent.id),
            said=sent.said,
        )  # fmt: skip


def _count(row: Check, who: asking.Whom, before: Check | None) -> None:
    """The child leaves the figure of its last state today, and is in that of the new one."""
    if before is not None and before.result == row.result == rules.IN:
        return
    change = dict.fromkeys(("arrived", "late", "resting", "turned"), 0)
    names = {rules.IN: "arrived", rules.RESTING: "resting", rules.TURNED: "turned"}
    if before is not None:
        change[names[before.result]] -= 1
        if before.result == rules.IN and before.timing == rules.LATE:
            change["late"] -= 1
    change[names[row.result]] += 1
    if row.result == rules.IN and row.timing == rules.LATE:
        change["late"] += 1
    is_today = who.due is not None and who.due.day == row.day
    slot = (who.gate, who.due.begins, who.due.ends, who.gate_name) if who.due and is_today else None
    tallying.note((row.school_id, row.unit_no, row.day), slot, change)


def _follow(actor: Actor, row: Check, who: asking.Whom) -> None:
    """Who is in has nothing open of before; who is not, or should not be, is somebody's to follow up."""
    if row.result == rules.IN:
        owing.settle(actor, row.person_id, row.at)
    if row.unsettled:
        owing.owe(actor, row)
    if row.fever or row.why == rules.SYMPTOMS:
        _as_illness(actor, row)


def _as_illness(actor: Actor, row: Check) -> None:
    """A fever that was measured under the arm begins an illness, as it does in class. Whoever has the desk
    may not
    be one who may say so: the product does."""
    sent = illness.Noticed(
        uuid7(), uuid7(), row.person_id, row.unit_no, at=min(row.at, clock.now()), fever=row.fever
    )
    may = actor.may(Permission.CARE, row.unit_no)
    try:
        with transaction.atomic():
            if may:
                illness.notice(actor, sent)
            else:
                with everywhere("arrivals") as system:
                    illness.notice(system, sent)
    except Conflict:
        # Followed already, and not in school by what others recorded: the illness goes on there.
        return
