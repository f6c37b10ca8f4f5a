"""What is counted, added up, and called good or poor."""

from dataclasses import dataclass

from xiaoan.indicators.rules.catalogue import Indicator


@dataclass(frozen=True)
class Counted:
    """So many (`num`) of so many (`den`; None for a count), and so many of whom or which nothing is known
    (`unknown`). Over `units` schools; of `silent` of them nothing is on record: they are in none of the
    three. `num` None: nothing is on record at all, which is not zero."""

    num: int | None = None
    den: int | None = None
    unknown: int = 0
    units: int = 0
    silent: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            _plus(self.num, other.num), _plus(self.den, other.den), self.unknown + other.unknown,
            self.units + other.units, self.silent + other.silent,
        )  # fmt: skip

    @property
    def share(self) -> float | None:
        """num / den; None without a denominator."""
        return None if self.num is None or not self.den else self.num / self.den


NOTHING = Counted()


def _plus(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else a + b


def state(one: Indicator, found: Counted) -> str:
    """ "good", "fair", "poor", or "unknown" where nothing is on record; "none" where there was nothing to
    count, "plain" where the catalogue has no bounds."""
    if found.num is None:
        return "unknown"
    if one.kind == "share" and not found.den:
        return "none"
    if one.good is None or one.poor is None:
        return "plain"
    value = float(found.num) if one.kind == "count" else (found.share or 0.0)
    if one.better == "high":
        return "good" if value >= one.good else "fair" if value >= one.poor else "poor"
    return "good" if value <= one.good else "fair" if value <= one.poor else "poor"
