"""What directives came to, counted from the parts of units; a part that a township has handed on is counted
by its schools. Every number has its denominator."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiaoan.directives import rules
from xiaoan.directives.models import Directive, Target
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock

# So many units a circular names of each kind; how many there are in all is said beside.
MOST_NAMED = 100


@dataclass(frozen=True)
class Counts:
    """Parts of units. `asked`: still to be done or done; without those let off and withdrawn. Of `asked`:
    accepted, done and to be checked, done in time or late, not done and over time."""

    parts: int = 0
    asked: int = 0
    acked_in_time: int = 0
    acked_late: int = 0
    not_acked: int = 0
    accepted: int = 0
    to_check: int = 0
    done_in_time: int = 0
    late: int = 0
    overdue: int = 0
    returned: int = 0
    let_off: int = 0
    withdrawn: int = 0


def counts_of(directive_ids: Iterable[UUID], now: dt.datetime | None = None) -> dict[UUID, Counts]:
    """The counts of each directive, in the running scope."""
    ids = list(directive_ids)
    rows = Target.objects.filter(directive_id__in=ids, is_split=False)
    found: dict[UUID, dict[str, int]] = {pk: defaultdict(int) for pk in ids}
    for row in rows.only(*_FIELDS):
        for name in names_of(row, now or clock.now()):
            found[row.directive_id][name] += 1
    return {pk: Counts(**counted) for pk, counted in found.items()}


_FIELDS = (
    "id", "directive_id", "unit_no", "state", "late", "due_at", "acked_at", "ack_due_at", "returned",
    "done_at",
)  # fmt: skip


def names_of(row: Target, now: dt.datetime) -> list[str]:
    """In which of the counts a part is."""
    found = ["parts"]
    if row.state in ("let_off", "withdrawn"):
        return [*found, row.state]
    found += ["asked", acknowledgement(row)]
    done = row.state in ("done", "accepted")
    if done:
        found.append("accepted" if row.state == "accepted" else "to_check")
        found.append("late" if row.late else "done_in_time")
    elif now > row.due_at:
        found.append("overdue")
    if row.returned:
        found.append("returned")
    return found


def acknowledgement(row: Target) -> str:
    if row.acked_at is None:
        return "not_acked"
    return "acked_in_time" if row.acked_at <= row.ack_due_at else "acked_late"


def facts_of(directive_ids: Sequence[UUID], now: dt.datetime) -> dict[str, Any]:
    """What a circular may be drafted from: counts of each directive, and units by name: who acknowledged late
    or not, who is over time, who did everything in time at the first try."""
    heads = Directive.objects.filter(pk__in=directive_ids).order_by("year", "no")
    counted = counts_of(directive_ids, now)
    rows = Target.objects.filter(directive_id__in=directive_ids, is_split=False).only(*_FIELDS)
    named = _Named()
    for row in rows.order_by("unit_no"):
        named.add(row, now)
    places = directory.places(named.units())
    return {
        "directives": [
            {
                "id": str(one.pk), "number": rules.number(one.year, one.no), "title": one.title,
                **counted[one.pk].__dict__,
            }
            for one in heads
        ],
        **named.told(places),
    }  # fmt: skip


@dataclass
class _Named:
    """Units by what they did; how many of their parts."""

    ack_late: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    not_acked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    overdue: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    done_late: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    well: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row: Target, now: dt.datetime) -> None:
        names = names_of(row, now)
        if "asked" not in names:
            return
        at = row.unit_no
        self.asked[at] += 1
        self.ack_late[at] += "acked_late" in names
        self.not_acked[at] += "not_acked" in names and now > row.ack_due_at
        self.overdue[at] += "overdue" in names
        self.done_late[at] += "late" in names
        good = row.state == "accepted" and "acked_in_time" in names and not row.late
        self.well[at] += good and not row.returned

    def units(self) -> set[int]:
        return set(self.asked)

    def told(self, places: dict[int, directory.Place]) -> dict[str, Any]:
        """Each list in the order of the units' numbers: no ranking; with how many there are in all."""
        wanted = {
            "ack_late": {no: n for no, n in self.ack_late.items() if n},
            "not_acked": {no: n for no, n in self.not_acked.items() if n},
            "overdue": {no: n for no, n in self.overdue.items() if n},
            "done_late": {no: n for no, n in self.done_late.items() if n},
            "well": {no: n for no, n in self.well.items() if n and n == self.asked[no]},
        }
        lists = {
            name: {
                "count": len(found),
                "units": [
                    {"name": places[no].name, "parts": n, "of": self.asked[no]}
                    for no, n in sorted(found.items())[:MOST_NAMED]
                    if no in places
                ],
            }
            for name, found in wanted.items()
        }
        return {"units": len(self.asked), **lists}


def of_light(code: str, now: dt.datetime) -> Q:
    """Parts that show a light: rules.light in the words of the database."""
    running, off = Q(state__in=rules.RUNNING), Q(state__in=("let_off", "withdrawn"))
    red = ~off & (Q(late=True) | (running & Q(due_at__lt=now)))
    amber = running & Q(late=False, due_at__gte=now, due_at__lte=now + rules.AMBER)
    beyond = Q(late=False, due_at__gt=now + rules.AMBER)
    return {
        "red": red,
        "amber": amber,
        "green": Q(late=False) & (Q(state__in=("done", "accepted")) | (Q(state="doing") & beyond)),
        "grey": off | (Q(state="open") & beyond),
    }[code]
