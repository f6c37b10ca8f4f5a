"""How long the archive of a run is kept: data (retention-cn.toml)."""

import datetime as dt
import tomllib
from functools import cache
from importlib import resources


@cache
def run_days() -> int:
    """Days after a run ended. ValueError: less than one, which would take it from whoever asked for it."""
    file = resources.files("xiaoan.returns") / "data" / "retention-cn.toml"
    days: int = tomllib.loads(file.read_text(encoding="utf-8"))["run"]["days"]
    if days < 1:
        raise ValueError("retention-cn.toml: run.days")
    return days


def kept_until(ended_at: dt.datetime) -> dt.datetime:
    """From then on it is deleted."""
    return ended_at + dt.timedelta(days=run_days())
