"""Places follow the tree: a class that closes closes its place, a new one has one, as it is called."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import translation

from xiaoan.directory import queries as directory
from xiaoan.directory.models import Unit
from xiaoan.hygiene import rules
from xiaoan.hygiene.events import PlacesChanged
from xiaoan.hygiene.models import Place
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.hygiene.rules.proposing import UnitLike, of_units
from xiaoan.hygiene.services import acts, drafting, owing
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7


def units_of(school_no: int) -> list[UnitLike]:
    """What the tree has inside a school that has places of its own, open or to open."""
    lo, hi = directory.place(school_no).interval
    rows = Unit.objects.filter(no__gt=lo, no__lt=hi, kind__in=list(rules.OF_UNITS)).exclude(
        closed__lte=clock.today()
    )
    return [
        UnitLike(*row)
        for row in rows.order_by("no").values_list("no", "kind", "name", "area_m2")
    ]  # fmt: skip


def names_of_kinds() -> dict[str, str]:
    """What places are called when we name them: in the language of the county's records."""
    with translation.override("zh-hans"):
        return {code: str(name) for code, name in PLACE_NAMES.items()}


def follow_tree(actor: Actor, school_no: int) -> int:
    """Hold the places of a school against the tree; of the system. Gives how many changed. A school that has
    entered none yet is left alone: its places are proposed."""
    if not actor.is_system:
        raise Forbidden
    acts.hold(school_no)
    if not Place.objects.filter(school_id=school_no).exists():
        return 0
    closed, opened, renamed = _close(school_no), _open(school_no), _rename(school_no)
    drafting.follow(school_no)
    owing.settle(actor, school_no)
    for what, found in (("closed", closed), ("added", opened), ("renamed", renamed)):
        if found:
            journal.record(
                actor,
                PlacesChanged(
                    school_id=school_no, unit_no=school_no, what=what, places=len(found)
                ),
            )  # fmt: skip
    return len(closed) + len(opened) + len(renamed)


def _close(school_no: int) -> list[UUID]:
    """Places of units that are closed, or will be: from that day."""
    found = []
    rows = Place.objects.filter(school_id=school_no).exclude(unit_no=school_no)
    ends = dict(
        Unit.objects.filter(no__in=rows.values_list("unit_no", flat=True)).values_list(
            "no", "closed"
        )
    )
    for row in rows.select_for_update():
        end = ends.get(row.unit_no)
        # A unit that stays open after all has its place again.
        if row.follows and end is None and row.closed is not None and row.closed > clock.today():
            row.closed = None
        elif end is not None and (row.closed is None or row.closed > end):
            row.closed = max(end, row.opened)
        else:
            continue
        row.save(update_fields=["closed"])
        found.append(row.pk)
    return found


def _open(school_no: int) -> list[UUID]:
    """A place for each unit that has none of its kind, from the day on which the unit is open."""
    rows = Place.objects.filter(school_id=school_no)
    known = set(rows.values_list("unit_no", "kind"))
    names = set(rows.filter(closed=None).values_list("name", flat=True))
    last = rows.aggregate(n=Max("walk"))["n"] or 0
    wanted = [
        one for one in of_units(units_of(school_no), names_of_kinds())
        if (one.unit_no, one.kind) not in known
    ]  # fmt: skip
    opened = dict(
        Unit.objects.filter(no__in=[one.unit_no for one in wanted]).values_list("no", "opened")
    )
    made = []
    for n, one in enumerate(wanted, 1):
        name = one.name if one.name not in names else _apart(one.name, names)
        names.add(name)
        made.append(
            Place(
                id=uuid7(), school_id=school_no, unit_no=one.unit_no, kind=one.kind, name=name,
                walk=last + n, follows=True, opened=max(opened[one.unit_no], clock.today()),
            )
        )  # fmt: skip
    Place.objects.bulk_create(made)
    return [one.pk for one in made]


def _apart(name: str, names: set[str]) -> str:
    """A name that the school does not have yet."""
    n = 2
    while f"{name}({n})" in names:
        n += 1
    return f"{name}({n})"


def _rename(school_no: int) -> list[UUID]:
    """Places called as their units are bear the new names; by way of names that nobody has, so that two may
    change places."""
    names = {
        (one.unit_no, one.kind): one.name for one in of_units(units_of(school_no), names_of_kinds())
    }
    rows = [
        row
        for row in Place.objects.filter(school_id=school_no, follows=True, closed=None)
        if names.get((row.unit_no, row.kind), row.name) != row.name
        and not row.name.startswith(f"{names[row.unit_no, row.kind]}(")
    ]
    if not rows:
        return []
    taken = set(
        Place.objects.filter(school_id=school_no, closed=None)
        .exclude(pk__in=[row.pk for row in rows])
        .values_list("building", "name")
    )
    wanted = {row.pk: names[row.unit_no, row.kind] for row in rows}
    for row in rows:
        row.name = str(row.pk)
    Place.objects.bulk_update(rows, ["name"])
    for row in rows:
        name, n = wanted[row.pk], 2
        while (row.building, name) in taken:
            name, n = f"{wanted[row.pk]}({n})", n + 1
        taken.add((row.building, name))
        row.name = name
    Place.objects.bulk_update(rows, ["name"])
    return [row.pk for row in rows]


# Schools with places of which the tree says something else: a unit of theirs ended, has none, or is
# called otherwise. One look for all of the county.
_APART = """
select distinct p.school_id from hygiene_place p join directory_unit u on u.no = p.unit_no
where p.unit_no <> p.school_id and u.closed is not null and (p.closed is null or p.closed > u.closed)
union
select distinct p.school_id from hygiene_place p join directory_unit u on u.no = p.unit_no
where p.follows and p.closed is null and u.closed is null and position(u.name in p.name) <> 1
union
select distinct u.school_id from directory_unit u
where u.kind = any(%s) and (u.closed is null or u.closed > %s)
  and exists (select 1 from hygiene_place p where p.school_id = u.school_id)
  and not exists (select 1 from hygiene_place p where p.unit_no = u.no)
order by 1
"""


def follow_all(actor: Actor) -> int:
    """Each morning: schools whose places have fallen behind the tree follow it; of the system."""
    if not actor.is_system:
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_APART, [list(rules.OF_UNITS), clock.today()])
        schools: Sequence[int] = [row[0] for row in cursor.fetchall()]
    return sum(follow_tree(actor, no) for no in schools)
