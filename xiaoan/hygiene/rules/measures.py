"""What can be measured, and the data of making up a solution (data/dilution-cn.toml)."""

import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

_DATA = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "dilution-cn.toml").read_text(encoding="utf-8")
)
FORMULA: dict[str, str] = _DATA["formula"]
BUCKETS: tuple[int, ...] = tuple(_DATA["buckets"]["sizes"])
MOST_ML: int = _DATA["buckets"]["most"]
SPRAY: dict[str, int | str] = _DATA["spray"]
STRONG: int = _DATA["strong"]["from"]
USUAL: dict[str, tuple[int, int]] = {
    code: (one["least"], one["most"]) for code, one in _DATA["usual"].items()
}
TOLERANCE = Fraction(_DATA["rounding"]["most"], 1000)
UNITS: dict[str, Any] = _DATA["units"]
GRADES = ("stop", "unsafe", "outside", "note")
# Up to so many mL one reads so many mL, from fine to coarse.
MARKS: tuple[tuple[int, int], ...] = tuple((one["until"], one["step"]) for one in _DATA["measure"])
LEAST_ML = MARKS[0][1]
_BRACKETS = str.maketrans("\uff08\uff09\u3014\u3015\u3010\u3011", "()[][]")
_LICENCES = tuple(re.compile(one) for one in _DATA["licence"]["shapes"])


@dataclass(frozen=True)
class Warned:
    """What a request meets. `grade`: "stop" (not made), "unsafe", "outside" (not what the guideline says) or
    "note"; `bound`: the figure that was passed, in the agent's unit or mL; None: there is none."""

    code: str
    grade: str
    source: str
    confidence: str
    bound: int | None = None


def warned(code: str, bound: int | None = None) -> Warned:
    one = _DATA["warning"][code]
    return Warned(code, one["grade"], one["source"], one["confidence"], bound)


def measured(exact: Fraction) -> int:
    """The next mark at or above `exact` mL: what is measured is never less than wanted, and more by less
    than one step of the mark."""
    for until, step in MARKS:
        found = -(-exact // step) * step
        if found <= until:
            return int(found)
    step = MARKS[-1][1]
    return int(-(-exact // step) * step)


def step_at(ml: int) -> int:
    """How finely so many mL can be read."""
    return next((step for until, step in MARKS if ml <= until), MARKS[-1][1])


def is_licence(text: str) -> bool:
    """Whether a permit's number looks like one, blanks and case apart; not whether it was ever given."""
    plain = re.sub(r"\s+", "", text).upper().translate(_BRACKETS)
    return any(shape.fullmatch(plain) for shape in _LICENCES)
