"""Why a file is refused as a whole, and what is only remarked on; codes are stable, others translate."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

Value: TypeAlias = int | str

_SAVE_AGAIN = "Open it in Excel or WPS, save it as .xlsx under a new name, and send that."

# Code → a sentence that says what and how to mend. Names in braces are the keys of `Refused.values`.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "file_too_large": "The file has {found} bytes, more than {limit}. Send it in several parts.",
        "empty": "The file holds nothing. Check that the right file was saved and chosen.",
        "not_a_workbook": "This is not a spreadsheet but: {kind}. Send an .xlsx or .csv file.",
        "encrypted": "The file is locked with a password. Take the password off, save it, and send that.",
        "old_xls": "This is the old .xls format. Open it in Excel or WPS and save it as .xlsx.",
        "damaged": f"The file is damaged or incomplete. {_SAVE_AGAIN}",
        "unusual_xml": f"The file is written in a way that no spreadsheet program uses. {_SAVE_AGAIN}",
        "entities": f"The file defines entities of its own, which is not safe. {_SAVE_AGAIN}",
        "bad_path": f"The file has a part with an unsafe name. {_SAVE_AGAIN}",
        "nested_file": "Another file is embedded ({part}). Delete the embedded object and save again.",
        "too_many_parts": (
            "The file has {found} parts, more than {limit}. Copy the table alone into a new workbook."
        ),
        "bomb": (
            "Unpacked, the file would have {found} bytes, more than {limit}. Copy only the rows that are "
            "filled in, as values, into a new workbook."
        ),
        "no_sheet": "The workbook has no visible sheet with cells. Show the sheet and save again.",
        "no_header": "No row of headings was found in the first ten rows. Start from the template.",
        "duplicate_header": (
            "The heading “{header}” stands in columns {columns}. Rename or delete all but one."
        ),
        "missing_header": (
            "Row {row} has a value in column {column}, which has no heading. Give the column a heading, "
            "or clear the cell."
        ),
        "too_many_rows": "There are more than {limit} rows. Send them in several files.",
        "too_many_columns": (
            "Cell {column}{row} is filled in; only {limit} columns can be read. Delete what is to the "
            "right of the table."
        ),
        "row_too_large": "Row {row} is larger than {limit} bytes. Clear what is not part of the table.",
        "cell_too_long": (
            "Cell {column}{row} has more than {limit} characters. Shorten it; in a CSV file a missing "
            "closing quotation mark can be the cause."
        ),
        "bad_encoding": (
            "From line {row} on the text is in no known encoding. Save the file as “CSV UTF-8” or as .xlsx."
        ),
        "bad_quotes": (
            "Row {row} has a quotation mark that is not closed or not doubled. Mend it, or save as .xlsx."
        ),
        "too_slow": "Reading took more than {limit} seconds. Send it in several parts.",
        "too_much_memory": (
            "Reading took more than {limit} bytes of memory. Copy only the rows that are filled in, as "
            "values, into a new workbook."
        ),
        "reader_died": f"The file made its reader stop (signal {{signal}}). {_SAVE_AGAIN}",
        "reader_failed": f"The file could not be read ({{error}}). {_SAVE_AGAIN}",
    }
)

# What is worth telling although the file was read. After a colon stands how many, or which.
NOTES: Mapping[str, str] = MappingProxyType(
    {
        "extension": "The file's name ends in {0}, but its content is of another kind; it was read.",
        "header_row": "The headings were found in row {0}; rows above it were passed over.",
        "merged_cells": "{0} ranges of merged cells: only the first cell of each has the value.",
        "hidden_rows": "{0} hidden rows were read like the others.",
        "hidden_columns": "{0} hidden columns were read like the others.",
        "sheets_ignored": "{0} further sheets were not read.",
        "macros": "The workbook holds macros; they were not looked at.",
        "external_links": "The workbook refers to other files; they were not opened.",
    }
)


class Refused(Exception):
    """The whole file is refused; `code` and `values` say why, for a sentence in the reader's language."""

    def __init__(self, code: str, **values: Value) -> None:
        self.code = code
        self.values = values
        super().__init__(CODES[code].format_map(values))
