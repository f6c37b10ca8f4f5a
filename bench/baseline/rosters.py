"""A roster imported as one would with django-import-export: a flat table, a resource, the library's ways.

Nothing is sealed, no number is checked, nobody is recognised, nothing is recorded: it does less for a row.
"""

import io
import random
import time
from collections.abc import Sequence
from typing import Any

import tablib
from django.db import connection
from import_export import resources
from openpyxl import Workbook

from bench.baseline.models import RosterPerson
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as

BENCH = system("bench")
# Not a name in Python.
_NAMES = {"class": "class_name"}


class PersonResource(resources.ModelResource):  # type: ignore[misc]  # untyped library
    """As its documentation begins."""

    class Meta:
        model = RosterPerson
        import_id_fields = ("id_number",)
        exclude = ("id",)
        skip_unchanged = True
        report_skipped = True


class BulkResource(PersonResource):
    """With everything its page on bulk imports advises."""

    class Meta(PersonResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_unchanged = False
        skip_diff = True
        use_transactions = True


def import_plainly(people: Sequence[dict[str, str]], dice: random.Random) -> dict[str, Any]:
    """The same people into a table of 200,000, a tenth of the rows changed: milliseconds a row."""
    people = [{_NAMES.get(key, key): text for key, text in one.items()} for one in people]
    found = {}
    for name, kind in (("simple", PersonResource), ("bulk", BulkResource)):
        _fill(people)
        rows = [dict(one) for one in people]
        for row in rows:
            if dice.random() < 0.1:
                row["phone_1"] = f"139{dice.randrange(10**8):08d}"
        sheet = _sheet(rows)
        began = time.perf_counter()
        with acting_as(BENCH):
            dataset = tablib.Dataset().load(sheet, format="xlsx")
            result = kind().import_data(dataset, dry_run=False, raise_errors=True)
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
        cursor.execute("truncate bench_roster_person")
        with cursor.copy(f"copy bench_roster_person ({names}) from stdin") as sheet:
            for one in people:
                sheet.write_row([one[name] for name in columns])
            for number in range(200_000):
                other = {**people[number % len(people)], "id_number": f"X{number:017d}"}
                sheet.write_row([other[name] for name in columns])
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
