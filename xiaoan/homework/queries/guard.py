"""What an app above says about the load of a class before homework is set; connected in wiring."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Said:
    """One sentence with its arithmetic about a class; `over`: more than a rule in force allows."""

    unit_no: int
    text: str
    over: bool
    source: str


_Ask = Callable[[Actor, Sequence[int], dt.date, int], list[Said]]
_asked: list[_Ask] = []


def connect(ask: _Ask) -> None:
    """`ask`: actor, classes, the day homework would be due, its minutes."""
    if ask not in _asked:
        _asked.append(ask)


def said(actor: Actor, unit_nos: Sequence[int], day: dt.date, minutes: int) -> list[Said]:
    return [one for ask in _asked for one in ask(actor, unit_nos, day, minutes)]
