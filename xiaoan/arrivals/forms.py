"""The shape of what comes in: the setting of a plan, a sheet of the desk."""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from xiaoan.arrivals.queries import people
from xiaoan.arrivals.rules import numbers
from xiaoan.arrivals.rules.setting import Bus, Gate, Setting, times
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid

_NAME, _BRING = 20, 300


class Faults(Invalid):
    """All that is wrong, field by field, in words."""

    def __init__(self, said: Mapping[str, str]) -> None:
        super().__init__(_("有 %(n)s 处要改,见各栏。") % {"n": len(said)}, dict(said))
        self.said = dict(said)


class _Reader:
    """Reads fields; what is wrong is gathered."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self.said, self.faults = said, dict[str, str]()

    def text(self, name: str, longest: int) -> str:
        found = self.said.get(name, "").strip()
        if len(found) > longest:
            self.faults[name] = _("太长了:最多 %(n)s 个字。") % {"n": longest}
        if "\0" in found:
            self.faults[name] = _("有不能保存的字符。")
            return ""
        return found

    def whole(self, name: str, low: int, high: int) -> int:
        text = self.said.get(name, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high):
            self.faults[name] = _("请填 %(low)s 到 %(high)s 的整数。") % {"low": low, "high": high}
            return low
        return int(text)

    def time(self, name: str) -> dt.time | None:
        text = self.said.get(name, "").strip().replace(":", ":")
        try:
            return (
                dt.time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
                if text
                else None
            )
        except ValueError:
            self.faults[name] = _("时间请写成 07:30 这样。")
            return None

    def day(self, name: str) -> dt.date | None:
        text = self.said.get(name, "").strip()
        try:
            found = dt.date.fromisoformat(text) if text else None
        except ValueError:
            self.faults[name] = _("日期请写成 2026-11-24 这样。")
            return None
        if found and not clock.today() <= found <= clock.today() + dt.timedelta(days=200):
            self.faults[name] = _("请选从今天起 200 天以内的日子。")
            return None
        return found


def setting_of(
    said: Mapping[str, str], grades: Iterable[people.Grade], lines: Iterable[people.Line]
) -> Setting:
    """What the form of a plan says; Faults with everything that is wrong."""
    read = _Reader(said)
    gates, at = _gates(read)
    days = tuple((one.no, day) for one in grades if (day := read.day(f"day-{one.no}")) is not None)
    if not days and not any(name.startswith("day-") for name in read.faults):
        read.faults["days"] = _("至少给一个年级定到校的日子。")
    first, last = read.time("first"), read.time("last")
    for name, time in (("first", first), ("last", last)):
        if time is None:
            read.faults.setdefault(name, _("请填时间。"))
    minutes = read.whole("minutes", 5, 120)
    each = read.whole("seconds_each", 5, 300)
    found = Setting(
        tuple(gates), each, first or numbers.FIRST, last or numbers.LAST, minutes, days,
        tuple(_buses(read, lines, at)), read.time("boarders_until"), read.text("bring", _BRING),
    )  # fmt: skip
    if not read.faults and not times(found):
        read.faults["last"] = _("这段时间里放不下一个时段。请改晚一点,或把时段改短。")
    if read.faults:
        raise Faults(read.faults)
    return found


def _gates(read: _Reader) -> tuple[list[Gate], dict[int, int]]:
    """The gates; and number of the row on the form → index."""
    gates: list[Gate] = []
    at: dict[int, int] = {}
    for n in range(numbers.LIMITS["gates"]):
        name = read.text(f"gate-{n}", _NAME)
        if not name:
            if read.said.get(f"desks-{n}", "").strip() and f"gate-{n}" not in read.faults:
                read.faults[f"gate-{n}"] = _("请写门的名字。")
            continue
        if any(one.name == name for one in gates):
            read.faults[f"gate-{n}"] = _("这个门写了两次。")
        at[n] = len(gates)
        gates.append(Gate(name, read.whole(f"desks-{n}", 1, numbers.LIMITS["desks"])))
    if not gates:
        read.faults.setdefault("gate-0", _("至少写一个门。"))
    return gates, at


def _buses(read: _Reader, lines: Iterable[people.Line], at: Mapping[int, int]) -> Iterable[Bus]:
    for one in lines:
        time = read.time(f"bus-{one.no}-at")
        if time is None:
            continue
        gate = read.whole(f"bus-{one.no}-gate", 0, numbers.LIMITS["gates"] - 1)
        if gate not in at:
            read.faults[f"bus-{one.no}-gate"] = _("请选上面写了名字的门。")
        yield Bus(one.no, time, read.whole(f"bus-{one.no}-seats", 1, 300), at.get(gate, 0))


def typed_of(one: Setting) -> dict[str, str]:
    """A setting as the form shows it."""
    said = {
        "first": f"{one.first:%H:%M}", "last": f"{one.last:%H:%M}", "minutes": str(one.minutes),
        "seconds_each": str(one.seconds_each), "bring": one.bring,
        "boarders_until": f"{one.boarders_until:%H:%M}" if one.boarders_until else "",
    }  # fmt: skip
    for n, gate in enumerate(one.gates):
        said |= {f"gate-{n}": gate.name, f"desks-{n}": str(gate.desks)}
    said |= {f"day-{no}": day.isoformat() for no, day in one.days}
    for bus in one.buses:
        said |= {
            f"bus-{bus.line_no}-at": f"{bus.at:%H:%M}", f"bus-{bus.line_no}-seats": str(bus.seats),
            f"bus-{bus.line_no}-gate": str(bus.gate),
        }  # fmt: skip
    return said


def usual(grades: Iterable[people.Grade]) -> dict[str, str]:
    """What the form of a first plan begins with."""
    said = {
        "gate-0": _("校门"), "desks-0": "2", "first": f"{numbers.FIRST:%H:%M}",
        "last": f"{numbers.LAST:%H:%M}", "minutes": str(numbers.SLOT_MINUTES),
        "seconds_each": str(numbers.SECONDS_EACH), "boarders_until": "", "bring": "",
    }  # fmt: skip
    today = clock.today()
    return said | {
        f"day-{one.no}": one.opens.isoformat() for one in grades if one.opens and one.opens >= today
    }


def small(said: QueryDict, name: str) -> int:
    """A small whole number; 0 for anything else."""
    text = said.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def optional_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
