"""Reading the rule file: YAML in, a checked `RuleBook` out."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from xiaoan.outbreaks.rules.book import Condition, Disease, Overlay, Rule, RuleBook, SuddenAbsence
from xiaoan.outbreaks.rules.fields import Fields, RuleFileError

CURRENT_VERSION = "2026.11"
DATA = Path(__file__).parent.parent / "data"

_READING = ("at_least", "window", "count", "unknown_onset")
_KINDS = ("report_rule", "suspension_advice", "tightening")
_SEVERITIES = ("report", "cluster", "outbreak", "emergency_info", "advice")
_STATUSES = ("confirmed", "single_copy", "secondary", "verify")
_WINDOWS = ("days", "event", "semester", "none")
_UNITS = (
    "class", "dormitory", "school", "campus", "county", "person", "any", "vaccination_point",
    "dosing_point",
)  # fmt: skip
_REPORTERS = ("school", "statutory_reporter", "county_cdc")
_RECIPIENTS = (
    "county_cdc", "edu_bureau", "health_bureau", "market_supervision", "emergency_system",
)  # fmt: skip
_SYMPTOM_MATCH = "same_syndrome"
# Field of a condition → what it measures. `min` is cases, as the tables of the documents have it.
_MEASURES = {
    "min": "cases",
    "deaths_min": "deaths",
    "hospitalised_min": "hospitalised",
    "new_today_min": "new_today",
    "lab_hosp_or_death_min": "lab_hosp_or_death",
}
_RATIO = "current_ratio_min"
_OCCURRENCES = ("occurrence", "group_reaction", "first_ever_in_county")


@cache
def rule_book(version: str = CURRENT_VERSION) -> RuleBook:
    """The rule file of a version, read once. A signal keeps its version, so old files stay."""
    return read_rule_book(DATA / f"rules-cn-{version}.yaml")


def rules_in_force(
    day: dt.date, jurisdiction: str = "", overlays: Collection[str] = ()
) -> tuple[Rule, ...]:
    """`RuleBook.in_force` of the current file."""
    return rule_book().in_force(day, jurisdiction, overlays)


def read_rule_book(path: Path) -> RuleBook:
    """Read and check one file; RuleFileError says which rule and field to mend."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RuleFileError(f"{path.name}: there is no such rule file") from error
    except yaml.YAMLError as error:
        raise RuleFileError(f"{path.name}: is not YAML: {error}") from error
    return parse_rule_book(content, path.name)


def parse_rule_book(content: object, name: str = "rules") -> RuleBook:
    """Check what a rule file says. `name` goes into the errors."""
    head = Fields(content, name)
    version = head.text("version")
    reading = Fields(head.need("reading"), f"{name}, reading")
    continuation = reading.whole("continuation_days", least=0)
    if continuation is None:
        raise reading.fault("continuation_days", "is missing")
    readings = {field: reading.text(field) for field in _READING}
    reading.finish()
    groups = Fields(head.need("syndromes"), f"{name}, syndromes")
    similar, not_similar = groups.words("similar", required=True), groups.words("not_similar")
    groups.finish()
    sources = _sources(head)
    defaults = Fields(head.need("defaults"), f"{name}, defaults")
    to = defaults.words("to", _RECIPIENTS, required=True)
    defaults.finish()
    overlays = _overlays(head, sources)
    diseases = _diseases(head)
    sudden = _sudden_absence(head, sources)
    common = _Common(name, version, sources, overlays, to, similar, continuation)
    book = RuleBook(
        version=version,
        jurisdiction=head.text("jurisdiction"),
        reading=MappingProxyType(readings),
        continuation_days=continuation,
        similar=similar,
        not_similar=not_similar,
        sources=MappingProxyType(sources),
        overlays=MappingProxyType(overlays),
        diseases=MappingProxyType(diseases),
        sudden_absence=sudden,
        rules=common.rules(head.need("rules")),
    )
    head.finish()
    return book


def _sources(head: Fields) -> dict[str, str]:
    rows = head.need("sources")
    if not isinstance(rows, dict) or not all(isinstance(title, str) for title in rows.values()):
        raise head.fault("sources", "must give each source id a title")
    return dict(rows)


def _overlays(head: Fields, sources: Collection[str]) -> dict[str, Overlay]:
    rows = head.take("overlays") or {}
    if not isinstance(rows, dict):
        raise head.fault("overlays", "must be a mapping of names")
    return {name: _overlay(name, row, head.where, sources) for name, row in rows.items()}


def _overlay(name: str, row: object, where: str, sources: Collection[str]) -> Overlay:
    fields = Fields(row, f"{where}, overlay {name}")
    overlay = Overlay(
        name=name,
        title=fields.text("title"),
        jurisdiction=fields.text("jurisdiction", ""),
        effective_from=fields.day("effective_from"),
        effective_until=fields.day("effective_until"),
        status=fields.choice("status", _STATUSES),
        sources=fields.words("sources", sources, required=True),
    )
    fields.finish()
    return overlay


def _diseases(head: Fields) -> dict[str, Disease]:
    rows = head.take("diseases") or {}
    if not isinstance(rows, dict):
        raise head.fault("diseases", "must be a mapping of codes")
    return {code: _disease(code, row, head.where) for code, row in rows.items()}


def _disease(code: str, row: object, where: str) -> Disease:
    fields = Fields(row, f"{where}, disease {code}")
    celsius = fields.take("at_least_celsius")
    disease = Disease(
        code,
        fields.text("name"),
        fields.words("diagnoses"),
        fields.text("syndrome", ""),
        None if celsius is None else Decimal(str(celsius)),
    )
    fields.finish()
    return disease


def _sudden_absence(head: Fields, sources: Collection[str]) -> SuddenAbsence | None:
    if not head.has("sudden_absence"):
        return None
    fields = Fields(head.take("sudden_absence"), f"{head.where}, sudden_absence")
    found = SuddenAbsence(
        people=fields.whole("people", least=1) or 1,
        share=fields.ratio("share"),
        status=fields.choice("status", _STATUSES),
        sources=fields.words("sources", sources, required=True),
    )
    fields.finish()
    return found


@dataclass(frozen=True, slots=True)
class _Common:
    """What all rules of a file share while they are being read."""

    name: str
    version: str
    sources: Mapping[str, str]
    overlays: Mapping[str, Overlay]
    to: tuple[str, ...]
    similar: tuple[str, ...]
    continuation_days: int

    def rules(self, rows: object) -> tuple[Rule, ...]:
        if not isinstance(rows, list) or not rows:
            raise RuleFileError(f"{self.name}, field rules: must be a list of rules")
        ids = [row.get("id", at) if isinstance(row, dict) else at for at, row in enumerate(rows, 1)]
        twice = sorted(str(each) for each, times in Counter(map(str, ids)).items() if times > 1)
        if twice:
            raise RuleFileError(f"{self.name}, field rules: {', '.join(twice)} is there twice")
        return tuple(
            self._rule(Fields(row, f"{self.name}, rule {rule_id}"), {str(each) for each in ids})
            for rule_id, row in zip(ids, rows, strict=True)
        )

    def _rule(self, fields: Fields, ids: Collection[str]) -> Rule:
        kind = fields.choice("kind", _KINDS, "report_rule")
        draft: dict[str, Any] = {"version": self.version, "kind": kind}
        draft |= _trigger(fields, kind)
        draft |= self._duty(fields, ids, kind)
        draft |= self._standing(fields)
        draft["groups"] = self.similar if _SYMPTOM_MATCH in draft["match"] else ()
        draft["continuation_days"] = self.continuation_days
        draft["text_zh"] = _worded(fields, draft)
        fields.finish()
        rule = Rule(**draft)
        _check(rule, fields)
        return rule

    def _duty(self, fields: Fields, ids: Collection[str], kind: str) -> dict[str, Any]:
        """What the rule asks for: who tells whom, by when."""
        return {
            "severity": fields.choice("severity", _SEVERITIES),
            "deadline_hours": fields.whole("deadline_h", least=0),
            "deadline_text": fields.text("deadline_text", ""),
            "by": fields.choice("by", _REPORTERS, "school"),
            "to": fields.words("to", _RECIPIENTS) or self.to,
            "tightens": fields.words("tightens", ids, required=kind == "tightening"),
            "suspend_days": fields.whole("suspend_days", least=1),
            "needs": fields.words("needs"),
        }

    def _standing(self, fields: Fields) -> dict[str, Any]:
        """Where the rule comes from, how sure it is, when and where it holds."""
        overlay = self._overlay_of(fields)
        begun, ended = fields.day("effective_from"), fields.day("effective_until")
        return {
            "basis": fields.text("basis"),
            "sources": fields.words("sources", self.sources, required=True),
            "status": fields.choice("status", _STATUSES),
            "effective_from": begun or (overlay.effective_from if overlay else None),
            "effective_until": ended or (overlay.effective_until if overlay else None),
            "overlay": overlay.name if overlay else "",
            "enabled": fields.flag("enabled", default=True),
            "needs_official_text": fields.flag("needs_official_text", default=False),
            "note": fields.text("note", ""),
        }

    def _overlay_of(self, fields: Fields) -> Overlay | None:
        name = fields.text("overlay", "")
        if name and name not in self.overlays:
            raise fields.fault("overlay", f"{name!r} is not among the overlays of the file")
        return self.overlays.get(name)


def _trigger(fields: Fields, kind: str) -> dict[str, Any]:
    """What sets the rule off: where, what, how many, within which window."""
    days = fields.whole("window_days", least=1)
    usual = "days" if days is not None or kind == "report_rule" else "none"
    return {
        "id": fields.text("id"),
        "units": fields.words("unit", _UNITS, required=kind != "tightening"),
        "match": fields.words("match"),
        "disease": fields.text("disease", ""),
        "conditions": _conditions(fields),
        "window": fields.choice("window", _WINDOWS, usual),
        "window_days": days,
        "lookback_years": fields.whole("lookback_years", least=1),
    }


def _conditions(fields: Fields) -> tuple[Condition, ...]:
    """`min: n` is short for `any: [{min: n}]`."""
    least = fields.whole("min", least=1)
    rows = fields.take("any") or []
    if least is not None and rows:
        raise fields.fault("any", "stands beside min; write one of the two")
    if not isinstance(rows, list):
        raise fields.fault("any", "must be a list of conditions")
    if least is not None:
        return (Condition("cases", least),)
    return tuple(
        _condition(Fields(row, f"{fields.where}, field any[{at}]")) for at, row in enumerate(rows)
    )


def _condition(fields: Fields) -> Condition:
    named = [name for name in (*_MEASURES, _RATIO, *_OCCURRENCES) if fields.has(name)]
    if len(named) != 1:
        raise RuleFileError(f"{fields.where}: needs exactly one measure, has {len(named)}")
    name = named[0]
    measure, at_least = name, 1
    if name in _MEASURES:
        measure, at_least = _MEASURES[name], fields.whole(name, least=1) or 1
    elif name in _OCCURRENCES and not fields.flag(name, default=False):
        raise fields.fault(name, "can only be true")
    condition = Condition(
        measure="current_ratio" if name == _RATIO else measure,
        at_least=fields.ratio(name) if name == _RATIO else at_least,
        window_days=fields.whole("window_days", least=1),
        requires=fields.text("requires", ""),
        when=fields.text("when", ""),
    )
    fields.finish()
    return condition


def _worded(fields: Fields, draft: Mapping[str, Any]) -> str:
    """The rule's plain words with its own numbers in them, so that the two cannot drift apart."""
    values: dict[str, int] = {}
    for each in draft["conditions"]:
        name = {"cases": "min", "current_ratio": "percent"}.get(each.measure, each.measure)
        amount = each.at_least * 100 if name == "percent" else each.at_least
        values.setdefault(name, int(amount))
    named = {"days": "window_days", "hours": "deadline_hours", "years": "lookback_years"}
    values |= {word: draft[field] for word, field in named.items() if draft[field] is not None}
    try:
        return fields.text("text_zh").format_map(values)
    except (KeyError, ValueError, IndexError) as error:
        raise fields.fault("text_zh", f"asks for {error}, which the rule does not have") from error


def _check(rule: Rule, fields: Fields) -> None:
    """What holds between fields."""
    if (rule.window == "days") != (rule.window_days is not None) and rule.enabled:
        raise fields.fault("window_days", f"does not fit window: {rule.window}")
    if rule.effective_from and rule.effective_until and rule.effective_until < rule.effective_from:
        raise fields.fault("effective_until", "is before effective_from")
    if rule.kind != "tightening":
        _check_trigger(rule, fields)
    elif rule.deadline_hours is None:
        raise fields.fault("deadline_h", "is missing; tightening sets nothing else")


def _check_trigger(rule: Rule, fields: Fields) -> None:
    if bool(rule.match) == bool(rule.disease):
        raise fields.fault("match", "a rule has either match or disease")
    if rule.enabled and not rule.conditions:
        raise fields.fault("min", "is missing, and so is any")
    if rule.needs_official_text and rule.enabled:
        raise fields.fault("enabled", "must be false until the official text is there")
    if rule.groups and rule.min_cases is None:
        raise fields.fault("min", "is missing; similar symptoms are counted in cases")
