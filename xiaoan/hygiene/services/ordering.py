"""The walking order of a school's places: by building and floor, or as somebody says."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from xiaoan.hygiene.models import Place
from xiaoan.hygiene.queries import places, units
from xiaoan.hygiene.services import acts, placing
from xiaoan.kernel import said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


def _natural(one: places.PlaceOf) -> tuple[object, ...]:
    # What lies in no building (the gate, the yard) comes first; then building by building, floor by floor.
    return (one.building, one.floor if one.floor is not None else -99, one.walk, one.name)


@transaction.atomic
def order(
    actor: Actor, act_id: UUID, school_no: int, said_of: Mapping[UUID, int] | None = None
) -> int:
    """Number the places anew; `said_of`: the turn that somebody has written beside a place, between two of
    the others if it is one of theirs; None: by building and floor. Gives how many have another turn now."""
    units.school(actor, school_no, Permission.PLAN_HYGIENE)
    acts.hold(school_no)
    parts = None if said_of is None else sorted((str(pk), n) for pk, n in said_of.items())
    body = said.fingerprint("order", school_no, parts)
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return int(known.outcome["ordered"])
    found = places.places_of([school_no])
    ordered = sorted(found, key=_natural) if said_of is None else _placed(found, said_of)
    changed = _number(ordered)
    placing.finish(actor, act_id, school_no, "ordered", body, changed)
    return len(changed)


def _placed(found: Sequence[places.PlaceOf], said_of: Mapping[UUID, int]) -> list[places.PlaceOf]:
    """Who is moved to another's turn stands before it, if it comes from behind, else after it."""
    now = {one.id: n for n, one in enumerate(found, 1)}

    def key(one: places.PlaceOf) -> tuple[float, int]:
        was, wanted = now[one.id], said_of.get(one.id, now[one.id])
        if wanted == was:
            return (float(was), was)
        return (wanted - 0.5 if wanted < was else wanted + 0.5, was)

    return sorted(found, key=key)


def _number(ordered: Sequence[places.PlaceOf]) -> list[UUID]:
    rows = {row.pk: row for row in Place.objects.filter(pk__in=[one.id for one in ordered])}
    changed = []
    for n, one in enumerate(ordered, 1):
        if rows[one.id].walk != n:
            rows[one.id].walk = n
            changed.append(rows[one.id])
    Place.objects.bulk_update(changed, ["walk"], batch_size=500)
    return [row.pk for row in changed]
