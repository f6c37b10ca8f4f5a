"""To whom the rule of a signal has the school report, for those who keep the clock."""

from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel import clock
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.models import Signal
from xiaoan.outbreaks.queries.in_force import rules_on


@dataclass(frozen=True)
class Asks:
    """What a statutory rule asks for: who is told, how grave, by which paper, how sure that is."""

    rule: str
    rule_version: str
    to: tuple[str, ...]
    severity: str
    basis: str
    status: str
    text: str
    hours: int | None


def asks_of(signal_id: UUID) -> Asks | None:
    """What the rule of a signal in the running scope asks for; None of a statistical layer, and of a rule
    that its file no longer has. As in force on the day it was raised, else as written."""
    row = Signal.objects.filter(pk=signal_id, layer="statutory").first()
    rule = _rule(row) if row else None
    if row is None or rule is None:
        return None
    return Asks(
        row.rule,
        row.rule_version,
        rule.to,
        rule.severity,
        row.basis,
        row.rule_status,
        rule.text_zh,
        rule.deadline_hours,
    )


def _rule(row: Signal) -> rules.Rule | None:
    day = row.raised_at.astimezone(clock.ZONE).date()
    bound = (one for one in rules_on(day) if one.id == row.rule)
    found = next((one for one in bound if one.version == row.rule_version), None)
    if found:
        return found
    try:
        return rules.rule_book(row.rule_version).rule(row.rule)
    except (KeyError, rules.RuleFileError):
        return None


def asks_by(rule_id: str) -> Asks | None:
    """What a rule asks for today, where no signal but a person met it; None if it is not in force."""
    rule = next((one for one in rules_on(clock.today()) if one.id == rule_id), None)
    if rule is None:
        return None
    return Asks(
        rule.id,
        rule.version,
        rule.to,
        rule.severity,
        rule.basis,
        rule.status,
        rule.text_zh,
        rule.deadline_hours,
    )


def texts_of(signal_ids: list[UUID]) -> list[Asks]:
    """The rules of signals in the running scope, each once, in the order given."""
    found = [asks_of(one) for one in signal_ids]
    return list({one.rule: one for one in found if one}.values())
