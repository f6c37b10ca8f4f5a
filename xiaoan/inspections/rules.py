"""Checklists, severities, the states of rounds and of what they found. Pure."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# 一般 较大 重大; which item is how grave is data, and the inspector's to say otherwise.
SEVERITIES = ("minor", "major", "grave")
RESULTS = ("ok", "bad", "none")
ROUND_STATES = ("planned", "open", "closed", "dropped")
STATES = ("open", "answered", "closed", "void")
# What may be done in which state, and where it leads.
MOVES: Mapping[str, Mapping[str, str]] = {
    "open": {
        "name": "open", "ask": "open", "grant": "open", "refuse": "open", "shut": "open",
        "answer": "answered", "void": "void",
    },
    "answered": {"close": "closed", "return": "open", "shut": "answered", "void": "void"},
    "closed": {},
    "void": {},
}  # fmt: skip
STEPS = ("found", "name", "answer", "return", "close", "ask", "grant", "refuse", "shut", "void")
# The same item at the same school within so many days is a repeat (own choice).
REPEAT_DAYS = 90
# No deadline is put off further beyond the first than this (own choice).
LONGEST_EXTENSION = dt.timedelta(days=30)
# What is due the same day still leaves so much time (own choice).
LEAST_TIME = dt.timedelta(hours=2)
END_OF_DAY = dt.time(17, 30)
LONGEST, LONGEST_ITEM, MOST_ITEMS, MOST_UNITS = 500, 100, 60, 100
_FILE = Path(__file__).parent / "data" / "checklists-cn.toml"


@dataclass(frozen=True)
class Item:
    """One thing to look at: what has to be so, how to see it, how grave it is if it is not. `posts`: who
    answers for mending it, before those of its checklist."""

    code: str
    text: str
    how: str
    severity: str
    basis: str = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checklist:
    """A version of a checklist. `posts`: who answers for mending. `own`: the county's."""

    code: str
    name: str
    version: str
    posts: tuple[str, ...]
    items: tuple[Item, ...]
    source: str = ""
    confidence: str = ""
    own: bool = False

    def item(self, code: str) -> Item | None:
        return next((one for one in self.items if one.code == code), None)

    def posts_of(self, code: str) -> tuple[str, ...]:
        """Who answers for mending an item, in their order."""
        item = self.item(code)
        return tuple(dict.fromkeys((*(item.posts if item else ()), *self.posts)))


@cache
def shipped() -> Mapping[str, Checklist]:
    """The checklists that come along, by code, in their order."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        row["code"]: Checklist(
            row["code"], row["name"], told["version"], tuple(row["posts"]),
            tuple(item_of(item) for item in row["item"]), row["source"], row["confidence"],
        )
        for row in told["list"]
    }  # fmt: skip


def item_of(told: Mapping[str, Any]) -> Item:
    """An item as it is kept (JSON or toml)."""
    return Item(**{**told, "posts": tuple(told.get("posts", ()))})


def item_json(one: Item) -> dict[str, Any]:
    """The same as JSON."""
    return {**one.__dict__, "posts": list(one.posts)}


def as_json(one: Checklist) -> dict[str, Any]:
    """A checklist as a round keeps it."""
    return {
        **one.__dict__, "posts": list(one.posts), "items": [item_json(item) for item in one.items],
    }  # fmt: skip


def from_json(told: Mapping[str, Any]) -> Checklist:
    return Checklist(
        **{
            **told,
            "posts": tuple(told["posts"]),
            "items": tuple(item_of(item) for item in told["items"]),
        }
    )


def key(list_code: str, item_code: str) -> str:
    """An item over all checklists."""
    return f"{list_code}.{item_code}"


def due_at(now: dt.datetime, days: int, zone: dt.tzinfo) -> dt.datetime:
    """The end of the working day so many days on; never before there is time to act."""
    day = now.astimezone(zone).date() + dt.timedelta(days=days)
    return max(dt.datetime.combine(day, END_OF_DAY, zone), now + LEAST_TIME)


def rank(severity: str) -> int:
    """0 minor, 1 major, 2 grave."""
    return SEVERITIES.index(severity)
