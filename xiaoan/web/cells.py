"""What cells of an export say: a moment, a day, a time, a subject."""

import datetime as dt
import re
import unicodedata

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.web import uploads
from xiaoan.workbooks import Cell, Formula, Number

_DAY = 86_400
_EPOCH = dt.date(1899, 12, 30).toordinal()
# 2009 to 2064: other numbers are no days.
_SERIALS = (40_000, 60_000)
_MOMENT = re.compile(
    r"^(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*)?(?:周.|星期.)? *"
    r"(上午|下午|晚上|AM|PM|am|pm)? *(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$"
)


def value_of(cell: Cell) -> Cell:
    """Of a formula what it came to: an export is asked what it says, not how."""
    return cell.value if isinstance(cell, Formula) else cell


def moment_of(cell: Cell) -> int | None:
    """A time of a cell in seconds, comparable with others of its column; None for what is none."""
    if isinstance(cell, dt.datetime):
        return cell.toordinal() * _DAY + cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, Number):
        return _serial(float(cell.text))
    found = (
        _MOMENT.match(unicodedata.normalize("NFKC", cell).strip())
        if isinstance(cell, str)
        else None
    )
    if found is None:
        return None
    year, month, day, half, hour, minute, second = found.groups()
    hours = (
        int(hour) % 12 + 12
        if half in ("下午", "晚上", "PM", "pm") and int(hour) < 12
        else int(hour)
    )
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    try:
        days = dt.date(int(year), int(month), int(day)).toordinal() if year else 0
    except ValueError:
        return None
    return days * _DAY + hours * 3600 + int(minute) * 60 + int(second or 0)


def _serial(value: float) -> int | None:
    """Excel's number of a moment: days since the end of 1899, or a part of a day."""
    if 0 <= value < 1:
        return round(value * _DAY)
    return round((_EPOCH + value) * _DAY) if _SERIALS[0] < value < _SERIALS[1] else None


def day_text(cell: Cell) -> str:
    text = str(cell)[:10] if isinstance(cell, dt.date) else uploads.text_of(cell)
    parts = [one for one in text.replace("年", "-").replace("月", "-").replace("日", " ")
             .replace("/", "-").replace(".", "-").split(" ")[0].split("-") if one.isdigit()]  # fmt: skip
    return f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}" if len(parts) == 3 else ""


def minute_text(cell: Cell) -> str:
    text = f"{cell:%H:%M}" if isinstance(cell, dt.datetime) else uploads.text_of(cell)
    clock_ = text.split(" ")[-1].split(":")
    return str(int(clock_[0]) * 60 + int(clock_[1])) if len(clock_) > 1 and all(
        one.isdigit() for one in clock_[:2]) else ""  # fmt: skip


def minutes_of(at: dt.datetime) -> int:
    local = at.astimezone(clock.ZONE)
    return local.hour * 60 + local.minute


def subject_in(text: str) -> str:
    if not text:
        return ""
    return directory.subject_of(text) or next(
        (one.code for one in directory.subjects() if one.name in text), ""
    )
