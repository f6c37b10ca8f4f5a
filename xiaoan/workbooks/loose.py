"""Tables as other programs export them: nobody can be asked to mend their shape, so it is made out.

Lines before the headings are passed over, headings over two rows (merged cells) become one, what has no
heading is named by its column, the same heading twice is numbered, and every visible sheet with the same
headings is read on. Headings that are repeated below are the reader's to know.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from xiaoan.workbooks import frames
from xiaoan.workbooks.cells import column_letters
from xiaoan.workbooks.headings import JOINT, bare
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.table import Header, Source, name_of, refuse_long
from xiaoan.workbooks.values import Cell, Limits

_TOP = 40
_Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class _Table:
    """A sheet whose headings were found, and its rows below them."""

    source: Source
    header: Header
    rows: Iterator[_Row]
    known: int


def split(
    sources: Sequence[Source], limits: Limits, heads: Collection[str]
) -> tuple[Source, Header, Iterator[str]]:
    """The sheet with most of the headings, its header, and the rows that are not blank of all sheets
    with the same headings."""
    wanted = {bare(one) for one in heads} - {""}
    found = [table for one in sources if (table := _table(one, limits, wanted))]
    if not found:
        raise Refused("no_header")
    best = max(found, key=lambda one: one.known)
    alike = [one for one in found if one.header.columns == best.header.columns]
    rows = chain.from_iterable(one.rows for one in alike)
    return best.source, best.header, _lines(rows, len(best.header.columns), limits)


def _table(source: Source, limits: Limits, wanted: Collection[str]) -> _Table | None:
    rows = source.rows()
    top: list[_Row] = []
    for row in rows:
        top.append(row)
        if len(top) >= _TOP:
            break
    filled = [n for n, (_number, cells) in enumerate(top) if any(map(name_of, cells))]
    if not filled:
        return None
    place, names, depth = _headings(top, filled, wanted)
    below = top[place + depth :]
    names = _named(names, below)
    if len(names) > limits.columns:
        letters = column_letters(len(names) - 1)
        raise Refused("too_many_columns", row=top[place][0], column=letters, limit=limits.columns)
    refuse_long(*top[place], limits)
    header = Header(top[place][0], tuple(names))
    return _Table(source, header, chain(below, rows), _known(names, wanted))


def _headings(
    top: list[_Row], filled: list[int], wanted: Collection[str]
) -> tuple[int, list[str], int]:
    """Where the headings begin, what they are, and over how many rows: one, or two if that makes out more."""
    single = [list(map(name_of, cells)) for _number, cells in top]
    # Where no heading is known, of the rows of words the first with most of them: a title is one cell.
    best = max(filled, key=lambda n: (_known(single[n], wanted), _words(single[n])))
    found, most = (best, single[best], 1), _known(single[best], wanted)
    for n in filled:
        both = _joined(single[n], single[n + 1]) if n + 1 < len(single) else None
        if both and _known(both, wanted) > most:
            found, most = (n, both, 2), _known(both, wanted)
    return found


def _words(names: Sequence[str]) -> int:
    return sum(bool(one) and not any(sign.isdigit() for sign in one) for one in names)


def _joined(upper: list[str], lower: list[str]) -> list[str] | None:
    """Two rows as one of headings; None if the lower one is no row of headings below merged cells."""
    width = max(len(upper), len(lower))
    upper, lower = (one + [""] * (width - len(one)) for one in (upper, lower))
    if not any(lower) or any(sign.isdigit() for one in lower for sign in one):
        return None
    if all(lower[n] == "" or upper[n] for n in range(width)) and all(lower):
        return None
    names, over = [], ""
    for high, low in zip(upper, lower, strict=True):
        over = high or (over if low else "")
        names.append(f"{over}{JOINT}{low}" if over and low and over != low else low or over)
    return names


def _known(names: Sequence[str], wanted: Collection[str]) -> int:
    """How many different headings are among those wanted, whole or by their lower part."""
    found = set()
    for name in names:
        parts = (bare(name.replace(JOINT, "")), bare(name.rpartition(JOINT)[2]))
        found.add(next((one for one in parts if one in wanted), ""))
    return len(found - {""})


def _named(names: list[str], below: list[_Row]) -> list[str]:
    """A name for each column that has something in the rows that were looked at; the same name numbered."""
    width = max([len(names), *(len(cells) for _number, cells in below)])
    names = names + [""] * (width - len(names))
    has = {n for _number, cells in below for n, cell in enumerate(cells) if name_of(cell)}
    seen: dict[str, int] = {}
    found = []
    for n, name in enumerate(names):
        said = name or (f"{column_letters(n)}列" if n in has else "")
        seen[said] = seen.get(said, 0) + 1
        found.append(f"{said}({seen[said]})" if said and seen[said] > 1 else said)
    while found and not found[-1]:
        found.pop()
    return found


def _lines(rows: Iterator[_Row], width: int, limits: Limits) -> Iterator[str]:
    count = 0
    for number, cells in rows:
        text = frames.row_text(cells)
        if not text.strip():
            continue
        count += 1
        if count > limits.rows:
            raise Refused("too_many_rows", limit=limits.rows)
        if len(cells) != width:
            text = frames.row_text((cells + [""] * width)[:width])
        if len(text) > limits.cell_chars:
            refuse_long(number, cells, limits)
        yield f"{number}{frames.CELL}{text}"
