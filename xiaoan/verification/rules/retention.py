"""How long the words of checks and disagreements are kept (data/retention-cn.toml, with its source)."""

import datetime as dt
import tomllib
from importlib.resources import files

_WORDS = tomllib.loads(
    (files("xiaoan.verification") / "data" / "retention-cn.toml").read_text(encoding="utf-8")
)["words"]
KEPT = dt.timedelta(days=_WORDS["days"])
LONGEST = dt.timedelta(days=_WORDS["longest"])


def kept_since(today: dt.date) -> dt.date:
    """What ended before this day is not kept any longer; the day on which it ended is the first one."""
    return today - KEPT + dt.timedelta(days=1)


def written_since(today: dt.date) -> dt.date:
    """What was written before this day goes, whether its round has ended or not."""
    return today - LONGEST + dt.timedelta(days=1)
