"""A form filled in, and what any form shows. Of files only that `look` has found harmless."""

from collections.abc import Mapping, Sequence

from xiaoan.workbooks.blanks.parts import Parts
from xiaoan.workbooks.blanks.sheets import Book
from xiaoan.workbooks.blanks.values import Grid, Value
from xiaoan.workbooks.blanks.words import MAIN, Paper


def opened(content: bytes) -> Book | Paper:
    """The form as what it is."""
    parts = Parts(content)
    return Paper(parts) if MAIN in parts else Book(parts)


def fill(
    content: bytes,
    assigned: Mapping[str, str],
    values: Mapping[str, Value],
    repeated: Mapping[str, Sequence[Mapping[str, Value]]] | None = None,
) -> bytes:
    """The file filled in. `assigned`: address of a cell → text with marks that is put there first; `values`:
    what is asked → what to put; `repeated`: "school" or "township" → the same for each of them, in order."""
    form = opened(content)
    form.assign(assigned)
    form.fill(values, repeated or {})
    return form.parts.packed()


def grids(content: bytes, assigned: Mapping[str, str] | None = None) -> tuple[Grid, ...]:
    """What the form shows, with what is assigned in its cells."""
    form = opened(content)
    form.assign(assigned or {})
    return form.grids()
