"""Whether records are true: what speaks against them, what is drawn, what was found, what was said to it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Check, Doubt, Draw, Due, Line, Place, Record, Statement
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

STATEMENT = "hygiene_statement.words"
PAGE = 50
# So long somebody may still look at a record, and whoever told it may say something (own choice).
OPEN_DAYS = 30
# The last decisive check of a record says what it is held to be.
_HELD = """
select root_id, result from (
  select distinct on (root_id) root_id, result from hygiene_check
  where root_id = any(%s) and result in ('true', 'untrue') order by root_id, at desc, id desc) last
"""


@dataclass(frozen=True)
class Reason:
    """One sign against a record, `facts` with its figures."""

    what: str
    weight: int
    facts: dict[str, Any]


@dataclass(frozen=True)
class Looked:
    """A check, with what was said to it."""

    id: UUID
    result: str
    how: str
    measured: int | None
    note: str
    at: dt.datetime
    by: str
    by_id: UUID | None
    photo_id: UUID | None
    record_id: UUID | None
    statement: str
    stated_at: dt.datetime | None
    photo_ids: tuple[UUID, ...] = ()
    paper_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Worth:
    """A record that is worth a look. `held`: "true" or "untrue" after a check, else ""."""

    record_id: UUID
    root_id: UUID
    school_no: int
    place: str
    task: str
    day: dt.date
    said_at: dt.datetime
    by: str
    by_id: UUID | None
    reasons: tuple[Reason, ...]
    held: str


def held(root_ids: Collection[UUID]) -> dict[UUID, str]:
    """What records are held to be since somebody looked: "true", "untrue"; the others are left out."""
    if not root_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list(root_ids)])
        return dict(cursor.fetchall())


def held_untrue(root_ids: Collection[UUID]) -> set[UUID]:
    return {root for root, result in held(root_ids).items() if result == "untrue"}


def decisive(root_id: UUID) -> Check | None:
    """The look that says what a record is held to be; None: nobody has said. Inside the running scope."""
    rows = Check.objects.filter(root_id=root_id, result__in=("true", "untrue"))
    return rows.order_by("-at", "-id").first()


def reasons_of(record_ids: Iterable[UUID]) -> dict[UUID, tuple[Reason, ...]]:
    """What speaks against records, the heaviest first."""
    found: dict[UUID, list[Reason]] = defaultdict(list)
    for row in Doubt.objects.filter(record_id__in=list(record_ids)).order_by("-weight", "what"):
        found[row.record_id].append(Reason(row.what, row.weight, row.facts))
    return {pk: tuple(reasons) for pk, reasons in found.items()}


def checks_of(actor: Actor, root_id: UUID) -> list[Looked]:
    """The checks of a record and its corrections, the newest first."""
    rows = Check.objects.filter(inside(actor.intervals), root_id=root_id).order_by("-at", "-id")
    return _looked(actor, list(rows))


def checks_at(actor: Actor, place_id: UUID, limit: int = 20) -> list[Looked]:
    """The last checks at a place."""
    rows = Check.objects.filter(inside(actor.intervals), place_id=place_id).order_by("-at", "-id")
    return _looked(actor, list(rows[:limit]))


def _looked(actor: Actor, rows: Sequence[Check]) -> list[Looked]:
    names = accounts.names(actor, {one.by_id for one in rows if one.by_id})
    said = {
        one.check_id: one for one in Statement.objects.filter(check_id__in=[r.pk for r in rows])
    }
    return [
        Looked(
            one.pk, one.result, one.how, one.measured, one.note, one.at,
            names.get(one.by_id, "") if one.by_id else "", one.by_id, one.photo_id, one.record_id,
            ciphers.unseal(said[one.pk].words, place=STATEMENT, row=said[one.pk].pk)
            if one.pk in said else "",
            said[one.pk].at if one.pk in said else None,
            *(_files(said[one.pk]) if one.pk in said else ()),
        )
        for one in rows
    ]  # fmt: skip


def _files(one: Statement) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    return tuple(one.photo_ids), tuple(one.paper_ids)


def files_of(actor: Actor, check_id: UUID) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Photos and papers of what was said to a check, for who checks there and whoever told the record."""
    one = _readable(actor, check_id)
    said = Statement.objects.filter(check_id=one.pk).first()
    return _files(said) if said else ((), ())


def draw(actor: Actor, draw_id: UUID) -> Draw:
    """A place drawn, for whoever checks there."""
    rows = Draw.objects.filter(inside(actor.reach(Permission.CHECK_HYGIENE)), pk=draw_id)
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def draws_open(actor: Actor, interval: Interval) -> list[Draw]:
    """Drawn inside a unit and not looked at, the newest first."""
    return list(_draws(actor, interval).filter(checked_at=None).order_by("-day", "id")[:PAGE])


def _draws(actor: Actor, interval: Interval) -> QuerySet[Draw]:
    lo, hi = interval
    since = clock.today() - dt.timedelta(days=OPEN_DAYS)
    return Draw.objects.filter(
        inside(actor.reach(Permission.CHECK_HYGIENE)),
        unit_no__gte=lo,
        unit_no__lt=hi,
        day__gte=since,
    )


def worth(
    actor: Actor, interval: Interval, days: Sequence[dt.date], offset: int = 0
) -> tuple[int, list[Worth]]:
    """Records worth a look inside a unit on some days, the heaviest first: how many in all, and a page."""
    lo, hi = interval
    rows = Doubt.objects.filter(
        inside(actor.reach(Permission.CHECK_HYGIENE)), unit_no__gte=lo, unit_no__lt=hi,
        day__in=list(days),
    )  # fmt: skip
    weights: dict[UUID, float] = defaultdict(lambda: 1.0)
    day_of: dict[UUID, dt.date] = {}
    for record_id, weight, day in rows.values_list("record_id", "weight", "day"):
        weights[record_id] *= 1 - weight / 1000
        day_of[record_id] = day
    order = sorted(weights, key=lambda pk: (-day_of[pk].toordinal(), weights[pk], pk))
    return len(order), _worth(actor, order[offset : offset + PAGE])


def _worth(actor: Actor, ids: Sequence[UUID]) -> list[Worth]:
    records = Record.objects.in_bulk(list(ids))
    places = Place.objects.in_bulk({one.place_id for one in records.values()})
    names = accounts.names(actor, {one.by_id for one in records.values() if one.by_id})
    known, reasons = held({one.root_id for one in records.values()}), reasons_of(ids)
    return [
        Worth(
            pk, one.root_id, one.school_id, places[one.place_id].name, one.task, one.day,
            one.said_at, names.get(one.by_id, "") if one.by_id else "", one.by_id,
            reasons.get(pk, ()), known.get(one.root_id, ""),
        )
        for pk in ids
        if (one := records.get(pk)) is not None
    ]  # fmt: skip


def newest(root_id: UUID) -> Record:
    """The version of a record that stands."""
    rows = list(Record.objects.filter(root_id=root_id))
    gone = {one.replaces_id for one in rows}
    return next(one for one in rows if one.pk not in gone)


@dataclass(frozen=True)
class ToState:
    """A check that found somebody's record untrue, to which they may say something."""

    check_id: UUID
    record_id: UUID
    place: str
    day: dt.date
    note: str
    at: dt.datetime


def to_state(actor: Actor) -> list[ToState]:
    """What was found untrue of what the actor told, lately, and is not answered."""
    since = clock.now() - dt.timedelta(days=OPEN_DAYS)
    mine = inside(actor.reach(Permission.DISINFECT))
    with everywhere("hygiene"):
        found = list(Check.objects.filter(mine, result="untrue", at__gte=since).order_by("-at"))
        records = Record.objects.filter(
            pk__in=[one.record_id for one in found], by_id=accounts.user_id(actor)
        ).in_bulk()
        answered = set(
            Statement.objects.filter(check_id__in=[one.pk for one in found]).values_list(
                "check_id", flat=True
            )
        )
        places = Place.objects.in_bulk({one.place_id for one in records.values()})
    return [
        ToState(one.pk, record.pk, places[one.place_id].name, one.day, one.note, one.at)
        for one in found
        if one.pk not in answered and one.record_id and (record := records.get(one.record_id))
    ]


def to_state_count(actor: Actor) -> int:
    return len(to_state(actor))


@dataclass(frozen=True)
class Drawn:
    """A place drawn, by name; `chance` in thousandths."""

    id: UUID
    place: str
    day: dt.date
    why: str
    chance: int


def named(rows: Sequence[Draw]) -> list[Drawn]:
    places = Place.objects.in_bulk({one.place_id for one in rows})
    return [
        Drawn(one.pk, places[one.place_id].name, one.day, one.why, one.chance)
        for one in rows
        if one.place_id in places
    ]


def versions(root_id: UUID) -> list[UUID]:
    """A record and its corrections."""
    return list(Record.objects.filter(root_id=root_id).values_list("id", flat=True))


def who(actor: Actor, user_id: UUID | None) -> str:
    return accounts.names(actor, {user_id}).get(user_id, "") if user_id else ""


def told_by(actor: Actor, root_id: UUID) -> bool:
    """Whether the actor told the record, or a correction of it."""
    rows = Record.objects.filter(root_id=root_id, by_id=accounts.user_id(actor))
    return rows.exists()


def is_own(actor: Actor, root_id: UUID) -> bool:
    """Whether the actor told the record or looked after it: somebody else has to check it."""
    me = accounts.user_id(actor)
    rows = Record.objects.filter(root_id=root_id)
    return rows.filter(by_id=me).exists() or rows.filter(checker_id=me).exists()


def photo_of(actor: Actor, check_id: UUID) -> UUID:
    """The picture of a check, for who checks there and whoever told the record."""
    one = _readable(actor, check_id)
    if one.photo_id is None:
        raise NotFound
    return one.photo_id


def _readable(actor: Actor, check_id: UUID) -> Check:
    one = Check.objects.filter(inside(actor.intervals), pk=check_id).first()
    # Asked whether there is such a check or not: who may not read it learns nothing from the time either.
    mine = told_by(actor, (one and one.root_id) or check_id)
    if one is None or not (mine or actor.may(Permission.CHECK_HYGIENE, one.unit_no)):
        raise NotFound
    return one


@dataclass(frozen=True)
class AtPlace:
    """A record that stands at a place, for who looks there. `wanted`: how strong the plan has it."""

    row: Record
    by: str
    is_own: bool
    wanted: str
    reasons: tuple[Reason, ...]


def records_at(
    actor: Actor, place_id: UUID, days: Sequence[dt.date], also: UUID | None = None
) -> list[AtPlace]:
    """What was told of a place on some days, the newest first, and one record besides."""
    rows = Record.objects.filter(inside(actor.reach(Permission.CHECK_HYGIENE)), place_id=place_id)
    found = list(rows.filter(day__in=list(days)))
    if also is not None and also not in {one.pk for one in found}:
        found += list(rows.filter(pk=also))
    gone = set(
        Record.objects.filter(replaces_id__in=[one.pk for one in found]).values_list(
            "replaces_id", flat=True
        )
    )
    stand = [one for one in found if one.pk not in gone and not one.void]
    stand.sort(key=lambda one: (one.day, one.said_at), reverse=True)
    names = accounts.names(actor, {one.by_id for one in stand if one.by_id})
    known = reasons_of([one.pk for one in stand])
    lines = _lines_of(stand)
    me = accounts.user_id(actor)
    return [
        AtPlace(
            one, names.get(one.by_id, "") if one.by_id else "",
            me in (one.by_id, one.checker_id), lines.get(one.pk, ""), known.get(one.pk, ()),
        )
        for one in stand
    ]  # fmt: skip


def _lines_of(rows: Sequence[Record]) -> dict[UUID, str]:
    """How strong each was to be: as told, else as the plan has it."""
    dues = dict(
        Due.objects.filter(pk__in=[one.due_id for one in rows if one.due_id]).values_list(
            "id", "line_id"
        )
    )
    lines = Line.objects.in_bulk(set(dues.values()))
    found = {}
    for one in rows:
        line = lines.get(dues[one.due_id]) if one.due_id in dues else None
        value = one.strength or (line.strength if line else None)
        if value:
            found[one.pk] = f"{value} {rules.AGENTS[one.agent].unit}"
    return found
