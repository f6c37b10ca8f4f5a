"""Statutory rules: the file, which of it is in force, and what the roll-calls meet of it.

Nothing here knows Django or the clock. The numbers are in data/rules-cn-*.yaml and nowhere else;
docs/rules.md tells how they are read and why.
"""

from xiaoan.outbreaks.rules.absence import ABSENT, is_large_absence
from xiaoan.outbreaks.rules.advice import Advice, Figure, Present, advise
from xiaoan.outbreaks.rules.book import Condition, Disease, Overlay, Rule, RuleBook, SuddenAbsence
from xiaoan.outbreaks.rules.cases import UNSPECIFIED, Case, Person, Sighting, UnitDay, cases_of
from xiaoan.outbreaks.rules.fields import RuleFileError
from xiaoan.outbreaks.rules.files import (
    CURRENT_VERSION,
    DATA,
    parse_rule_book,
    read_rule_book,
    rule_book,
    rules_in_force,
)
from xiaoan.outbreaks.rules.findings import (
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
from xiaoan.outbreaks.rules.holding import (
    CLASS,
    DORMITORY,
    PERSON,
    SCHOOL,
    WAYS,
    left_to_people,
    way_of,
)
from xiaoan.outbreaks.rules.patients import (
    SEVERE,
    Coverage,
    OneChild,
    Patient,
    counted_once,
    evaluate_child,
    evaluate_patients,
    first_of_term,
    window_from,
)
from xiaoan.outbreaks.rules.reporting import LONGEST_WORDS, MOST_PEOPLE, OLDEST

__all__ = [
    "ABSENT",
    "CLASS",
    "CURRENT_VERSION",
    "DATA",
    "DORMITORY",
    "LONGEST_WORDS",
    "MOST_PEOPLE",
    "OLDEST",
    "PERSON",
    "SCHOOL",
    "SEVERE",
    "UNSPECIFIED",
    "WAYS",
    "Advice",
    "Case",
    "Condition",
    "Counted",
    "Coverage",
    "Disease",
    "Figure",
    "Finding",
    "OneChild",
    "Overlay",
    "Patient",
    "Person",
    "Present",
    "Rule",
    "RuleBook",
    "RuleFileError",
    "RunningSignal",
    "Sighting",
    "SuddenAbsence",
    "UnitDay",
    "advise",
    "cases_of",
    "counted_once",
    "due_clock",
    "evaluate",
    "evaluate_child",
    "evaluate_days",
    "evaluate_patients",
    "first_of_term",
    "is_continuation",
    "is_evaluated",
    "is_large_absence",
    "left_to_people",
    "parse_rule_book",
    "people_added",
    "read_rule_book",
    "rule_book",
    "rules_in_force",
    "same_event",
    "way_of",
    "window_from",
]
