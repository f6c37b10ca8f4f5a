"""Statutory rules: the file, which of it is in force, and what the roll-calls meet of it.

Nothing here knows Django or the clock. The numbers are in data/rules-cn-*.yaml and nowhere else;
docs/rules.md tells how they are read and why.
"""

from xiaoan.outbreaks.rules.book import Condition, Overlay, Rule, RuleBook
from xiaoan.outbreaks.rules.cases import UNSPECIFIED, Case, Person, Sighting, UnitDay, cases_of
from xiaoan.outbreaks.rules.fields import RuleFileError
from xiaoan.outbreaks.rules.files import (
    CURRENT_VERSION,
    parse_rule_book,
    read_rule_book,
    rule_book,
    rules_in_force,
)
from xiaoan.outbreaks.rules.findings import (
    CLASS,
    DORMITORY,
    Counted,
    Finding,
    RunningSignal,
    due_clock,
    evaluate,
    evaluate_days,
    is_continuation,
    is_evaluated,
    people_added,
    same_event,
)

__all__ = [
    "CLASS",
    "CURRENT_VERSION",
    "DORMITORY",
    "UNSPECIFIED",
    "Case",
    "Condition",
    "Counted",
    "Finding",
    "Overlay",
    "Person",
    "Rule",
    "RuleBook",
    "RuleFileError",
    "RunningSignal",
    "Sighting",
    "UnitDay",
    "cases_of",
    "due_clock",
    "evaluate",
    "evaluate_days",
    "is_continuation",
    "is_evaluated",
    "parse_rule_book",
    "people_added",
    "read_rule_book",
    "rule_book",
    "rules_in_force",
    "same_event",
]
