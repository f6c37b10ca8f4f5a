"""Plans of schools: the lines in force, versions, what is still missing, how two differ."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Plan
from xiaoan.hygiene.queries.places import SHARED, plans_on
from xiaoan.hygiene.rules.guideline import Said
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class LineOf:
    """One thing to do at one place, with the place. `frequency`: level → "n/d"; `post`, `deputy` roles,
    `who_id`, `deputy_id` persons named instead; `excused`: why the place is excused that day, "" if it is
    not. `area` in m² as measured, else the pack's guess."""

    id: UUID
    plan_id: UUID
    school_no: int
    unit_no: int
    place_id: UUID
    kind: str
    place: str
    building: str
    floor: int | None
    walk: int
    area: int
    excused: str
    task: str
    method: str
    agent: str
    strength: int | None
    contact: int
    rinse: bool
    absent: bool
    slot: str
    frequency: Mapping[str, str]
    anchor: dt.date
    post: str
    deputy: str
    who_id: UUID | None
    deputy_id: UUID | None
    reason: str
    left_out: bool
    apart: bool

    @property
    def said(self) -> Said:
        return Said(
            self.task, self.method, self.agent, self.strength, self.contact, self.rinse, self.absent,
            self.slot, self.frequency, self.left_out,
        )  # fmt: skip

    @property
    def people(self) -> tuple[str, str, UUID | None, UUID | None]:
        return (self.post, self.deputy, self.who_id, self.deputy_id)


_LINES = """
select l.id, l.plan_id, p.school_id, p.unit_no, p.id, p.kind, p.name, p.building, p.floor, p.walk,
       coalesce(p.area_m2, case when p.kind <> all(%(shared)s) then u.area_m2 end, 0),
       case when p.excused_until > %(day)s then p.excused else '' end,
       l.task, l.method, l.agent, l.strength, l.contact, l.rinse, l.absent, l.slot, l.frequency, l.anchor,
       l.post, l.deputy, l.who_id, l.deputy_id, l.reason, l.left_out, l.apart
from hygiene_line l
join hygiene_place p on p.id = l.place_id and p.school_id = l.school_id
left join directory_unit u on u.no = p.unit_no and p.unit_no <> p.school_id
{where}
order by p.school_id, p.walk, p.building, p.floor nulls first, p.name, p.id, l.task, l.slot
"""
_IN_FORCE = """
where l.plan_id = any(%(plans)s) and p.opened <= %(day)s and (p.closed is null or p.closed > %(day)s)
  and not l.left_out
"""


def _lines(where: str, day: dt.date, **values: Any) -> list[LineOf]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(where=where), {"day": day, "shared": list(SHARED), **values})
        return [_line(row) for row in cursor.fetchall()]


def _line(row: Sequence[Any]) -> LineOf:
    found = list(row)
    found[10] = found[10] or rules.PLACE_KINDS[found[5]].area
    # Django has psycopg hand over a jsonb as its text.
    found[20] = json.loads(found[20])
    return LineOf(*found)


def lines_in_force(school_nos: Sequence[int], day: dt.date) -> list[LineOf]:
    """What plans in force at schools on a day ask of their open places, excused ones too (`excused` says
    why), school by school in walking order. Two statements for all; the lines are of the running scope."""
    return _lines(_IN_FORCE, day, plans=plans_on(school_nos, day))


def lines_of(plan_id: UUID, day: dt.date | None = None) -> list[LineOf]:
    """All lines of one version, those that are left out too. Inside the running scope."""
    return _lines("where l.plan_id = %(plan)s", day or clock.today(), plan=plan_id)


@dataclass(frozen=True)
class PlanOf:
    """A version of a plan. `state`: as stored; `stand`: draft, waiting, returned, coming, in_force or
    replaced, as of today."""

    id: UUID
    school_no: int
    version: int
    state: str
    pack: str
    made_at: dt.datetime
    made_by_id: UUID | None
    asked_at: dt.datetime | None
    asked_by_id: UUID | None
    decided_at: dt.datetime | None
    decided_by_id: UUID | None
    note: str
    since: dt.date | None
    until: dt.date | None
    edit: int
    own: bool
    stand: str

    @property
    def is_open(self) -> bool:
        return self.state in ("draft", "waiting", "returned")

    @property
    def is_written(self) -> bool:
        """May still be changed."""
        return self.state in ("draft", "returned")


_FIELDS = (
    "id", "school_id", "version", "state", "pack", "made_at", "made_by_id", "asked_at", "asked_by_id",
    "decided_at", "decided_by_id", "note", "since", "until", "edit", "own",
)  # fmt: skip

_NAMES = tuple("school_no" if name == "school_id" else name for name in _FIELDS)


def stand_of(state: str, since: dt.date | None, until: dt.date | None, day: dt.date) -> str:
    """An approved plan comes, holds and is replaced by its days."""
    if since is None:
        return state
    if until is not None and until <= day:
        return "replaced"
    return "coming" if since > day else "in_force"


def _plan(row: Sequence[Any], day: dt.date) -> PlanOf:
    values = dict(zip(_NAMES, row, strict=True))
    stand = stand_of(values["state"], values["since"], values["until"], day)
    return PlanOf(**values, stand=stand)


def versions(actor: Actor, school_no: int) -> list[PlanOf]:
    """The plans of a school that the actor may see, the newest first."""
    rows = Plan.objects.filter(
        inside(actor.reach(Permission.SEE_HYGIENE)), unit_no=school_no
    ).order_by("-version")
    return [_plan(row, clock.today()) for row in rows.values_list(*_FIELDS)]


def plan(actor: Actor, plan_id: UUID) -> PlanOf:
    """One version that the actor may see."""
    rows = Plan.objects.filter(inside(actor.reach(Permission.SEE_HYGIENE)), pk=plan_id)
    row = rows.values_list(*_FIELDS).first()
    if row is None:
        raise NotFound
    return _plan(row, clock.today())


def newest_stands(school_nos: Iterable[int]) -> dict[int, dict[str, PlanOf]]:
    """School → stand → its plan of that stand (the newest), without those that were replaced."""
    today = clock.today()
    rows = (
        Plan.objects.filter(unit_no__in=list(school_nos))
        .exclude(until__lte=today)
        .order_by("version")
        .values_list(*_FIELDS)
    )
    found: dict[int, dict[str, PlanOf]] = {}
    for row in rows:
        one = _plan(row, today)
        found.setdefault(one.school_no, {})[one.stand] = one
    return found


def waiting(actor: Actor) -> list[PlanOf]:
    """Plans that wait for the actor's approval, the longest first."""
    rows = Plan.objects.filter(
        inside(actor.reach(Permission.APPROVE_HYGIENE)), state="waiting"
    ).order_by("asked_at")
    return [_plan(row, clock.today()) for row in rows.values_list(*_FIELDS)]


@dataclass(frozen=True)
class Group:
    """A task of a kind of place as a plan has it: the lines of all its places, `common` what those say
    that are not set apart (of none: what the first says)."""

    kind: str
    task: str
    slot: str
    lines: tuple[LineOf, ...]

    @property
    def common(self) -> LineOf:
        return next((one for one in self.lines if not one.apart), self.lines[0])

    @property
    def apart(self) -> tuple[LineOf, ...]:
        return tuple(one for one in self.lines if one.apart)

    @property
    def base(self) -> str:
        return base_of(self.lines)


def base_of(lines: Sequence[LineOf]) -> str:
    """Stands for what lines say: whoever changes them says which they have seen."""
    parts = [
        [str(one.id), str(one.said), str(one.people), one.reason, one.apart, str(one.anchor)]
        for one in lines
    ]
    return said.fingerprint("hygiene.lines", sorted(parts)).hex()[:32]


def groups(lines: Iterable[LineOf]) -> list[Group]:
    """Lines by kind of place, task and slot, in the order of the pack."""
    found: dict[tuple[str, str, str], list[LineOf]] = {}
    for one in lines:
        found.setdefault((one.kind, one.task, one.slot), []).append(one)
    order = {
        (kind, task.code): (at, n)
        for at, (kind, has) in enumerate(rules.PLACE_KINDS.items())
        for n, task in enumerate(has.tasks)
    }
    kinds = list(rules.PLACE_KINDS)
    slots = list(rules.SLOTS)
    ordered = sorted(
        found,
        key=lambda key: (
            *order.get((key[0], key[1]), (kinds.index(key[0]), 99)),
            slots.index(key[2]),
            key[1],
        ),
    )
    return [Group(*key, tuple(found[key])) for key in ordered]


@dataclass(frozen=True)
class Change:
    """How a line of the later version differs: which `fields` ("added" and "removed" have none)."""

    what: str
    before: LineOf | None
    after: LineOf | None
    fields: tuple[str, ...] = ()

    @property
    def line(self) -> LineOf:
        found = self.after or self.before
        if found is None:
            raise ValueError(self.what)
        return found


_COMPARED = (
    "method", "agent", "strength", "contact", "rinse", "absent", "frequency", "post", "deputy", "who_id",
    "deputy_id", "left_out", "anchor", "reason",
)  # fmt: skip


def compare(earlier: Iterable[LineOf], later: Iterable[LineOf]) -> list[Change]:
    """What two versions say otherwise, line by line of place, task and slot."""
    before = {(one.place_id, one.task, one.slot): one for one in earlier}
    after = {(one.place_id, one.task, one.slot): one for one in later}
    found = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            found.append(Change("added" if old is None else "removed", old, new))
            continue
        fields = tuple(name for name in _COMPARED if getattr(old, name) != getattr(new, name))
        if fields:
            found.append(Change("changed", old, new, fields))
    return found
