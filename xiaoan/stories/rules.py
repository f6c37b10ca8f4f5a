"""Pure decisions of stories: what may not stand in one, and whether everybody shown agrees."""

import re
import unicodedata
from collections.abc import Collection, Sequence

STATES = ("submitted", "returned", "published", "withdrawn")
SAID = ("given", "refused", "withdrawn")
ACTS = ("submit", "revise", "publish", "return", "withdraw", "consent")
LONGEST_TITLE, LONGEST_TEXT = 40, 2000
# So many are shown in one story, and so many photos belong to it, at the most (own choice).
MOST_SHOWN, MOST_PHOTOS = 30, 3
# Eleven digits of a mobile phone, eighteen of an ID number, an area code and seven or eight digits; also with
# one blank, hyphen or dot between any two of them. A fixed line needs its hyphen, blank or bracket.
_APART = r"[ \u00a0\u3000\-–—‐‑·.]?"
_FIXED = r"[(（]?0\d{2,3}[)） \u00a0\u3000\-–—‐‑]{1,2}\d{3,4}" + _APART + r"\d{4}"
_NUMBERS = re.compile(
    r"(?<!\d)(?:1" + _APART + r"[3-9](?:" + _APART + r"\d){9}"
    r"|\d(?:" + _APART + r"\d){16}" + _APART + r"[\dXx]|" + _FIXED + r")(?!\d)"
)
# Why a story came down by itself: whoever had agreed answers for the child no more.
LAPSED = "lapsed"


def has_number(text: str) -> bool:
    """Whether a phone or ID number stands in a text, also written apart or in full-width digits."""
    return bool(_NUMBERS.search(unicodedata.normalize("NFKC", text)))


def consent(words: Sequence[tuple[object, str]]) -> str:
    """given, refused, withdrawn or missing, of what was said about one person, the oldest first: (who, what).

    Of several guardians each one's last word counts, and one no is a no.
    """
    last = dict(words)
    for no in ("withdrawn", "refused"):
        if no in last.values():
            return no
    return "given" if last else "missing"


def may_publish(consents: Collection[str]) -> bool:
    """Whether everybody shown agrees; also where nobody is."""
    return all(one == "given" for one in consents)
