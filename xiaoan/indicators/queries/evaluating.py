"""What is on record for each indicator, of many schools on a day in a fixed number of looks. Looks as the
system: counts leave here, never names. One of which nothing is on record is not in the answer."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from xiaoan.clearances import queries as clearances
from xiaoan.demand.queries import by_school as demand
from xiaoan.directory import queries as directory
from xiaoan.duties.queries import by_school as duties
from xiaoan.homework import queries as homework
from xiaoan.hygiene.queries import coverage as hygiene
from xiaoan.indicators.rules import NOTHING, Counted
from xiaoan.investigations.queries import running as investigations
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.lessons.queries import rates as lessons
from xiaoan.outbreaks.queries import by_school as outbreaks
from xiaoan.overview.queries.figures import Figures, school_days, sums_by
from xiaoan.readiness.queries import evidence, standings
from xiaoan.statutory.queries import by_school as statutory

Found = dict[int, Counted]
# So long a store should last without anybody doing something (own choice).
LASTS_DAYS = 7
MORNING, NOON = "morning", "noon"
_READY = ("may_open", "open")


@dataclass(frozen=True)
class Asked:
    """The schools that are asked about, on a day; inside a scope that reads them."""

    actor: Actor
    schools: tuple[directory.Place, ...]
    day: dt.date

    @cached_property
    def nos(self) -> list[int]:
        return [one.no for one in self.schools]

    @cached_property
    def interval(self) -> Interval:
        return min(self.nos), max(one.end for one in self.schools)

    @cached_property
    def evidence(self) -> evidence.Asked:
        return evidence.Asked(self.actor, self.schools, self.day)

    def roll_calls(self, slot: str) -> dict[int, Figures]:
        rows = school_days(self.actor, self.interval).filter(day=self.day, slot=slot)
        return sums_by(rows, "school_id")


def of_figures(key: str, f: Figures) -> Counted:
    """An indicator of roll-calls from sums of school-and-day rows. Rates are over who was reported on;
    of whom nobody reported nothing is known, and who need not be reported is in none."""
    if key in ("rollcall.classes", "noon.classes"):
        return Counted(f.classes_reported, f.classes_due)
    if key == "rollcall.pupils":
        return Counted(f.enrolled_reported, f.enrolled_due, f.enrolled_missing)
    if key == "rollcall.late":
        return Counted(f.classes_late, f.classes_reported, f.classes_missing)
    if key == "rollcall.excused":
        return Counted(f.classes_excused, f.classes)
    many = {
        "rollcall.absent": f.absent, "rollcall.sick": f.absent_sick, "rollcall.fever": f.fever,
        "rollcall.symptomatic": f.symptomatic,
    }[key]  # fmt: skip
    return Counted(many, f.enrolled_reported, f.enrolled_missing)


def slot_of(key: str) -> str:
    return NOON if key.startswith("noon.") else MORNING


def _roll_calls(key: str) -> Callable[[Asked], Found]:
    def found(asked: Asked) -> Found:
        wanted = set(asked.nos)
        return {
            no: of_figures(key, one)
            for no, one in asked.roll_calls(slot_of(key)).items()
            if no in wanted and one.classes
        }

    return found


def _evidence(by: str, **params: int | str) -> Callable[[Asked], Found]:
    """What the gate of opening looks at, without its judgement."""

    def found(asked: Asked) -> Found:
        facts = evidence.facts(asked.evidence, by, params)
        return {
            no: Counted(one.num, one.den, one.unknown)
            for no, one in facts.items()
            if one.den or not one.code
        }

    return found


def _each(asked: Asked, found: Mapping[int, int]) -> Found:
    """A count: a school that is not in it has none."""
    return {no: Counted(found.get(no, 0)) for no in asked.nos}


def _cleared(asked: Asked) -> Found:
    """Of everybody on the roll; whom nobody has judged is unknown, and not cleared."""
    return {
        no: Counted(one.cleared, one.on_roll, one.unknown)
        for no, one in clearances.readiness(asked.nos, asked.day).items()
    }


def _signals(asked: Asked) -> Found:
    return _each(asked, outbreaks.running(asked.interval))


def _events(asked: Asked) -> Found:
    return _each(asked, investigations.running(asked.interval))


def _reports(asked: Asked) -> Found:
    return _each(asked, statutory.late(asked.interval))


def _overdue(asked: Asked) -> Found:
    return _each(asked, duties.overdue(asked.interval))


def _done(asked: Asked) -> Found:
    return {
        no: Counted(one.done, one.due)
        for no, one in duties.of_day(asked.interval, asked.day).items()
    }


def _lasting(asked: Asked) -> Found:
    return {
        no: Counted(one.lasting, one.known, one.unknown)
        for no, one in demand.lasting(asked.interval, LASTS_DAYS).items()
    }


def _places(asked: Asked) -> Found:
    cells = hygiene.cells(asked.nos, "all", asked.day, asked.day)
    return {
        no: Counted(one.places_done, one.places) for (no, _day), one in cells.items() if one.places
    }


def _viewing(asked: Asked) -> Found:
    """As `learning` has it: who is excused or without a device is apart, who is unknown is asked for."""
    found: Found = {}
    for row in lessons.sums(asked.actor, asked.interval, asked.day, asked.day, "school_id"):
        n = {name: int(str(row[f"n_{name}"])) for name in ("watched", "missed", "unknown")}
        found[int(str(row["school_id"]))] = Counted(n["watched"], sum(n.values()), n["unknown"])
    return found


def _homework(asked: Asked) -> dict[int, dict[str, int]]:
    names = ("handed", "missing", "unknown", "marked")
    rows = homework.sums(asked.actor, asked.interval, asked.day, asked.day, "school_id")
    return {
        int(str(row["school_id"])): {name: int(str(row[f"n_{name}"])) for name in names}
        for row in rows
    }


def _completion(asked: Asked) -> Found:
    return {
        no: Counted(n["handed"], n["handed"] + n["missing"] + n["unknown"], n["unknown"])
        for no, n in _homework(asked).items()
    }


def _marking(asked: Asked) -> Found:
    return {no: Counted(n["marked"], n["handed"]) for no, n in _homework(asked).items()}


def _ready(asked: Asked) -> Found:
    found = standings.standings(asked.interval)
    return {
        no: Counted(int(found[no] in _READY), 1, int(found[no] == "unknown"))
        for no in asked.nos
        if no in found
    }


def _plans(asked: Asked) -> Found:
    """A school without a plan has none that is approved."""
    facts = evidence.facts(asked.evidence, "plan_approved", {})
    return {
        no: Counted(facts[no].num if no in facts else 0, 1) for no in asked.nos
    }  # fmt: skip


_ROLL_CALLS = (
    "rollcall.classes", "rollcall.pupils", "rollcall.late", "rollcall.excused", "noon.classes",
    "rollcall.absent", "rollcall.sick", "rollcall.fever", "rollcall.symptomatic",
)  # fmt: skip
FETCH: Mapping[str, Callable[[Asked], Found]] = {
    **{key: _roll_calls(key) for key in _ROLL_CALLS},
    "known.people": _evidence("roll_known"), "keypersons.followed": _evidence("key_persons"),
    "clearances.cleared": _cleared, "signals.running": _signals,
    "events.running": _events, "reports.late": _reports, "supplies.met": _evidence("supplies"),
    "supplies.lasting": _lasting, "hygiene.places": _places, "training.trained": _evidence("trained"),
    "devices.timed": _evidence("devices"), "findings.closed": _evidence("findings_closed"),
    "learning.viewing": _viewing, "learning.completion": _completion, "learning.marking": _marking,
    "gate.ready": _ready, "plans.approved": _plans, "duties.done": _done,
    "duties.overdue": _overdue, "care.covered": _evidence("care_coverage"),
}  # fmt: skip


def evaluate(asked: Asked, keys: Collection[str]) -> dict[str, Found]:
    """Key → school → what is on record; `units` and `silent` say over how many schools it is."""
    if not asked.schools:
        return {key: {} for key in keys}
    return {
        key: {
            no: Counted(one.num, one.den, one.unknown, 1, int(one.num is None))
            for no, one in FETCH[key](asked).items()
        }
        for key in keys
    }


def summed(found: Found, schools: Collection[int]) -> Counted:
    """The sum over schools: those that are not in it are silent."""
    total = NOTHING
    for no in schools:
        total += found.get(no, Counted(units=1, silent=1))
    return total
