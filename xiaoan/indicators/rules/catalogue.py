"""The catalogue (`data/indicators-cn.toml`): what is counted, over what, which way is good. Words are in
queries."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data" / "indicators-cn.toml"
# In the order in which they are shown.
GROUPS = ("screening", "health", "supplies", "hygiene", "learning", "opening", "duty")
KINDS = ("share", "count")
BETTER = ("high", "low")


@dataclass(frozen=True)
class Indicator:
    """One indicator. `kind` "share": so many of so many; "count": so many, without a denominator.

    `live`: of every day read from the rows at asking; else kept, as it stood when it was last reckoned.
    `keeps`: a day that is over can be reckoned again; else it stays as it stood at the end of that day.
    `good`, `poor`: a share (0 to 1) or count from which on it is called so, our own choice; None: no such
    word. `permission`: who reads the rows behind it. Counts are of schools, townships and the county, and
    only ever add.
    """

    key: str
    group: str
    kind: str
    better: str
    permission: str
    live: bool = False
    keeps: bool = False
    good: float | None = None
    poor: float | None = None


@cache
def _catalogue() -> tuple[Indicator, ...]:
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["indicator"]
    found = tuple(Indicator(**row) for row in rows)
    for one in found:
        if one.group not in GROUPS or one.kind not in KINDS or one.better not in BETTER:
            raise ValueError(one.key)
    return tuple(sorted(found, key=lambda one: GROUPS.index(one.group)))


CATALOGUE = _catalogue()
_BY_KEY: Mapping[str, Indicator] = {one.key: one for one in CATALOGUE}


def by_key(key: str) -> Indicator:
    """KeyError for one that is not in the catalogue."""
    return _BY_KEY[key]
