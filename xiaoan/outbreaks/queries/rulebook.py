"""The rules as a page shows them: what each asks, by what it is held, and whether it is in force here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.queries import names
from xiaoan.outbreaks.queries.in_force import rules_on

# Ways in which a person may say that a rule of a school is met.
_REPORTABLE = ("symptoms", "diagnoses", "one_child", "absence", "person")


@dataclass(frozen=True)
class RuleRow:
    """One rule of the file. `state`: in_force, not_here (an overlay of elsewhere), retired, to_come or off;
    `left`: what of it only a person can say.
    """

    id: str
    version: str
    text: str
    severity: str
    units: str
    threshold: str
    window: str
    deadline: str
    tightened_by: str
    to: str
    basis: str
    sources: tuple[str, ...]
    status: str
    confirmed: bool
    effective_from: dt.date | None
    effective_until: dt.date | None
    overlay: str
    way: str
    left: tuple[str, ...]
    note: str
    state: str
    reportable: bool


def rule_rows(day: dt.date | None = None) -> list[RuleRow]:
    """Every rule of the file, those in force first, in the order of the file."""
    today = day or clock.today()
    bound = {rule.id: rule for rule in rules_on(today)}
    rows = [_row(bound.get(rule.id, rule), bound, today) for rule in rules.rule_book().rules]
    return sorted(rows, key=lambda row: row.state != "in_force")


def rule_row(rule_id: str) -> RuleRow | None:
    """One rule as it holds here today."""
    return next((row for row in rule_rows() if row.id == rule_id), None)


def rule_named(rule_id: str, version: str = rules.CURRENT_VERSION) -> rules.Rule | None:
    """The rule in a version of the file, as written; None if there is none."""
    try:
        return rules.rule_book(version).rule(rule_id)
    except (KeyError, rules.RuleFileError):
        return None


def is_reportable(rule: rules.Rule) -> bool:
    """Whether a person may say that the rule is met."""
    return rules.way_of(rule, rules.rule_book()) in _REPORTABLE


def text_of(rule: rules.Rule) -> str:
    """The plain words of a rule; in 繁體 as drafted, with the numbers of the file."""
    if (get_language() or "").lower().startswith("zh-hant"):
        return _hant(rule.version).get(rule.id, rule.text_zh)
    return rule.text_zh


@cache
def _hant(version: str) -> dict[str, str]:
    path = rules.DATA / f"rules-cn-{version}.hant.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def left_in_words(rule: rules.Rule) -> tuple[str, ...]:
    """What of a rule only a person can say, in words."""
    return tuple(_condition(each) for each in rules.left_to_people(rule, rules.rule_book()))


def _row(rule: rules.Rule, bound: dict[str, rules.Rule], day: dt.date) -> RuleRow:
    book = rules.rule_book()
    state = _state(rule, bound, day, book)
    return RuleRow(
        id=rule.id,
        version=rule.version,
        text=text_of(rule),
        severity=str(names.SEVERITY_NAMES[rule.severity]),
        units=_listed(names.UNIT_NAMES[each] for each in rule.units),
        threshold=_(";").join(_condition(each) for each in rule.conditions),
        window=_window(rule),
        deadline=_deadline(rule),
        tightened_by=rule.tightened_by,
        to=_listed(names.RECIPIENT_NAMES[each] for each in rule.to),
        basis=rule.basis,
        sources=tuple(f"{code} {book.sources[code]}" for code in rule.sources),
        status=str(names.STATUS_NAMES[rule.status]),
        confirmed=rule.is_confirmed,
        effective_from=rule.effective_from,
        effective_until=rule.effective_until,
        overlay=book.overlays[rule.overlay].title if rule.overlay else "",
        way=rules.way_of(rule, book),
        left=left_in_words(rule),
        note=rule.note,
        state=state,
        reportable=state == "in_force" and is_reportable(rule),
    )


def _state(
    rule: rules.Rule, bound: dict[str, rules.Rule], day: dt.date, book: rules.RuleBook
) -> str:
    if rule.id in bound or any(each.tightened_by == rule.id for each in bound.values()):
        return "in_force"
    if not rule.enabled:
        return "off"
    if rule.effective_until and rule.effective_until < day:
        return "retired"
    if rule.effective_from and rule.effective_from > day:
        return "to_come"
    return "not_here"


def _listed(words: Iterable[object]) -> str:
    return _("、").join(str(word) for word in words)


def _condition(each: rules.Condition) -> str:
    number = each.at_least * 100 if each.measure == "current_ratio" else each.at_least
    said = str(names.CONDITION_NAMES[each.measure])
    said = said % {"n": int(number)} if "%(" in said else said
    extra = [names.REQUIRES_NAMES.get(each.requires), names.WHEN_NAMES.get(each.when)]
    told = _listed(word for word in extra if word)
    return _("%(what)s(%(more)s)") % {"what": said, "more": told} if told else said


def _window(rule: rules.Rule) -> str:
    if rule.window == "days":
        return _("%(n)s 天内") % {"n": rule.window_days}
    return {"semester": _("同一学期"), "event": _("一起事件"), "none": _("不限期")}[rule.window]


def _deadline(rule: rules.Rule) -> str:
    if rule.deadline_hours == 0:
        return _("立即")
    if rule.deadline_hours is not None:
        return _("%(n)s 小时内") % {"n": rule.deadline_hours}
    return rule.deadline_text or _("文件未写时限")
