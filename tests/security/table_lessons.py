"""The access table of online lessons, and what it names. Letters: see table.py."""

from tests.builders import CLASS_11, Universe
from tests.lessons.teaching import lesson
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.kernel.scope import acting_as

SEES, TEACHES, KEEPS = "22222222n2nn", "nnn2n222nnnn", "n2n2n22nnnnn"
HELPS, FAMILY = "nnn2n22nn2nn", "nnnnnnnnnnn2"
UNIT, LESSON = "lessons/unit/<int:unit_no>/", "lessons/<uuid:lesson_id>/"
AT = f"/lessons/unit/{CLASS_11}/"


def _told(letters: str) -> str:
    return letters.replace("2", "u")


def _unit(end: str, reads: str) -> tuple[Row, Row]:
    """A page of a class with its form, sent empty."""
    return (
        unit_row(f"{UNIT}{end}", f"{AT}{end}", reads, ALL, "snsn"),
        unit_row(f"{UNIT}{end}", f"{AT}{end}", _told(reads), ALL, "snsn", method="POST"),
    )


LESSONS_ROWS = (
    Row("lessons/", "GET", "/lessons/", SEES, SEES, "sns2"),
    Row("lessons/mine/", "GET", "/lessons/mine/", FAMILY, FAMILY, "snsn"),
    Row("lessons/mine/", "POST", "/lessons/mine/", _told(FAMILY), _told(FAMILY), "snsn"),
    Row("lessons/periods/", "GET", "/lessons/periods/", KEEPS, KEEPS, "sns2"),
    Row("lessons/periods/", "POST", "/lessons/periods/", _told(KEEPS), _told(KEEPS), "snsu"),
    Row("lessons/waiting/", "GET", "/lessons/waiting/", TEACHES, TEACHES, "sns2"),
    unit_row(UNIT, AT, SEES, ALL, "snsn"),
    # Who reads and does not keep is refused; who keeps is told what is missing.
    unit_row(UNIT, AT, "fufufuufnfnn", ALL, "snsn", method="POST"),
    *_unit("sheet/", KEEPS),
    *_unit("viewing/", TEACHES),
    *_unit("names/", TEACHES),
    *_unit("help/", HELPS),
    Row("lessons/feed/<str:token>.ics", "GET", "/lessons/feed/none.ics", ALL, ALL, "nnnn"),
    id_row(LESSON, "/lessons/{online}/", SEES, ALL, "snsn"),
    id_row(LESSON, "/lessons/{online}/", "fffufuuunfnn", ALL, "snsn", method="POST"),
    id_row(f"{LESSON}missing/", "/lessons/{online}/missing/", TEACHES, ALL, "snsn"),
)


def taught(universe: Universe) -> dict[str, str]:
    """Name in braces → id: a lesson of the class on the test day."""
    with acting_as(universe.cast["teacher"]) as teacher:
        return {"online": str(lesson(teacher).pk)}
