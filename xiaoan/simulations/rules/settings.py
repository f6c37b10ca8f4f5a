"""What diseases and ways of opening are (data/simulations-cn.toml): numbers with range, source, how sure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RAW: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "simulations-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = RAW["version"]
DAYS: int = RAW["days"]
OUTBREAK: int = RAW["outbreak"]["least"]
PLACES: Mapping[str, Any] = RAW["places"]
USE: Mapping[str, Mapping[str, Any]] = RAW["use"]
UNCONFIRMED = "[mem]"
# Of measures that scenario files alone can ask for: pages do not offer them.
OF_FILES = frozenset({"false_alarms_single", "test_found", "test_false"})


@dataclass(frozen=True)
class Ranged:
    """A number that nobody knows exactly: least, likeliest, most; whence, and how sure (H, M, L)."""

    low: float
    middle: float
    high: float
    source: str
    confidence: str

    @property
    def is_confirmed(self) -> bool:
        return UNCONFIRMED not in self.source

    def at(self, share: float) -> float:
        """The triangular distribution's quantile, `share` from 0 to 1."""
        width, left = self.high - self.low, self.middle - self.low
        if width <= 0:
            return self.middle
        if share * width < left:
            return self.low + float((share * width * left) ** 0.5)
        return self.high - float(((1 - share) * width * (width - left)) ** 0.5)


@dataclass(frozen=True)
class Illness:
    """A disease as the data has it: `numbers` by name, and what is not drawn."""

    code: str
    name: str
    numbers: Mapping[str, Ranged]
    isolation: int
    closed: int
    closed_source: str
    spread: float | None
    contact: bool = False  # whether `numbers` has chances by place, as contact.class, instead of R


@dataclass(frozen=True)
class Way:
    """A way of opening: `does` what (see the data)."""

    code: str
    name: str
    does: Mapping[str, Any]


def _ranged(raw: Mapping[str, Any]) -> dict[str, Ranged]:
    return {name: Ranged(*one) for name, one in raw.items() if isinstance(one, list)}


ILLNESSES: Mapping[str, Illness] = {
    code: Illness(
        code, raw["name"], _ranged(raw), raw["isolation"], raw["closed"], raw["closed_source"],
        raw.get("spread"),
    )
    for code, raw in RAW["disease"].items()
}  # fmt: skip
WAYS: Mapping[str, Way] = {
    code: Way(code, raw["name"], {name: one for name, one in raw.items() if name != "name"})
    for code, raw in RAW["scenario"].items()
}
MEASURES: Mapping[str, Ranged] = _ranged(RAW["measures"])


def numbers(disease: str) -> dict[str, Ranged]:
    """Everything that is drawn for a disease that ships, by name, always in one order."""
    return numbers_of(ILLNESSES[disease])


def numbers_of(illness: Illness) -> dict[str, Ranged]:
    """The same for any disease."""
    return {**MEASURES, **illness.numbers}
