"""The way of an incident: which step may come now, how long it is waited, what is covered with what."""

import datetime as dt
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_DATA = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "incidents-cn.toml").read_text(encoding="utf-8")
)
SOURCE: str = _DATA["source"]


@dataclass(frozen=True)
class Step:
    """One step; not sooner than `wait` minutes after the step `after` ("": none)."""

    code: str
    after: str = ""
    wait: int = 0


STEPS = tuple(Step(**one) for one in _DATA["step"])
CODES = tuple(one.code for one in STEPS)
COVERS: dict[str, list[str]] = {size: _DATA["cover"][size] for size in ("small", "large")}
USUAL: dict[str, str] = _DATA["cover"]["usual"]
# Step → strengths of available chlorine from … to, mg/L.
STRENGTHS = {
    name: (one["least"], one["most"])
    for name, one in _DATA["strength"].items()
    if isinstance(one, dict)
}
# Where the strengths are from, and how sure that is.
STRENGTH_SOURCE: str = _DATA["strength"]["source"]
STRENGTH_CONFIDENCE: str = _DATA["strength"]["confidence"]
# Besides the way: somebody takes it up; a second person has looked at it.
BESIDE = ("take", "look")


def step(code: str) -> Step | None:
    return next((one for one in STEPS if one.code == code), None)


def next_step(done: Collection[str]) -> Step | None:
    """The first step of the way that is not told yet; None: all are."""
    return next((one for one in STEPS if one.code not in done), None)


def waited(since: dt.datetime, at: dt.datetime) -> int:
    """Whole minutes from one step to another."""
    return max(int((at - since).total_seconds() // 60), 0)


def until(one: Step, since: dt.datetime) -> dt.datetime:
    """From when a step may be done without a reason."""
    return since + dt.timedelta(minutes=one.wait)


def strength_fault(code: str, how: str, strength: int | None) -> str:
    """Why a strength is not what the guideline says: `missing`, `weak`, `strong`; "" if it is. Powder and
    wipes have none."""
    if code not in STRENGTHS or (code == "cover" and how != "absorbent"):
        return ""
    if strength is None:
        return "missing"
    least, most = STRENGTHS[code]
    if strength < least:
        return "weak"
    return "strong" if strength > most else ""
