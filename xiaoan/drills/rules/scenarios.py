"""Scenarios, roles, steps with the minutes they may take, and how often a school drills: data
(drills-cn.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Role:
    """A part in a drill and the posts that play it, the first in office first."""

    code: str
    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """What is done by a role; `within` minutes from the beginning. `critical`: without it no drill is
    passed."""

    code: str
    role: str
    words: str
    within: int
    critical: bool


@dataclass(frozen=True)
class Case:
    """A made-up pupil who is told of at a minute: what is seen, what a doctor said, days since it began."""

    minute: int
    label: str
    signs: str
    diagnosis: str
    onset_days: int


@dataclass(frozen=True)
class Scenario:
    code: str
    name: str
    about: str
    forms: tuple[str, ...]
    disease: str
    boarding: bool
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Norm:
    """How often, and how long what follows may take: days, with where that is from; so many steps marked by
    one person, each within `burst_seconds` of the one before, were entered afterwards."""

    every_days: int
    conclude_days: int
    repeat_days: int
    burst_seconds: int
    burst_steps: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Book:
    version: str
    source: str
    confidence: str
    norm: Norm
    scenarios: dict[str, Scenario]


@cache
def book() -> Book:
    """The file that comes along."""
    file = resources.files("xiaoan.drills") / "data" / "drills-cn.toml"
    return read_book(file.read_text(encoding="utf-8"))


def read_book(text: str) -> Book:
    """KeyError, ValueError: what of the file is missing or does not fit."""
    found = tomllib.loads(text)
    norm = Norm(**found["norm"])
    scenarios = [_scenario(each) for each in found["scenario"]]
    made = {one.code: one for one in scenarios}
    if len(made) != len(scenarios):
        raise ValueError("a scenario twice")
    return Book(found["version"], found["source"], found["confidence"], norm, made)


def _scenario(told: dict[str, Any]) -> Scenario:
    roles = tuple(Role(one["code"], one["name"], tuple(one["posts"])) for one in told["roles"])
    steps = tuple(Step(**one) for one in told["steps"])
    known = {one.code for one in roles}
    for step in steps:
        if step.role not in known or step.within <= 0:
            raise ValueError(f"{told['code']}.{step.code}: role or minutes")
    cases = tuple(
        Case(one["minute"], one["label"], one.get("signs", ""), one.get("diagnosis", ""), one["onset_days"])
        for one in told["cases"]
    )  # fmt: skip
    return Scenario(
        told["code"], told["name"], told["about"], tuple(told["forms"]), told.get("disease", ""),
        told.get("boarding", False), roles, steps, cases,
    )  # fmt: skip
