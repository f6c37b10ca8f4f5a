"""Shifts and what a check-in is; whom a spot call falls on. Pure."""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from uuid import UUID

# Places of a leadership group (领导小组), from the top: 第一责任人, 组长, 副组长, 成员.
RANKS = ("first", "head", "deputy", "member")
# Of these a group has one at a time.
SOLE = ("first", "head")
# Places of a shift: the leader in charge (带班领导), whoever stands watch (值班员).
SEATS = ("lead", "watch")
MOST_WATCH = 5
LONGEST_PHONE = 40
# 转, said before an extension.
_EXTENSION = chr(0x8F6C)
# On which days a shift is: every day, school days, days without school.
DAYS = ("every", "school", "off")
# When: always, or only while the response level asks for nights (duties-cn.toml, command.check_in.nights).
WHEN = ("always", "level")
ENDS = ("", "replaced", "removed", "swapped", "closed")
STATES = ("asked", "agreed", "declined", "withdrawn", "lapsed")
RESULTS = ("reached", "not_reached", "other")
LONGEST = 500
SHORT = 60
MOST_DRAWN = 50
MOST_ROWS = 2_000
KINDS_OF_UNIT = ("county", "township", "school")
# Who is first responsible as long as nobody is named: whoever leads the unit by their post.
LEADS = {
    "county": ("county_leader",), "township": ("township_leader", "township_liaison"),
    "school": ("principal",),
}  # fmt: skip


def is_phone(text: str) -> bool:
    """Whether a text can be a telephone number, with area code and extension."""
    digits = sum(one.isdigit() for one in text)
    return (
        3 <= digits <= 20
        and len(text) <= LONGEST_PHONE
        and set(text) <= set("0123456789 -+()" + _EXTENSION)
    )


@dataclass(frozen=True)
class ShiftForm:
    """A shift as it ships, until a unit has its own."""

    name: str
    starts: dt.time
    ends: dt.time
    days: str
    due: str
    lead: bool
    watch: int


_DATA = tomllib.loads(
    (files("xiaoan.command") / "data" / "shifts-cn.toml").read_text(encoding="utf-8")
)
# A sheet of a roster: column → heading, seat → word.
SHEET_HEADS: dict[str, str] = _DATA["sheet"]["heads"]
SHEET_SEATS: dict[str, str] = _DATA["sheet"]["seats"]
FIELDS: tuple[str, ...] = tuple(_DATA["fields"]["codes"])
SHIPPED = tuple(
    ShiftForm(
        one["name"], dt.time.fromisoformat(one["starts"]), dt.time.fromisoformat(one["ends"]),
        one["days"], one["due"], one["lead"], one["watch"],
    )
    for one in _DATA["shift"]
)  # fmt: skip


def span(day: dt.date, starts: dt.time, ends: dt.time) -> tuple[dt.datetime, dt.datetime]:
    """From when until when, without a zone; a shift that ends no later than it starts crosses midnight."""
    last = day if ends > starts else day + dt.timedelta(days=1)
    return dt.datetime.combine(day, starts), dt.datetime.combine(last, ends)


def applies(days: str, day_kind: str) -> bool:
    """Whether a shift is on a day of this kind (directory.rules.day_kind)."""
    is_school = day_kind in ("school", "make_up")
    return days == "every" or is_school == (days == "school")


def check_in_state(at: dt.datetime, starts_at: dt.datetime, due_at: dt.datetime) -> str:
    """early, on_time or late; three words for three things."""
    if at < starts_at:
        return "early"
    return "on_time" if at <= due_at else "late"


def seat_state(checked: str, starts_at: dt.datetime, due_at: dt.datetime, now: dt.datetime) -> str:
    """What a seat of a shift shows: as somebody checked in, else planned, due, missed."""
    if checked:
        return checked
    if now < starts_at:
        return "planned"
    return "due" if now <= due_at else "missed"


def draw(seed: str, candidates: Iterable[tuple[int, UUID]], count: int) -> list[tuple[int, UUID]]:
    """Whom the lot falls on: by the hash of seed, unit and seat, so that anybody can work it out again."""
    return sorted(candidates, key=lambda one: _lot(seed, *one))[:count]


def _lot(seed: str, unit_no: int, seat_id: UUID) -> str:
    return hashlib.sha256(f"{seed}:{unit_no}:{seat_id}".encode()).hexdigest()


def overlap(one: Sequence[dt.datetime], other: Sequence[dt.datetime]) -> bool:
    """Whether two stretches share a moment; one may begin as the other ends."""
    return one[0] < other[1] and other[0] < one[1]


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
