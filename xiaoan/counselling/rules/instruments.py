"""The questionnaires (data/instruments-cn.toml): for which age, how they are counted, into which band."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_DATA = tomllib.loads(
    (files("xiaoan.counselling") / "data" / "instruments-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = _DATA["version"]
CONSENT: int = _DATA["consent"]
MOST = 3


@dataclass(frozen=True)
class Instrument:
    """A questionnaire: who answers, of which ages, its items; `bands`: from which sum on, the lowest
    first."""

    code: str
    by: str
    least: int
    most: int
    items: tuple[str, ...]
    safety: str
    bands: tuple[tuple[str, int], ...]

    @property
    def asked(self) -> tuple[str, ...]:
        return (*self.items, self.safety)


@dataclass(frozen=True)
class Scored:
    """The sum of an answer, its band, and whether the question about harm was answered with anything
    but no."""

    total: int
    band: str
    danger: bool


INSTRUMENTS: Mapping[str, Instrument] = {
    code: Instrument(
        code, one["by"], one["ages"]["least"], one["ages"]["most"], tuple(one["items"]), one["safety"],
        tuple(sorted(one["bands"].items(), key=lambda band: band[1])),
    )
    for code, one in _DATA["instrument"].items()
}  # fmt: skip


def for_age(years: int) -> Instrument | None:
    """The questionnaire for a child of an age; None: there is none."""
    found = (one for one in INSTRUMENTS.values() if one.least <= years <= one.most)
    return next(found, None)


def missing(one: Instrument, said: Mapping[str, int]) -> list[str]:
    """The items without an answer, or with one that is none."""
    return [item for item in one.asked if not 0 <= said.get(item, -1) <= MOST]


def score(one: Instrument, said: Mapping[str, int]) -> Scored:
    """Of a whole answer (see `missing`). The question about harm is not counted."""
    total = sum(said[item] for item in one.items)
    band = [code for code, least in one.bands if total >= least][-1]
    return Scored(total, band, said[one.safety] > 0)
