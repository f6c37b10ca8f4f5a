"""Pure decisions: kinds of devices and their intervals, what may follow what, when two thermometers differ,
what is missing of a kit."""

import calendar
import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_DEVICES = tomllib.loads((_DATA / "devices-cn.toml").read_text(encoding="utf-8"))
_KITS = tomllib.loads((_DATA / "kits-cn.toml").read_text(encoding="utf-8"))

STATES = ("in_use", "lent", "fault", "repair", "lost", "retired")
# Act → the states it may be done in.
ACTS: Mapping[str, tuple[str, ...]] = {
    "assign": ("in_use",),
    "lend": ("in_use",),
    "return": ("lent",),
    "fault": ("in_use", "lent"),
    "repair": ("fault",),
    "back": ("fault", "repair"),
    "lose": ("in_use", "lent", "fault", "repair"),
    "find": ("lost",),
    "retire": ("in_use", "lent", "fault", "repair", "lost"),
    "certify": ("in_use", "lent", "fault", "repair"),
    "compare": ("in_use", "fault", "repair"),
}
# Act → the state after it; those that are not named leave it.
AFTER = {
    "lend": "lent", "return": "in_use", "fault": "fault", "repair": "repair", "back": "in_use",
    "lose": "lost", "find": "in_use", "retire": "retired",
}  # fmt: skip
STEPS = (*ACTS, "added", "counted")
# Whoever uses a device may do these; all else its keeper.
OF_USERS = ("fault", "compare")
FAULTS = ("dead", "wrong", "broken", "other")
KIT_ACTS = ("open", "fill", "check", "use", "drop", "close", "confirm")
LONGEST = 200
LONGEST_LOAN = dt.timedelta(days=366)
# A certificate holds at the longest (own choice).
LONGEST_VALID = dt.timedelta(days=3 * 366)
# Nobody still has a device that was calibrated so long ago: a slip of the pen (own choice).
OLDEST_YEARS = 20
DOUBTFUL_ABOVE = Decimal(_DEVICES["doubtful_above"])
# What a clinical thermometer can show.
COLDEST, HOTTEST = Decimal(30), Decimal(45)
EXPIRING = dt.timedelta(days=30)
# So long an act about a kit may be on its way and still be of when it was done.
LONGEST_DELAY = dt.timedelta(hours=_KITS["delay"]["most_hours"])
# From here on the page says both when it was done and when it came in: less is the way of any form.
_APART = dt.timedelta(minutes=5)


def counts_at(said_at: dt.datetime | None, received: dt.datetime) -> dt.datetime:
    """The instant an act about a kit is of: when it was done, as the phone says, within `LONGEST_DELAY`."""
    if said_at is None or received - said_at > LONGEST_DELAY:
        return received
    return min(said_at, received)


def is_apart(said_at: dt.datetime | None, received: dt.datetime) -> bool:
    """Whether an act came in so much later than it was done that both are told."""
    return said_at is not None and received - said_at > _APART


@dataclass(frozen=True)
class DeviceKind:
    """A kind of device by the item it counts as; `months` 0: it is not calibrated again."""

    item: str
    kind: str
    method: str
    months: int
    source: str
    confidence: str


DEVICE_KINDS = {item: DeviceKind(item, **one) for item, one in _DEVICES["kind"].items()}


@dataclass(frozen=True)
class KitKind:
    """What a kit holds: item → base units; `per` what a school is to have one."""

    code: str
    per: str
    source: str
    items: Mapping[str, int]


KIT_KINDS = {code: KitKind(code, **one) for code, one in _KITS["kit"].items()}


def item_of(kind: str, method: str) -> str:
    """As which item a device counts that was registered for its readings."""
    if kind != "thermometer":
        return "thermal_camera"
    return "forehead_gun" if method in ("forehead", "ear") else "thermometer_electronic"


def valid_until(item: str, calibrated: dt.date) -> dt.date | None:
    """The last day a calibration holds by the interval of the kind; None: it has none."""
    months = DEVICE_KINDS[item].months
    if not months:
        return None
    year, month = divmod(calibrated.year * 12 + calibrated.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(calibrated.day, last)) - dt.timedelta(days=1)


def is_too_old(calibrated: dt.date, today: dt.date) -> bool:
    """Whether a certificate is of before any device that is still in hand."""
    return calibrated.year < today.year - OLDEST_YEARS or (
        calibrated.year == today.year - OLDEST_YEARS
        and (calibrated.month, calibrated.day) < (today.month, today.day)
    )


def validity(item: str, until: dt.date | None, today: dt.date, ahead: dt.timedelta) -> str:
    """`never` (not calibrated again), `unknown` (no certificate), `over`, `soon`, `valid`."""
    if not DEVICE_KINDS[item].months:
        return "never"
    if until is None:
        return "unknown"
    if until < today:
        return "over"
    return "soon" if until - today <= ahead else "valid"


def read_celsius(typed: str) -> Decimal | None:
    """What a thermometer shows, to a tenth; None if no clinical thermometer shows that."""
    try:
        found = Decimal(typed.strip().replace("．", ".").replace("。", "."))
    except InvalidOperation:
        return None
    if not found.is_finite() or not COLDEST <= found <= HOTTEST:
        return None
    return found.quantize(Decimal("0.1")) if found == found.quantize(Decimal("0.1")) else None


def is_doubtful(own: Decimal, other: Decimal) -> bool:
    """Whether two thermometers held to the same person differ by more than both may err."""
    return abs(own - other) > DOUBTFUL_ABOVE


def missing_of(code: str, held: Mapping[str, int]) -> dict[str, int]:
    """Item → how much a kit lacks of what its kind asks for."""
    wanted = KIT_KINDS[code].items
    return {item: n - held.get(item, 0) for item, n in wanted.items() if held.get(item, 0) < n}


@dataclass(frozen=True)
class Ready:
    """Complete kits of those that are due; `unknown`: kinds of which nobody knows how many are due."""

    complete: int
    due: int
    unknown: tuple[str, ...]


def readiness(complete: Mapping[str, int], counts: Mapping[str, int | None]) -> Ready:
    """Of each kind at the most as many count as are due: a second bag is no first-aid room."""
    done = due = 0
    unknown = []
    for code, one in KIT_KINDS.items():
        wanted = counts.get(one.per)
        if wanted is None:
            unknown.append(code)
            continue
        due += wanted
        done += min(complete.get(code, 0), wanted)
    return Ready(done, due, tuple(unknown))


def next_serial(taken: Iterable[str]) -> int:
    """The number after the highest that we have given."""
    ours = [
        int(one[3:]) for one in taken if one.startswith("XA-") and one[3:].isascii() and one[3:].isdigit()
    ]  # fmt: skip
    return max(ours, default=0) + 1


def serial(number: int) -> str:
    return f"XA-{number:04d}"
