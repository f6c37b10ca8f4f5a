"""The numbers of the method (data/demand-cn.toml), all our own choice."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RAW: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "demand-cn.toml").read_text(encoding="utf-8")
)
version: str = RAW["version"]
WEEKS: int = RAW["past"]["weeks"]
DUE_HOUR: int = RAW["lead"]["due_hour"]


def outbreak_left(age: int) -> int:
    """How many days more an event counts as open that has been so for `age` days."""
    return max(int(RAW["outbreak"]["days"]) - age, int(RAW["outbreak"]["least"]))


@dataclass(frozen=True)
class Method:
    """What the fit is given beside the data; each number is explained in the data file."""

    county_half_life: float
    store_half_life: float
    between: float
    within: float
    dispersion_weeks: float
    prior_days: float
    unseen: float
    drift: float


method = Method(**{name: RAW["past"][name] for name in Method.__dataclass_fields__})
