"""The lists: who is kept under a unit, by what; of a class also who is unknown."""

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.clearances import queries, rules
from xiaoan.clearances.models import Size
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.surveys.queries import keeping as surveys

PAGE = 100
_CHILD = {"county": "township", "township": "school", "school": "class", "grade": "class"}
_KEPT = """
with stands as (
  select school_id, person_id, array_agg(distinct code) as codes, false as let_in from clearances_ground
  where unit_no >= %(lo)s and unit_no < %(hi)s
    and (paper or second or until is null or until > %(day)s) group by 1, 2
  union all
  select school_id, person_id, '{}', true from clearances_override
  where unit_no >= %(lo)s and unit_no < %(hi)s and state = 'granted'
    and first <= %(day)s and last >= %(day)s
)
select e.unit_no, e.person_id, bool_or(s.let_in), array_remove(array_agg(distinct c.code), null)
from stands s join directory_enrolment e on e.school_id = s.school_id and e.person_id = s.person_id
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
left join lateral unnest(s.codes) c(code) on true
where e.unit_no >= %(lo)s and e.unit_no < %(hi)s
group by 1, 2 order by 1, 2
"""


@dataclass(frozen=True)
class Row:
    """A pupil who may not simply come."""

    person_id: UUID
    unit_no: int
    name: str
    place: str
    school: str
    standing: rules.Standing


@dataclass(frozen=True)
class Line:
    """A unit under the one that is shown."""

    place: Place
    not_cleared: int
    unknown: int
    let_in: int
    on_roll: int


@dataclass(frozen=True)
class Board:
    """`on_roll`: above a school as counted when the grounds there were last made anew, each night at least;
    `reasons`: code → pupils whom it keeps."""

    place: Place
    on: dt.date
    on_roll: int
    not_cleared: int
    unknown: int
    let_in: int
    reasons: dict[str, int]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True)
class _Kept:
    unit_no: int
    person_id: UUID
    let_in: bool
    codes: list[str]


def board(actor: Actor, unit_no: int, on: dt.date, show: str = "", offset: int = 0) -> Board:
    """Who may not come to a unit on a day, counted, and one page of them by name. `show`: only those of a
    state ("not_cleared", "let_in", of a class "unknown"). NotFound, Forbidden."""
    place = directory.place(unit_no)
    if not actor.may(Permission.SEE_CLEARANCES, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    kept = _kept(place, on)
    silent = _unknown(actor, place, kept)
    people = [(one.person_id, one.unit_no) for one in kept if _is_shown(one, show)]
    sizes = _sizes(actor, place, on)
    if place.kind == "class" and show in ("", "unknown"):
        people += _silent_people(actor, place, kept, on)
    page = people[offset : offset + PAGE]
    reasons = Counter(code for one in kept if not one.let_in for code in one.codes)
    return Board(
        place, on, sum(sizes.values()), sum(not one.let_in for one in kept), sum(silent.values()),
        sum(one.let_in for one in kept), {code: reasons[code] for code in rules.CODES if reasons[code]},
        _lines(place, kept, silent, sizes), _rows(actor, page, on), len(people),
    )  # fmt: skip


def _is_shown(one: _Kept, show: str) -> bool:
    return not show or show == ("let_in" if one.let_in else "not_cleared")


def _kept(place: Place, on: dt.date) -> list[_Kept]:
    lo, hi = place.interval
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {"lo": lo, "hi": hi, "day": on})
        return [_Kept(*row) for row in cursor.fetchall()]


def _schools(place: Place) -> list[int]:
    if place.kind in ("county", "township"):
        return [one.no for one in directory.places_inside(place.interval, "school")]
    return [numbering.school_of(place.no)]


def _sizes(actor: Actor, place: Place, on: dt.date) -> dict[int, int]:
    """School or class → pupils on the roll. Above a school the sums that each school keeps; where one has
    none yet, it is counted."""
    if place.kind not in ("county", "township"):
        found = directory.class_sizes(actor, place.interval, on)
        return {one.place.no: one.enrolled for one in found}
    lo, hi = place.interval
    kept = dict(
        Size.objects.filter(unit_no__gte=lo, unit_no__lt=hi).values_list("school_id", "on_roll")
    )
    schools = _schools(place)
    for no in schools:
        if no not in kept:
            kept[no] = directory.pupils_on_roll(actor, (no, no + numbering.SCHOOL), on)
    return {no: kept[no] for no in schools}


def _since(actor: Actor) -> dt.date | None:
    back = queries.pack_in_force(actor, clock.today()).unanswered
    return clock.today() - dt.timedelta(days=back) if back else None


def _unknown(actor: Actor, place: Place, kept: list[_Kept]) -> dict[int, int]:
    """Class → of how many nobody has answered, whoever is kept or let in not among them."""
    since = _since(actor)
    if since is None:
        return {}
    schools, (lo, hi) = _schools(place), place.interval
    counted = surveys.unknown_by_class(schools, since)
    told = surveys.unanswered(schools, [one.person_id for one in kept], since)
    found = Counter({unit: n for (_no, unit), n in counted.items() if lo <= unit < hi})
    found.subtract(Counter(one.unit_no for one in kept if one.person_id in told))
    return {unit: n for unit, n in found.items() if n > 0}


def _silent_people(
    actor: Actor, place: Place, kept: list[_Kept], on: dt.date
) -> list[tuple[UUID, int]]:
    """Who of a class is unknown, by seat."""
    since = _since(actor)
    if since is None:
        return []
    roll = [one.person_id for one in directory.class_roll(actor, place.no, on)]
    silent = surveys.unanswered(_schools(place), roll, since) - {one.person_id for one in kept}
    return [(who, place.no) for who in roll if who in silent]


def _lines(
    place: Place, kept: list[_Kept], silent: dict[int, int], sizes: dict[int, int]
) -> tuple[Line, ...]:
    kind = _CHILD.get(place.kind)
    if kind is None:
        return ()
    children = directory.places_inside(place.interval, kind)
    away: dict[int, Counter[str]] = defaultdict(Counter)
    starts = [one.no for one in children]
    for one in kept:
        away[_at(starts, one.unit_no)]["let_in" if one.let_in else "not_cleared"] += 1
    for unit, n in silent.items():
        away[_at(starts, unit)]["unknown"] += n
    of: Counter[int] = Counter()
    for unit, n in sizes.items():
        of[_at(starts, unit)] += n
    found = [
        Line(
            one, away[one.no]["not_cleared"], away[one.no]["unknown"], away[one.no]["let_in"], of[one.no]
        )
        for one in children
    ]  # fmt: skip
    return tuple(one for one in found if one.not_cleared or one.unknown or one.let_in)


def _at(starts: list[int], unit_no: int) -> int:
    """The child that a class lies in."""
    return starts[bisect_right(starts, unit_no) - 1] if starts else 0


def _rows(actor: Actor, page: list[tuple[UUID, int]], on: dt.date) -> tuple[Row, ...]:
    names = person_names(actor, [who for who, _unit in page])
    schools = {who: numbering.school_of(unit) for who, unit in page}
    found = queries.standings(schools, on)
    places = directory.places({*schools.values(), *(unit for _who, unit in page)})

    def called(no: int) -> str:
        return places[no].name if no in places else ""

    return tuple(
        Row(who, unit, names.get(who, ""), called(unit), called(schools[who]), found[who])
        for who, unit in page
    )
