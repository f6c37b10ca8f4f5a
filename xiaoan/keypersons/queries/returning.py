"""Who is to come back to class, and what is missing: kept by a diagnosis or isolated, each pupil once."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.directory.rules import school_of
from xiaoan.illness import queries as illness
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.keypersons.models import Isolation, KeyPerson
from xiaoan.keypersons.queries import counting
from xiaoan.keypersons.queries.lines import names_of
from xiaoan.keypersons.rules import returning as rules
from xiaoan.screening.queries.returning import back_since

# So long somebody let out of isolation is looked for in the roll-calls; then an absence is its own matter.
LOOKED_FOR = dt.timedelta(days=14)
_CHILD = {"county": "township", "township": "school", "school": "class", "grade": "class"}


@dataclass(frozen=True)
class Apart:
    """An isolation that keeps a pupil away; `ended_at` once a person has seen the paper."""

    person_id: UUID
    unit_no: int
    kind: str
    basis: str
    since: dt.date
    until: dt.date | None
    ended_at: dt.datetime | None
    carer_id: UUID | None

    @property
    def free_on(self) -> dt.date | None:
        return self.ended_at.astimezone(clock.ZONE).date() if self.ended_at else self.until


@dataclass(frozen=True)
class Kept:
    """One pupil on the way back. `day`: the first day back, None while nobody can say; `over`: days since."""

    person_id: UUID
    unit_no: int
    stand: str
    day: dt.date | None
    over: int
    ill: illness.Excluded | None
    apart: Apart | None


@dataclass(frozen=True)
class Returning:
    """Everybody of a unit by what is missing, the units under it, and the rows that were asked for."""

    place: Place
    counts: dict[str, int]
    units: list[tuple[Place, dict[str, int]]]
    total: int
    rows: list[Kept]


@dataclass(frozen=True)
class People:
    """Who the rows of a page name: pupils by id, class teachers by class, carers by id, places by number."""

    pupils: dict[UUID, str]
    teachers: dict[int, str]
    carers: dict[UUID, str]
    places: dict[int, Place]


def place_of_returns(actor: Actor, unit_no: int) -> Place:
    """A unit whose ill pupils the actor reads by name."""
    place = directory.place(unit_no)
    if not actor.may(Permission.SEE_ILLNESS, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    return place


def returning(
    actor: Actor, unit_no: int, show: str = "", offset: int = 0, limit: int | None = None
) -> Returning:
    """Who is to come back under a unit: counted by the database, and one page of those that `show`
    (rules.STANDS) names."""
    place = place_of_returns(actor, unit_no)
    kind = _CHILD.get(place.kind)
    children = directory.places_inside(place.interval, kind) if kind else []
    found = counting.counted(
        actor, place.interval, _out(actor, place.interval),
        counting.Wanted(show, offset, limit, [(one.no, one.end) for one in children]),
    )  # fmt: skip
    counts: Counter[str] = Counter()
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for child, stand, n in found.counts:
        counts[stand] += n
        if child:
            sums[child - 1][stand] += n
    units = [(children[at], {code: sums[at][code] for code in rules.STANDS}) for at in sorted(sums)]
    return Returning(
        place, {code: counts[code] for code in rules.STANDS}, units,
        counts[show] if show else counts.total(), _rows(actor, place.interval, found),
    )  # fmt: skip


def _rows(actor: Actor, interval: Interval, page: counting.Counted) -> list[Kept]:
    """Those of a page, in its order."""
    found = kept_of(actor, interval, page.people, page.days) if page.people else []
    kept = {one.person_id: one for one in found}
    return [kept[who] for who in page.people if who in kept]


def _out(actor: Actor, interval: Interval) -> list[counting.Out]:
    """Who was let out of isolation lately and has not been in class since."""
    ended = _isolations(actor, interval, ended_on__gte=clock.today() - LOOKED_FOR)
    return [
        counting.Out(one.person_id, one.unit_no, one.free_on) for one in _not_back(actor, ended)
    ]


def people_of(actor: Actor, rows: Iterable[Kept]) -> People:
    """Everybody whom a page of rows names."""
    found = list(rows)
    numbers = {no for one in found for no in (one.unit_no, school_of(one.unit_no))}
    holders = accounts.holders(
        actor, ["class_teacher"], {one.unit_no for one in found}, clock.today()
    )
    teachers: dict[int, str] = {}
    for one in holders:
        teachers.setdefault(one.unit_no, one.name)
    carers = {one.apart.carer_id for one in found if one.apart and one.apart.carer_id}
    return People(
        names_of(actor, (one.person_id for one in found)), teachers, accounts.names(actor, carers),
        directory.places(numbers),
    )  # fmt: skip


def kept_of(
    actor: Actor,
    interval: Interval,
    people: Collection[UUID] | None = None,
    days: Mapping[int, rules.Today] | None = None,
) -> list[Kept]:
    """Everybody who is kept under a unit, or these people of them, in no order."""
    ill = {one.person_id: one for one in illness.excluded(actor, interval, people)}
    apart = _apart(actor, interval, people)
    reasons = {who: _reasons(ill.get(who), apart.get(who)) for who in {**ill, **apart}}
    units = {who: (ill[who] if who in ill else apart[who]).unit_no for who in reasons}
    today = clock.today()
    if days is None:
        over = {who for who, given in reasons.items() if _since(given) <= today}
        days = counting.days_of({school_of(units[who]) for who in over})
    any_day = rules.Today(today, is_school_day=True)
    found = []
    for who, given in reasons.items():
        at = days.get(school_of(units[who]), any_day)
        ends = [one.day for one in given]
        day = None if None in ends else max(one for one in ends if one is not None)
        since = rules.days_over(day, today)
        stand = rules.together(given, at)
        found.append(Kept(who, units[who], stand, day, since, ill.get(who), apart.get(who)))
    return found


def _reasons(ill: illness.Excluded | None, apart: Apart | None) -> list[rules.Reason]:
    found = []
    if ill:
        handed = ill.certificate == "handed"
        found.append(rules.Reason(ill.free_on, ill.is_let_in, handed))
    if apart:
        found.append(rules.Reason(apart.free_on, apart.ended_at is not None))
    return found


def _since(reasons: Sequence[rules.Reason]) -> dt.date:
    """From which day on the school's calendar matters: somebody is let in, and may have come since."""
    return min((one.day or clock.today() for one in reasons if one.is_let_in), default=dt.date.max)


def _apart(actor: Actor, interval: Interval, people: Collection[UUID] | None) -> dict[UUID, Apart]:
    """Pupils whose isolation runs, the latest end of several; and those let out and not in class yet."""
    some = {} if people is None else {"person_id__in": people}
    found: dict[UUID, Apart] = {}
    for one in _isolations(actor, interval, ended_on=None, **some):
        before = found.get(one.person_id)
        if before is None or _is_later(one, before):
            found[one.person_id] = one
    ended = _isolations(actor, interval, ended_on__gte=clock.today() - LOOKED_FOR, **some)
    return {one.person_id: one for one in _not_back(actor, ended)} | found


def _not_back(actor: Actor, ended: Iterable[Apart]) -> list[Apart]:
    """Those on the roll whom no roll-call has in class since they were let out; of several the last."""
    out = {one.person_id: one for one in ended}
    here = directory.classes_of_people(actor, out, clock.today()) if out else {}
    there = {
        who: (one.unit_no, one.ended_at) for who, one in out.items() if one.ended_at and who in here
    }
    back = back_since(actor, there)
    return [out[who] for who in there if who not in back]


def _is_later(one: Apart, other: Apart) -> bool:
    return one.until is None or (other.until is not None and one.until > other.until)


def _isolations(actor: Actor, interval: Interval, **more: object) -> list[Apart]:
    """Of pupils who are followed at this school, the one that ended last at the end."""
    lo, hi = interval
    rows = visible(Isolation.objects.filter(**more), actor, Permission.SEE_KEY_PERSONS)
    rows = rows.filter(unit_no__gte=lo, unit_no__lt=hi)
    told = rows.order_by("ended_at", "id").values_list(
        "line_id", "person_id", "unit_no", "kind", "basis", "since", "until", "ended_at"
    )
    lines = KeyPerson.objects.filter(unit_no__gte=lo, unit_no__lt=hi, kind="student")
    lines = lines.filter(pk__in=rows.order_by().values("line_id")).exclude(state="moved")
    carers = dict(lines.values_list("id", "carer_id"))
    return [Apart(*row[1:], carers[row[0]]) for row in told if row[0] in carers]
