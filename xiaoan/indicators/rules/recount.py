"""What a figure is when it is counted by another way, and where two ways differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xiaoan.indicators.rules.figures import NOTHING, Counted

# The other ways: facts of the journal, sheets and duties row by row, the read table of another part, the
# evaluator once more, schools added up.
SOURCES = ("journal", "sheets", "duties", "parts", "anew", "sums")
FIELDS = ("num", "den", "unknown", "units", "silent")
VALUES = FIELDS[:3]
# Key and number of a unit.
At = tuple[str, int]


@dataclass(frozen=True)
class Found:
    """A part of a figure that is `was` on the board and `should` be otherwise by `source`."""

    source: str
    key: str
    unit_no: int
    field: str
    was: int | None
    should: int | None


def differing(
    source: str, shown: Mapping[At, Counted], counted: Mapping[At, Counted],
    fields: Iterable[str] = FIELDS,
) -> list[Found]:  # fmt: skip
    """Of every figure that was counted, and of every one shown whose key was: the fields that differ."""
    keys = {key for key, _no in counted}
    wanted = counted.keys() | {at for at in shown if at[0] in keys}
    names = list(fields)
    return [
        Found(source, key, no, name, was, should)
        for key, no in sorted(wanted)
        for name in names
        for was, should in [
            (
                getattr(shown.get((key, no), NOTHING), name),
                getattr(counted.get((key, no), NOTHING), name),
            )
        ]
        if was != should
    ]


def added_up(
    by_school: Mapping[At, Counted], above: Mapping[int, Iterable[int]]
) -> dict[At, Counted]:
    """The figures of units from those of the schools inside them (`above`: unit → schools). A sum is
    nothing only where every school is."""
    found: dict[At, Counted] = {}
    for key in {key for key, _no in by_school}:
        for no, schools in above.items():
            total = NOTHING
            for school in schools:
                total += by_school.get((key, school), NOTHING)
            found[key, no] = total
    return found
