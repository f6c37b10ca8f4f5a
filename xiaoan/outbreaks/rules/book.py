"""The statutory rules as values, and which of them are in force."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Condition:
    """One way to meet a rule: `measure` is at least that (inclusive), given `requires`, `when`."""

    measure: str  # cases, deaths, hospitalised, new_today, current_ratio, occurrence, …
    at_least: int | Decimal
    window_days: int | None = None  # own window of this condition, where it differs from the rule's
    requires: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the file. Fields as in the file's head; `text_zh` has the numbers filled in.

    `continuation_days` is the file's reading, carried here so that a finding can stand alone.
    """

    id: str
    version: str
    kind: str  # report_rule, suspension_advice, tightening
    units: tuple[str, ...]
    match: tuple[str, ...]
    disease: str
    conditions: tuple[Condition, ...]
    window: str  # days, event, semester, none
    window_days: int | None
    lookback_years: int | None
    severity: str
    deadline_hours: int | None
    deadline_text: str
    by: str
    to: tuple[str, ...]
    basis: str
    sources: tuple[str, ...]
    status: str
    effective_from: dt.date | None
    effective_until: dt.date | None
    overlay: str
    tightens: tuple[str, ...]
    groups: tuple[str, ...]
    suspend_days: int | None
    needs: tuple[str, ...]
    enabled: bool
    needs_official_text: bool
    note: str
    text_zh: str
    continuation_days: int
    tightened_by: str = ""

    @property
    def min_cases(self) -> int | None:
        """The number of cases that meets the rule, None where something else does."""
        found = [each.at_least for each in self.conditions if each.measure == "cases"]
        return int(found[0]) if found else None

    @property
    def is_confirmed(self) -> bool:
        return self.status == "confirmed"

    def is_effective(self, day: dt.date) -> bool:
        """Enabled and inside its dates, both included; a date left empty is no limit."""
        begun = self.effective_from is None or self.effective_from <= day
        ended = self.effective_until is not None and self.effective_until < day
        return self.enabled and begun and not ended


@dataclass(frozen=True, slots=True)
class Overlay:
    """A province's, city's or county's own rules, on top of the national ones."""

    name: str
    title: str
    jurisdiction: str  # "" = in force only where chosen by name
    effective_from: dt.date | None
    effective_until: dt.date | None
    status: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disease:
    """The disease of a rule and the diagnoses that count for it; none: nobody can enter it, a person says so.

    `syndrome`: seen by teachers, counts as well, unless a fever was measured below `at_least_celsius`.
    """

    code: str
    name: str
    diagnoses: tuple[str, ...] = ()
    syndrome: str = ""
    at_least_celsius: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SuddenAbsence:
    """When an unexplained absence is large: both are reached. Our own, and marked so."""

    people: int
    share: Decimal
    status: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A rule file, read and checked. `similar`: the groups that count for N-01."""

    version: str
    jurisdiction: str
    reading: Mapping[str, str]
    continuation_days: int
    similar: tuple[str, ...]
    not_similar: tuple[str, ...]
    sources: Mapping[str, str]
    overlays: Mapping[str, Overlay]
    diseases: Mapping[str, Disease]
    sudden_absence: SuddenAbsence | None
    rules: tuple[Rule, ...]

    def rule(self, rule_id: str) -> Rule:
        """The rule as written, in force or not; KeyError for one that is not in the file."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def in_force(
        self, day: dt.date, jurisdiction: str = "", overlays: Collection[str] = ()
    ) -> tuple[Rule, ...]:
        """The rules that bind a place on a day, in the order of the file.

        `jurisdiction` is a path such as "cn/zhejiang/huzhou" ("" = the file's own): an overlay is
        in force in its jurisdiction and below, and wherever it is chosen by name in `overlays`. Of
        several deadlines for one rule the strictest holds (reading rule 6). ValueError for an
        overlay that is not in the file and for a jurisdiction outside the file's.
        """
        chosen = self._overlays_for(jurisdiction or self.jurisdiction, overlays)
        bound = [
            rule
            for rule in self.rules
            if rule.is_effective(day) and (not rule.overlay or rule.overlay in chosen)
        ]
        tightening = [rule for rule in bound if rule.tightens]
        return tuple(_tightened(rule, tightening) for rule in bound if not rule.tightens)

    def diagnosed_as(self, diagnosis: str) -> frozenset[str]:
        """The diseases of rules for which a diagnosis counts."""
        return frozenset(
            each.code for each in self.diseases.values() if diagnosis in each.diagnoses
        )

    def _overlays_for(self, jurisdiction: str, names: Collection[str]) -> frozenset[str]:
        unknown = sorted(set(names) - set(self.overlays))
        if unknown:
            known = ", ".join(sorted(self.overlays))
            raise ValueError(f"no overlay {', '.join(unknown)} in {self.version}; known: {known}")
        if not _lies_in(jurisdiction, self.jurisdiction):
            raise ValueError(f"{jurisdiction} is not in {self.jurisdiction}, which the file is for")
        local = {
            overlay.name
            for overlay in self.overlays.values()
            if overlay.jurisdiction and _lies_in(jurisdiction, overlay.jurisdiction)
        }
        return frozenset(names) | local


def _lies_in(place: str, area: str) -> bool:
    return place == area or place.startswith(f"{area}/")


def _tightened(rule: Rule, tightening: list[Rule]) -> Rule:
    """The rule with the strictest deadline of its tighteners; no hours yields to any hours."""
    for other in tightening:
        hours = other.deadline_hours
        if rule.id not in other.tightens or hours is None:
            continue
        if rule.deadline_hours is None or hours < rule.deadline_hours:
            rule = replace(rule, deadline_hours=hours, tightened_by=other.id)
    return rule
