"""The national holidays and make-up days of a year, from the data files of this app."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class NamedDay:
    """A day that is not as its weekday says."""

    day: dt.date
    is_school_day: bool
    note: str
    source: str


@cache
def named_days(year: int) -> tuple[NamedDay, ...]:
    """Holidays and make-up days of a year, oldest first; none where the arrangement is not known."""
    file = files("xiaoan.directory") / "data" / f"calendar-cn-{year}.toml"
    if not file.is_file():
        return ()
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    found: list[NamedDay] = []
    for holiday in data["holidays"]:
        length = (holiday["until"] - holiday["since"]).days + 1
        days = [holiday["since"] + dt.timedelta(days=n) for n in range(length)]
        found += [NamedDay(day, False, holiday["name"], data["source"]) for day in days]
        note = f"{holiday['name']}调休上课"
        found += [NamedDay(day, True, note, data["source"]) for day in holiday["make_up"]]
    return tuple(sorted(found, key=lambda named: named.day))
