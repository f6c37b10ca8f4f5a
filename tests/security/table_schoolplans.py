"""The access table of school plans. Letters: see table.py."""

from collections.abc import Callable

from tests.builders import BUILDER, PRIMARY, TOWN, Universe
from tests.readiness.schools import SHOWN
from tests.schoolplans.states import published, task_named
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.photos.services.evidence import Evidence, NewPaper
from xiaoan.schoolplans import services
from xiaoan.schoolplans.models import Task, Told

_HOME, _MINE = "333333nnnnnn", "22222222222n"
_SEES, _WRITES, _FAULT = "22222nnnnnnn", "nnn22nnnnnnn", "nnnuunnnnnnn"
_AT = "schoolplans/<int:school_no>/"
_CHAPTER, _OWN = f"{_AT}chapter/<slug:code>/", f"/schoolplans/{PRIMARY}/"
_TEMPLATE = "schoolplans/templates/<int:no>/"
_ENTRY = f"{_TEMPLATE}<slug:chapter>/"
_EDIT = f"{_AT}edit/<uuid:task_id>/"
_OFFICER, _OFFICER_FAULT = "n2nnnnnnnnnn", "nunnnnnnnnnn"


def _own(route: str, address: str, here: str, method: str = "GET", others: str = "snsn") -> Row:
    return unit_row(route, address, here, ALL, others, unit=PRIMARY, method=method)


SCHOOLPLANS_ROWS = (
    Row("schoolplans/", "GET", "/schoolplans/", _HOME, _HOME, "snsn"),
    Row("schoolplans/own/", "GET", "/schoolplans/own/", _WRITES, _WRITES, "snsn"),
    Row("schoolplans/waiting/", "GET", "/schoolplans/waiting/", _OFFICER, _OFFICER, "snsn"),
    Row("schoolplans/mine/", "GET", "/schoolplans/mine/", _MINE, _MINE, "sns2"),
    unit_row(
        "schoolplans/unit/<int:unit_no>/", f"/schoolplans/unit/{TOWN}/", "222nnnnnnnnn", ALL, "snsn",
        unit=TOWN,
    ),
    _own(_AT, _OWN, _SEES),
    _own(_AT, _OWN, "uuuuunnnnnnn", "POST"),
    _own(f"{_AT}start/", f"{_OWN}start/", _WRITES),
    _own(f"{_AT}start/", f"{_OWN}start/", _FAULT, "POST"),
    _own(_CHAPTER, f"{_OWN}chapter/facts/", _SEES),
    _own(_CHAPTER, f"{_OWN}chapter/facts/", "uuuuunnnnnnn", "POST"),
    _own(f"{_CHAPTER}task/", f"{_OWN}chapter/facts/task/", _WRITES),
    _own(f"{_CHAPTER}task/", f"{_OWN}chapter/facts/task/", _FAULT, "POST"),
    _own(f"{_AT}import/", f"{_OWN}import/", _WRITES),
    _own(f"{_AT}import/", f"{_OWN}import/", _FAULT, "POST"),
    _own(f"{_AT}versions/", f"{_OWN}versions/", _SEES),
    _own(f"{_AT}compare/", f"{_OWN}compare/", _SEES),
    _own(f"{_AT}paper/<int:no>/", f"{_OWN}paper/1/", _SEES),
    id_row(_EDIT, f"{_OWN}edit/{{plan_task}}/", _WRITES, ALL, "snsn"),
    id_row(_EDIT, f"{_OWN}edit/{{plan_task}}/", _FAULT, ALL, "snsn", method="POST"),
    # The doctor's task, the principal stands in; what changed concerns the doctor alone.
    id_row("schoolplans/task/<uuid:task_id>/", "/schoolplans/task/{plan_task}/", _WRITES, ALL, "snsn"),
    id_row(
        "schoolplans/task/<uuid:task_id>/", "/schoolplans/task/{plan_task}/", _FAULT, ALL, "snsn",
        method="POST",
    ),
    # The doctor has shown a picture and a paper of the room: whoever reads the plan looks at them.
    id_row(
        "schoolplans/task/<uuid:task_id>/photo/<uuid:photo_id>/",
        "/schoolplans/task/{plan_room}/photo/{plan_shot}/", _SEES, ALL, "snsn",
    ),
    id_row(
        "schoolplans/task/<uuid:task_id>/paper/<uuid:paper_id>/",
        "/schoolplans/task/{plan_room}/paper/{plan_paper}/", _SEES, ALL, "snsn",
    ),
    id_row("schoolplans/told/<uuid:told_id>/", "/schoolplans/told/{plan_told}/", "nnnn2nnnnnnn", ALL, "snsn"),
    id_row(
        "schoolplans/told/<uuid:told_id>/", "/schoolplans/told/{plan_told}/", "nnnn3nnnnnnn", ALL, "snsn",
        method="POST",
    ),
    Row("schoolplans/templates/", "GET", "/schoolplans/templates/", _OFFICER, _OFFICER, "snsn"),
    Row(
        "schoolplans/templates/", "POST", "/schoolplans/templates/", _OFFICER_FAULT, _OFFICER_FAULT, "snsn"
    ),
    Row(
        _TEMPLATE, "GET", "/schoolplans/templates/0/", _OFFICER, _OFFICER, "snsn",
        "/schoolplans/templates/99/",
    ),
    Row(
        _TEMPLATE, "POST", "/schoolplans/templates/0/", _OFFICER_FAULT, _OFFICER_FAULT, "snsn"
    ),
    Row(
        _ENTRY, "GET", "/schoolplans/templates/0/facts/", _OFFICER, _OFFICER, "snsn",
        "/schoolplans/templates/0/gone/",
    ),
    Row(
        _ENTRY, "POST", "/schoolplans/templates/0/facts/", _OFFICER_FAULT, _OFFICER_FAULT, "snsn",
    ),
)  # fmt: skip


def planned(universe: Universe) -> dict[str, str]:
    """The plan of 实验小学 in force: a task of the doctor, and what the doctor has to acknowledge."""

    def acting(name: str) -> Actor:
        enter(universe.cast[name])
        return universe.cast[name]

    with acting_as(BUILDER):
        published(acting, universe)
        task = task_named("train")
        enter(BUILDER)
        told = Told.objects.get(user_id=universe.users["doctor"].pk)
        room = shown(acting)
        return {
            "plan_task": str(task.pk), "plan_told": str(told.pk), "plan_room": str(room.pk),
            "plan_shot": str(room.done_photo_ids[0]), "plan_paper": str(room.done_paper_ids[0]),
        }  # fmt: skip


def shown(acting: Callable[[str], Actor]) -> Task:
    evidence = Evidence(
        SHOWN.photos, (NewPaper("验收单.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"),)
    )
    services.mark_done(acting("doctor"), uuid7(), task_named("room").pk, "设好了", evidence)
    return task_named("room")
