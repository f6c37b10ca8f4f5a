"""Chapters of the report and what a zero report needs: data (daily-cn.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Chapter:
    """A chapter and the keys of its figures, in the order of the paper."""

    code: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Who is told that a report of a level was signed. `zero`: of a first zero report too."""

    above: bool
    roles: tuple[str, ...]
    zero: bool


@dataclass(frozen=True)
class Pattern:
    """`draft_before`: minutes before the time by which it is due. `none`, `full`: see the file. `told` by
    level; `patience` in minutes, `days` until a message says nothing new."""

    version: str
    source: str
    confidence: str
    draft_before: int
    none: tuple[str, ...]
    full: tuple[str, ...]
    held: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    told: dict[str, Told]
    patience: int
    days: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Every figure of the report."""
        return tuple(key for one in self.chapters for key in one.keys)


@cache
def pattern() -> Pattern:
    """The file that comes along."""
    file = resources.files("xiaoan.dailyreports") / "data" / "daily-cn.toml"
    return read_pattern(file.read_text(encoding="utf-8"))


def read_pattern(text: str) -> Pattern:
    """KeyError, ValueError: what of the file is missing, or asks for a figure that no chapter has."""
    found = tomllib.loads(text)
    zero = found["zero"]
    made = Pattern(
        found["version"], found["source"], found["confidence"], found["draft_before"],
        tuple(zero["none"]), tuple(zero["full"]), tuple(found["held"]["keys"]),
        tuple(Chapter(one["code"], tuple(one["keys"])) for one in found["chapter"]),
        {
            one["level"]: Told(one["where"] == "above", tuple(one["roles"]), one["zero"])
            for one in found["told"]["to"]
        },
        found["told"]["patience"], found["told"]["days"],
    )  # fmt: skip
    if len(set(made.keys)) != len(made.keys):
        raise ValueError("a figure twice")
    if not {*made.none, *made.full, *made.held} <= set(made.keys):
        raise ValueError("a figure that no chapter has")
    return made
