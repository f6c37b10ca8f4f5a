"""The access table of clearances and campus, and what it names. Letters: see table.py."""

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.photos.pictures import jpeg
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.clearances.models import Paper
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.photos import services as photos

SEES, DOOR, NOTES = "n222222nnnnn", "nnn22nnn22nn", "nnnuunnnuunn"
HOME, TABLES, SEATS = "2223333n333n", "2222222n222n", "fffuuffnuuun"
SHEET, SHEETS = "nnn22nnn222n", "nnnuunnnuuun"
ROOMS, BEDS = "22222nnn222n", "fffuunnnuufn"
UNIT, PERSON = "clearances/unit/<int:unit_no>/", "clearances/person/<uuid:person_id>/"
SCHOOL, AT_DOOR = "campus/school/<int:school_no>/", "campus/door/<int:school_no>/"

CLEARANCES_ROWS = (
    Row("clearances/", "GET", "/clearances/", SEES, SEES, "sns2"),
    unit_row(UNIT, f"/clearances/unit/{CLASS_11}/", SEES, ALL, "snsn"),
    Row("clearances/own/", "GET", "/clearances/own/", "nnnnnnnnnnn2", "nnnnnnnnnnn2", "snsn"),
    id_row(PERSON, "/clearances/person/{child}/", SEES, ALL, "snsn"),
    id_row(
        PERSON, "/clearances/person/{child}/?act=ask", "nffuuffnnnnn", ALL, "snsn", method="POST"
    ),
    id_row(
        PERSON, "/clearances/person/{child}/?act=contact", "nffuuuunnnnn", ALL, "snsn", method="POST"
    ),
    id_row(
        "clearances/paper/<uuid:paper_id>/photo/", "/clearances/paper/{paper_photo}/photo/", SEES, ALL,
        "snsn",
    ),
    Row("campus/", "GET", "/campus/", HOME, HOME, "sns3"),
    unit_row(SCHOOL, f"/campus/school/{PRIMARY}/", TABLES, ALL, "sns2", unit=PRIMARY),
    unit_row(
        SCHOOL, f"/campus/school/{PRIMARY}/?act=seat", SEATS, ALL, "snsf", unit=PRIMARY, method="POST"
    ),
    unit_row(f"{SCHOOL}sheet/", f"/campus/school/{PRIMARY}/sheet/", SHEET, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{SCHOOL}sheet/", f"/campus/school/{PRIMARY}/sheet/", SHEETS, ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    unit_row(f"{SCHOOL}rooms/", f"/campus/school/{PRIMARY}/rooms/", ROOMS, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{SCHOOL}rooms/", f"/campus/school/{PRIMARY}/rooms/", BEDS, ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    unit_row(AT_DOOR, f"/campus/door/{PRIMARY}/", DOOR, ALL, "snsn", unit=PRIMARY),
    unit_row(AT_DOOR, f"/campus/door/{PRIMARY}/", NOTES, ALL, "snsn", unit=PRIMARY, method="POST"),
    unit_row(f"{AT_DOOR}new/", f"/campus/door/{PRIMARY}/new/", DOOR, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{AT_DOOR}new/", f"/campus/door/{PRIMARY}/new/", NOTES, ALL, "snsn", unit=PRIMARY, method="POST"
    ),
)  # fmt: skip


def cleared(universe: Universe) -> dict[str, str]:
    """A paper of a pupil of class 1(1) with its picture."""
    with acting_as(universe.cast["doctor"]) as doctor:
        photo = photos.keep(doctor, CLASS_11, jpeg()).id
    key = uuid7()
    with acting_as(BUILDER):
        Paper.objects.create(
            id=key, school_id=PRIMARY, unit_no=CLASS_11, person_id=universe.person(CLASS_11, 3),
            code="symptoms", about_id=uuid7(), kind="other", issued_on=DAY, back_on=DAY, photo_id=photo,
            words_cipher=ciphers.seal("{}", place="clearances_paper.words_cipher", row=key),
            accepted=True, at=clock.now(), by_id=universe.users["doctor"].pk, said=b"",
        )  # fmt: skip
    return {"paper_photo": str(key)}
