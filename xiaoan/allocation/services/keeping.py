"""A giving school keeps its own standard: looked at again when the plan is sent, since days lie between."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from xiaoan.allocation.models import Line, Plan
from xiaoan.allocation.queries.situation import spare_of
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.supplies.queries import gaps
from xiaoan.supplies.queries.words import amount, item_name

_NAMED = 5


def refuse_below_standard(actor: Actor, row: Plan, lines: Sequence[Line]) -> None:
    """Invalid with "store-goal-item" → "standard" for each line of a school that would give what it now needs
    itself, at the plan's level or the one in force, whichever leaves less."""
    wanted: Counter[tuple[int, str]] = Counter()
    for line in lines:
        wanted[line.from_no, line.item] += line.quantity
    places = directory.places({no for no, _item in wanted})
    spare = {
        no: _spare(actor, row, no) for no, place in sorted(places.items()) if place.kind == "school"
    }
    low = {
        (no, item): spare[no].get(item, 0)
        for (no, item), n in wanted.items()
        if no in spare and n > spare[no].get(item, 0)
    }
    if not low:
        return
    said = [
        _("%(school)s 的%(item)s自己要留,现在只能调 %(left)s,方案要调 %(n)s")
        % {
            "school": places[no].name, "item": item_name(item), "left": amount(item, left),
            "n": amount(item, wanted[no, item]),
        }
        for (no, item), left in low.items()
    ]  # fmt: skip
    raise Invalid(
        _("有 %(n)s 处会让调出学校低于自己的标准,一件也没有发出:%(named)s。请改这些行或重新计算。")
        % {"n": len(said), "named": ";".join(said[:_NAMED])},
        {
            f"{one.from_no}-{one.to_no}-{one.item}": "standard"
            for one in lines
            if (one.from_no, one.item) in low
        },
    )  # fmt: skip


def _spare(actor: Actor, row: Plan, school_no: int) -> dict[str, int]:
    """Item → what a school can give now."""
    levels = {row.level, gaps.level_at(actor, school_no)}
    found = [
        spare_of(school.gaps, row.keep)
        for level in sorted(levels)
        for school in gaps.schools(actor, school_no, level)
        if school.size is not None
    ]
    if len(found) < len(levels):
        return {}
    return {item: min(one.get(item, 0) for one in found) for item in found[0]}
