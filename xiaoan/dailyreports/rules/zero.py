"""When 今日无异常 may be said (reference §1, 零报告): of what is known to be nought, never of what nobody
knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A figure as it stands in a report: a share has a denominator; `num` None: nothing is known.
    `unknown`: of how many nothing is known; `silent`: schools without anything on record."""

    num: int | None
    den: int | None = None
    unknown: int = 0
    units: int = 0
    silent: int = 0

    @property
    def is_known(self) -> bool:
        return self.num is not None and not self.unknown and not self.silent

    @property
    def share(self) -> float | None:
        return self.num / self.den if self.num is not None and self.den else None


def against_zero(
    figures: Mapping[str, Value], none: Sequence[str], full: Sequence[str], silent_children: int = 0
) -> list[tuple[str, str]]:
    """What speaks against a zero report: (key, "some" | "unknown" | "children"); empty: nothing.

    Each of `none` has to be a known nought, each of `full` known of all it is about, and no unit below
    silent.
    """
    found = []
    for key in none:
        value = figures.get(key, Value(None))
        if value.num:
            found.append((key, "some"))
        elif value.num is None or value.unknown:
            found.append((key, "unknown"))
    for key in full:
        value = figures.get(key, Value(None))
        if not value.is_known or (value.den is not None and value.num != value.den):
            found.append((key, "unknown"))
    if silent_children:
        found.append(("", "children"))
    return found
