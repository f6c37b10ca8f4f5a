"""The gate of schools, reckoned now from what is on record: one school or all, in the same number of
looks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere
from xiaoan.readiness.models import Decision
from xiaoan.readiness.queries import evidence, packs
from xiaoan.readiness.rules import gate as rules
from xiaoan.readiness.rules import judging
from xiaoan.readiness.rules.packs import Item


@dataclass(frozen=True)
class Opened:
    """The last signed decision of a school: whether it is open, since which day, as what."""

    id: UUID
    kind: str
    day: dt.date
    accepted: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.kind != "close"


@dataclass(frozen=True)
class Reckoned:
    """A school on a day: its lines in the order of the pack, the gate, what was decided last."""

    school: directory.Place
    held: packs.Held
    on: dt.date
    lines: tuple[rules.Line, ...]
    gate: rules.Gate
    opened: Opened | None = None


@dataclass(frozen=True)
class Newest:
    """What was said last of an item by the school itself (`kind` "self"), or by who inspected it."""

    id: UUID
    kind: str
    result: str
    at: dt.datetime


# What decides is the newest of either side that was not taken back: how much was said before costs a look
# into the index and no row in Python.
_NEWEST = """
select distinct on (s.unit_no, s.item, s.kind = 'self') s.unit_no, s.item, s.id, s.kind, s.result, s.at
from readiness_statement s
where s.unit_no = any(%s) and s.kind in ('self', 'joint', 'recheck')
  and not exists (
    select 1 from readiness_statement w
    where w.about_id = s.id and w.kind = 'withdraw' and w.unit_no = s.unit_no
  )
order by s.unit_no, s.item, s.kind = 'self', s.at desc, s.id desc
"""


def schools(nos: Iterable[int] | None = None, day: dt.date | None = None) -> list[directory.Place]:
    """Some schools, or all that are there on a day."""
    if nos is not None:
        found = directory.places(nos)
        return [found[no] for no in sorted(found) if found[no].kind == "school"]
    return directory.places_inside(directory.county().interval, "school", day=day or clock.today())


def reckon(
    places: Sequence[directory.Place], on: dt.date | None = None, held: packs.Held | None = None
) -> list[Reckoned]:
    """Each of the schools on a day (None: today, of one that opens later on its first day), by the pack in
    force then or another that is given. Looks everywhere: only figures come out."""
    if not places:
        return []
    if on is None:
        return _each_on_its_day(places, held)
    day = on
    with everywhere("readiness") as actor:
        known = held or packs.in_force(day)
        asked_of = {one.no: known.pack.of(one.stage, one.boarding, day) for one in places}
        asked = evidence.Asked(actor, tuple(places), day)
        wanted = {
            (one.by, tuple(sorted(one.params.items())))
            for items in asked_of.values()
            for one in items
            if one.how == "computed"
        }
        facts = evidence.of_items(asked, [(by, dict(params)) for by, params in sorted(wanted)])
        said = statements(asked.nos)
        opened = decisions(asked.nos)
    found = []
    for place in places:
        lines = tuple(
            rules.Line(one, _result(one, place.no, facts, said, day)) for one in asked_of[place.no]
        )
        last = opened.get(place.no)
        found.append(
            Reckoned(
                place, known, day, lines,
                rules.gate(
                    lines, is_open=last is not None and last.is_open,
                    accepted=last.accepted if last else (),
                ),
                last,
            )
        )  # fmt: skip
    return found


def _each_on_its_day(places: Sequence[directory.Place], held: packs.Held | None) -> list[Reckoned]:
    today = clock.today()
    with everywhere("readiness"):
        opened = decisions([one.no for one in places])
    by_day: dict[dt.date, list[directory.Place]] = defaultdict(list)
    for one in places:
        last = opened.get(one.no)
        by_day[max(today, last.day) if last and last.is_open else today].append(one)
    found = [each for day, group in by_day.items() for each in reckon(group, day, held)]
    return sorted(found, key=lambda each: each.school.no)


def _result(
    one: Item, no: int, facts: dict[evidence.Key, evidence.Facts],
    said: dict[int, dict[str, list[Newest]]], day: dt.date,
) -> judging.Result:  # fmt: skip
    if one.how == "computed":
        fact = facts[one.by, tuple(sorted(one.params.items()))].get(no)
        return judging.judge(one.by, fact, one.params, day)
    rows = said[no].get(one.code, [])
    return judging.inspected(
        (judging.Said(row.kind, row.result, row.at) for row in rows),
        may_lack=one.may_lack,
    )


def statements(nos: Collection[int]) -> dict[int, dict[str, list[Newest]]]:
    """School → item → the newest word of the school and of an inspection that was not taken back."""
    found: dict[int, dict[str, list[Newest]]] = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(nos)])
        for no, item, *told in cursor.fetchall():
            found[no][item].append(Newest(*told))
    return found


def decisions(nos: Collection[int]) -> dict[int, Opened]:
    """School → its last signed decision."""
    rows = Decision.objects.filter(unit_no__in=nos, state="signed").order_by(
        "unit_no", "signed_at", "id"
    )
    return {row.unit_no: Opened(row.pk, row.kind, row.day, tuple(row.accepted)) for row in rows}


def one(school_no: int, on: dt.date | None = None) -> Reckoned | None:
    """A single school; None: no such school."""
    return next(iter(reckon(schools([school_no]), on)), None)
