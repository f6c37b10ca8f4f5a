"""Grounds made anew from what they rest on: illnesses, isolations, key persons, contacts, answers.

Locks: one per school, in the order of their numbers; duties; then the journal.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection

from xiaoan.clearances import queries, rules
from xiaoan.clearances.events import ClearanceChanged
from xiaoan.clearances.models import Ground, Paper
from xiaoan.clearances.services import owing, telling
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import moves as roll
from xiaoan.duties import queries as duties
from xiaoan.illness.queries import keeping as illness
from xiaoan.investigations.queries import keeping as investigations
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden
from xiaoan.keypersons.queries import keeping as keypersons
from xiaoan.surveys.queries import keeping as surveys

_LOCK = """
select pg_advisory_xact_lock(hashtext('clearances.settle'), no) from unnest(%s::int[]) no order by no
"""
_SIZES = """
insert into clearances_size (school_id, unit_no, on_roll, counted_at)
select no, no, (select count(*) from directory_enrolment e where e.school_id = no and e.since <= %(day)s
  and (e.until is null or e.until > %(day)s)), %(now)s
from unnest(%(schools)s::int[]) no
on conflict (school_id) do update set on_roll = excluded.on_roll, counted_at = excluded.counted_at
"""
# Of the catalogue: whether a diagnosis that is not on file keeps away.
SECOND = "clearances.follow.two_papers"
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """A ground as it should stand."""

    school_id: int
    unit_no: int
    person_id: UUID
    code: str
    about_id: UUID
    since: dt.date
    until: dt.date | None
    paper: bool
    handed: bool = False
    lacks_diagnosis: bool = False
    second: bool = False


def settle(actor: Actor, school_nos: Sequence[int]) -> int:
    """As the system: have the grounds of schools say what is so now; gives of how many pupils they changed.
    Whoever is kept and followed by nobody is owed a contact; a family is told where what it reads changed.
    A fixed number of statements, and one fact for each school with a change, however many schools."""
    if not actor.is_system:
        raise Forbidden
    schools = sorted(set(school_nos))
    if not schools:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [schools])
        cursor.execute(_SIZES, {"schools": schools, "day": clock.today(), "now": clock.now()})
    before = _read(schools)
    wanted = {(one.code, one.about_id): one for one in grounds(actor, schools)}
    changed = _write(schools, dict(wanted))
    kept: dict[int, set[UUID]] = defaultdict(set)
    for one in wanted.values():
        kept[one.school_id].add(one.person_id)
    owing.owe(actor, schools)
    _tell(actor, before, _read(schools))
    for school in sorted(changed):
        journal.record(
            actor,
            ClearanceChanged(
                school_id=school, unit_no=school, person_ids=tuple(sorted(changed[school])),
                kept=len(kept[school]),
            ),
        )  # fmt: skip
    return sum(len(people) for people in changed.values())


def _read(schools: Sequence[int]) -> dict[UUID, rules.Standing]:
    """What families read of the pupils of whom there is a ground."""
    found: dict[UUID, list[rules.Ground]] = defaultdict(list)
    for row in Ground.objects.filter(school_id__in=schools):
        found[row.person_id].append(queries.told_of(row))
    today = clock.today()
    return {who: rules.standing(all_of, today) for who, all_of in found.items()}


def _tell(
    actor: Actor, before: dict[UUID, rules.Standing], after: dict[UUID, rules.Standing]
) -> None:
    may_come = rules.Standing(rules.CLEARED)
    turned = {
        who
        for who in before.keys() | after.keys()
        if before.get(who, may_come) != after.get(who, may_come)
    }
    telling.tell(actor, roll.where_on_roll(turned, clock.today()))


def grounds(actor: Actor, schools: Sequence[int]) -> list[Wanted]:
    """Everything that keeps pupils of schools away now, as the system reads it from where it is kept; without
    what a paper checked here has taken away."""
    span = (min(schools), max(schools) + numbering.SCHOOL)
    pack = queries.pack_in_force(actor, clock.today())
    found = [*_ill(actor, span, pack), *_followed(actor, span, pack.lines)]
    if pack.contacts:
        found += [
            Wanted(
                one.school_id, one.unit_no, one.person_id, "contact", one.contact_id, one.since,
                one.until + _ONE_DAY, True,
            )
            for one in investigations.watched(span)
        ]  # fmt: skip
    if pack.symptoms:
        since = clock.today() - dt.timedelta(days=pack.unanswered or 14)
        found += [
            Wanted(
                one.school_id, one.unit_no, one.person_id,
                "symptoms" if one.condition == "symptoms" else "isolated", one.answer_id, one.since,
                None, False,
            )
            for one in surveys.unwell(schools, since)
        ]  # fmt: skip
    known = set(schools)
    return _without_papers(one for one in found if one.school_id in known)


def _ill(actor: Actor, span: Interval, pack: rules.Pack) -> list[Wanted]:
    """Of a diagnosis two papers are kept where the pack says so (双证明), and both come first where the
    county has switched that on at the level in force."""
    both, ladders = "ill" in pack.both, duties.ladders()
    return [
        Wanted(
            one.school_id, one.unit_no, one.person_id, "ill", one.illness_id, one.since, one.free_on,
            one.paper, one.handed, lacks,
            lacks and pack.has_second(one.diagnosis) and bool(ladders.value(SECOND, one.unit_no)),
        )
        for one in illness.keeping(actor, span)
        for lacks in (both and (one.paper or one.free_on is not None),)
    ]  # fmt: skip


def _followed(actor: Actor, span: Interval, lines: Sequence[str]) -> list[Wanted]:
    return [
        Wanted(
            one.school_id, one.unit_no, one.person_id, "followed" if one.category else "isolated",
            one.line_id, one.since, one.until, one.paper,
        )
        for one in keypersons.keeping(actor, span, lines)
    ]  # fmt: skip


def _without_papers(found: Iterable[Wanted]) -> list[Wanted]:
    """A paper that does takes its ground away from the day back that was agreed; until then it is a day to
    wait for."""
    listed = list(found)
    papers = Paper.objects.filter(accepted=True, about_id__in={one.about_id for one in listed})
    told = list(papers.order_by("at").values_list("code", "about_id", "back_on", "kind"))
    back = {(code, about): day for code, about, day, kind in told if kind != rules.DIAGNOSIS}
    filed = {about for _code, about, _day, kind in told if kind == rules.DIAGNOSIS}
    listed = [
        replace(one, lacks_diagnosis=False, second=False) if one.about_id in filed else one
        for one in listed
    ]
    today, left = clock.today(), []
    for one in listed:
        day = back.get((one.code, one.about_id))
        if day is None:
            left.append(one)
        elif day > today:
            left.append(replace(one, until=day, paper=False, handed=False))
    return left


def _write(schools: Sequence[int], wanted: dict[tuple[str, UUID], Wanted]) -> dict[int, set[UUID]]:
    """Add, change and remove rows; school → the pupils whose rows changed."""
    changed: dict[int, set[UUID]] = defaultdict(set)
    fields = tuple(Wanted.__dataclass_fields__)
    gone, now = [], clock.now()
    for row in Ground.objects.filter(school_id__in=schools):
        to_be = wanted.pop((row.code, row.about_id), None)
        if to_be is None:
            gone.append(row.pk)
            changed[row.school_id].add(row.person_id)
        elif any(getattr(row, name) != getattr(to_be, name) for name in fields):
            for name in fields:
                setattr(row, name, getattr(to_be, name))
            row.save()
            changed[row.school_id].add(row.person_id)
    Ground.objects.filter(pk__in=gone).delete()
    Ground.objects.bulk_create(
        Ground(**{name: getattr(one, name) for name in fields}, seen_at=now)
        for one in wanted.values()
    )
    for one in wanted.values():
        changed[one.school_id].add(one.person_id)
    return changed
