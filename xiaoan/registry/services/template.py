"""The sheet to fill in: columns of text, drop-downs, a row that shows how, and a sheet that explains."""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.registry.queries.columns import CHOICES, EXAMPLE, GUIDE, HEADS, HINTS, NEEDED

NAME, GUIDE_NAME, CHOICES_NAME = GUIDE["sheets"]
# The rows that have drop-downs: all that a sheet may hold.
LAST_ROW = 300_000
# Columns with a drop-down → whose words; nothing else may stand in the first ones.
_CLOSED = {"kind": "kind", "sex": "sex", "id_kind": "id_kind", "boarder": "boarder"}
_OPEN = {"relation_1": "relation", "relation_2": "relation"}
_WIDE = frozenset({"school", "id_kind", "id_number"})


def template(actor: Actor) -> bytes:
    """The sheet to fill in, with the names of the schools (and of one school, its classes)."""
    if not actor.may_anywhere(Permission.IMPORT_ROSTER):
        raise Forbidden
    # The system's own has no names: it is written before there is a county, too.
    named = {} if actor.is_system else _names(actor)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        looks = _Looks(book)
        sheet = book.add_worksheet(NAME)
        _columns(sheet, looks)
        _guide(book.add_worksheet(GUIDE_NAME), looks)
        lists = _lists(book.add_worksheet(CHOICES_NAME), named)
        _drop_downs(sheet, lists)
    return file.getvalue()


def _names(actor: Actor) -> dict[str, Sequence[str]]:
    """What may stand in the columns of places: schools, and of a single school, classes and rooms."""
    reach = actor.reach(Permission.IMPORT_ROSTER)
    lo, hi = max(reach, key=lambda interval: interval[1] - interval[0])
    kinds = ("school", "class", "dormitory") if hi - lo <= SCHOOL else ("school",)
    found = directory.places_inside((lo, hi), *kinds)
    columns = {"school": "school", "class": "class", "room": "dormitory"}
    named = {column: [p.name for p in found if p.kind == kind] for column, kind in columns.items()}
    return {column: names for column, names in named.items() if names}


class _Looks:
    """The looks of a cell."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        text = {"num_format": "@", "font_size": 11}
        head = {**text, "bold": True, "bg_color": "#f4f6f8", "border": 1, "border_color": "#d5dbe1"}
        self.text: Format = book.add_format(text)
        self.head: Format = book.add_format(head)
        self.needed: Format = book.add_format({**head, "font_color": "#b3261e"})
        self.example: Format = book.add_format(
            {**text, "italic": True, "font_color": "#5f6b7a", "bg_color": "#f4f6f8"}
        )
        self.wrapped: Format = book.add_format({**text, "text_wrap": True, "valign": "top"})
        self.title: Format = book.add_format({**text, "bold": True, "font_size": 14})


def _columns(sheet: Worksheet, looks: _Looks) -> None:
    """The headings over columns of text, and the example."""
    for at, (key, head) in enumerate(HEADS.items()):
        sheet.set_column(at, at, 24 if key in _WIDE else 14, looks.text)
        needed = key in NEEDED
        sheet.write_string(0, at, f"{head}*" if needed else head, _head(looks, needed))
        sheet.write_string(1, at, EXAMPLE.get(key, ""), looks.example)
    sheet.freeze_panes(1, 0)


def _head(looks: _Looks, needed: bool) -> Format:
    return looks.needed if needed else looks.head


def _guide(sheet: Worksheet, looks: _Looks) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 56)
    sheet.set_column(3, 3, 24)
    sheet.write_string(0, 0, GUIDE["title"], looks.title)
    row = 1
    for row, line in enumerate(GUIDE["lines"], 1):
        sheet.merge_range(row, 0, row, 3, line, looks.wrapped)
    for at, head in enumerate(GUIDE["heads"]):
        sheet.write_string(row + 2, at, head, looks.head)
    for at, (key, head) in enumerate(HEADS.items(), row + 3):
        needed = GUIDE["needed"] if key in NEEDED else GUIDE["optional"]
        told = (head, needed, HINTS[key], EXAMPLE.get(key, ""))
        for column, text in enumerate(told):
            sheet.write_string(at, column, text, looks.wrapped)


def _lists(sheet: Worksheet, named: dict[str, Sequence[str]]) -> dict[str, str]:
    """Write the words of each drop-down; gives where they stand, by column of the sheet."""
    words = {column: CHOICES[of] for column, of in {**_CLOSED, **_OPEN}.items()}
    found = {}
    for at, (column, names) in enumerate({**words, **named}.items()):
        sheet.write_string(0, at, HEADS[column])
        for row, name in enumerate(names, 1):
            sheet.write_string(row, at, name)
        letter = chr(ord("A") + at)
        found[column] = f"={CHOICES_NAME}!${letter}$2:${letter}${len(names) + 1}"
    sheet.hide()
    return found


def _drop_downs(sheet: Worksheet, lists: dict[str, str]) -> None:
    """Where words are a closed list, nothing else is let in; elsewhere the list is an offer."""
    for at, (key, hint) in enumerate(HINTS.items()):
        told = {"input_title": HEADS[key], "input_message": hint}
        if key not in lists:
            sheet.data_validation(1, at, LAST_ROW, at, {"validate": "any", **told})
            continue
        sheet.data_validation(
            1, at, LAST_ROW, at,
            {
                "validate": "list", "source": lists[key], **told,
                "error_type": "stop" if key in _CLOSED else "warning",
                "error_title": HEADS[key], "error_message": GUIDE["choose"],
            },
        )  # fmt: skip
