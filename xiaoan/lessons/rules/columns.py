"""Which column of an export is which: guessed from its heading, learned by the headings as a whole."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from xiaoan.lessons.rules import COLUMNS

CODES = tuple(COLUMNS)


def bare(heading: str) -> str:
    """A heading without spaces and what stands in brackets: "观看时长(分钟)" → "观看时长"."""
    said = unicodedata.normalize("NFKC", heading)
    return "".join(re.sub(r"\(.*?\)|\[.*?\]", "", said).split()).strip("*").lower()


_PLACE = {bare(name): (code, n) for code, names in COLUMNS.items() for n, name in enumerate(names)}
HEADS = tuple(name for names in COLUMNS.values() for name in names)


def fingerprint(platform: str, headings: Sequence[str]) -> str:
    """The headings of an export, whatever their order of capitals and spaces."""
    said = "|".join([platform, *(bare(one) for one in headings)])
    return hashlib.sha256(said.encode()).hexdigest()


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Heading → code; each code once, the likeliest heading for it."""
    best: dict[str, tuple[int, str]] = {}
    for heading in headings:
        code, place = _PLACE.get(bare(heading), ("", 0))
        if code and (code not in best or place < best[code][0]):
            best[code] = (place, heading)
    return {heading: code for code, (_place, heading) in best.items()}
