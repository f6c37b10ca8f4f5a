"""Whether two texts are the same rumour: folded, cut into pieces, compared. Pure.

Candidates come from winnowed pieces (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003), because a forward
that was cut short shares few pieces with the whole but every one of its own: the bands of a MinHash would
miss it. Of the candidates the pieces are counted exactly. All numbers are our own choice, tuned by
bench/rumours.py.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_FILE = Path(__file__).parent.parent / "data" / "alike-cn.toml"
# Pieces that are counted, and those by which candidates are found: every run of GRAM + WINDOW - 1 characters
# that two texts share leaves a common one.
PIECE, GRAM, WINDOW = 2, 3, 4
# From here on it is the same; from there on a person is asked, and where two items are equally alike.
SAME, NEAR, MARGIN = 0.38, 0.24, 0.06
# What names another disease, means or place is never the same by itself.
_OTHER = 0.36
# A part of a longer text counts for so much of a whole, and from so many pieces on.
_PART, _LEAST_PART = 0.62, 9
# Below so many pieces there is nothing to compare: only the same text is the same.
_LEAST = 5
# A short text ("吃大蒜") says too little to be the same by itself, and shares too little of a long one: what
# of it stands in the other, or that all it names is named there, makes a person look. Below SAME by more than
# MARGIN, so that it neither joins two items nor keeps a third from being joined.
_SHORT = 0.30
MOST_CANDIDATES, MOST_SHORT = 60, 8
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'，。；、）)】」』“”]+", re.IGNORECASE)
_ASIDE = re.compile(r"\[[^\[\]]{1,6}\]")
# What a link is passed on with, not what it leads to.
_TRACKING = (
    "utm_",
    "spm",
    "from",
    "share",
    "scene",
    "isappinstalled",
    "clicktime",
    "enterid",
    "chksm",
    "sessionid",
)
# A link to such a page says nothing: everybody's first page.
_LONGEST_LINK = 500
_BARE = ("", "/")


@dataclass(frozen=True)
class Pack:
    """What is known of the language: see data/alike-cn.toml."""

    stock: tuple[str, ...]
    synonyms: tuple[tuple[str, str], ...]
    anchors: Mapping[str, tuple[tuple[str, str], ...]]
    version: str


@dataclass(frozen=True)
class Print:
    """What is kept of a text to compare it by. `pieces`: marks of all its pieces; `grams`: those by which
    candidates are found; `anchors`: kind → marks of what it names."""

    pieces: frozenset[int]
    grams: frozenset[int]
    anchors: "Anchors"


@cache
def pack() -> Pack:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    pairs = [(one, to) for to, many in told["synonyms"].items() for one in many]
    return Pack(
        tuple(sorted(told["stock"], key=len, reverse=True)),
        tuple(sorted(pairs, key=lambda pair: -len(pair[0]))),
        {
            kind: tuple(
                sorted(((w, to) for to, many in words.items() for w in many), key=lambda p: -len(p[0]))
            )
            for kind, words in told["anchors"].items()
        },
        told["version"],
    )  # fmt: skip


def links(text: str) -> list[str]:
    """The links of a text in one form each: without what they were passed on with. First pages are none."""
    found = [folded_link(one) for one in _LINK.findall(text)]
    return [one for one in dict.fromkeys(found) if one]


def folded_link(link: str) -> str:
    """Host without www, path, what selects the page in order; "" for what is no link to one page."""
    whole = link.strip() if "://" in link else f"https://{link.strip()}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, max_num_fields=50) if _selects(name)
    ] if parts.query.count("&") < 50 else []  # fmt: skip
    path = unquote(parts.path).rstrip("/")
    if "." not in host or (path in _BARE and not asked):
        return ""
    return f"{host}{path}" + (f"?{urlencode(sorted(asked))}" if asked else "")


def _selects(name: str) -> bool:
    return not name.lower().startswith(_TRACKING)


def folded(text: str, simplified: Callable[[str], str]) -> str:
    """A text in the form in which it is compared: width, writing and case are one, only characters that say
    something are left; stock phrases and links are gone, synonyms are one word."""
    plain = simplified(unicodedata.normalize("NFKC", _LINK.sub(" ", text)).lower())
    plain = _ASIDE.sub("", plain)
    plain = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    found = pack()
    bare = plain
    for phrase in found.stock:
        bare = bare.replace(phrase, "")
    # Nothing but stock phrases: then these are what it says.
    bare = bare or plain
    for word, to in found.synonyms:
        bare = bare.replace(word, to)
    return bare


def print_of(text: str, mark: Callable[[str], int], places: Iterable[str] = ()) -> Print:
    """What is kept of a folded text; `mark` turns a piece into a number that says nothing without the key.
    `places`: folded names of schools and townships."""
    pieces = frozenset(mark(one) for one in _runs(text, PIECE))
    grams = frozenset(_winnowed([mark(one) for one in _runs(text, GRAM)]))
    return Print(pieces, grams, _anchors(text, mark, places))


def _runs(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(len(text) - size + 1)] or ([text] if text else [])


def _winnowed(marks: Sequence[int]) -> Iterable[int]:
    """The least of each window, so that the same stretch always leaves the same ones."""
    if len(marks) <= WINDOW:
        return marks[:] if not marks else [min(marks)]
    return {min(marks[i : i + WINDOW]) for i in range(len(marks) - WINDOW + 1)}


def _anchors(
    text: str, mark: Callable[[str], int], places: Iterable[str]
) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for kind, words in pack().anchors.items():
        rest = text
        for word, to in words:
            if word in rest:
                found.setdefault(kind, set()).add(mark(f"{kind}:{to}"))
                rest = rest.replace(word, "|")
    for name in places:
        if name in text:
            found.setdefault("place", set()).add(mark(f"place:{name}"))
    return {kind: frozenset(marks) for kind, marks in found.items()}


Anchors = Mapping[str, frozenset[int]]


def score(one: Print, other: Print, named: Anchors) -> float:
    """How much two texts say the same, 0 to 1: shared pieces of all, or of the shorter where it is a part of
    the longer. `named`: what the texts of the other's item name together, for one that was cut short names
    less."""
    least = min(len(one.pieces), len(other.pieces))
    if least < _LEAST:
        same = one.pieces == other.pieces and one.pieces
        return 1.0 if same else _part_of(one, other, named)
    shared = len(one.pieces & other.pieces)
    alike = shared / len(one.pieces | other.pieces)
    if least >= _LEAST_PART:
        alike = max(alike, _PART * shared / least)
    else:
        alike = max(alike, _part_of(one, other, named))
    return alike * (_OTHER if _differ(one.anchors, named) else 1.0)


def is_short(one: Print) -> bool:
    """Whether a text is looked for by all of its pieces: a long one may have left none of them."""
    return len(one.pieces) < _LEAST_PART


def _part_of(one: Print, other: Print, named: Anchors) -> float:
    """How much a short text may be a part of another: by its pieces, or by what it names."""
    least = min(len(one.pieces), len(other.pieces))
    if not least or _differ(one.anchors, named):
        return 0.0
    told = {(kind, mark) for kind, marks in one.anchors.items() for mark in marks}
    known = {(kind, mark) for kind, marks in named.items() for mark in marks}
    is_named = bool(told) and is_short(one) and told <= known
    return _SHORT * (1.0 if is_named else len(one.pieces & other.pieces) / least)


def together(anchors: Iterable[Anchors]) -> dict[str, frozenset[int]]:
    """What several texts name."""
    found: dict[str, frozenset[int]] = {}
    for each in anchors:
        for kind, marks in each.items():
            found[kind] = found.get(kind, frozenset()) | marks
    return found


def _differ(one: Anchors, other: Anchors) -> bool:
    """Each names something of a kind that the other does not."""
    found = ((marks, other.get(kind, frozenset())) for kind, marks in one.items())
    return any(marks - theirs and theirs - marks for marks, theirs in found)


Item = TypeVar("Item", bound=Hashable)


def best(
    scored: Iterable[tuple[float, Item]], same: float = SAME
) -> tuple[Item | None, list[Item]]:
    """The item that a text belongs to (None: a new one), and those that a person should look at, most alike
    first. `scored`: how alike it is to each text of each item. Two items that are equally alike: neither."""
    tops: dict[Item, float] = {}
    for value, item in scored:
        tops[item] = max(tops.get(item, 0.0), value)
    order = sorted(tops, key=lambda item: -tops[item])
    near = [item for item in order if tops[item] >= NEAR]
    if not near or tops[near[0]] < same:
        return None, near
    if len(near) > 1 and tops[near[0]] - tops[near[1]] < MARGIN:
        return None, near
    return near[0], near[1:]


def looks_like_link(text: str) -> bool:
    """Whether somebody who was asked for a link has given one."""
    return bool(_LINK.fullmatch(text.strip())) and len(text) <= _LONGEST_LINK
