"""What moves in a workbook when one row becomes several: addresses in formulas, merged cells, ranges."""

import re
from collections.abc import Callable

_LONGEST_SHEET = 31
_REF = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?<![\w.$])(?P<c1>\$?[A-Z]{1,3})(?P<a1>\$?)(?P<r1>\d{1,7})"
    r"(?::(?P<c2>\$?[A-Z]{1,3})(?P<a2>\$?)(?P<r2>\d{1,7}))?(?![\w(.!])"
)
_STRINGS = re.compile(r'("(?:[^"]|"")*")')
_PLAIN = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class Shift:
    """Row `row` of `sheet` becomes `count` rows (at least one)."""

    def __init__(self, sheet: str, row: int, count: int) -> None:
        self.sheet, self.row, self.more = sheet, row, count - 1

    def moved(self, row: int) -> int:
        """Where a row comes to lie."""
        return row + self.more if row > self.row else row

    def span(self, first: int, last: int) -> tuple[int, int]:
        """A range of rows: one that has the row grows with it."""
        return self.moved(first), last + self.more if last >= self.row else last

    def ranges(self, text: str) -> str:
        """The same of ranges as attributes have them ("A5:C9 E5")."""
        return " ".join(map(self._range, text.split()))

    def _range(self, text: str) -> str:
        found = [_PLAIN.fullmatch(part) for part in text.split(":")]
        if not all(found) or len(found) > 2:
            return text
        rows = [int(one[2]) for one in found if one]
        first, last = self.span(rows[0], rows[-1])
        columns = [one[1] for one in found if one]
        if len(columns) == 1 and first == last:
            return f"{columns[0]}{first}"
        return f"{columns[0]}{first}:{columns[-1]}{last}"

    def formula(self, text: str, own: str) -> str:
        """A formula of sheet `own` elsewhere than in the row."""
        return _each(text, lambda found: self._elsewhere(found, own))

    def in_row(self, text: str, nth: int) -> str:
        """A formula of the row itself, in its copy number `nth` (from 0)."""
        return _each(text, lambda found: self._own(found, nth))

    def _elsewhere(self, found: re.Match[str], own: str) -> str:
        if _sheet(found["sheet"], own) != self.sheet:
            return found[0]
        first, last = int(found["r1"]), int(found["r2"] or 0)
        if not last:
            return _ref(found, self.moved(first), 0)
        return _ref(found, *self.span(first, last))

    def _own(self, found: re.Match[str], nth: int) -> str:
        if _sheet(found["sheet"], self.sheet) != self.sheet:
            return found[0]
        first, last = int(found["r1"]), int(found["r2"] or 0)
        if last and first != last:
            return _ref(found, *self.span(first, last))
        at = first + nth if first == self.row and not found["a1"] else self.moved(first)
        return _ref(found, at, at if last else 0)


def _each(text: str, move: Callable[[re.Match[str]], str]) -> str:
    """Outside of what stands in quotation marks."""
    pieces = _STRINGS.split(text)
    return "".join(one if nth % 2 else _REF.sub(move, one) for nth, one in enumerate(pieces))


def _sheet(prefix: str | None, own: str) -> str:
    if not prefix:
        return own
    name = prefix[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _ref(found: re.Match[str], first: int, last: int) -> str:
    start = f"{found['sheet'] or ''}{found['c1']}{found['a1']}{first}"
    return f"{start}:{found['c2']}{found['a2']}{last}" if last else start
