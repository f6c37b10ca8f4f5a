"""What a line of a plan says, held against the guideline: weaker, stronger, rarer, more often, otherwise.

What the guideline forbids outright is refused (`forbidden`); what only differs is flagged and needs a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from xiaoan.hygiene.rules.frequency import LEVELS, Frequency, read_frequency
from xiaoan.hygiene.rules.pack import AGENTS, PLACE_KINDS, Agent, Task

WEAKER, STRONGER, RARER, OFTENER, OTHER, LEFT_OUT = (
    "weaker", "stronger", "rarer", "oftener", "other", "left_out",
)  # fmt: skip
SIDES = (WEAKER, STRONGER, RARER, OFTENER, OTHER, LEFT_OUT)
# More than twice as often as the guideline, or so much longer, is excess (reference 5.3).
EXCESS = 2
LONGEST_CONTACT = 240
# The six don'ts: open ground is swept, not disinfected.
OUTDOORS = "yard"


@dataclass(frozen=True)
class Said:
    """What a line of a plan says, without whose place it is."""

    task: str
    method: str
    agent: str
    strength: int | None
    contact: int
    rinse: bool
    absent: bool
    slot: str
    frequency: Mapping[str, str]
    left_out: bool = False


@dataclass(frozen=True)
class People:
    """Who does it: a role, or a person named instead; and who stands in."""

    post: str
    deputy: str = ""
    who_id: UUID | None = None
    deputy_id: UUID | None = None


@dataclass(frozen=True)
class Difference:
    """One thing that a line says otherwise: which field, on which side, what the guideline has; `excess`: so
    much more that it is over-disinfection."""

    field: str
    side: str
    guideline: str
    source: str
    confidence: str
    excess: bool = False


@dataclass(frozen=True)
class Forbidden:
    """What may not be planned, whatever the reason: which field, which rule, whence."""

    field: str
    code: str
    source: str


def task_of(kind: str, task: str, slot: str = "") -> Task | None:
    """What the guideline has of a task at a kind of place; of two the one of the slot."""
    found = [one for one in PLACE_KINDS[kind].tasks if one.code == task]
    return next((one for one in found if one.slot == slot), found[0] if found else None)


def usual(task: Task) -> Said:
    """A task as the guideline has it."""
    written = {level: f"{turn.times}/{turn.days}" for level, turn in task.frequency.items()}
    return Said(
        task.code, task.method, task.agent, task.usual, task.contact, task.rinse, task.absent,
        task.slot, written,
    )  # fmt: skip


def forbidden(kind: str, said: Said) -> list[Forbidden]:
    """What the rules do not allow of a line, whatever the reason."""
    agent, found = AGENTS[said.agent], []
    if said.left_out:
        return []
    if kind == OUTDOORS and said.agent != "none":
        found.append(Forbidden("agent", "outdoors", "[S37]"))
    if said.method not in agent.methods:
        found.append(Forbidden("method", f"{said.agent}_method", agent.source))
    if said.method == "uv" and not said.absent:
        found.append(Forbidden("absent", "uv_present", AGENTS["uv"].source))
    if said.method == "ventilate" and said.agent != "none":
        found.append(Forbidden("agent", "air_agent", "[S37]"))
    return found


def differences(kind: str, said: Said) -> list[Difference]:
    """How a line differs from what the guideline has for the task at this kind of place; of a task that it
    does not have nothing can be said but that."""
    task = task_of(kind, said.task, said.slot)
    if task is None:
        return [Difference("task", OTHER, "", "", "L")]
    if said.left_out:
        return [Difference("left_out", LEFT_OUT, "", task.source, task.confidence)]
    found = [*_dose(task, said), *_ways(task, said), *_times(task, read_frequency(said.frequency))]
    return [
        Difference(field, side, guideline, task.source, task.confidence, excess)
        for field, side, guideline, excess in found
    ]


_Found = tuple[str, str, str, bool]


def _bounds(task: Task, said: Said) -> tuple[int | None, int | None]:
    """Of the task's own agent as the task has it; of another as that agent is used."""
    if said.agent == task.agent:
        return task.least, task.most
    agent: Agent = AGENTS[said.agent]
    return agent.least, agent.most


def _dose(task: Task, said: Said) -> list[_Found]:
    found: list[_Found] = []
    if said.agent != task.agent:
        found.append(("agent", OTHER, task.agent, False))
    least, most = _bounds(task, said)
    bounds = f"{least}–{most}" if least is not None else ""
    if said.strength is not None and least is not None and said.strength < least:
        found.append(("strength", WEAKER, bounds, False))
    if said.strength is not None and most is not None and said.strength > most:
        found.append(("strength", STRONGER, bounds, True))
    # How long another agent acts its label says.
    if said.agent == task.agent and said.contact < task.contact:
        found.append(("contact", WEAKER, str(task.contact), False))
    if task.contact and said.contact > EXCESS * task.contact:
        found.append(("contact", STRONGER, str(task.contact), task.method != "ventilate"))
    return found


def _ways(task: Task, said: Said) -> list[_Found]:
    found: list[_Found] = []
    if said.method != task.method:
        found.append(("method", OTHER, task.method, False))
    if task.rinse and not said.rinse and said.agent == task.agent:
        found.append(("rinse", WEAKER, "yes", False))
    if task.absent and not said.absent:
        found.append(("absent", WEAKER, "yes", False))
    return found


def _times(task: Task, frequency: Frequency) -> list[_Found]:
    found: list[_Found] = []
    for level in LEVELS:
        own, theirs = frequency[level], task.frequency[level]
        words = f"{theirs.times}/{theirs.days}"
        if own.per_day < theirs.per_day:
            found.append((level, RARER, words, False))
        elif own.per_day > theirs.per_day:
            # Airing more often harms nobody.
            excess = task.method != "ventilate" and own.per_day > EXCESS * theirs.per_day
            found.append((level, OFTENER, words, excess))
    return found
