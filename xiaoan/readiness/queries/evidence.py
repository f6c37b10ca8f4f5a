"""What is on record for each evaluator, of many schools in a fixed number of looks. Looks as the
system: counts
leave here, never names.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xiaoan.arrivals import queries as arrivals
from xiaoan.campus import queries as campus
from xiaoan.careteams.queries import coverage as care
from xiaoan.clearances import queries as clearances
from xiaoan.demand.queries import until as demand
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.drills import queries as drills
from xiaoan.duties import queries as duties
from xiaoan.equipment import queries as equipment
from xiaoan.equipment.queries import kits
from xiaoan.hygiene.queries import coverage as hygiene
from xiaoan.inspections.queries import by_school as inspections
from xiaoan.investigations.queries import running
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.keypersons.queries import settled
from xiaoan.readiness.rules.judging import Fact
from xiaoan.reopening import queries as reopening
from xiaoan.schoolplans import queries as schoolplans
from xiaoan.supplies.queries import gaps, using
from xiaoan.surveys.queries import known
from xiaoan.training.queries import by_school as training

Params = Mapping[str, int | str]
Facts = dict[int, Fact]
Key = tuple[str, tuple[tuple[str, int | str], ...]]
# So far back rounds of questions and findings are looked for (own choice: about a term).
_TERM = dt.timedelta(days=180)
_WEEK = dt.timedelta(days=14)
_LEVELS = ("normal", "IV", "III", "II", "I")


@dataclass(frozen=True)
class Asked:
    """The schools that are asked about, on a day; inside the system's scope."""

    actor: Actor
    schools: tuple[directory.Place, ...]
    on: dt.date

    @cached_property
    def nos(self) -> list[int]:
        return [one.no for one in self.schools]

    @cached_property
    def interval(self) -> Interval:
        return min(self.nos), max(one.end for one in self.schools)

    @cached_property
    def levels(self) -> dict[int, str]:
        ladders = duties.ladders()
        return {no: ladders.level_of(no) for no in self.nos}


def _response_level(asked: Asked, params: Params) -> Facts:
    most = _LEVELS.index(str(params.get("at_most", "III")))
    return {
        no: Fact(1, 1) if _LEVELS.index(level) <= most else Fact(0, 1, code="higher")
        for no, level in asked.levels.items()
    }


def _roll_known(asked: Asked, _params: Params) -> Facts:
    found = known.newest(asked.interval, clock.now() - _TERM)
    return {
        no: Fact(
            one.known, one.on_roll, one.on_roll - one.known - one.contradicted,
            day=one.opened_at.astimezone(clock.ZONE).date(),
        )
        for no, one in found.items()
    }  # fmt: skip


def _key_persons(asked: Asked, _params: Params) -> Facts:
    found = settled.settled(asked.interval)
    return {no: Fact(fine, n) for no in asked.nos for n, fine in [found.get(no, (0, 0))]}


def _clearances(asked: Asked, _params: Params) -> Facts:
    """Who may not come stays at home and is followed: what keeps a school closed is whom nobody has
    judged."""
    return {
        no: Fact(one.cleared + one.not_cleared, one.on_roll, one.unknown)
        for no, one in clearances.readiness(asked.nos, asked.on).items()
    }


def _plan_approved(asked: Asked, _params: Params) -> Facts:
    found = {}
    for no, one in schoolplans.readiness(asked.nos, asked.on).items():
        if one.plan_id is None:
            continue
        day = one.approved_at.astimezone(clock.ZONE).date() if one.approved_at else None
        code = "draft" if one.approved_at is None else "changed" if one.changed_since else ""
        found[no] = Fact(int(not code), 1, code=code, day=day)
    return found


def _trained(asked: Asked, params: Params) -> Facts:
    courses = [one for one in str(params.get("courses", "")).split(",") if one]
    return {
        no: Fact(one.trained, one.needed)
        for no, one in training.by_school(asked.interval, courses).items()
    }


def _drill(asked: Asked, _params: Params) -> Facts:
    return {
        no: Fact(1, 1, day=one.last_held)
        if one.passed and not one.findings_open
        else Fact(0, 1, code="failed", day=one.last_held)
        for no, one in drills.readiness(asked.nos, asked.on).items()
        if one.last_held is not None
    }


def _supplies(asked: Asked, _params: Params) -> Facts:
    """Of the items that have a standard, how many there is enough of: on a day to come, of what will not have
    run out by then, without what will be used until then."""
    less = _gone_by(asked) if asked.on > clock.today() else None
    wanted, found = set(asked.nos), {}
    unit_no = asked.nos[0] if len(asked.nos) == 1 else directory.county().no
    for level in sorted(set(asked.levels.values())):
        for school in gaps.schools(asked.actor, unit_no, level):
            if school.no in wanted and asked.levels[school.no] == level:
                found[school.no] = _stocked(school, less)
    return found


_Gone = Callable[[gaps.Gap], int]


def _gone_by(asked: Asked) -> _Gone:
    """How much of what is held now will be gone on the day: expired, or used as the last night reckoned."""
    used = demand.until(asked.interval, asked.on)
    then = using.lots_inside(asked.interval, asked.on)

    def gone(gap: gaps.Gap) -> int:
        lots = sum(held for _day, held in then.get((gap.school_no, gap.item), ()))
        return max(gap.held.stock - lots, 0) + used.get((gap.school_no, gap.item), 0)

    return gone


def _stocked(school: gaps.School, gone: _Gone | None) -> Fact:
    if school.size is None:
        return Fact(code="not_counted")
    met = unknown = n = 0
    for gap in school.gaps.values():
        if gap.need is None:
            continue
        n += 1
        if gap.usable - (gone(gap) if gone else 0) < gap.need.least:
            continue
        if gap.need.unknown:
            unknown += 1
        else:
            met += 1
    return Fact(met, n, unknown)


def _devices(asked: Asked, _params: Params) -> Facts:
    return {
        no: Fact(one.timed - one.over - one.unknown, one.timed, one.unknown)
        for no, one in equipment.shares(asked.interval).items()
        if one.timed
    }


def _disinfection(asked: Asked, _params: Params) -> Facts:
    """The last day that is over on which something was to be done."""
    last = clock.today() - dt.timedelta(days=1)
    newest: dict[int, dt.date] = {}
    cells = hygiene.cells(asked.nos, "all", last - _WEEK, last)
    for (no, day), share in cells.items():
        if share.places and day > newest.get(no, dt.date.min):
            newest[no] = day
    return {
        no: Fact(cells[no, day].places_done, cells[no, day].places, day=day)
        for no, day in newest.items()
    }


def _observation_room(asked: Asked, _params: Params) -> Facts:
    """Rooms on record with a kit that is complete of what will not have run out on the day."""
    rooms = {no: one.rooms for no, one in gaps.sizes_inside(asked.interval).items()}
    full: dict[int, int] = {}
    for one in kits.kits_inside(asked.interval):
        lasts = all(
            lot.expires is None or lot.expires >= asked.on for lot in one.lots if lot.usable
        )
        if one.template == "observation_room" and one.is_complete and lasts:
            full[one.school_no] = full.get(one.school_no, 0) + 1
    found: Facts = {}
    for no in asked.nos:
        n = rooms.get(no)
        if n is None:
            found[no] = Fact(code="not_counted")
        elif not n:
            found[no] = Fact(code="no_room")
        else:
            found[no] = Fact(min(full.get(no, 0), n), n)
    return found


def _care_coverage(asked: Asked, _params: Params) -> Facts:
    return {no: Fact(whole, people) for no, (people, whole) in care.by_school(asked.actor).items()}


def _findings_closed(asked: Asked, params: Params) -> Facts:
    least = str(params.get("severity", "minor"))
    found = inspections.by_school(asked.interval, clock.now() - _TERM, least)
    return {no: Fact(shut, n) for no in asked.nos for n, shut in [found.get(no, (0, 0))]}


def _no_event(asked: Asked, _params: Params) -> Facts:
    found = running.running(asked.interval)
    return {no: Fact(0, found.get(no, 0)) for no in asked.nos}


def _opening_date(asked: Asked, _params: Params) -> Facts:
    """Every stage of the school has a day, and that is not after the day that is asked about, where that lies
    ahead."""
    current = reopening.latest(reopening.versions())
    is_ahead = asked.on > clock.today()
    found: Facts = {}
    for school in asked.schools:
        above = numbering.ancestors(school.no)
        stages = reopening.of_school(school.stage, above, current)
        holds = [one.opening for one in stages if one.opening and one.opening.what != "lifted"]
        dated = [one for one in holds if one.what == "date"]
        if any(one.what == "held" for one in holds):
            found[school.no] = Fact(len(dated), len(stages), code="held")
        elif is_ahead and any(one.day and one.day > asked.on for one in dated):
            found[school.no] = Fact(len(dated), len(stages), code="later")
        elif holds:
            found[school.no] = Fact(len(dated), len(stages))
    return found


def _calendar(asked: Asked, params: Params) -> Facts:
    days = [asked.on + dt.timedelta(days=n) for n in range(int(params.get("days", 14)))]
    opened = set().union(*directory.schools_open(days, asked.nos).values())
    return {no: Fact(int(no in opened), 1) for no in asked.nos}


def _arrivals(asked: Asked, _params: Params) -> Facts:
    found: Facts = {}
    for no, one in arrivals.readiness(asked.nos, asked.on).items():
        if one.plan_id is None:
            continue
        code = "" if one.published_at else "unpublished"
        found[no] = Fact(one.placed, one.placed + one.unplaced, code=code)
    return found


def _seats(asked: Asked, _params: Params) -> Facts:
    found = campus.readiness(asked.nos, asked.on)
    return {no: Fact(one.seated, one.diners) for no, one in found.items()}


def _beds(asked: Asked, _params: Params) -> Facts:
    found = campus.readiness(asked.nos, asked.on)
    return {no: Fact(one.bedded, one.boarders) for no, one in found.items()}


FETCH: Mapping[str, Callable[[Asked, Params], Facts]] = {
    "response_level": _response_level, "roll_known": _roll_known, "key_persons": _key_persons,
    "clearances": _clearances, "plan_approved": _plan_approved, "trained": _trained, "drill": _drill,
    "supplies": _supplies, "devices": _devices, "disinfection": _disinfection,
    "observation_room": _observation_room, "care_coverage": _care_coverage,
    "findings_closed": _findings_closed, "no_event": _no_event, "opening_date": _opening_date,
    "calendar": _calendar, "arrivals": _arrivals, "seats": _seats, "beds": _beds,
}  # fmt: skip


def facts(asked: Asked, by: str, params: Params) -> Facts:
    """School → what is on record for an evaluator; one of which nothing is on record is not in it."""
    return FETCH[by](asked, params) if asked.schools else {}


def of_items(asked: Asked, wanted: Sequence[tuple[str, Params]]) -> dict[Key, Facts]:
    """The same for many evaluators, each looked up once however many items use it."""
    found: dict[Key, Facts] = {}
    for by, params in wanted:
        key = by, tuple(sorted(params.items()))
        if key not in found:
            found[key] = facts(asked, by, params)
    return found
