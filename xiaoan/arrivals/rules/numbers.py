"""The data file: usual values, limits, how long a pass opens."""

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any


def _read() -> dict[str, Any]:
    text = files("xiaoan.arrivals").joinpath("data/arrivals-cn.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_DATA = _read()
VERSION: str = _DATA["version"]
SECONDS_EACH: int = _DATA["usual"]["seconds_each"]
SLOT_MINUTES: int = _DATA["usual"]["slot_minutes"]
FIRST = dt.time.fromisoformat(_DATA["usual"]["first"])
LAST = dt.time.fromisoformat(_DATA["usual"]["last"])
PASS_DAYS: int = _DATA["pass"]["days"]
GRACE = dt.timedelta(minutes=_DATA["pass"]["grace_minutes"])
REST = dt.timedelta(minutes=_DATA["rest"]["minutes"])
SIBLINGS: int = _DATA["siblings"]["minutes"]
LIMITS: dict[str, int] = _DATA["limits"]
