"""The rows of the access table about contacts. Written by hand as the rest; letters: see table.py."""

from tests.builders import CLASS_11
from tests.security.rows import ALL, DAY, Row, id_row, unit_row

_SEE, _KEEP, _FOLLOW = "222222nnnnnn", "n2n22nnnnnnn", "nnn2222n2nnn"
_CONTACTS, _AT = "investigations/<uuid:event_id>/contacts/", "/investigations/{event}/contacts/"
_SHEET = "investigations/contacts/<int:unit_no>/<str:day>/<str:slot>/"
_DAY = f"/investigations/contacts/{CLASS_11}/{DAY}/day/"

CONTACTS_ROWS = (
    id_row(_CONTACTS, _AT, _SEE, ALL, "snsn"),
    id_row(f"{_CONTACTS}draw/", f"{_AT}draw/", _KEEP, ALL, "snsn"),
    # No way of contact was chosen.
    id_row(f"{_CONTACTS}draw/", f"{_AT}draw/", "nunuunnnnnnn", ALL, "snsn", method="POST"),
    # Nobody's observation is over, and that is said.
    id_row(f"{_CONTACTS}release/", f"{_AT}release/", "n3n33nnnnnnn", ALL, "snsn", method="POST"),
    Row(
        "investigations/contacts/today/",
        "GET",
        "/investigations/contacts/today/",
        _SEE,
        _SEE,
        "snsn",
    ),
    unit_row(_SHEET, _DAY, _FOLLOW, ALL, "snsn"),
    unit_row(_SHEET, _DAY, _FOLLOW.replace("2", "u"), ALL, "snsn", method="POST"),
)
