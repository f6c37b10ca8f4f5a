"""Lists of places as people write them: which kind a word means, how often, which floor."""

import re
import tomllib
from pathlib import Path

from xiaoan.hygiene.rules.frequency import MOST_DAYS, MOST_TIMES
from xiaoan.hygiene.rules.pack import PLACE_KINDS

LOWEST_FLOOR, HIGHEST_FLOOR = -3, 40
LARGEST_AREA = 100_000
LONGEST_NAME, LONGEST_BUILDING = 40, 20
_WAYS = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "listing-cn.toml").read_text(encoding="utf-8")
)
_DIGITS: dict[str, int] = _WAYS["digits"]
_TENS: str = _WAYS["tens"]
_CLASS = re.compile(_WAYS["class"])
_AGENTS = sorted(_WAYS["agents"].items(), key=lambda pair: -len(pair[0]))
_FORMS: dict[str, bool] = _WAYS["forms"]
_PIECE = next(iter(_FORMS))
_BELOW = tuple(_WAYS["below"])
# Longer words first: the kitchen of a canteen before the canteen.
_WORDS: list[tuple[str, str]] = sorted(
    ((word, code) for code, kind in PLACE_KINDS.items() for word in kind.words),
    key=lambda pair: -len(pair[0]),
)


def _patterns(name: str) -> list[tuple[re.Pattern[str], int]]:
    return [
        (re.compile(one["pattern"].replace("{n}", _WAYS["number"])), one["days"])
        for one in _WAYS[name]
    ]


_TIMES, _EVERY = _patterns("times"), _patterns("every")


def agent_of(word: str) -> str:
    """The agent that a word of a list of products means; "": none that is known."""
    text = "".join(word.split())
    return next((code for known, code in _AGENTS if known in text), "")


def is_tablet(word: str, strength: str) -> bool:
    """Whether a product comes in pieces: by what the list calls its form, else by its strength ("500mg/片").
    ValueError: the form is not understood."""
    text = "".join(word.split())
    if not text:
        return _PIECE in strength
    if text not in _FORMS:
        raise ValueError(word)
    return _FORMS[text]


def number(text: str) -> int | None:
    """A number in digits or Chinese characters, up to 99; None: it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    if _TENS not in text:
        return _DIGITS.get(text)
    tens, _, ones = text.partition(_TENS)
    if tens not in ("", *_DIGITS) or ones not in ("", *_DIGITS):
        return None
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def kind_of(word: str, name: str = "") -> str:
    """The kind that a word of a list means; without one, that the place's name tells. "": neither. A word
    that means nothing is asked about, not guessed from the name."""
    text = "".join((word or name).split())
    exact = [code for known, code in _WORDS if known == text]
    inside = [code for known, code in _WORDS if len(known) > 1 and known in text]
    if exact or inside:
        return (exact or inside)[0]
    return "classroom" if _CLASS.search(text) else ""


def floor_of(text: str) -> int | None:
    """A floor as people write it, below ground negative; None: nothing is written. ValueError: no floor."""
    found = "".join(text.split()).upper()
    if not found:
        return None
    for end in _WAYS["floor_ends"]:
        found = found.removesuffix(end)
    below = next((sign for sign in _BELOW if found.startswith(sign)), "")
    value = number(found.removeprefix(below))
    if value is None or not LOWEST_FLOOR <= (-value if below else value) <= HIGHEST_FLOOR:
        raise ValueError(text)
    return -value if below else value


def often_of(text: str) -> str:
    """How often in people's words, or "n/d" → "n/d". ValueError: not understood.

    So many times in a week or month are spread evenly: twice a week is each third day.
    """
    found = "".join(text.split())
    if found in _WAYS["plain"]:
        return str(_WAYS["plain"][found])
    if re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}", found):
        times, days = (int(part) for part in found.split("/"))
        return _written(times, days, text)
    for pattern, span in _TIMES:
        if match := pattern.match(found):
            return _spread(number(match[1]) or 0, span, text)
    for pattern, span in _EVERY:
        if match := pattern.match(found):
            return _written(1, (number(match[1]) or 0) * span, text)
    raise ValueError(text)


def _spread(times: int, days: int, text: str) -> str:
    if not times:
        raise ValueError(text)
    return _written(times // days, 1, text) if times >= days else _written(1, days // times, text)


def _written(times: int, days: int, text: str) -> str:
    if not (0 < times <= MOST_TIMES and 0 < days <= MOST_DAYS):
        raise ValueError(text)
    return f"{times}/{days}"
