"""A roster imported as one would with django-import-export: a flat table, a resource, the library's ways.

Nothing is sealed, no number is checked, nobody is recognised, nothing is recorded: it does less for a row.
"""

import io
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import tablib
from django.db import connection
from import_export import resources
from openpyxl import Workbook

from bench.baseline.models import RosterPerson
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

BENCH = system("bench")
# The server's limits are for pages.
_PATIENCE = "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"
# Not a name in Python.
_NAMES = {"class": "class_name"}


# As its documentation begins; and with everything its page on bulk imports advises.
WAYS: dict[str, dict[str, Any]] = {
    "simple": {"skip_unchanged": True, "report_skipped": True},
    "bulk": {"use_bulk": True, "batch_size": 1000, "skip_diff": True, "use_transactions": True},
}


def import_plainly(people: Sequence[dict[str, str]], dice: np.random.Generator) -> dict[str, Any]:
    """The same people into a table of 200,000, a tenth of the rows changed: milliseconds a row."""
    people = [{_NAMES.get(key, key): text for key, text in one.items()} for one in people]
    found = {}
    for name, way in WAYS.items():
        meta = {"import_id_fields": ["id_number"], "exclude": ["id"], **way}
        resource = resources.modelresource_factory(RosterPerson, meta_options=meta)
        _fill(people)
        rows = [dict(one) for one in people]
        for row in rows:
            if dice.random() < 0.1:
                row["phone_1"] = f"139{dice.integers(10**8):08d}"
        sheet = _sheet(rows)
        began = time.perf_counter()
        with acting_as(BENCH), connection.cursor() as cursor:
            cursor.execute(_PATIENCE)
            dataset = tablib.Dataset().load(sheet, format="xlsx")
            result = resource().import_data(dataset, dry_run=False, raise_errors=True)
        taken = time.perf_counter() - began
        found[name] = {
            "rows": len(rows),
            "ms_per_row": round(taken * 1000 / len(rows), 2),
            "totals": {n: c for n, c in result.totals.items() if c},
        }
    return found


def _fill(people: Sequence[dict[str, str]]) -> None:
    """The table as the county's: these people, and 200,000 others."""
    columns = [f.attname for f in RosterPerson._meta.concrete_fields if f.attname != "id"]
    names = ", ".join(columns)
    with acting_as(BENCH), connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute("truncate bench_roster_person")
        with cursor.copy(f"copy bench_roster_person ({names}) from stdin") as sheet:
            for one in people:
                sheet.write_row([one[name] or None for name in columns])
            for number in range(200_000):
                other = {**people[number % len(people)], "id_number": f"X{number:017d}"}
                sheet.write_row([other[name] or None for name in columns])
        cursor.execute("analyze bench_roster_person")


def _sheet(rows: Sequence[dict[str, str]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(list(rows[0]))
    for row in rows:
        page.append(list(row.values()))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
