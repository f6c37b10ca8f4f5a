"""The access table of homework and learning, and what it names. Letters: see table.py."""

from tests.builders import CLASS_11, DAY, PRIMARY, Universe
from tests.homework.setting import new
from tests.photos.pictures import jpeg
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.homework import services as homework
from xiaoan.homework.models import Task
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.learning import services as learning

SEES, FAMILY = "2222n222nnnn", "nnnnnnnnnnn2"
MARKS, MARK = "fff2n222nnnn", "fffunuuunnnn"
TASK, SUMS = "homework/t/<uuid:task_id>/", "/homework/t/{task}/"
PUPIL, OF_PUPIL = f"{TASK}p/<uuid:person_id>/", "/homework/t/{task}/p/{schoolchild}/"
MINE, MY_OWN = (
    "homework/mine/<uuid:task_id>/<uuid:person_id>/",
    "/homework/mine/{task}/{schoolchild}/",
)
UNIT, HERE = "homework/unit/<int:unit_no>/", f"/homework/unit/{CLASS_11}/"
RATES, SCHOOL = "learning/unit/<int:unit_no>/", f"/learning/unit/{PRIMARY}/"
ALL_SEE, ALL_SET = "2222n222nnn2", "nnn2n222nnnn"
COLLECTED = "learning/requests/<uuid:request_id>/"
HEADS = "2222nnnnnnnn"

LEARNING_ROWS = (
    Row("homework/", "GET", "/homework/", ALL_SEE, ALL_SEE, "sns2"),
    Row("homework/set/", "GET", "/homework/set/", ALL_SET, ALL_SET, "sns2"),
    Row("homework/set/", "POST", "/homework/set/", "nnnunuuunnnn", "nnnunuuunnnn", "snsu"),
    Row("homework/names/", "GET", "/homework/names/", ALL_SET, ALL_SET, "sns2"),
    Row("homework/names/", "POST", "/homework/names/", "nnnunuuunnnn", "nnnunuuunnnn", "snsu"),
    unit_row(UNIT, HERE, SEES, ALL, "snsn"),
    unit_row(f"{UNIT}turnaround/", f"{HERE}turnaround/", SEES, ALL, "snsn"),
    # Set for class 1(1), handed in for the guardian's child.
    id_row(TASK, SUMS, SEES, ALL, "snsn"),
    id_row(TASK, SUMS, MARK, ALL, "snsn", method="POST"),
    id_row(f"{TASK}cancel/", f"{SUMS}cancel/", "nnn2n222nnnn", ALL, "snsn"),
    id_row(f"{TASK}cancel/", f"{SUMS}cancel/", "nnnunuuunnnn", ALL, "snsn", method="POST"),
    id_row(f"{TASK}sheet/", f"{SUMS}sheet/", "nnn2n222nnnn", ALL, "snsn"),
    id_row(f"{TASK}sheet/", f"{SUMS}sheet/", "nnnunuuunnnn", ALL, "snsn", method="POST"),
    id_row(f"{TASK}photo/<uuid:photo_id>/", f"{SUMS}photo/{{sums}}/", "2222n222nnn2", ALL, "snsn"),
    id_row(PUPIL, OF_PUPIL, SEES, ALL, "snsn"),
    id_row(PUPIL, OF_PUPIL, MARK, ALL, "snsn", method="POST"),
    id_row(f"{PUPIL}return/", f"{OF_PUPIL}return/", "nnn2n222nnnn", ALL, "snsn"),
    id_row(f"{PUPIL}return/", f"{OF_PUPIL}return/", "nnnunuuunnnn", ALL, "snsn", method="POST"),
    id_row(MINE, MY_OWN, FAMILY, ALL, "snsn"),
    id_row(MINE, MY_OWN, "nnnnnnnnnnnu", ALL, "snsn", method="POST"),
    Row("learning/", "GET", "/learning/", "3333n333nnnn", "3333n333nnnn", "sns3"),
    *(
        unit_row(f"{RATES}{tail}", f"{SCHOOL}{tail}", HEADS, ALL, "snsn", unit=PRIMARY)
        for tail in ("", "gap/", "sheet/", "load/", "requests/")
    ),
    unit_row(
        f"{RATES}requests/",
        f"{SCHOOL}requests/",
        "fuuunnnnnnnn",
        ALL,
        "snsn",
        unit=PRIMARY,
        method="POST",
    ),
    Row("learning/mine/", "GET", "/learning/mine/", "nnnnnnnnnnn3", "nnnnnnnnnnn3", "snsn"),
    id_row(
        "learning/pupil/<uuid:person_id>/",
        "/learning/pupil/{schoolchild}/",
        "nnn2n222nnn2",
        ALL,
        "snsn",
    ),
    # Asked by the principal, refused.
    id_row(COLLECTED, "/learning/requests/{collected}/", "n2nnnnnnnnnn", ALL, "snsn"),
    id_row(
        COLLECTED, "/learning/requests/{collected}/", "nunnnnnnnnnn", ALL, "snsn", method="POST"
    ),
)


def learned(universe: Universe) -> dict[str, str]:
    """Name in braces → id: homework of class 1(1), its picture, and the child for whom it was handed in."""
    child = universe.person(CLASS_11, 1)
    with acting_as(universe.cast["teacher"]) as teacher:
        (task,) = homework.set_homework(teacher, new(pictures=(jpeg(1),)))
        (sums,) = Task.objects.get(pk=task).photos
    with acting_as(universe.cast["guardian"]) as guardian:
        homework.hand_in(guardian, homework.NewPiece(uuid7(), task, child, "做完了"))
    asked = uuid7()
    with acting_as(universe.cast["principal"]) as principal:
        learning.ask(
            principal,
            learning.NewRequest(asked, PRIMARY, "video", "看看谁在听", DAY),
        )
    return {
        "collected": str(asked),
        "task": str(task),
        "sums": str(sums),
        "schoolchild": str(child),
    }
