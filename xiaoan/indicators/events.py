"""Facts of indicators: that a day was closed, and that figures of a closed day became others."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DayClosed(Event):
    """A bulk fact: the figures of a day were kept as they stood at its end."""

    kind: ClassVar[str] = "indicators.day_closed"
    day: dt.date
    figures: int


@dataclass(frozen=True, kw_only=True)
class FiguresChanged(Event):
    """A bulk fact: so many figures of a closed day are others than at its close; both values stay."""

    kind: ClassVar[str] = "indicators.changed"
    day: dt.date
    figures: int


@dataclass(frozen=True, kw_only=True)
class FiguresChecked(Event):
    """A day was recounted: so many figures were held against what they are made of, so many differ."""

    kind: ClassVar[str] = "indicators.checked"
    day: dt.date
    figures: int
    differing: int
