"""Two states of the same figures: what came late, what was put right, and which unit signed something else
than its rows say now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiaoan.dailyreports.rules.zero import Value


@dataclass(frozen=True)
class Change:
    """A figure then and now. `kind`: "late" (less is unknown than was: 迟报), else "corrected" (更正)."""

    key: str
    kind: str
    was: Value
    now: Value


@dataclass(frozen=True)
class Contradiction:
    """What a unit signed of a figure and what is reckoned of its rows; `unit_no` 0: the sum of all of
    them."""

    unit_no: int
    key: str
    signed: Value
    now: Value


def changes(
    was: Mapping[str, Value], now: Mapping[str, Value], keys: Sequence[str]
) -> list[Change]:
    """The figures that say something else now, in the order of `keys`."""
    found = []
    for key in keys:
        before, after = was.get(key, Value(None)), now.get(key, Value(None))
        if _said(before) == _said(after):
            continue
        late = after.unknown < before.unknown or (before.num is None and after.num is not None)
        found.append(Change(key, "late" if late else "corrected", before, after))
    return found


def _said(value: Value) -> tuple[int | None, int | None, int]:
    return value.num, value.den, value.unknown


def contradictions(
    signed: Mapping[int, Mapping[str, Value]],
    now: Mapping[int, Mapping[str, Value]],
    keys: Sequence[str],
) -> list[Contradiction]:
    """Unit by unit: what was signed against the rows of now; a unit that has not signed contradicts
    nothing."""
    return [
        Contradiction(no, key, told[key], now[no][key])
        for no, told in sorted(signed.items())
        if no in now
        for key in keys
        if key in told and key in now[no] and _said(told[key]) != _said(now[no][key])
    ]


def sums(values: Iterable[Mapping[str, Value]], keys: Sequence[str]) -> dict[str, Value]:
    """Numerators, denominators and what is unknown, added; None only where nobody knows anything."""
    rows = list(values)
    found = {}
    for key in keys:
        told = [row[key] for row in rows if key in row]
        nums = [one.num for one in told if one.num is not None]
        dens = [one.den for one in told if one.den is not None]
        found[key] = Value(
            sum(nums) if nums else None, sum(dens) if dens else None,
            sum(one.unknown for one in told), sum(one.units for one in told),
            sum(one.silent for one in told),
        )  # fmt: skip
    return found
