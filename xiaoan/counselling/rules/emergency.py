"""The emergency path (data/emergency-cn.toml): steps with minutes, who is named at once, numbers to call."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_DATA = tomllib.loads(
    (files("xiaoan.counselling") / "data" / "emergency-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = _DATA["version"]


@dataclass(frozen=True)
class Step:
    """One step: whose it is first, and how long after it was said."""

    code: str
    roles: tuple[str, ...]
    within: dt.timedelta


@dataclass(frozen=True)
class Hotline:
    number: str
    words: str
    source: str
    confidence: str


STEPS: Mapping[str, Step] = {
    one["code"]: Step(one["code"], tuple(one["roles"]), dt.timedelta(minutes=one["minutes"]))
    for one in _DATA["step"]
}
FIRST: Mapping[str, dt.timedelta] = {
    role: dt.timedelta(minutes=minutes) for role, minutes in _DATA["first"].items()
}
HOTLINES = tuple(
    Hotline(one["number"], one["words"], one["source"], one["confidence"])
    for one in _DATA["hotline"]
)
# What has to be done before it may be closed without a reason.
NEEDED = ("stay", "guardian", "assess")
SOURCES = ("referral", "screening", "case")
