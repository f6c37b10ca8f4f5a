"""Reading a table of a scenario file: every key is asked for, every fault is said, nothing is left over."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from xiaoan.simulations.rules.settings import Ranged

GIVEN = "given in the scenario file"
CONFIDENCES = ("H", "M", "L")
_RANGE = (
    'write a number, [least, likeliest, most], or { low = …, middle = …, high = …, source = "…" }'
)
_RANGE_KEYS = ("low", "middle", "high", "source", "confidence")


class Faulty(ValueError):
    """What is wrong with a file, one sentence each: key, fault, how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Table:
    """A table of the file. `at`: its name; `faults` are shared by all tables of a file."""

    raw: Mapping[str, Any]
    at: str
    faults: list[str]
    asked: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.raw

    def name(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def fault(self, key: str, wrong: str, mend: str) -> None:
        self.faults.append(f"{self.name(key)}: {wrong}; {mend}")

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number between two."""
        given = self.raw.get(key, default) if self.has(key) else default
        fine = isinstance(given, int) and not isinstance(given, bool) and least <= given <= most
        if not fine:
            self.fault(
                key, f"{given!r} is no whole number from {least} to {most}", "write such a number"
            )
            return default
        return int(given)

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """A number between two."""
        given = self.raw.get(key, default) if self.has(key) else default
        if not _is_number(given) or not least <= given <= most:
            self.fault(
                key, f"{given!r} is no number from {least:g} to {most:g}", "write such a number"
            )
            return default
        return float(given)

    def yes(self, key: str, *, default: bool = False) -> bool:
        given = self.raw.get(key, default) if self.has(key) else default
        if not isinstance(given, bool):
            self.fault(key, f"{given!r} is neither true nor false", "write true or false")
            return default
        return given

    def text(self, key: str, default: str = "", among: Collection[str] = ()) -> str:
        """Words, one of `among` where that is given."""
        given = self.raw.get(key, default) if self.has(key) else default
        if not isinstance(given, str):
            self.fault(key, f"{given!r} is no text", 'write it in quotes, as "…"')
            return default
        if among and given not in among and self.has(key):
            self.fault(key, f"{given!r} is not known", _one_of(given, among))
            return default
        return given

    def table(self, key: str) -> "Table":
        given = self.raw.get(key, {}) if self.has(key) else {}
        if not isinstance(given, Mapping):
            self.fault(key, f"{given!r} is no table", f"write [{self.name(key)}] and keys under it")
            given = {}
        return Table(given, self.name(key), self.faults)

    def tables(self, key: str) -> list["Table"]:
        """A list of tables, [[key]]."""
        given = self.raw.get(key, []) if self.has(key) else []
        if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
            self.fault(key, "it is no list of tables", f"write [[{self.name(key)}]] for each")
            return []
        return [
            Table(one, f"{self.name(key)}[{nth}]", self.faults) for nth, one in enumerate(given, 1)
        ]

    def ranged(self, key: str, least: float, most: float, usual: Ranged | None) -> Ranged | None:
        """A number with its range; None (and a fault) where none is given and there is none usual."""
        if not self.has(key):
            if usual is None:
                self.fault(key, "it is missing", _RANGE)
            return usual
        found = self._range(key, self.raw[key])
        if found is None:
            self.fault(key, f"{self.raw[key]!r} is no number with a range", _RANGE)
            return usual
        if not least <= found.low <= found.middle <= found.high <= most:
            self.fault(
                key, f"{found.low:g}, {found.middle:g}, {found.high:g} are not in order or not within "
                f"{least:g} and {most:g}", "write least, likeliest and most in ascending order",
            )  # fmt: skip
            return usual
        return found

    def _range(self, key: str, given: Any) -> Ranged | None:
        if _is_number(given):
            return Ranged(float(given), float(given), float(given), GIVEN, "")
        if isinstance(given, list) and len(given) == 3 and all(map(_is_number, given)):
            low, middle, high = map(float, given)
            return Ranged(low, middle, high, GIVEN, "")
        if not isinstance(given, Mapping) or not all(
            _is_number(given.get(name)) for name in _RANGE_KEYS[:3]
        ):
            return None
        inner = Table(given, self.name(key), self.faults, set(_RANGE_KEYS))
        inner.leave_nothing()
        return Ranged(
            float(given["low"]), float(given["middle"]), float(given["high"]),
            inner.text("source", GIVEN), inner.text("confidence", "", ("", *CONFIDENCES)),
        )  # fmt: skip

    def leave_nothing(self) -> None:
        """Says of every key that nobody asked for that it is not known, and what may have been meant."""
        for key in self.raw:
            if key not in self.asked:
                self.fault(key, "no such key", _one_of(key, self.asked))


def _one_of(given: str, among: Collection[str]) -> str:
    near = get_close_matches(given, [one for one in among if one], 3, 0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"write one of {', '.join(sorted(one for one in among if one))}"


def _is_number(given: object) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool) and abs(given) < 1e12


def read(raw: Mapping[str, Any], reader: Callable[[Table], Any]) -> Any:
    """What a reader makes of a file. Raises Faulty with every fault that it found."""
    table = Table(raw, "", [])
    found = reader(table)
    table.leave_nothing()
    if table.faults:
        raise Faulty(table.faults)
    return found
