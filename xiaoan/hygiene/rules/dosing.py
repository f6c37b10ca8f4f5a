"""Whether a record tells of too little, too much, or of what is never done."""

from collections.abc import Iterator
from dataclasses import dataclass

from xiaoan.hygiene.rules.donts import AGENT_BOUNDS, FLAGS, INCIDENT_BOUNDS, LIMITS, Bounds
from xiaoan.hygiene.rules.guideline import task_of
from xiaoan.hygiene.rules.pack import AGENTS, Agent, Task

# What was disinfected. "": unsaid, taken as a surface. "ground": outdoor ground, walls, plants.
TARGETS = ("surface", "floor", "ground", "air", "people", "water", "tyres")
# Only said of what was done outdoors.
WEATHERS = ("dry", "rain", "snow")
# Of the product: entered and licensed, entered without a number, not entered, or none was named.
PRODUCTS = ("licensed", "unlicensed", "unknown", "")
# Flags that can be found only of records which say what they are held against (`could`), and which are
# therefore counted of these and not of all.
OF = ("short", "not_rinsed", "present", "uv_present", "air_present")
# Kinds of places that lie outdoors.
OUTDOORS = ("yard",)


@dataclass(frozen=True)
class Said:
    """What a record says of a place of a `kind`. Strength in the agent's unit, `contact` in minutes (of
    airing: how long); None: unsaid, and then nothing is held against it. `times`: how often this was done
    there that day, this time with it. `incident`: its kind, of what was done about one."""

    kind: str
    task: str
    method: str
    agent: str
    strength: int | None = None
    contact: int | None = None
    rinsed: bool | None = None
    present: bool | None = None
    target: str = ""
    weather: str = ""
    product: str = ""
    incident: str = ""
    times: int = 1


@dataclass(frozen=True)
class Asked:
    """What the line of the plan asks. `times` on a day of its turn, at the level of that day."""

    agent: str
    strength: int | None
    contact: int
    rinse: bool
    absent: bool
    times: int


@dataclass(frozen=True)
class Flag:
    """A thing that speaks against the record. `said` and `bound`: the two figures that were held against
    each other, if it is one of figures; `source` of the rule ("plan": the school's own plan)."""

    what: str
    side: str
    source: str
    confidence: str
    said: int | None = None
    bound: int | None = None


def judge(said: Said, line: Asked | None = None) -> tuple[Flag, ...]:
    """All that speaks against what was said, in the order of the table of flags.

    What plan and guideline ask are both minima; the plan's upper bound is what the guideline allows at such
    a place or, if that is more, what the plan itself says. What is unsaid is not judged: see `is_judged`.
    """
    found = {flag.what: flag for flag in (*_under(said, line), *_over(said, line), *_donts(said))}
    return tuple(found[what] for what in FLAGS if what in found)


def is_judged(said: Said) -> bool:
    """Whether it could be told if it was too weak or too strong: an agent that has a strength, and it was
    said. Others are unknown, not clean."""
    return chemical(said.agent) and said.strength is not None


def could(said: Said, line: Asked | None) -> frozenset[str]:
    """Which of `OF` could be found of a record: it says what the flag is held against, and something asks for
    it (a time of what acts or is aired, rinsing, nobody present)."""
    found = {
        "short": said.contact is not None and (said.agent != "none" or said.method == "ventilate"),
        "not_rinsed": said.rinsed is not None and _rinsing_asked(said, line),
        "present": said.present is not None and said.agent != "uv" and bool(line and line.absent),
        "uv_present": said.present is not None and said.agent == "uv",
        "air_present": said.present is not None and chemical(said.agent) and _in_the_air(said),
    }
    return frozenset(what for what, is_so in found.items() if is_so)


def _rinsing_asked(said: Said, line: Asked | None) -> bool:
    task = task_of(said.kind, said.task)
    asked = line.rinse if line else bool(task and task.rinse)
    return asked and not said.incident and chemical(said.agent) and said.agent != "alcohol"


def _is_outdoors(said: Said) -> bool:
    return said.kind in OUTDOORS or said.target == "ground" or said.weather != ""


def _in_the_air(said: Said) -> bool:
    return not _is_outdoors(said) and (said.target == "air" or said.method == "spray")


def chemical(agent: str) -> bool:
    return AGENTS[agent].unit != ""


@dataclass(frozen=True)
class Bound:
    """A figure and who says so."""

    value: int
    source: str
    confidence: str


def bound_of(said: Said, line: Asked | None, what: str) -> Bound | None:
    """What the record is held against: the greater of guideline and plan, of "least", "most" (strengths) or
    "contact" (minutes). None: neither says so. About an incident the plan says nothing."""
    if said.incident:
        return _told(INCIDENT_BOUNDS[said.incident], what, said.agent == "chlorine")
    task = task_of(said.kind, said.task)
    if task and task.agent == said.agent:
        held = [_told(task, what)]
    else:
        held = [_told(AGENT_BOUNDS.get(said.agent, AGENTS[said.agent]), what)]
    if line and line.agent == said.agent:
        figure = line.contact if what == "contact" else line.strength
        held.append(Bound(figure, "plan", "H") if figure else None)
    # Of two that say the same the guideline is named: it comes first.
    return max((one for one in held if one), key=lambda one: one.value, default=None)


def _told(by: Task | Bounds | Agent | None, what: str, holds: bool = True) -> Bound | None:
    value: int | None = getattr(by, what, None)
    return Bound(value, by.source, by.confidence) if by and holds and value else None


def _flag(what: str, said: int | None = None, bound: Bound | int | None = None) -> Flag:
    """`bound`: with a source of its own, else that of the flag holds."""
    kind = FLAGS[what]
    if isinstance(bound, Bound):
        return Flag(what, kind.side, bound.source, bound.confidence, said, bound.value)
    return Flag(what, kind.side, kind.source, kind.confidence, said, bound)


def _under(said: Said, line: Asked | None) -> Iterator[Flag]:
    slack = 1 - LIMITS["tolerance"].value
    least, contact = bound_of(said, line, "least"), bound_of(said, line, "contact")
    if said.strength is not None and least and said.strength < least.value * slack:
        yield _flag("weak", said.strength, least)
    if said.contact is not None and contact and said.contact < contact.value:
        yield _flag("short", said.contact, contact)
    if said.rinsed is False and _rinsing_asked(said, line):
        yield _flag("not_rinsed")
    if said.agent == "alcohol" and said.incident in ("vomit", "faeces"):
        yield _flag("alcohol_vomit")


def _over(said: Said, line: Asked | None) -> Iterator[Flag]:
    most, slack = bound_of(said, line, "most"), 1 + LIMITS["tolerance"].value
    if said.strength is not None and most and said.strength > most.value * slack:
        yield _flag("strong", said.strength, most)
    if _above_routine(said):
        yield _flag("routine", said.strength, int(LIMITS["routine"].value))
    limit = _times(said, line)
    if limit is not None and said.times > limit:
        yield _flag("often", said.times, limit)
    if said.present and said.agent == "uv":
        yield _flag("uv_present")
    elif said.present and line and line.absent:
        yield _flag("present")
    if said.product == "unlicensed":
        yield _flag("unlicensed")
    elif said.product == "unknown" and chemical(said.agent):
        yield _flag("unknown_product")


def _above_routine(said: Said) -> bool:
    """More than is wanted day by day. Where the guideline itself goes higher (toilets) is not meant."""
    if said.agent != "chlorine" or said.incident or said.strength is None:
        return False
    task = task_of(said.kind, said.task)
    limit = LIMITS["routine"].value
    if task and task.agent == said.agent and (task.most or 0) > limit:
        return False
    return said.strength > limit * (1 + LIMITS["tolerance"].value)


def _times(said: Said, line: Asked | None) -> int | None:
    """How often it may be done on a day; None: as often as one likes (airing, water, after an incident)."""
    if said.incident or not (chemical(said.agent) or said.agent == "uv"):
        return None
    if line:
        return int(line.times * LIMITS["often"].value)
    task = task_of(said.kind, said.task)
    return int(task.frequency["I"].times * LIMITS["often"].value) if task else None


def _donts(said: Said) -> Iterator[Flag]:
    if not chemical(said.agent):
        return
    if _is_outdoors(said):
        yield from _outdoors(said)
    elif said.present and _in_the_air(said):
        yield _flag("air_present")
    # A cloth or a gel on hands is no spraying.
    if said.target == "people" and said.method != "wipe":
        yield _flag("people")
    if said.agent == "alcohol" and said.method == "spray":
        yield _flag("alcohol_spray")
    if said.target in ("water", "tyres"):
        yield _flag(said.target)


def _outdoors(said: Said) -> Iterator[Flag]:
    if said.target != "air" and said.method in ("spray", "mop") and not said.incident:
        yield _flag("outdoor_large")
    if said.weather in ("rain", "snow"):
        yield _flag("outdoor_weather")
    if said.target == "air":
        yield _flag("outdoor_air")
