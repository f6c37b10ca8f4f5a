"""The access table of care teams. Letters: see table.py."""

import tempfile
from pathlib import Path

from tests.builders import CLASS_11, PRIMARY, TOWN, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.careteams import services
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7

UNIT, PEOPLE = "careteams/unit/<int:unit_no>/", "careteams/unit/<int:unit_no>/people/"
EXPORT = "careteams/unit/<int:unit_no>/export/"
ARRANGE, LOAD = "careteams/arrange/<int:school_no>/", "careteams/workload/<int:school_no>/"
PERSON, ONE = "careteams/person/<uuid:person_id>/", "careteams/mine/<uuid:person_id>/"
MANY, SWAP = "careteams/many/<int:unit_no>/", "careteams/swap/<int:unit_no>/"
IMPORT, SHEET = "careteams/import/<int:school_no>/", "careteams/sheet/<uuid:sheet_id>/"
SEE, SCHOOL, KEEP = "2222222nnnnn", "22222nnnnnnn", "n2n2nnnnnnnn"
CARETEAMS_ROWS = (
    Row("careteams/", "GET", "/careteams/", "3333333nnnnn", "3333333nnnnn", "sns3"),
    unit_row(UNIT, f"/careteams/unit/{PRIMARY}/", SCHOOL, ALL, "snsn", unit=PRIMARY),
    unit_row(UNIT, f"/careteams/unit/{CLASS_11}/", "3333333nnnnn", ALL, "snsn"),
    unit_row(PEOPLE, f"/careteams/unit/{CLASS_11}/people/", SEE, ALL, "snsn"),
    unit_row(
        PEOPLE, f"/careteams/unit/{PRIMARY}/people/?kind=staff", SCHOOL, ALL, "snsn", unit=PRIMARY
    ),
    # Of a school the staff, of a class the pupils; nothing else has people.
    unit_row(PEOPLE, f"/careteams/unit/{PRIMARY}/people/", ALL, ALL, "snsn", unit=PRIMARY),
    unit_row(EXPORT, f"/careteams/unit/{CLASS_11}/export/", SCHOOL, ALL, "snsn"),
    unit_row(EXPORT, f"/careteams/unit/{PRIMARY}/export/", SCHOOL, ALL, "snsn", unit=PRIMARY),
    unit_row(ARRANGE, f"/careteams/arrange/{PRIMARY}/", KEEP, ALL, "snsn", unit=PRIMARY),
    unit_row(
        ARRANGE, f"/careteams/arrange/{PRIMARY}/", "nununnnnnnnn", ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    unit_row(IMPORT, f"/careteams/import/{PRIMARY}/", KEEP, ALL, "snsn", unit=PRIMARY),
    unit_row(
        IMPORT, f"/careteams/import/{PRIMARY}/?template=1", KEEP, ALL, "snsn", unit=PRIMARY
    ),
    unit_row(
        IMPORT, f"/careteams/import/{PRIMARY}/", "nununnnnnnnn", ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    # An uploaded ledger is its person's alone.
    id_row(SHEET, "/careteams/sheet/{ledger}/", "nnn2nnnnnnnn", ALL, "snsn"),
    id_row(SHEET, "/careteams/sheet/{ledger}/?errors=1", "nnn2nnnnnnnn", ALL, "snsn"),
    id_row(SHEET, "/careteams/sheet/{ledger}/", "nnnunnnnnnnn", ALL, "snsn", method="POST"),
    # A principal keeps the own school, not the township.
    unit_row(MANY, f"/careteams/many/{TOWN}/", "n2nnnnnnnnnn", ALL, "snsn", unit=TOWN),
    unit_row(
        MANY, f"/careteams/many/{TOWN}/", "nunnnnnnnnnn", ALL, "snsn", unit=TOWN, method="POST"
    ),
    unit_row(LOAD, f"/careteams/workload/{PRIMARY}/", SCHOOL, ALL, "snsn", unit=PRIMARY),
    unit_row(
        LOAD, f"/careteams/workload/{PRIMARY}/?act=limit", "fufufnnnnnnn", ALL, "snsn",
        unit=PRIMARY, method="POST",
    ),
    unit_row(
        LOAD, f"/careteams/workload/{PRIMARY}/?act=list", "fufufnnnnnnn", ALL, "snsn",
        unit=PRIMARY, method="POST",
    ),
    id_row(PERSON, "/careteams/person/{child}/", SEE, ALL, "snsn"),
    id_row(PERSON, "/careteams/person/{child}/", "fufufffnnnnn", ALL, "snsn", method="POST"),
    unit_row(SWAP, f"/careteams/swap/{CLASS_11}/", "n3n3nnnnnnnn", ALL, "snsn", method="POST"),
    Row("careteams/family/", "GET", "/careteams/family/", "n" * 11 + "2", "n" * 11 + "2", "snsn"),
    Row("careteams/family/", "POST", "/careteams/family/", "n" * 11 + "u", "n" * 11 + "u", "snsn"),
    Row("careteams/mine/", "GET", "/careteams/mine/", "222222222nnn", "222222222nnn", "sns2"),
    # Only those who look after the child; of an own class nobody else.
    id_row(ONE, "/careteams/mine/{child}/", "nnn2n222nnnn", ALL, "snsn"),
    id_row(ONE, "/careteams/mine/{child}/", "nnnunuuunnnn", ALL, "snsn", method="POST"),
    Row("careteams/scheme/", "GET", "/careteams/scheme/", SEE, SEE, "sns2"),
    Row("careteams/scheme/", "POST", "/careteams/scheme/", "funnnnnnnnnn", ALL, "snsn"),
)  # fmt: skip


def uploaded(principal: Actor, universe: Universe) -> str:
    """A ledger of care teams that the principal has uploaded, and not confirmed."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(f"姓名,校领导\n{universe.pupils[CLASS_11][0].name},校长戊\n")
        file.flush()
        return str(services.receive(principal, uuid7(), PRIMARY, Path(file.name)))
