"""How pressing a school's need is: 1 and the weighted parts (data/weights-cn.toml, our own choice)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_RAW = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "weights-cn.toml").read_text(encoding="utf-8")
)
WEIGHTS: Mapping[str, float] = _RAW["weights"]
# Those of a school's priority; the others are of journeys.
PARTS = ("cases", "event", "cover", "pupils")
weights_version: str = _RAW["version"]
CASES_FULL: float = _RAW["limits"]["cases_full"]
COVER_DAYS: int = _RAW["limits"]["cover_days"]
KM_AS_JOURNEY: float = _RAW["limits"]["km_as_journey"]
ROAD_FACTOR: float = _RAW["limits"]["road_factor"]
KM_PER_HOUR: float = _RAW["limits"]["km_per_hour"]
MOST_WEIGHT: float = _RAW["limits"]["most_weight"]
DEFAULT_KEEP: float = _RAW["limits"]["keep"]
SECONDS: float = _RAW["limits"]["seconds"]


@dataclass(frozen=True)
class Parts:
    """The parts of a priority, each between 0 and 1."""

    cases: float
    event: float
    cover: float
    pupils: float


def parts_of(
    *, cases: int, events: int, pupils: int, largest: int, required: int, held: int,
    days: int | None = None,
) -> Parts:  # fmt: skip
    """`cases`: open illness; `events`: running ones; `largest`: pupils of the largest school of the plan;
    `required`, `held` in base units of the item; `days`: how long that lasts (median), None: unknown; then
    the share of the standard that is not there counts. No standard: nothing presses. A school without
    pupils has no rate of cases: 0."""
    return Parts(
        cases=min(cases / pupils / CASES_FULL, 1.0) if pupils else 0.0,
        event=1.0 if events else 0.0,
        cover=_cover(required, held, days),
        pupils=pupils / largest if largest else 0.0,
    )


def _cover(required: int, held: int, days: int | None) -> float:
    if not required:
        return 0.0
    share = held / required if days is None else days / COVER_DAYS
    return min(max(1 - share, 0.0), 1.0)


def weight_of(parts: Parts, weights: Mapping[str, float]) -> float:
    """1 and each part times its weight; never below 1, so that nobody's need counts for nothing."""
    return 1.0 + float(sum(weights[name] * getattr(parts, name) for name in PARTS))
