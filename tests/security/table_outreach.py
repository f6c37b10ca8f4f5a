"""The access table of calling families and of the drop-out watch. Letters: see table.py."""

from tests.builders import CLASS_11, PRIMARY, Universe
from tests.outreach.calling import task_of
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.dropout import services as dropout
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_FORM = {"submission_id": "0190b2d0-0000-7000-8000-0000000de5c6"}
_FAMILY, _LEAVER = "outreach/<uuid:task_id>/", "dropout/<uuid:entry_id>/"
_CALLS, _SEES = "n3222222nnnn", "n2222222nnnn"
_LEDGER, _REPORT = "3222n22nnnnn", "dropout/report/<int:school_no>/"

OUTREACH_ROWS = (
    # Above a school there are figures, and a township sees what it was handed.
    Row("outreach/", "GET", "/outreach/", _CALLS, _CALLS, "sns2"),
    Row("outreach/figures/", "GET", "/outreach/figures/", _SEES, _SEES, "sns2"),
    id_row(_FAMILY, "/outreach/{family}/", "nnn22222nnnn", ALL, "snsn"),
    id_row(
        _FAMILY, "/outreach/{family}/?act=call", "nnnuuuufnnnn", ALL, "snsn", method="POST",
        body=_FORM,
    ),
    Row("dropout/", "GET", "/dropout/", _LEDGER, _LEDGER, "sns2"),
    Row("dropout/sheet/", "GET", "/dropout/sheet/", "n222n22nnnnn", "n222n22nnnnn", "sns2"),
    # Scores have names in the school alone.
    Row("dropout/scores/", "GET", "/dropout/scores/", "nnn2n22nnnnn", "nnn2n22nnnnn", "sns2"),
    Row("dropout/review/", "GET", "/dropout/review/", "2222n22nnnnn", "2222n22nnnnn", "sns2"),
    Row("dropout/review/", "POST", "/dropout/review/", "fuffnffnnnnn", "ffffnffnnnnn", "snsf"),
    unit_row(
        _REPORT, f"/dropout/report/{PRIMARY}/", "2222nnnnnnnn", ALL, "snsn", unit=PRIMARY
    ),
    unit_row(
        _REPORT, f"/dropout/report/{PRIMARY}/", "fffunnnnnnnn", ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    id_row("dropout/open/<uuid:person_id>/", "/dropout/open/{child}/", "nnn2n22nnnnn", ALL, "snsn"),
    id_row(
        "dropout/open/<uuid:person_id>/", "/dropout/open/{child}/?act=open", "nnnunuunnnnn", ALL,
        "snsn", method="POST", body=_FORM,
    ),
    id_row(_LEAVER, "/dropout/{leaver}/", "n222n22nnnnn", ALL, "snsn"),
    id_row(
        _LEAVER, "/dropout/{leaver}/", "nffunuunnnnn", ALL, "snsn", method="POST",
        body={**_FORM, "kind": "note"},
    ),
)  # fmt: skip


def asked_about(universe: Universe) -> dict[str, str]:
    """A pupil of class 1(1) on the ledger, whose family is to be called."""
    with acting_as(universe.cast["teacher"]) as teacher:
        person = universe.person(CLASS_11, 7)
        entry = dropout.open_entry(teacher, dropout.NewEntry(uuid7(), person, "几天没来"))
        return {"leaver": str(entry), "family": str(task_of(person).pk)}
