"""The sheet of an outside list to fill in: columns of text, and a row that shows how."""

import io

import xlsxwriter

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.verification.queries.columns import EXAMPLE, HEADS, HINTS, NEEDED, SHEET_NAME

LAST_ROW = 100_000


def template(actor: Actor) -> bytes:
    if not actor.may_anywhere(Permission.MATCH_LISTS):
        raise Forbidden
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(SHEET_NAME)
        text = {"num_format": "@", "font_size": 11}
        head = {**text, "bold": True, "bg_color": "#f4f6f8", "border": 1, "border_color": "#d5dbe1"}
        plain, heading = book.add_format(text), book.add_format(head)
        needed = book.add_format({**head, "font_color": "#b3261e"})
        example = book.add_format({**text, "italic": True, "font_color": "#5f6b7a"})
        for at, (key, words) in enumerate(HEADS.items()):
            sheet.set_column(at, at, 24 if key == "id_number" else 14, plain)
            must = key in NEEDED
            sheet.write_string(0, at, f"{words}*" if must else words, needed if must else heading)
            sheet.write_string(1, at, EXAMPLE[key], example)
            told = {"validate": "any", "input_title": words, "input_message": HINTS[key]}
            sheet.data_validation(1, at, LAST_ROW, at, told)
        sheet.freeze_panes(1, 0)
    return file.getvalue()
