"""What was used against what the plan asks: of stock solution, for so many square metres."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.hygiene.rules.donts import LIMITS, USE_ML, USE_STOCK

# In hundredths, so that the database comes to the same by whole numbers.
SLACK = round(100 * (1 + LIMITS["tolerance"].value))


@dataclass(frozen=True)
class Use:
    """Of `records` whose amount is known: square metres, mL of stock solution used, wanted by the plan, and
    used above that."""

    records: int = 0
    m2: int = 0
    used_ml: int = 0
    wanted_ml: int = 0
    waste_ml: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.records + other.records, self.m2 + other.m2, self.used_ml + other.used_ml,
            self.wanted_ml + other.wanted_ml, self.waste_ml + other.waste_ml,
        )  # fmt: skip


def use_of(
    used_ml: int, area_m2: int, target: int | None, stock: int | None, *, never: bool
) -> Use:
    """One record. `target`: what the ready solution is to hold (mg/L), `stock`: what the bottle holds (None:
    unsaid, taken as the usual one). V_stock = V C_target / C_stock (reference 5.1); mL to the square metre
    are ours. `never`: it was used for what is never done, and all of it is waste."""
    wanted = area_m2 * USE_ML * (target or 0) // (stock or USE_STOCK)
    above = max(0, used_ml - wanted * SLACK // 100)
    return Use(1, area_m2, used_ml, wanted, used_ml if never else above)


# Schools up to so many pupils are comparable (own choice); fewer of them than this say nothing.
BANDS, FEWEST = (100, 300, 1000, 2000), 5


def band(pupils: int) -> int:
    """Which size band a school is in: 0 the smallest."""
    return next((n for n, most in enumerate(BANDS) if pupils <= most), len(BANDS))


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Lower quartile, median and upper quartile (R's type 7); None where too few are compared."""
    if len(values) < FEWEST:
        return None
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high
