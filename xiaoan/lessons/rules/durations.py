"""How long somebody was there, as platforms write it: "1小时2分", "45:10", "62分钟", "3720", "1h 2m"."""

import re
import unicodedata

_UNITS = (
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:小时|时|h(?:ours?|rs?)?)"), 3600),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:分钟|分|min(?:ute)?s?|m(?!in)|')"), 60),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:秒钟|秒|s(?:ec(?:ond)?s?)?|\")"), 1),
)
_CLOCK = re.compile(r"^(\d{1,3}):(\d{1,2})(?::(\d{1,2}))?$")
_BARE = re.compile(r"^\d+(?:\.\d+)?$")
# A bare number above this can be no minutes of one lesson day: it is seconds (ours).
MOST_MINUTES = 300


def unit_of(heading: str) -> int:
    """The unit that a heading names in seconds ("观看时长(分钟)" → 60); 0: none."""
    if "秒" in heading:
        return 1
    if "小时" in heading:
        return 3600
    return 60 if "分" in heading or "min" in heading.lower() else 0


def seconds_of(text: str, unit: int = 0) -> int | None:
    """Seconds; None for what is no duration. `unit` of a bare number; 0: minutes up to MOST_MINUTES."""
    said = unicodedata.normalize("NFKC", text).strip().lower()
    if said in ("", "-", "--", "未观看", "未参加", "无", "未进入"):
        return 0
    clock = _CLOCK.match(said)
    if clock:
        a, b, c = int(clock[1]), int(clock[2]), clock[3]
        return a * 3600 + b * 60 + int(c) if c else a * 60 + b
    if _BARE.match(said):
        value = float(said)
        if 0 < value < 1 and not unit:
            return round(value * 86_400)  # Excel keeps a time as a part of a day.
        return round(value * (unit or (60 if value <= MOST_MINUTES else 1)))
    found = [(pattern.search(said), seconds) for pattern, seconds in _UNITS]
    if not any(hit for hit, _seconds in found):
        return None
    return round(sum(float(hit[1]) * seconds for hit, seconds in found if hit))


def share_of(text: str) -> float | None:
    """A part of the lesson, 0 to 1: "95%", "0.95", "95"; None for what is none."""
    said = unicodedata.normalize("NFKC", text).strip()
    if said in ("", "-", "--", "未观看"):
        return 0.0
    found = re.match(r"^(\d+(?:\.\d+)?) *(%?)$", said)
    if not found:
        return None
    value = float(found[1])
    share = value / 100 if found[2] or value > 1 else value
    return share if share <= 1 else None
