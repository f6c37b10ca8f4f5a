"""The pack: agents, kinds of places, and what each is to have done. Data with source and confidence."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xiaoan.hygiene.rules.frequency import Frequency, read_frequency

_PACK = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "hygiene-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = _PACK["version"]
METHODS = ("wipe", "mop", "spray", "soak", "heat", "uv", "ventilate", "sweep", "cover")
# Until when the part of a day is done.
SLOTS: Mapping[str, dt.time] = {
    name: dt.time.fromisoformat(text)
    for name, text in _PACK["slots"].items()
    if name not in ("source", "confidence")
}


@dataclass(frozen=True)
class Agent:
    """What disinfects. `unit` of its strength (mg/L or per cent; "": it has none), `items` of supplies
    that hold it, `never_with` what it must not meet, `least` to `most` where it stands for another agent."""

    code: str
    unit: str
    items: tuple[str, ...]
    needs_water: bool
    never_with: tuple[str, ...]
    methods: tuple[str, ...]
    source: str
    confidence: str
    least: int | None = None
    usual: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Task:
    """One thing to do at a kind of place. Strengths in the agent's unit (None: it has none), `contact` in
    minutes; of airing, how long each time. `absent`: nobody may be present."""

    code: str
    method: str
    agent: str
    least: int | None
    usual: int | None
    most: int | None
    contact: int
    rinse: bool
    absent: bool
    slot: str
    frequency: Frequency
    source: str
    confidence: str


@dataclass(frozen=True)
class PlaceKind:
    """A kind of place. `unit`: the kind of unit of the tree that has one each ("": none); `area` m², a guess
    where nobody has measured; `post`, `deputy`: roles that do it; `words`: how people call it."""

    code: str
    unit: str
    area: int
    post: str
    deputy: str
    tasks: tuple[Task, ...]
    words: tuple[str, ...] = ()


def _agent(code: str, said: Mapping[str, Any]) -> Agent:
    return Agent(
        code, said["unit"], tuple(said["items"]), said["needs_water"], tuple(said["never_with"]),
        tuple(said.get("methods", METHODS)), said["source"], said["confidence"],
        said.get("least"), said.get("usual"), said.get("most"),
    )  # fmt: skip


def _task(said: Mapping[str, Any]) -> Task:
    return Task(
        said["code"], said["method"], said["agent"], said.get("least"), said.get("usual"),
        said.get("most"), said.get("contact", 0), said.get("rinse", False), said["absent"],
        said["slot"], read_frequency(said["times"]), said["source"], said["confidence"],
    )  # fmt: skip


AGENTS = {code: _agent(code, said) for code, said in _PACK["agent"].items()}
PLACE_KINDS = {
    code: PlaceKind(
        code, said["unit"], said["area"], said["post"], said["deputy"],
        tuple(_task(one) for one in said["task"]), tuple(said["words"]),
    )
    for code, said in _PACK["place"].items()
}  # fmt: skip
# Minutes of work: method → for each 10 m², and what is said beside it.
EFFORT: Mapping[str, float] = {name: float(_PACK["effort"][name]) for name in METHODS}
START_MINUTES: int = _PACK["effort"]["start_minutes"]
LONGEST_MINUTES: int = _PACK["effort"]["longest_minutes"]
HEAVY_MINUTES: int = _PACK["effort"]["heavy_minutes"]
TASKS = tuple(sorted({task.code for kind in PLACE_KINDS.values() for task in kind.tasks}))
