"""The return certificate (复课证明查验): read by the school's doctor, held against the profile."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.illness import queries, rules
from xiaoan.illness.models import Illness, Step
from xiaoan.illness.services import acting
from xiaoan.illness.services.acting import Done
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import fingerprint, is_other, second_id

_KINDS = ("clear", "clear_against", "refuse")


@dataclass(frozen=True)
class Certificate:
    """What stands on it, and on which day the child is to be back. `reason`: why although too early."""

    id: UUID
    illness_id: UUID
    issuer: str
    doctor: str
    issued_on: dt.date
    back_on: dt.date
    dates: Mapping[str, dt.date] = field(default_factory=dict)
    signs: frozenset[str] = frozenset()
    reason: str = ""

    @property
    def said(self) -> bytes:
        """What was sent (kernel.said)."""
        words = [self.issuer.strip(), self.doctor.strip(), self.reason.strip()]
        return fingerprint(
            "certificate", words, self.issued_on, self.back_on, dict(self.dates), sorted(self.signs)
        )


@dataclass(frozen=True)
class Judged:
    """Whether the child is let in; if not, from which day on or what is missing."""

    is_cleared: bool
    verdict: rules.Verdict
    again: bool = False


def check_certificate(actor: Actor, seen: Certificate) -> Judged:
    """Let the child in, or record that the certificate does not do, with the day and what is missing.

    With a `reason`, and only after a refusal, the child is let in against the profile, and that stays
    visible; a reason that comes before (filled in without a network) is kept with the refusal.
    """
    row = acting.hold(actor, seen.illness_id)
    if not actor.may(Permission.CLEAR, row.unit_no):
        raise Forbidden
    seen = _under_its_id(row, seen)
    before = _before(row, seen)
    if before is not None:
        return before
    _refuse_nonsense(seen)
    found = _verdict(row, seen)
    kind = _kind(actor, row, seen, found)
    dates = {name: day.isoformat() for name, day in seen.dates.items()}
    facts = {
        **dates, "issued_on": seen.issued_on.isoformat(), "back_on": seen.back_on.isoformat(),
        "signs": sorted(seen.signs), "missing": list(found.missing),
        "earliest": found.day.isoformat() if found.day else None,
        "not_before": found.not_before.isoformat() if found.not_before else None,
    }  # fmt: skip
    words = {"issuer": seen.issuer, "doctor": seen.doctor, "reason": seen.reason}
    done = Done(seen.id, row.pk, kind, None, facts, words, sheet=seen.said)
    receipt = acting.take_step(actor, done)
    return Judged(kind != "refuse", found, receipt.again)


def _under_its_id(row: Illness, seen: Certificate) -> Certificate:
    """One that was changed on the phone after it had arrived is judged as another sheet."""
    known = Step.objects.filter(pk=seen.id, illness_id=row.pk, kind__in=_KINDS).first()
    if known is not None and is_other(known.said, seen.said):
        return replace(seen, id=second_id(seen.id, seen.said))
    return seen


def _before(row: Illness, seen: Certificate) -> Judged | None:
    """What came of the same sheet, whenever it is sent again: its days need not be today's any more."""
    known = Step.objects.filter(pk=seen.id).first()
    if known is None:
        return None
    same = known.illness_id == row.pk and known.kind in _KINDS
    if not same or is_other(known.said, seen.said):
        raise taken()
    day, not_before = (
        dt.date.fromisoformat(text) if text else None
        for text in (known.facts.get("earliest"), known.facts.get("not_before"))
    )
    verdict = rules.Verdict(day, not_before, tuple(known.facts.get("missing", ())))
    return Judged(known.kind != "refuse", verdict, again=True)


def _kind(actor: Actor, row: Illness, seen: Certificate, found: rules.Verdict) -> str:
    if found.allows(seen.back_on):
        return "clear"
    if not seen.reason.strip():
        return "refuse"
    was_refused = queries.was_refused(queries.steps_of(actor, [row])[row.pk])
    return "clear_against" if was_refused or row.stage == "cleared" else "refuse"


def _verdict(row: Illness, seen: Certificate) -> rules.Verdict:
    profile = queries.settings().at(row.unit_no).profile
    facts = rules.Facts({**queries.known_dates(row), **seen.dates}, seen.signs)
    diagnosis = "" if row.certainty == "excluded" else row.diagnosis
    return rules.earliest_return(rules.book(), diagnosis, profile, facts, row.since)


def _refuse_nonsense(seen: Certificate) -> None:
    today = clock.today()
    if not seen.issuer.strip() or not seen.doctor.strip():
        raise Invalid(_("请写开具机构和医生。"), {"issuer": "missing"})
    if not clock.FIRST_DAY <= seen.issued_on <= today:
        raise Invalid(_("开具日期不能晚于今天。"), {"issued_on": "future"})
    if not all(clock.FIRST_DAY <= day <= today for day in seen.dates.values()):
        raise Invalid(_("发病、退热等日期不能晚于今天。"), {"dates": "future"})
    if not today <= seen.back_on <= today + dt.timedelta(days=90):
        raise Invalid(_("返班日期应在今天到 90 天以内。"), {"back_on": "out_of_range"})
    if seen.signs - set(rules.SIGNS):
        raise Invalid(_("有不认识的条件,请重新勾选。"), {"signs": "unknown"})
