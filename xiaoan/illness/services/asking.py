"""Asking after an absence of which nobody knows the cause, and what follows from the answer."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.illness import queries, rules
from xiaoan.illness.models import Absence, Asking, Illness
from xiaoan.illness.services import absences, acting, opening
from xiaoan.illness.services.acting import Done
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other, second_id
from xiaoan.kernel.scope import inside
from xiaoan.screening import services as screening


@dataclass(frozen=True)
class Told:
    """What somebody found out who asked (rules.ASKED). `id` is made by whoever sends it: the same once more
    changes nothing. `asked`: whom and how; `reason`: why the child was away, or what was tried.
    """

    id: UUID
    absence_id: UUID
    outcome: str
    asked: str = ""
    reason: str = ""
    symptoms: int = 0
    onset: dt.date | None = None

    @property
    def said(self) -> bytes:
        """What was sent (kernel.said)."""
        words = (self.asked.strip(), self.reason.strip())
        return fingerprint(self.outcome, words, self.symptoms, self.onset)


@dataclass(frozen=True)
class Said:
    """What came of it: how many roll-calls were corrected; the illness it goes on as. `late`: somebody had
    said the cause before; this is kept beside it.
    """

    roll_calls: int = 0
    illness_id: UUID | None = None
    late: bool = False
    again: bool = False


def say_cause(actor: Actor, told: Told) -> Said:
    """Record what was found out. An illness goes on as an illness, also where something milder had been said
    before; any other cause corrects the roll-calls and ends it; whoever reached nobody is noted.
    """
    row = _hold(actor, told.absence_id)
    if not actor.may(Permission.TRACE, row.unit_no):
        raise Forbidden
    told = _under_its_id(row, told)
    if _is_known(row, told):
        return Said(illness_id=row.illness_id, again=True)
    _refuse_faults(told)
    with transaction.atomic():  # an id that is used elsewhere leaves nothing behind
        _keep(actor, row, told)
        return _follow(actor, row, told)


def _hold(actor: Actor, absence_id: UUID) -> Absence:
    rows = Absence.objects.select_for_update().filter(inside(actor.intervals), pk=absence_id)
    row = rows.first()
    if row is None:
        raise NotFound
    return row


def _under_its_id(row: Absence, told: Told) -> Told:
    """What was changed on the phone after it had arrived was heard later: another asking."""
    known = Asking.objects.filter(pk=told.id, absence_id=row.pk).first()
    if known is not None and (known.outcome != told.outcome or is_other(known.said, told.said)):
        return replace(told, id=second_id(told.id, told.said))
    return told


def _is_known(row: Absence, told: Told) -> bool:
    known = Asking.objects.filter(pk=told.id).values_list("absence_id", "outcome", "said").first()
    if known is None:
        return False
    if known[:2] != (row.pk, told.outcome) or is_other(known[2], told.said):
        raise taken()
    return True


def _refuse_faults(told: Told) -> None:
    if told.outcome not in rules.ASKED:
        raise Invalid(_("请选一项。"), {"outcome": "unknown"})
    acting.refuse_words({"asked": told.asked, "reason": told.reason})
    if not told.asked.strip():
        raise Invalid(_("请写问了谁、怎么问的。"), {"asked": "missing"})
    if told.outcome in ("personal", "came") and not told.reason.strip():
        raise Invalid(_("请写明原因,点名表会按它更正。"), {"reason": "missing"})
    if told.onset and not clock.FIRST_DAY <= told.onset <= clock.today():
        raise Invalid(_("发病日期不能晚于今天。"), {"onset": "future"})


def _keep(actor: Actor, row: Absence, told: Told) -> None:
    row.asked += 1
    words = {"asked": told.asked.strip(), "reason": told.reason.strip()}
    text = json.dumps({name: said for name, said in words.items() if said}, ensure_ascii=False)
    one = Asking(
        id=told.id, school_id=row.school_id, unit_no=row.unit_no, absence_id=row.pk,
        person_id=row.person_id, no=row.asked, outcome=told.outcome, at=clock.now(), by_id=actor.user_id,
        words=ciphers.seal(text, place=queries.ASKING_PLACE, row=told.id), said=told.said,
    )  # fmt: skip
    with new_id():
        one.save(force_insert=True)
        row.save(update_fields=["asked"])


def _follow(actor: Actor, row: Absence, told: Told) -> Said:
    is_late = row.closed_at is not None
    if told.outcome == "unreached":
        row.tries += 0 if is_late else 1
        row.save(update_fields=["tries"])
    elif told.outcome == "ill":
        return _as_illness(actor, row, told, is_late)
    elif not is_late:
        corrected = _correct(actor, row, told)
        absences.close(actor, row, told.outcome, corrected)
        return Said(corrected)
    absences.tell(actor, row, told.outcome)
    return Said(late=is_late)


def _as_illness(actor: Actor, row: Absence, told: Told, is_late: bool) -> Said:
    """The child is ill after all: the illness is opened and traced by what was just heard."""
    ill = queries.open_of(actor, {row.person_id}).get(row.person_id) or _opened(actor, row, told)
    corrected = _correct(actor, row, told)
    if rules.may_follow(queries.situation(ill), "trace"):
        facts = {"symptoms": told.symptoms, **_onset(told)}
        words = {"asked": told.asked, "note": told.reason}
        acting.apply(actor, ill, Done(uuid7(), ill.pk, "trace", None, facts, words))
    row.illness_id = ill.pk
    if is_late:
        row.outcome = "ill"
        row.save(update_fields=["illness_id", "outcome"])
        absences.tell(actor, row, "ill", corrected)
    else:
        absences.close(actor, row, "ill", corrected)
    return Said(corrected, ill.pk, late=is_late)


def _onset(told: Told) -> dict[str, str]:
    return {"onset": told.onset.isoformat()} if told.onset else {}


def _opened(actor: Actor, row: Absence, told: Told) -> Illness:
    found = opening.Found(
        row.person_id, row.unit_no, is_absent=True, symptoms=told.symptoms, onset=told.onset,
        since=row.since, facts={"slot": row.slot, "kind": "absent_unknown"},
    )  # fmt: skip
    made = opening.open_many(actor, [found], clock.today())
    acting.send_away(actor, made[0])
    return made[0]


def _correct(actor: Actor, row: Absence, told: Told) -> int:
    # What was heard stays sealed in the asking: whoever reads roll-calls reads no illness.
    reason = _("追查缺勤原因后更正,详见追查记录。")
    is_ill = told.outcome == "ill"
    cause = screening.Cause(
        row.person_id, row.unit_no, row.since, rules.CAUSES[told.outcome], reason,
        told.symptoms if is_ill else 0, told.onset if is_ill else None,
    )  # fmt: skip
    return screening.name_cause(actor, cause)
