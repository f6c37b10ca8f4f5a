"""What the rules in force would say of ill people who are made up (drills): nothing is read of anybody,
nothing kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.outbreaks import rules
from xiaoan.outbreaks.queries import names
from xiaoan.outbreaks.queries.in_force import rules_on
from xiaoan.outbreaks.queries.rulebook import text_of


@dataclass(frozen=True)
class Ill:
    """One made-up person: `syndrome` as teachers tick it, `diagnosis` as a record has it; either may be
    ""."""

    person: str
    class_no: int
    onset: dt.date
    syndrome: str = ""
    diagnosis: str = ""


@dataclass(frozen=True)
class Told:
    """A rule that these people meet. `hours`: within which it is reported, None where the text
    names none; `deadline`: its words then."""

    rule_id: str
    text: str
    severity: str
    people: int
    hours: int | None
    deadline: str
    to: tuple[str, ...]
    basis: str
    confirmed: bool


def supposed(ill: Sequence[Ill], school_no: int, day: dt.date) -> list[Told]:
    """Each rule of symptoms and of diagnoses that is met in the window that ends on `day`, once, with the
    most people."""
    book, bound = rules.rule_book(), rules_on(day)
    by_symptoms = [rule for rule in bound if rules.is_evaluated(rule)]
    by_diagnosis = [rule for rule in bound if rules.way_of(rule, book) == "diagnoses"]
    found = rules.evaluate_days(by_symptoms, _sightings(ill, day), (day,))
    since = min((one.onset for one in ill), default=day)
    found += rules.evaluate_patients(
        by_diagnosis, _patients(ill, school_no, book), since=since, until=day
    )
    most: dict[str, rules.Finding] = {}
    for each in found:
        if each.rule_id not in most or each.cases > most[each.rule_id].cases:
            most[each.rule_id] = each
    named = {rule.id: rule for rule in bound}
    return [_told(named[pk], each) for pk, each in most.items()]


def _sightings(ill: Sequence[Ill], day: dt.date) -> list[rules.Sighting]:
    return [
        rules.Sighting(one.person, one.class_no, None, day, one.onset, frozenset({one.syndrome}))
        for one in ill
        if one.syndrome
    ]


def _patients(ill: Sequence[Ill], school_no: int, book: rules.RuleBook) -> list[rules.Patient]:
    found = []
    for one in ill:
        diseases = frozenset(
            code
            for code, disease in book.diseases.items()
            if one.diagnosis in disease.diagnoses
            or (one.syndrome and disease.syndrome == one.syndrome)
        )
        if diseases:
            found.append(
                rules.Patient(
                    one.person, diseases, one.onset, True, school_no, frozenset({one.class_no})
                )
            )
    return found


def _told(rule: rules.Rule, found: rules.Finding) -> Told:
    return Told(
        rule.id, text_of(rule), str(names.SEVERITY_NAMES[rule.severity]), found.cases, rule.deadline_hours,
        rule.deadline_text,
        tuple(str(names.RECIPIENT_NAMES[each]) for each in rule.to), rule.basis, rule.is_confirmed,
    )  # fmt: skip
