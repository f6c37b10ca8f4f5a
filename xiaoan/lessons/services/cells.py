"""What cells of an export say: a moment, a day, a time, a subject."""

import datetime as dt

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.web import uploads
from xiaoan.workbooks import Cell


def moment_of(cell: Cell) -> int | None:
    """A time of a cell in seconds, comparable with others of its column; None for what is none."""
    if isinstance(cell, dt.datetime):
        return int(cell.timestamp())
    text = uploads.text_of(cell).replace("/", "-").replace(".", "-") if cell is not None else ""
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%H:%M:%S", "%H:%M"):
        try:
            return int(dt.datetime.strptime(text, shape).replace(tzinfo=clock.ZONE).timestamp())
        except ValueError:
            continue
    return None


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
