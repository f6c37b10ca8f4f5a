"""When schools open, as it is decided. Which app decides it is connected in wiring; plans know none."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xiaoan.directory.queries import Place


@dataclass(frozen=True)
class StageDay:
    """The day on which a stage of a school opens; `name` in 简体中文, as papers have it."""

    code: str
    name: str
    day: dt.date


Source = Callable[[Sequence[Place]], Mapping[int, Sequence[StageDay]]]
_sources: list[Source] = []


def connect(source: Source) -> None:
    """From whom the days come: of many schools in one look; a stage without a day is left out."""
    if source not in _sources:
        _sources.append(source)


def days_of(schools: Sequence[Place]) -> dict[int, list[StageDay]]:
    """School → the days of its stages, none where nothing is decided."""
    found: dict[int, list[StageDay]] = {one.no: [] for one in schools}
    for source in _sources:
        for no, days in source(schools).items():
            found[no] += days
    return found


def first_days(schools: Sequence[Place]) -> dict[int, dt.date]:
    """School → the first day on which a stage of it opens; those without any are left out."""
    return {no: min(one.day for one in days) for no, days in days_of(schools).items() if days}


def first_day(school: Place) -> dt.date | None:
    return first_days([school]).get(school.no)
