"""The access table of calling families and of the drop-out watch. Letters: see table.py."""

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, PRIMARY, TOWN, Universe
from tests.outreach.calling import task_of, want
from tests.photos.pictures import jpeg
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.dropout import services as dropout
from xiaoan.dropout.models import Check, Child, ChildStep, Difference
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, everywhere
from xiaoan.outreach import services as outreach
from xiaoan.outreach.models import Task, Try
from xiaoan.photos.services.evidence import Shot

_FORM = {"submission_id": "0190b2d0-0000-7000-8000-0000000de5c6"}
_FAMILY, _LEAVER = "outreach/<uuid:task_id>/", "dropout/<uuid:entry_id>/"
_LIST, _LOST = "dropout/children/lists/<uuid:list_id>/", "dropout/children/<uuid:child_id>/"
_DIFFER = "dropout/differences/<uuid:difference_id>/"
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
    id_row(
        "outreach/<uuid:task_id>/photos/<uuid:photo_id>/", "/outreach/{visited}/photos/{visit_photo}/",
        "nnn22222nnnn", ALL, "snsn",
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
    # Children of no roll: the bureau and the township, nobody below it.
    Row("dropout/children/", "GET", "/dropout/children/", "n22nnnnnnnnn", "n22nnnnnnnnn", "snsn"),
    Row(
        "dropout/children/sheet/", "GET", "/dropout/children/sheet/", "n22nnnnnnnnn", "n22nnnnnnnnn",
        "snsn",
    ),
    Row(
        "dropout/children/lists/", "GET", "/dropout/children/lists/", "n22nnnnnnnnn", "n22nnnnnnnnn",
        "snsn",
    ),
    Row(
        "dropout/children/lists/", "POST", "/dropout/children/lists/", "nuunnnnnnnnn",
        "nuunnnnnnnnn", "snsn",
    ),
    id_row(_LIST, "/dropout/children/lists/{children_list}/", "n22nnnnnnnnn", ALL, "snsn"),
    id_row(
        _LIST, "/dropout/children/lists/{children_list}/", "n33nnnnnnnnn", ALL, "snsn", method="POST",
        body={"act": "take"},
    ),
    id_row(_LOST, "/dropout/children/{lost}/", "n22nnnnnnnnn", ALL, "snsn"),
    id_row(
        _LOST, "/dropout/children/{lost}/", "nuunnnnnnnnn", ALL, "snsn", method="POST",
        body={**_FORM, "kind": "note"},
    ),
    id_row(
        "dropout/children/<uuid:child_id>/photos/<uuid:photo_id>/",
        "/dropout/children/{lost}/photos/{lost_photo}/", "n22nnnnnnnnn", ALL, "snsn",
    ),
    Row("dropout/checks/", "GET", "/dropout/checks/", "2222n22nnnnn", "2222n22nnnnn", "sns2"),
    Row("dropout/checks/", "POST", "/dropout/checks/", "nnnnnnnnnnnn", "nnnnnnnnnnnn", "snsn"),
    id_row(
        "dropout/checks/<uuid:check_id>/", "/dropout/checks/{check}/", "2222n22nnnnn", ALL, "snsn"
    ),
    id_row(_DIFFER, "/dropout/differences/{difference}/", "n222n22nnnnn", ALL, "snsn"),
    id_row(
        _DIFFER, "/dropout/differences/{difference}/", "nffunuunnnnn", ALL, "snsn", method="POST",
        body=_FORM,
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
        found = {"leaver": str(entry), "family": str(task_of(person).pk)}
        found |= _visited(universe, teacher)
    return found | _lost(universe)


def _visited(universe: Universe, teacher: Actor) -> dict[str, str]:
    """A family of class 1(1) that was visited by two, with a picture."""
    outreach.ask(teacher, [want(universe, 8, uuid7())])
    task = task_of(universe.person(CLASS_11, 8))
    shot = (Shot(jpeg(2)),)
    doctor = universe.users["doctor"].pk
    with everywhere("tests"):
        Task.objects.filter(pk=task.pk).update(stage="visit")
    outreach.visit(
        teacher, outreach.NewVisit(uuid7(), task.pk, "nobody", second_id=doctor, photos=shot)
    )
    row = Try.objects.get(task_id=task.pk)
    return {"visited": str(task.pk), "visit_photo": str(row.photos[0])}


def _lost(universe: Universe) -> dict[str, str]:
    """A child of the township that no roll has, visited; a comparison in which a pupil differs."""
    with acting_as(universe.cast["liaison"]) as liaison:
        new = dropout.NewList(uuid7(), TOWN, "household", "派出所", "8号", DAY)
        sheet = "姓名,出生日期\n周无籍,2018-03-05".encode()
        found = dropout.read_list(liaison, new, "a.csv", sheet).list_id
        assert found is not None
        dropout.take_over(liaison, found)
        child = Child.objects.get(list_id=found)
        shot = Shot(jpeg())
        visit = dropout.NewChildStep(
            uuid7(), child.pk, "visit", outcome="nobody", second="村主任", photos=(shot,)
        )
        dropout.act_child(liaison, visit)
        photo = ChildStep.objects.get(kind="visit").photos[0]
    with acting_as(BUILDER):
        row = Check.objects.create(
            unit_no=TOWN, code="roll_class", version="t", at=MORNING, left=40, right=9, found=1,
            left_as_of=DAY, right_as_of=DAY, due_at=MORNING,
        )  # fmt: skip
        differs = Difference.objects.create(
            school_id=PRIMARY, unit_no=CLASS_11, check_id=row.pk, code="roll_class", days=10,
            person_id=universe.person(CLASS_11, 7), due_at=MORNING,
        )  # fmt: skip
    return {
        "children_list": str(found), "lost": str(child.pk), "lost_photo": str(photo), "check": str(row.pk),
        "difference": str(differs.pk),
    }  # fmt: skip
