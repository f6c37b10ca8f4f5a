"""What the forms of inspections send: text → typed values, shape only."""

import datetime as dt
import re
from collections.abc import Mapping
from uuid import UUID

from django.http import QueryDict

from xiaoan.inspections import rules
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.web.reading import read_date, read_optional_id

# Rows of an edited checklist that a form offers beyond those that are there.
MORE_ROWS = 5


def read_days(said: Mapping[str, str], name: str) -> int | None:
    """So many days; None: not filled in. What is no number is as wrong as none of them: 0."""
    text = said.get(name, "").strip()
    return whole(text) if text else None


def read_owners(said: QueryDict) -> dict[UUID, UUID | None]:
    """Mark → who was chosen to mend; None for what is no id."""
    found: dict[UUID, UUID | None] = {}
    for name in said:
        mark_id = (
            read_optional_id(name.removeprefix("owner-")) if name.startswith("owner-") else None
        )
        if mark_id and said.get(name):
            found[mark_id] = read_optional_id(said.get(name, ""))
    return found


def read_end_of_day(said: Mapping[str, str], name: str) -> dt.datetime | None:
    """The end of the working day of a day that was filled in."""
    day = read_date(said, name)
    return clock.at(day, rules.END_OF_DAY) if day else None


def read_items(said: QueryDict) -> list[rules.Item]:
    """The rows of an edited checklist: those with a text; a new one gets a code of its own."""
    found: list[rules.Item] = []
    for n in range(rules.MOST_ITEMS + MORE_ROWS):
        text = said.get(f"text-{n}", "").strip()
        if not text or said.get(f"away-{n}") == "1":
            continue
        code = said.get(f"code-{n}", "")
        found.append(
            rules.Item(
                code if re.fullmatch(r"[a-z0-9_]{1,20}", code) else _free(said, found),
                text, said.get(f"how-{n}", "").strip(), said.get(f"severity-{n}", ""),
                said.get(f"basis-{n}", "").strip(),
            )
        )  # fmt: skip
    return found


def _free(said: QueryDict, found: list[rules.Item]) -> str:
    """own1, own2, …: the first that no row has."""
    taken = {one.code for one in found} | {
        said.get(f"code-{n}", "") for n in range(rules.MOST_ITEMS + MORE_ROWS)
    }
    return next(f"own{n}" for n in range(1, 1000) if f"own{n}" not in taken)
