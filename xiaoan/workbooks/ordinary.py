"""Rows that hold nothing but texts, as nearly every program writes them: one search that runs in C.

calamine takes three times as long, and nothing can be sent before it has the whole sheet. Whatever is
written in another way, or has to be understood (numbers, dates, formulas, errors), is given up here and
goes to calamine: where this gives an answer, it is the same one.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from xiaoan.workbooks.cells import column_letters
from xiaoan.workbooks.values import Cell

Rows = list[tuple[int, list[Cell]]]
Strings = Sequence[str]
# Nothing here is tried a second way (`++`, `?+`): what does not fit at once is for calamine.
_STYLE = '(?: s="[0-9]++")?+'
_INLINE = f' t="inlineStr"{_STYLE}><is><t(?: xml:space="preserve")?+>([^<]*+)</t></is></c>'
_SHARED = f' t="s"{_STYLE}><v>([0-9]{{1,7}}+)</v></c>'
_EACH_TEXT = re.compile(rb'<t( xml:space="preserve")?>([^<]*)</t>')
_ITEM = re.compile(r'<si><t( xml:space="preserve")?>([^<]*)</t></si>')
_STRINGS = re.compile(r"(?:<\?xml[^<>]*\?>\s*)?<sst(?:\s[^<>]*)?>")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
# No text has it.
_BETWEEN = b"<"
# The first rows tell how wide the table is, and how its cells are written.
_LOOK = 1 << 18
_LETTERS = [column_letters(at) for at in range(64)]
# Of the part with the strings, in bytes: as text they take twice as much of the memory there is.
_MOST = 96 << 20
_LONGEST = 1 << 17
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_ESCAPE = re.compile("&[^;]*;?")
# A character that Excel writes by its number.
_CODED = re.compile("_x[0-9A-Fa-f]{4}_")


class Texts:
    """Reads the rows of one sheet, whose tags bear no prefix."""

    def __init__(self, first: bytes, strings: Callable[[], Strings | None]) -> None:
        """`first`: the first rows. `strings` gives what cells point to, when one does."""
        top = first[:_LOOK]
        self._is_shared = b't="s"' in top
        self._pattern = _pattern(_width(top), is_shared=self._is_shared)
        self._load = strings
        self._strings: Strings | None = None

    def read(self, rows: bytes, last: int) -> tuple[Rows, int] | None:
        """Rows that come after row `last`, without blank ones, and the number of the last of all; None
        if one of them is of another kind."""
        if b"hidden" in rows:
            return None
        found: Rows = []
        end = 0
        try:
            for match in self._pattern.finditer(rows):
                number = int(match[1])
                cells = self._cells(match)
                if number <= last or match.start() != end:
                    return None
                last, end = number, match.end()
                if any(cells):
                    found.append((last, cells))
        except (UnicodeDecodeError, LookupError):
            return None
        return (found, last) if end == len(rows) else None

    def _cells(self, row: re.Match[bytes]) -> list[Cell]:
        """The cells; LookupError if one has to be understood."""
        _number, *texts = row.groups(b"")
        if self._is_shared:
            strings = self._strings or self._shared()
            return [strings[int(text)] if text else "" for text in texts]
        whole = _BETWEEN.join(texts).decode()
        cells = whole.split("<")
        if whole.isprintable() and not (" " in whole or "&" in whole or "_x" in whole):
            return [*cells]
        for is_kept, text in _EACH_TEXT.findall(row[0]):
            as_meant(text.decode(), is_kept=bool(is_kept))
        return [as_meant(text, is_kept=True) for text in cells]

    def _shared(self) -> Strings:
        self._strings = self._load()
        if not self._strings:
            raise LookupError
        return self._strings


def as_meant(text: str, *, is_kept: bool) -> str:
    """A text without its escapes; LookupError if it takes more to say what calamine makes of it.

    `is_kept`: white space at its ends belongs to it.
    """
    if "\r" in text or ("_x" in text and _CODED.search(text)):
        raise LookupError
    if not is_kept and text != text.strip():
        raise LookupError
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], text) if "&" in text else text


def strings_of(blocks: Iterator[bytes]) -> Strings | None:
    """The strings that cells point to; None if one is more than a text, or they are very many.

    All blocks are gone through in any case: who gives them looks at them.
    """
    found: list[str] = []
    decoder = codecs.getincrementaldecoder("utf-8")()
    held, size = "", 0
    try:
        for block in blocks:
            size += len(block)
            held = _items(held + decoder.decode(block), found)
            if size > _MOST or len(held) > _LONGEST:
                raise LookupError
    except (UnicodeDecodeError, LookupError):
        for _block in blocks:
            pass
        return None
    return found if held.strip() == "</sst>" else None


def _items(text: str, found: list[str]) -> str:
    """Add the strings of a text to what was found; gives what is left of it."""
    head = None if found else _STRINGS.match(text)
    end = head.end() if head else 0
    for match in _ITEM.finditer(text, end):
        if match.start() != end:
            break
        found.append(as_meant(match[2], is_kept=bool(match[1])))
        end = match.end()
    return text[end:]


def _width(top: bytes) -> int:
    """Up to which column rows have cells, as far as this reads them."""
    names = set(_CELL.findall(top))
    return 1 + max((at for at, name in enumerate(_LETTERS) if name.encode() in names), default=0)


@lru_cache(maxsize=8)
def _pattern(width: int, *, is_shared: bool) -> re.Pattern[bytes]:
    """A row of up to so many cells, each of which may be missing or blank."""
    content = _SHARED if is_shared else _INLINE
    cells = "".join(
        f'(?:<c r="{letters}\\1"{_STYLE}(?:/>|{content}))?+' for letters in _LETTERS[:width]
    )
    return re.compile(f'<row r="([0-9]{{1,7}}+)"[^<>/]*+>{cells}</row>'.encode())
