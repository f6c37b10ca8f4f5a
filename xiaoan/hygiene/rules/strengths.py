"""The strength on a label as people copy it: per cent, g/L, mg/L, one figure or two; tablets in mg each."""

import re
from dataclasses import dataclass
from fractions import Fraction

from xiaoan.hygiene.rules.measures import UNITS

# mg/L in one of each, and of tablets and bags mg (data/dilution-cn.toml).
_PER: dict[str, int] = UNITS["per"]
_EACH: dict[str, int] = UNITS["each"]
_UNITS = "|".join(sorted((re.escape(one) for one in {*_PER, *_EACH}), key=len, reverse=True))
_TO = re.escape(UNITS["to"])
_NUMBER = r"\d{1,7}(?:\.\d{1,4})?"
_SAID = re.compile(rf"({_NUMBER})\s*({_UNITS})?\s*(?:[{_TO}]+\s*({_NUMBER})\s*)?({_UNITS})?")
# Full-width signs as their plain ones; thousands are not marked.
_PLAIN = str.maketrans({"\uff05": "%", "\uff0f": "/", "\uff0e": ".", "\uff0c": "", ",": ""})
MOST = 1_000_000


@dataclass(frozen=True)
class Label:
    """`least`, `most` in the unit of the agent (mg/L, or per cent), of tablets in mg each. Where the label
    names one figure they are the same. With the least nothing comes out too weak."""

    least: int
    most: int


def read_label(text: str, unit: str, *, per_tablet: bool = False) -> Label:
    """What a label says, in `unit`. ValueError: "shape" (no number with a unit), "unit" (a unit that does
    not fit), "zero", "order" (from more to less), "most", "fraction" (finer than whole units)."""
    plain = re.sub(
        r"[(\uff08]?w/[wv][)\uff09]?", "", text.strip().lower().translate(_PLAIN)
    ).strip()
    found = _SAID.fullmatch(plain)
    if found is None:
        raise ValueError("shape")
    first, early, second, late = found.groups()
    said = late or early or ""
    if not said:
        raise ValueError("shape")
    if early and late and _size(early) != _size(late):
        raise ValueError("unit")
    low = _in(Fraction(first), said, unit, per_tablet=per_tablet)
    high = _in(Fraction(second), said, unit, per_tablet=per_tablet) if second else low
    if low > high:
        raise ValueError("order")
    if high > (100 if unit == "%" else MOST):
        raise ValueError("most")
    return Label(low, high)


def _size(said: str) -> tuple[int | None, int | None]:
    return _PER.get(said), _EACH.get(said)


def _in(number: Fraction, said: str, unit: str, *, per_tablet: bool) -> int:
    if per_tablet:
        if said not in _EACH:
            raise ValueError("unit")
        found = number * _EACH[said]
    else:
        if said not in _PER:
            raise ValueError("unit")
        found = number * _PER[said] / (_PER["%"] if unit == "%" else 1)
    if found <= 0:
        raise ValueError("zero")
    if found.denominator != 1:
        raise ValueError("fraction")
    return int(found)
