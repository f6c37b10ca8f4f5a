"""四查三比对: what the registers say, comparisons by date, what differs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import moves as roll
from xiaoan.directory.queries.people import person_names
from xiaoan.dropout.models import Check, Child, Difference, Entry, ListMark, OutsideList
from xiaoan.dropout.queries import children as ledger
from xiaoan.dropout.queries import names_shown
from xiaoan.dropout.rules import checks as rules
from xiaoan.dropout.rules import children as lines
from xiaoan.dropout.rules.ledger import AGES
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.screening.queries import absences as marks

NOTE_PLACE = "dropout_difference.note_cipher"
# A list of before is not compared with any more (ours).
FRESH = dt.timedelta(days=400)


@dataclass(frozen=True)
class Sides:
    """Two registers: how many each names, as of when, and who differs. `unknown`: of whom the right one can
    say nothing; `people`: pupil → school days away; `children`: of the third ledger."""

    left: int
    right: int
    left_as_of: dt.date
    right_as_of: dt.date
    people: dict[UUID, int]
    children: tuple[UUID, ...]
    found: int


@dataclass(frozen=True)
class Register:
    """One of the four: how many it names, as of when (None: there is none)."""

    code: str
    count: int
    as_of: dt.date | None


@dataclass(frozen=True)
class Line:
    """One comparison as its page tells it."""

    check: Check
    place: str
    by: str
    rows: int
    left: int


@dataclass(frozen=True)
class Row:
    """One difference: whom it is about, where, what was answered."""

    one: Difference
    name: str
    place: str
    note: str
    by: str


def lists_of(interval: Interval, kinds: Sequence[str], day: dt.date) -> list[OutsideList]:
    """The latest list of each unit inside an interval that is still compared with."""
    rows = OutsideList.objects.filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1], kind__in=kinds, state="taken",
        as_of__gte=day - FRESH,
    )  # fmt: skip
    latest: dict[tuple[int, str], OutsideList] = {}
    for one in rows.order_by("as_of", "at"):
        latest[one.unit_no, one.kind] = one
    return list(latest.values())


_CLASSES = """
select unit_no, count(distinct day) from screening_roll_call
where state = 'current' and day = any(%(days)s) and unit_no >= %(lo)s and unit_no < %(hi)s
group by 1
"""
_AGED = """
select e.unit_no, count(*) from directory_enrolment e
join directory_person p on p.school_id = e.school_id and p.id = e.person_id
where e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  and e.unit_no >= %(lo)s and e.unit_no < %(hi)s
  and extract(year from age(%(day)s, p.birth_date)) between %(least)s and %(most)s
group by 1
"""


def roll_class(system: Actor, interval: Interval, day: dt.date) -> Sides | None:
    """学籍 against 在校: pupils of school age on the roll who were in class on none of the last school days.
    None: no class has reported."""
    asked = rules.COMPARISONS["roll_class"]
    days = marks.last_days(system, day, asked.absent)
    if not days:
        return None
    given: dict[str, Any] = {
        "days": days, "lo": interval[0], "hi": interval[1], "day": day, "least": AGES[0],
        "most": AGES[1],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLASSES, given)
        reported = dict(cursor.fetchall())
        cursor.execute(_AGED, given)
        aged = dict(cursor.fetchall())
    away = _away(system, days, day, interval, reported, asked.least)
    seen = sum(n for unit, n in aged.items() if reported.get(unit, 0) >= asked.least)
    kept = set(
        Entry.objects.filter(person_id__in=away, closed_at=None).values_list("person_id", flat=True)
    )
    fresh = {person: n for person, n in away.items() if person not in kept}
    return Sides(sum(aged.values()), max(0, seen - len(away)), day, days[-1], fresh, (), len(away))


def _away(
    system: Actor, days: Sequence[dt.date], until: dt.date, interval: Interval,
    reported: dict[int, int], least: int,
) -> dict[UUID, int]:  # fmt: skip
    gone: dict[UUID, set[dt.date]] = defaultdict(set)
    for person, day, is_ill in marks.absences(system, days[0], until):
        if not is_ill:
            gone[person].add(day)
    many = [person for person, found in gone.items() if len(found) >= least]
    where = roll.where_on_roll(many, until)
    born = _of_age(many, until)
    return {
        person: len(gone[person])
        for person, (_school, unit) in where.items()
        if interval[0] <= unit < interval[1]
        and person in born
        and rules.is_away(len(gone[person]), reported.get(unit, 0), least)
    }


_BORN = """
select id from directory_person where id = any(%(people)s)
  and extract(year from age(%(day)s, birth_date)) between %(least)s and %(most)s
"""


def _of_age(people: Sequence[UUID], day: dt.date) -> set[UUID]:
    given: dict[str, Any] = {"people": list(people), "day": day, "least": AGES[0], "most": AGES[1]}
    with connection.cursor() as cursor:
        cursor.execute(_BORN, given)
        return {row[0] for row in cursor.fetchall()}


def household_roll(_system: Actor, interval: Interval, day: dt.date) -> Sides | None:
    """户籍 against 学籍: children of the lists whom no roll has, as the third ledger has them now. None: no
    list has been taken over."""
    lists = lists_of(interval, lines.MATCHED, day)
    if not lists:
        return None
    rows = Child.objects.filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1], closed_at=None
    ).exclude(state="new")
    count, named = rows.count(), sum(one.counts.get("of_age", 0) for one in lists)
    return Sides(named, max(0, named - count), min(one.as_of for one in lists), day, {}, (), count)


_POOR_PUPILS = """
select n.person_id from dropout_entry n
join directory_person p on p.school_id = n.school_id and p.id = n.person_id
where n.closed_at is null and n.unit_no >= %(lo)s and n.unit_no < %(hi)s
  and exists (select from dropout_list_mark m where m.list_id = any(%(lists)s) and m.id_index = p.id_index)
"""
_POOR_CHILDREN = """
select c.id from dropout_child c
where c.closed_at is null and c.state in ('open', 'closing') and c.unit_no >= %(lo)s and c.unit_no < %(hi)s
  and exists (select from dropout_list_mark m where m.list_id = any(%(lists)s) and m.id_index = c.id_index)
"""


def dropped_poverty(_system: Actor, interval: Interval, day: dt.date) -> Sides | None:
    """辍学 against 脱贫户: who is on a ledger and in a family of the poverty list. None: there is no list."""
    county = directory.county().interval
    lists = lists_of(county, ("poverty",), day)
    if not lists:
        return None
    keys = [one.pk for one in lists]
    given: dict[str, Any] = {"lo": interval[0], "hi": interval[1], "lists": keys}
    with connection.cursor() as cursor:
        cursor.execute(_POOR_PUPILS, given)
        people = {row[0]: 0 for row in cursor.fetchall()}
        cursor.execute(_POOR_CHILDREN, given)
        children = tuple(row[0] for row in cursor.fetchall())
    here = Q(unit_no__gte=interval[0], unit_no__lt=interval[1], closed_at=None)
    left = Entry.objects.filter(here).count()
    left += Child.objects.filter(here, state__in=("open", "closing")).count()
    right = ListMark.objects.filter(list_id__in=keys).values("id_index").distinct().count()
    return Sides(
        left, right, day, min(one.as_of for one in lists), people, children,
        len(people) + len(children),
    )  # fmt: skip


COMPARE = {
    "household_roll": household_roll, "roll_class": roll_class, "dropped_poverty": dropped_poverty,
}  # fmt: skip


def registers(interval: Interval, system: Actor) -> list[Register]:
    """The four that are looked at (四查), in the system's scope."""
    day = clock.today()
    household = lists_of(interval, lines.MATCHED, day)
    poverty = lists_of(interval, ("poverty",), day)
    aged = sum(roll.of_age(interval, day, *AGES).values())
    days = marks.last_days(system, day + dt.timedelta(days=1), 1)
    return [
        Register(
            "household", sum(one.counts.get("of_age", 0) for one in household),
            min((one.as_of for one in household), default=None),
        ),
        Register("roll", aged, day),
        Register("class", _in_class(interval, days), days[-1] if days else None),
        Register(
            "poverty", sum(one.counts.get("marked", 0) for one in poverty),
            min((one.as_of for one in poverty), default=None),
        ),
    ]  # fmt: skip


def _in_class(interval: Interval, days: Sequence[dt.date]) -> int:
    """Pupils who were present in a class that reported on the last day, of all stages."""
    if not days:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(present), 0) from (select distinct on (unit_no) unit_no, present "
            "from screening_roll_call where state = 'current' and day = %s "
            "and unit_no >= %s and unit_no < %s "
            "order by unit_no, slot) t",
            [days[-1], *interval],
        )
        return int(cursor.fetchone()[0])


def done(actor: Actor, most: int = 60) -> list[Line]:
    """Comparisons that the actor sees, the latest first: of offices in reach, and of those with a difference
    in the actor's own classes."""
    mine = visible(Difference.objects.all(), actor, Permission.SEE_DROPOUT).values("check_id")
    reach = inside(actor.reach(Permission.KEEP_CHILDREN)) | inside(
        actor.reach(Permission.REVIEW_DROPOUT)
    )
    rows = list(Check.objects.filter(reach | Q(pk__in=mine)).order_by("-at", "-id")[:most])
    counted = visible(
        Difference.objects.filter(check_id__in=[one.pk for one in rows]),
        actor,
        Permission.SEE_DROPOUT,
    )
    counts = {
        one["check_id"]: (one["n"], one["left"])
        for one in counted.values("check_id").annotate(
            n=Count("id"), left=Count("id", filter=Q(answer=""))
        )
    }
    people = accounts.names(actor, {one.by_id for one in rows if one.by_id})
    places = directory.places({one.unit_no for one in rows})
    return [
        Line(
            one, places[one.unit_no].name if one.unit_no in places else "",
            people.get(one.by_id, "") if one.by_id else "", *counts.get(one.pk, (0, 0)),
        )
        for one in rows
    ]  # fmt: skip


def one(actor: Actor, check_id: UUID) -> Line:
    """A comparison in sight; NotFound."""
    found = next((each for each in done(actor, 500) if each.check.pk == check_id), None)
    if found is None:
        raise NotFound
    return found


def rows(actor: Actor, check_id: UUID, most: int = 500) -> list[Row]:
    """What differs, with names where the ledger has names for the actor; unanswered first."""
    found = list(
        visible(
            Difference.objects.filter(check_id=check_id), actor, Permission.SEE_DROPOUT
        ).order_by("answered_at", "unit_no", "id")[: most * 2]
    )
    shown = [each for each in found if names_shown(actor, each.unit_no)][:most]
    shown.sort(key=lambda each: (each.answer != "", each.unit_no))
    return _rows(actor, shown)


def _rows(actor: Actor, shown: Sequence[Difference]) -> list[Row]:
    names = person_names(actor, [each.person_id for each in shown if each.person_id])
    children = {
        each.pk: ledger.content(each).get("name", "")
        for each in Child.objects.filter(pk__in=[d.child_id for d in shown if d.child_id])
    }
    people = accounts.names(actor, {each.answered_by_id for each in shown if each.answered_by_id})
    return [
        Row(
            each,
            {**names, **children}.get(each.person_id or each.child_id or each.pk, ""),
            directory.full_name(each.unit_no),
            ciphers.unseal(each.note_cipher, place=NOTE_PLACE, row=each.pk) if each.note_cipher else "",
            people.get(each.answered_by_id, "") if each.answered_by_id else "",
        )
        for each in shown
    ]  # fmt: skip


def difference(actor: Actor, difference_id: UUID) -> Row:
    """One that is the actor's to see by name; NotFound."""
    found = Difference.objects.filter(pk=difference_id).first()
    if found is None or not names_shown(actor, found.unit_no):
        raise NotFound
    if found.child_id and not actor.may(Permission.KEEP_CHILDREN, found.unit_no):
        raise NotFound
    return _rows(actor, [found])[0]


def may_answer(actor: Actor, found: Difference) -> bool:
    """The school answers for its pupils, the township for children of no roll."""
    wanted = Permission.KEEP_CHILDREN if found.child_id else Permission.KEEP_DROPOUT
    return actor.may(wanted, found.unit_no)


def school_no(found: Difference) -> int:
    return numbering.school_of(found.unit_no)
