"""By what each rule of the file is held against the facts, and what of it only a person can say."""

from xiaoan.outbreaks.rules.book import Condition, Rule, RuleBook

# By what: similar symptoms in roll-calls · diagnoses in the children's records · one child alone ·
# unexplained absences of a school · advice on suspending lessons · a person reports it · not the school's
# to report · not in use.
WAYS = ("symptoms", "diagnoses", "one_child", "absence", "advice", "person", "elsewhere", "off")
CLASS, DORMITORY, SCHOOL, ANY, PERSON = "class", "dormitory", "school", "any", "person"
# Units in which people are counted by diagnosis; a case anywhere (`any`) is counted at its school.
COUNTED_IN = (CLASS, DORMITORY, SCHOOL, ANY)
_ONE_CHILD = (
    "notifiable_or_suspected", "unexplained_high_fever", "dyspnoea", "severe_vomiting_or_diarrhoea",
)  # fmt: skip
_ABSENCE = "sudden_unexplained_absence"


def way_of(rule: Rule, book: RuleBook) -> str:
    """One of WAYS."""
    if not rule.enabled or rule.kind == "tightening":
        return "off"
    if rule.by != "school":
        return "elsewhere"
    if rule.kind == "suspension_advice":
        return "advice"
    return _way_of_report(rule, book)


def _way_of_report(rule: Rule, book: RuleBook) -> str:
    if rule.groups:
        return "symptoms"
    if rule.disease:
        return "diagnoses" if is_by_diagnosis(rule, book) else "person"
    if PERSON in rule.units and set(rule.match) <= set(_ONE_CHILD):
        return "one_child"
    if _ABSENCE in rule.match and book.sudden_absence:
        return "absence"
    return "person"


def is_by_diagnosis(rule: Rule, book: RuleBook) -> bool:
    """Whether cases of the rule's disease can be counted from the children's records."""
    disease = book.diseases.get(rule.disease)
    return (
        disease is not None
        and bool(disease.diagnoses)
        and rule.min_cases is not None
        and rule.window in ("days", "semester", "none")
        and any(level in rule.units for level in COUNTED_IN)
    )


def left_to_people(rule: Rule, book: RuleBook) -> tuple[Condition, ...]:
    """The conditions the system cannot see: deaths, people in hospital, links, what came first. Of a rule
    that it does not hold at all: every one.
    """
    counts = way_of(rule, book) in ("symptoms", "diagnoses", "one_child", "advice")
    seen = ("cases", "new_today", "current_ratio") if counts else ()
    return tuple(
        each for each in rule.conditions if each.measure not in seen or each.requires or each.when
    )
