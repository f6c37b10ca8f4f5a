"""The ledger of a unit: what was declared, what is verified, and what was untrue, late, missed or changed."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.surveys.queries import ledger
from xiaoan.verification.models import Disagreement, Lapse, Verdict
from xiaoan.verification.rules import claims

# Part by part: a county by township, a township by school, a school by class.
_PARTS = {
    "county": f"unit_no - unit_no %% {numbering.TOWNSHIP}",
    "township": "school_id",
    "school": "unit_no",
    "grade": "unit_no",
    "class": "unit_no",
}
# What was found untrue is counted whatever was answered later; verified is only what stands.
_VERDICTS = """
select {part} as part, case when untrue then 'untrue' else status end, count(distinct person_id)
from verification_verdict
where round_id = %(round)s and unit_no >= %(lo)s and unit_no < %(hi)s and (stands or untrue)
group by 1, 2
"""
_LAPSES = """
select {part} as part, what, count(distinct person_id) from verification_lapse
where round_id = %(round)s and unit_no >= %(lo)s and unit_no < %(hi)s group by 1, 2
"""
_OMITTED = """
select {part} as part, 'missed', count(distinct person_id) from verification_disagreement
where round_id = %(round)s and unit_no >= %(lo)s and unit_no < %(hi)s
  and outcome = 'omitted' group by 1, 2
"""
WHATS = ("untrue", "late", "missed", "changed")


@dataclass
class Truth:
    """The figures of one unit. `missed`: silent although the deadline is over, or found out by a list."""

    unit_no: int
    on_roll: int = 0
    declared: int = 0
    silent: int = 0
    verified: int = 0
    checked: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WHATS, 0))

    @property
    def share(self) -> float:
        """Verified of all who are declared for."""
        return 100 * self.verified / self.declared if self.declared else 0.0


@dataclass(frozen=True)
class Named:
    """A person of the ledger: what of them, in which class, when."""

    person_id: UUID
    name: str
    unit_no: int
    at: dt.datetime
    answer_id: UUID | None
    kind: str


def truths(
    actor: Actor, round_id: UUID, interval: Interval, kind: str, *, is_over: bool
) -> list[Truth]:
    """A unit part by part, in unit order; the county's own number holds nothing and is left out."""
    if not actor.may(Permission.SEE_VERIFICATION, interval[0]):
        return []
    found = {
        one.unit_no: Truth(one.unit_no, one.on_roll, one.declared, one.silent)
        for one in ledger.sums(actor, round_id, interval, kind)
    }
    parts: dict[int, Truth] = defaultdict(lambda: Truth(0), found)
    asked = (_VERDICTS, _LAPSES, _OMITTED)
    for sql in asked:
        for part, what, count in _ask(sql, round_id, interval, kind):
            _add(parts[part], what, count)
    for no, one in parts.items():
        one.unit_no = no
        if is_over:
            one.counts["missed"] = max(one.counts["missed"], one.silent)
    return [parts[no] for no in sorted(parts)]


def _add(one: Truth, what: str, count: int) -> None:
    if what in ("verified", "checked"):
        setattr(one, what, count)
    elif what in one.counts:
        one.counts[what] = count


def _ask(sql: str, round_id: UUID, interval: Interval, kind: str) -> list[tuple[int, str, int]]:
    lo, hi = interval
    given: dict[str, Any] = {"round": round_id, "lo": lo, "hi": hi}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(part=_PARTS[kind]), given)
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def total(parts: list[Truth], unit_no: int) -> Truth:
    """The sum of a unit's parts."""
    whole = Truth(unit_no)
    for one in parts:
        for name in ("on_roll", "declared", "silent", "verified", "checked"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        for what in WHATS:
            whole.counts[what] += one.counts[what]
    return whole


def named(
    actor: Actor, round_id: UUID, interval: Interval, what: str, offset: int, limit: int
) -> tuple[int, list[Named]]:
    """By name, for whoever sees verification there: how many in all, and one page of them."""
    lo, hi = interval
    if what == "untrue":
        rows: Any = visible(Verdict.objects.all(), actor, Permission.SEE_VERIFICATION).filter(
            untrue=True
        )
        at, answer = "changed_at", "answer_id"
    elif what == "missed":
        rows = visible(Disagreement.objects.all(), actor, Permission.SEE_VERIFICATION).filter(
            outcome=claims.OMITTED
        )
        at, answer = "cleared_at", "answer_id"
    else:
        rows = visible(Lapse.objects.all(), actor, Permission.SEE_VERIFICATION).filter(what=what)
        at, answer = "at", "answer_id"
    rows = rows.filter(round_id=round_id, unit_no__gte=lo, unit_no__lt=hi)
    page = list(
        rows.order_by("unit_no", at, "id").values_list("person_id", "unit_no", at, answer)[
            offset : offset + limit
        ]
    )
    people = Person.objects.filter(inside(actor.intervals), pk__in={row[0] for row in page})
    known = {pk: (name, kind) for pk, name, kind in people.values_list("id", "name", "kind")}
    return rows.count(), [
        Named(person_id, name, unit_no, when, answer_id, kind)
        for person_id, unit_no, when, answer_id in page
        for name, kind in [known.get(person_id, ("", ""))]
    ]
