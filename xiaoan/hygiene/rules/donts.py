"""What is flagged, and the bounds it is held against: data with source and confidence."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DATA = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "donts-cn.toml").read_text(encoding="utf-8")
)
DOSE_VERSION: str = _DATA["version"]
FLAG_SIDES = ("under", "over", "product")


@dataclass(frozen=True)
class FlagKind:
    """A thing that is flagged. `dont`: its number among the six don'ts (None: none of them)."""

    code: str
    side: str
    words: str
    dont: int | None
    source: str
    confidence: str


@dataclass(frozen=True)
class Bounds:
    """`least`, `most` in the agent's unit, `contact` in minutes (None: no such bound)."""

    least: int | None
    most: int | None
    contact: int | None
    source: str
    confidence: str


@dataclass(frozen=True)
class Limit:
    value: float
    source: str
    confidence: str


def _bounds(said: dict[str, Any]) -> Bounds:
    return Bounds(
        said.get("least"), said.get("most"), said.get("contact"), said["source"],
        said["confidence"],
    )  # fmt: skip


FLAGS = {
    code: FlagKind(
        code, said["side"], said["words"], said.get("dont"), said["source"], said["confidence"]
    )
    for code, said in _DATA["flag"].items()
}
LIMITS = {
    name: Limit(float(said["value"]), said["source"], said["confidence"])
    for name, said in _DATA["limit"].items()
}
AGENT_BOUNDS = {code: _bounds(said) for code, said in _DATA["agent"].items()}
INCIDENT_BOUNDS = {code: _bounds(said) for code, said in _DATA["incident"].items()}
USE_ML, USE_STOCK, USE_AGENT = (_DATA["use"][name] for name in ("ml_per_m2", "stock", "agent"))
USE_SOURCE: tuple[str, str] = (_DATA["use"]["source"], _DATA["use"]["confidence"])
# Codes of what is never done, the local ones with them: all that was used for it was wasted.
NEVER = tuple(
    code for code, kind in FLAGS.items() if kind.dont or code in ("alcohol_spray", "tyres")
)
