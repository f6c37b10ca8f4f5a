"""Reading kits: what each holds and lacks, and how ready the schools of a unit are."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from xiaoan.directory import queries as directory
from xiaoan.equipment import rules
from xiaoan.equipment.models import Kit, KitStep
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries import gaps


@dataclass(frozen=True)
class Lot:
    """So much of a lot in a kit; `usable`: neither expired nor recalled."""

    item: str
    lot_id: UUID
    quantity: int
    expires: dt.date | None
    usable: bool

    @property
    def is_expiring(self) -> bool:
        return self.usable and self.expires is not None and (
            self.expires - clock.today() <= rules.EXPIRING
        )  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """A kit with its lots."""

    id: UUID
    school_no: int
    template: str
    name: str
    place_no: int | None
    made_at: dt.datetime
    checked_at: dt.datetime | None
    checked_by_id: UUID | None
    closed_at: dt.datetime | None
    lots: tuple[Lot, ...]

    @property
    def usable(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.lots:
            found[one.item] = found.get(one.item, 0) + (one.quantity if one.usable else 0)
        return found

    @property
    def missing(self) -> dict[str, int]:
        return rules.missing_of(self.template, self.usable)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def expires(self) -> dt.date | None:
        """The first day something in it runs out."""
        return min((one.expires for one in self.lots if one.usable and one.expires), default=None)


def kit(actor: Actor, kit_id: UUID) -> Filled:
    """One kit of a school whose supplies the actor sees."""
    row = Kit.objects.filter(pk=kit_id).first()
    if row is None or not actor.may(Permission.SEE_SUPPLIES, row.unit_no):
        raise NotFound
    return _filled([row])[0]


def kits_of(school_no: int) -> list[Filled]:
    """The open kits of a school, by name; inside the running scope."""
    rows = Kit.objects.filter(unit_no=school_no, closed_at=None).order_by("name", "id")
    return _filled(list(rows))


def kits_inside(interval: Interval) -> list[Filled]:
    """The open kits of the schools of a unit; inside the running scope."""
    rows = Kit.objects.filter(unit_no__gte=interval[0], unit_no__lt=interval[1], closed_at=None)
    return _filled(list(rows.order_by("unit_no", "name", "id")))


# One array: a county has a thousand kits, and as many parameters cost more than the rows.
_PIECES = """
select kit_id, item, lot_id, quantity, expires from equipment_piece where kit_id = any(%s)
order by item, expires, id
"""


def _filled(rows: list[Kit]) -> list[Filled]:
    found: dict[UUID, list[tuple[str, UUID, int, dt.date | None]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, [[row.pk for row in rows]])
        for kit_id, *piece in cursor.fetchall():
            found.setdefault(kit_id, []).append(tuple(piece))
    recalled = supplies.recalled_of({one[1] for lots in found.values() for one in lots})
    today = clock.today()
    return [
        Filled(
            row.pk, row.unit_no, row.template, row.name, row.place_no, row.made_at, row.checked_at,
            row.checked_by_id, row.closed_at,
            tuple(
                Lot(*one, usable=one[1] not in recalled and (one[3] is None or one[3] >= today))
                for one in found.get(row.pk, ())
            ),
        )
        for row in rows
    ]  # fmt: skip


def steps(kit_id: UUID) -> list[KitStep]:
    """What was done with a kit, the newest first. Values for its own page only."""
    return list(KitStep.objects.filter(kit_id=kit_id).order_by("-at", "-id")[:100])


@dataclass(frozen=True)
class Loss:
    """What a round did not find, and nobody has confirmed: item → how much."""

    step_id: UUID
    kit_id: UUID
    kit: str
    unit_no: int
    at: dt.datetime
    by_id: UUID | None
    note: str
    lost: Mapping[str, int]


def _open_losses(actor: Actor) -> QuerySet[KitStep]:
    """Of the schools whose supplies the actor keeps as one of the school."""
    own = [lo for lo, _hi in actor.reach(Permission.KEEP_SUPPLIES)]
    rows = KitStep.objects.filter(unit_no__in=own).exclude(lost={})
    return rows.exclude(Exists(KitStep.objects.filter(about_id=OuterRef("pk"))))


def losses(actor: Actor) -> list[Loss]:
    """What waits at the actor's own school, the oldest first; their own rounds too, for others to confirm."""
    rows = list(_open_losses(actor).order_by("at", "id")[:100])
    names = dict(Kit.objects.filter(pk__in={row.kit_id for row in rows}).values_list("id", "name"))
    return [
        Loss(
            row.pk, row.kit_id, names[row.kit_id], row.unit_no, row.at, row.by_id, row.note, row.lost
        )
        for row in rows
    ]  # fmt: skip


def losses_waiting(actor: Actor) -> int:
    """How many the actor can confirm: not those of their own rounds."""
    return _open_losses(actor).exclude(by_id=actor.user_id).count()


@dataclass(frozen=True)
class OfKind:
    """The kits of one kind at a school; `due` None: nobody has entered how many places they are for."""

    code: str
    due: int | None
    there: int
    complete: int


@dataclass(frozen=True)
class School:
    """How ready a school is: kits complete of those due; the names of those that are not."""

    no: int
    name: str
    ready: rules.Ready
    kits: int
    incomplete: tuple[str, ...]
    # Kinds of which there are fewer than are due: kind → how many more.
    lacking: Mapping[str, int]
    kinds: tuple[OfKind, ...] = ()


def schools(actor: Actor, place: directory.Place) -> list[School]:
    """The schools of a unit, or the one itself. Inside the running scope."""
    sizes = gaps.sizes_inside(place.interval)
    by_school: dict[int, list[Filled]] = {}
    for one in kits_inside(place.interval):
        by_school.setdefault(one.school_no, []).append(one)
    found = []
    for school in directory.places_inside(place.interval, "school"):
        mine, size = by_school.get(school.no, []), sizes.get(school.no)
        counts: dict[str, int | None] = {
            "school": 1, "room": size.rooms if size else None, "gate": size.gates if size else None,
        }  # fmt: skip
        found.append(_school(school, mine, counts))
    return found


def _school(
    school: directory.Place, mine: Iterable[Filled], counts: Mapping[str, int | None]
) -> School:
    kits = list(mine)
    complete: dict[str, int] = {}
    there: dict[str, int] = {}
    for one in kits:
        there[one.template] = there.get(one.template, 0) + 1
        complete[one.template] = complete.get(one.template, 0) + one.is_complete
    lacking = {
        code: due - there.get(code, 0)
        for code, kind in rules.KIT_KINDS.items()
        if (due := counts.get(kind.per)) is not None and due > there.get(code, 0)
    }
    return School(
        school.no, school.name, rules.readiness(complete, counts), len(kits),
        tuple(one.name for one in kits if not one.is_complete), lacking,
        tuple(
            OfKind(code, counts.get(kind.per), there.get(code, 0), complete.get(code, 0))
            for code, kind in rules.KIT_KINDS.items()
        ),
    )  # fmt: skip


_HELD = """
select item, lot_id, sum(quantity)::bigint from equipment_piece where unit_no = %s group by 1, 2
"""


def held_in_kits(school_no: int) -> dict[tuple[str, UUID | None], int]:
    """(item, lot) → what lies in the kits of a school."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [school_no])
        return {(item, lot): n for item, lot, n in cursor.fetchall()}


def due_for_check() -> list[tuple[UUID, int, dt.datetime]]:
    """Open kits, their schools, and when each was last looked at. For the daily look."""
    rows = Kit.objects.filter(closed_at=None).order_by("unit_no", "id")
    return [(row.pk, row.unit_no, row.checked_at or row.made_at) for row in rows]
