"""The rows of the access table about accountability. Written by hand as the rest."""

from tests.builders import CLASS_11, PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

# Who reads the record; who keeps case files; who has a list of their own.
_SEE, _KEEP, _OWN = "2222nnnnnnnn", "22nnnnnnnnnn", "22222222222n"
_FILE, _AT = "accountability/files/<uuid:file_id>/", "/accountability/files/{file}/"
_MINE, _HERE = "accountability/mine/<uuid:file_id>/", "/accountability/mine/{file}/"
_PERSON = "accountability/past/person/<uuid:person_id>/"
_POST = "accountability/past/post/<uuid:user_id>/"
_UNIT = "<int:unit_no>/"

ACCOUNTABILITY_ROWS = (
    Row("accountability/", "GET", "/accountability/", "3333nnnnnnnn", "3333nnnnnnnn", "snsn"),
    unit_row(f"accountability/past/{_UNIT}", f"/accountability/past/{CLASS_11}/", _SEE, ALL, "snsn"),
    unit_row(
        f"accountability/past/{_UNIT}", f"/accountability/past/{PRIMARY}/", _SEE, ALL, "snsn",
        unit=PRIMARY,
    ),
    # The leader has not each right to the health of a person.
    id_row(_PERSON, "/accountability/past/person/{child}/", "f222nnnnnnnn", ALL, "snsn"),
    id_row(_POST, "/accountability/past/post/{member}/", _SEE, ALL, "snsn"),
    unit_row(
        f"accountability/course/{_UNIT}", f"/accountability/course/{CLASS_11}/", _SEE, ALL, "snsn"
    ),
    # Into no file.
    unit_row(
        f"accountability/course/{_UNIT}", f"/accountability/course/{CLASS_11}/", "nnnnnnnnnnnn", ALL,
        "snsn", method="POST",
    ),
    Row("accountability/records/", "GET", "/accountability/records/", "2223nnnnnnnn", "2223nnnnnnnn", "snsn"),
    unit_row(
        f"accountability/records/{_UNIT}", f"/accountability/records/{PRIMARY}/", _SEE, ALL, "snsn",
        unit=PRIMARY,
    ),
    unit_row(
        f"accountability/records/{_UNIT}", f"/accountability/records/{PRIMARY}/?act=reply",
        "fffunnnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST",
    ),
    unit_row(
        f"accountability/records/{_UNIT}", f"/accountability/records/{PRIMARY}/?act=enter",
        "uuffnnnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST",
    ),
    Row("accountability/files/", "GET", "/accountability/files/", _KEEP, _KEEP, "snsn"),
    unit_row(
        f"accountability/files/open/{_UNIT}", f"/accountability/files/open/{PRIMARY}/", _KEEP, ALL,
        "snsn", unit=PRIMARY,
    ),
    unit_row(
        f"accountability/files/open/{_UNIT}", f"/accountability/files/open/{PRIMARY}/",
        "uunnnnnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST",
    ),
    id_row(_FILE, _AT, _KEEP, ALL, "snsn"),
    id_row(_FILE, f"{_AT}?act=propose", "uunnnnnnnnnn", ALL, "snsn", method="POST"),
    id_row(f"{_FILE}sealed.zip", f"{_AT}sealed.zip", _KEEP, ALL, "snsn"),
    Row("accountability/mine/", "GET", "/accountability/mine/", _OWN, _OWN, "sns2"),
    # The class teacher is named in it, and nobody else; not even whoever keeps it reads it as a party.
    Row("accountability/mine/record/", "GET", "/accountability/mine/record/", _OWN, _OWN, "sns2"),
    Row(
        "accountability/mine/record/", "POST", "/accountability/mine/record/?to=x", _OWN.replace("2", "u"),
        _OWN.replace("2", "u"), "snsu",
    ),
    id_row(_MINE, _HERE, "nnnnnn2nnnnn", ALL, "snsn"),
    id_row(_MINE, f"{_HERE}?act=state", "nnnnnnunnnnn", ALL, "snsn", method="POST"),
)  # fmt: skip
