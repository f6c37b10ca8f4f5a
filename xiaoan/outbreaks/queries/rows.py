"""One signal as lists show it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.models import Signal
from xiaoan.outbreaks.queries.names import RECIPIENT_NAMES
from xiaoan.outbreaks.queries.rulebook import text_of


@dataclass(frozen=True)
class SignalRow:
    """One signal of a list."""

    id: UUID
    school_id: int
    unit_no: int
    school: str
    place: str
    level: str
    rule: str
    rule_version: str
    rule_text: str
    # What is filled in where the rule is said in other words.
    numbers: dict[str, int | None]
    basis: str
    confirmed: bool
    syndrome: str
    day: dt.date
    last_day: dt.date
    window_from: dt.date
    cases: int
    raised_at: dt.datetime
    deadline_at: dt.datetime | None
    minutes_left: int | None
    state: str
    days_reported: int
    days_due: int
    acknowledged_at: dt.datetime | None
    acknowledged_by: str
    sources: tuple[str, ...]
    source: str
    reported_by: str
    to: tuple[str, ...]
    deadline_text: str


def rows_of(actor: Actor, found: Iterable[Signal]) -> list[SignalRow]:
    """Signals with the names of their places and of who has seen them."""
    rows = list(found)
    places = directory.places({no for row in rows for no in (row.unit_no, row.school_id)})
    who = {who for row in rows for who in (row.acknowledged_by_id, row.reported_by_id) if who}
    names = accounts.names(actor, who)
    now = clock.now()
    return [_row(row, places, names, now) for row in rows]


_AS_STORED = (
    "school_id", "unit_no", "level", "rule", "rule_version", "basis", "syndrome", "day", "last_day",
    "window_from", "cases", "raised_at", "deadline_at", "state", "days_reported", "days_due",
    "acknowledged_at", "source",
)  # fmt: skip


def _row(
    row: Signal,
    places: Mapping[int, directory.Place],
    names: Mapping[UUID, str],
    now: dt.datetime,
) -> SignalRow:
    return SignalRow(
        id=row.pk,
        school=places[row.school_id].name,
        place=places[row.unit_no].name,
        rule_text=_rule_text(row),
        numbers=_numbers(row),
        confirmed=row.rule_status == "confirmed",
        minutes_left=_minutes(row.deadline_at, now),
        acknowledged_by=names.get(row.acknowledged_by_id, "") if row.acknowledged_by_id else "",
        sources=_sources(row),
        reported_by=names.get(row.reported_by_id, "") if row.reported_by_id else "",
        to=_to(row),
        deadline_text=_deadline_text(row),
        **{name: getattr(row, name) for name in _AS_STORED},
    )


def rule_of(row: Signal) -> rules.Rule | None:
    """The rule in the version of the file that raised the signal."""
    try:
        return rules.rule_book(row.rule_version).rule(row.rule)
    except (KeyError, rules.RuleFileError):
        return None


def _rule_text(row: Signal) -> str:
    rule = rule_of(row)
    return text_of(rule) if rule else row.rule


def _numbers(row: Signal) -> dict[str, int | None]:
    rule = rule_of(row)
    return {"days": rule.window_days, "min": rule.min_cases} if rule else {}


def _to(row: Signal) -> tuple[str, ...]:
    rule = rule_of(row)
    return tuple(str(RECIPIENT_NAMES[each]) for each in rule.to) if rule else ()


def _deadline_text(row: Signal) -> str:
    rule = rule_of(row)
    return rule.deadline_text if rule and row.deadline_at is None else ""


def _sources(row: Signal) -> tuple[str, ...]:
    rule = rule_of(row)
    named = rules.rule_book(row.rule_version).sources if rule else {}
    return tuple(f"{code} {named[code]}" for code in rule.sources) if rule else ()


def _minutes(deadline: dt.datetime | None, now: dt.datetime) -> int | None:
    return int((deadline - now).total_seconds() // 60) if deadline else None
