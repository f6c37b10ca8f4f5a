"""What a record says that cannot be (faults), or can hardly be and is asked back before it is stored."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from xiaoan.hygiene.rules import dosing, fitting
from xiaoan.hygiene.rules.pack import AGENTS, METHODS

# Our own choices: nobody cleans one place for longer, nobody tells of more at once.
LONGEST_WORK = dt.timedelta(hours=12)
AHEAD = dt.timedelta(minutes=5)
MOST_ML, MOST_TABLETS, MOST_MINUTES = 200_000, 500, 720
MOST_STRENGTH = 1_000_000
MOST_PERCENT = 100
# Figures of a mixture that differ by less are the same, read from a cup.
TOLERANCE = 0.2


@dataclass(frozen=True)
class Told:
    """What a person says of one thing done. Units as in models.Record; None: not said."""

    method: str
    agent: str
    started_at: dt.datetime
    ended_at: dt.datetime
    strength: int | None = None
    stock_strength: int | None = None
    stock_ml: int | None = None
    tablets: int | None = None
    mixed_ml: int | None = None
    used_ml: int | None = None
    contact: int | None = None
    minutes: int | None = None
    rinsed: bool | None = None
    present: bool | None = None
    target: str = ""
    weather: str = ""
    item: str = ""
    batch: str = ""


@dataclass(frozen=True)
class Question:
    """Something that can hardly be: the code, and the two figures that contradict each other, if it is of
    figures; `source` of the rule, "" for plain arithmetic. Of `aired`: minute of the day, minutes."""

    code: str
    said: int | None = None
    bound: int | None = None
    source: str = ""

    @property
    def key(self) -> str:
        """The same as long as the same is asked: what is confirmed is what was asked."""
        return ":".join(str(one) for one in (self.code, self.said, self.bound))


_RANGES = {
    "strength": MOST_STRENGTH, "stock_strength": MOST_STRENGTH, "stock_ml": MOST_ML,
    "tablets": MOST_TABLETS, "mixed_ml": MOST_ML, "used_ml": MOST_ML, "contact": MOST_MINUTES,
    "minutes": MOST_MINUTES,
}  # fmt: skip


def faults(told: Told, day: dt.date, now: dt.datetime, unit_of: dict[str, str]) -> dict[str, str]:
    """Field → code of what cannot be. `unit_of`: base unit of each item that holds the agent."""
    found = {
        name: "range" for name, most in _RANGES.items()
        if (value := getattr(told, name)) is not None and not 0 <= value <= most
    }  # fmt: skip
    if told.method not in METHODS:
        found["method"] = "unknown"
    if told.agent not in AGENTS:
        found["agent"] = "unknown"
    if not found:
        found |= _unfit(told)
    found |= _times(told, day, now)
    if told.item and told.item not in unit_of:
        found["item"] = "unknown"
    elif (told.stock_ml or told.tablets) and not told.item:
        found["item"] = "missing"
    elif told.item and told.stock_ml and unit_of[told.item] != "ml":
        found["stock_ml"] = "unit"
    elif told.item and told.tablets and unit_of[told.item] != "tablet":
        found["tablets"] = "unit"
    return found


# Figures and words that a way may not have at all; whether somebody was there hurts nowhere.
_FITTED = (
    "strength", "contact", "minutes", "item", "batch", "stock_ml", "tablets", "stock_strength",
    "mixed_ml", "used_ml", "target", "weather",
)  # fmt: skip


def _unfit(told: Told) -> dict[str, str]:
    """What was said of a way of doing it that has no such figure; and per cent that cannot be."""
    way = fitting.way_of(told.method, told.agent)
    found = {
        name: "unfit" for name in _FITTED if getattr(told, name) and not fitting.fits(name, way)
    }
    if AGENTS[told.agent].unit == "%" and (told.strength or 0) > MOST_PERCENT:
        found["strength"] = "percent"
    return found


def _times(told: Told, day: dt.date, now: dt.datetime) -> dict[str, str]:
    if told.ended_at < told.started_at:
        return {"ended": "order"}
    if told.ended_at > now + AHEAD:
        return {"ended": "future"}
    if told.ended_at - told.started_at > LONGEST_WORK:
        return {"started": "long"}
    if told.started_at.astimezone(now.tzinfo).date() != day:
        return {"started": "day"}
    return {}


def questions(
    told: Told, said: dosing.Said, line: dosing.Asked | None, done_by: int
) -> tuple[Question, ...]:
    """Everything to ask about a record before it is stored. `done_by`: how often it was told already, if it
    is wanted no more."""
    span = int((told.ended_at - told.started_at).total_seconds() // 60)
    found = [*_arithmetic(told, span)]
    found += [
        Question(flag.what, flag.said, flag.bound, flag.source)
        for flag in dosing.judge(said, line)
        if flag.what not in ("unlicensed", "unknown_product", "not_rinsed", "often")
    ]
    if done_by:
        found.append(Question("again", done_by))
    return tuple(found)


def _arithmetic(told: Told, span: int) -> Iterator[Question]:
    if told.contact and told.contact > span and told.method != "ventilate":
        yield Question("contact_span", told.contact, span)
    if told.minutes and told.minutes > span:
        yield Question("minutes_span", told.minutes, span)
    if told.used_ml and told.mixed_ml and told.used_ml > told.mixed_ml:
        yield Question("used_mixed", told.used_ml, told.mixed_ml)
    if told.stock_ml and told.mixed_ml and told.stock_ml > told.mixed_ml:
        yield Question("stock_mixed", told.stock_ml, told.mixed_ml)
    mixed = _mixed_strength(told)
    if mixed is not None and told.strength:
        off = abs(mixed - told.strength) / told.strength
        if off > TOLERANCE:
            yield Question("mixture", told.strength, mixed)


def _mixed_strength(told: Told) -> int | None:
    """What the mixture comes to, mg/L: V_stock · C_stock = V · C (reference §5.1); per cent of the label as
    mg/L is for whoever types. None: not said."""
    if not (told.stock_ml and told.stock_strength and told.mixed_ml):
        return None
    return round(told.stock_ml * told.stock_strength / told.mixed_ml)


def shares(total: int, weights: list[int]) -> list[int]:
    """A whole divided by weights into whole parts that add up to it; the largest remainders get the rest."""
    if not weights:
        return []
    whole = sum(weights) or len(weights)
    parts = weights if sum(weights) else [1] * len(weights)
    found = [total * one // whole for one in parts]
    rest = sorted(range(len(parts)), key=lambda n: (-(total * parts[n] % whole), n))
    for n in rest[: total - sum(found)]:
        found[n] += 1
    return found
