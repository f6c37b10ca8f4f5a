"""The bells in force at a place."""

from xiaoan.directory.models import Bell
from xiaoan.directory.queries.places import path_to
from xiaoan.directory.rules.bells import Bell as Stretch


def bells_at(unit_no: int) -> dict[str, tuple[int, list[Stretch]]]:
    """Stage → the unit whose bells hold at a unit (the nearest that has any), and they in order."""
    above = [place.no for place in path_to(unit_no)]
    found: dict[str, tuple[int, list[Stretch]]] = {}
    rows = Bell.objects.filter(unit_no__in=above).order_by("place")
    for row in rows:
        no, stage = row.unit_no, row.stage
        holder, bells = found.get(stage, (no, []))
        if above.index(no) > above.index(holder):
            holder, bells = no, []
        if no == holder:
            bells.append(Stretch(row.name, row.starts, row.ends))
        found[stage] = (holder, bells)
    return found
