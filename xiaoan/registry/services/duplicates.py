"""Rows of one sheet that cannot both be right."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import replace

from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.roll import STUDENT, RosterRow
from xiaoan.registry.services.checking import Checked


def refuse_duplicates(checked: Checked) -> None:
    """Refuse what is twice in the sheet.

    The same row again: the first counts. One ID number in rows that differ: nobody knows which is
    right, so none counts. One student number or seat for two pupils: the first keeps it.
    """
    refused: dict[int, Fault] = {}
    for rows in _groups(checked.rows, lambda row: row.key):
        refused.update(_same_person(rows))
    left = [row for row in checked.rows if row.number not in refused]
    for column, key in (("number", _number), ("seat", _seat)):
        for rows in _groups(left, key):
            for row in rows[1:]:
                where = {"row": str(rows[0].number)}
                refused.setdefault(row.number, Fault(column, f"{column}_twice", where))
    for row in checked.rows:
        if row.number in refused:
            checked.refuse(row, refused[row.number])
    checked.rows = [row for row in checked.rows if row.number not in refused]


def _same_person(rows: list[RosterRow]) -> dict[int, Fault]:
    first = rows[0]
    if all(replace(row, number=first.number) == first for row in rows):
        where = {"row": str(first.number)}
        return {row.number: Fault("id_number", "row_twice", where) for row in rows[1:]}
    found = {}
    for row in rows:
        others = "、".join(str(one.number) for one in rows if one is not row)
        found[row.number] = Fault("id_number", "person_twice", {"row": others[:60]})
    return found


def _number(row: RosterRow) -> Hashable:
    return (row.kind, row.school_no, row.code) if row.code else None


def _seat(row: RosterRow) -> Hashable:
    return (row.unit_no, row.seat) if row.kind == STUDENT and row.seat else None


def _groups(rows: list[RosterRow], key: Callable[[RosterRow], Hashable]) -> list[list[RosterRow]]:
    keys = list(map(key, rows))
    # Nearly all are there once: lists are made of the others only.
    given = [of for of in keys if of is not None]
    if len(set(given)) == len(given):
        return []
    several = {of for of, count in Counter(given).items() if count > 1}
    found: dict[Hashable, list[RosterRow]] = defaultdict(list)
    for of, row in zip(keys, rows, strict=True):
        if of in several:
            found[of].append(row)
    return list(found.values())
