"""What was used against what the plan asks: of stock solution, for so many square metres."""

from dataclasses import dataclass

from xiaoan.hygiene.rules.donts import LIMITS, USE_ML, USE_STOCK

# In hundredths, so that the database comes to the same by whole numbers.
SLACK = round(100 * (1 + LIMITS["tolerance"].value))


@dataclass(frozen=True)
class Use:
    """Of records whose amount is known: square metres, mL of stock solution used, wanted by the plan, and
    used above that."""

    m2: int = 0
    used_ml: int = 0
    wanted_ml: int = 0
    waste_ml: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.m2 + other.m2, self.used_ml + other.used_ml, self.wanted_ml + other.wanted_ml,
            self.waste_ml + other.waste_ml,
        )  # fmt: skip


def use_of(
    used_ml: int, area_m2: int, target: int | None, stock: int | None, *, never: bool
) -> Use:
    """One record. `target`: what the ready solution is to hold (mg/L), `stock`: what the bottle holds (None:
    unsaid, taken as the usual one). V_stock = V C_target / C_stock (reference 5.1); mL to the square metre
    are ours. `never`: it was used for what is never done, and all of it is waste."""
    wanted = area_m2 * USE_ML * (target or 0) // (stock or USE_STOCK)
    above = max(0, used_ml - wanted * SLACK // 100)
    return Use(area_m2, used_ml, wanted, used_ml if never else above)
