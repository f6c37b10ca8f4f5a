"""The access table of arrivals, and what it names. Letters: see table.py."""

from tests.arrivals.world import published
from tests.builders import BUILDER, CLASS_11, PRIMARY, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.arrivals import services
from xiaoan.arrivals.models import Place
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_FORM = {"submission_id": "0190b2d0-0000-7000-8000-00000000a661"}
_HOME, _SEES, _DESK = "3333333nn3nn", "22222nnnn2nn", "nnn22nnn22nn"
# Names are for who may read them elsewhere too: not for the county's leader, nor for logistics at the desk.
_NAMES = "n2222nnnnnnn"
_SCHOOL, _PLAN = "arrivals/school/<int:school_no>/", "arrivals/plan/<uuid:plan_id>/"
_AT, _HERE = "/arrivals/plan/{arrival_plan}/", f"/arrivals/school/{PRIMARY}/"
_PUPIL, _CHILD = f"{_PLAN}pupil/<uuid:person_id>/", f"{_AT}pupil/{{child}}/"
_CLASS, _TURNED = "arrivals/class/<int:class_no>/", "arrivals/turned/<uuid:check_id>/"
_GATE = "arrivals/desk/<int:school_no>/"

ARRIVALS_ROWS = (
    Row("arrivals/", "GET", "/arrivals/", _HOME, _HOME, "sns3"),
    Row("arrivals/mine/", "GET", "/arrivals/mine/", "nnnnnnnnnnn2", "nnnnnnnnnnn2", "snsn"),
    *(
        unit_row(
            f"arrivals/{name}/<int:unit_no>/", f"/arrivals/{name}/{PRIMARY}/", _SEES, ALL, "snsn",
            unit=PRIMARY,
        )
        for name in ("board", "wall")
    ),
    unit_row(_SCHOOL, _HERE, _SEES, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{_SCHOOL}new/", f"{_HERE}new/", "fff22nnnnfnn", ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{_SCHOOL}new/", f"{_HERE}new/", "fffuunnnnfnn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    id_row(_PLAN, _AT, _SEES, ALL, "snsn"),
    # It is in force already.
    id_row(
        _PLAN, _AT, "fffccnnnnfnn", ALL, "snsn", method="POST", body={**_FORM, "act": "publish"}
    ),
    id_row(f"{_PLAN}sheet/", f"{_AT}sheet/", _NAMES, ALL, "snsn"),
    id_row(f"{_PLAN}slot/<uuid:slot_id>/", f"{_AT}slot/{{arrival_slot}}/", _NAMES, ALL, "snsn"),
    unit_row(f"{_PLAN}class/<int:class_no>/", f"{_AT}class/{CLASS_11}/", _NAMES, ALL, "snsn"),
    id_row(_PUPIL, _CHILD, _NAMES, ALL, "snsn"),
    id_row(_PUPIL, _CHILD, "nffuunnnnnnn", ALL, "snsn", method="POST", body=_FORM),
    unit_row(_CLASS, f"/arrivals/class/{CLASS_11}/", "n222222nnnnn", ALL, "snsn"),
    unit_row(
        _CLASS, f"/arrivals/class/{CLASS_11}/", "nffuuuunnnnn", ALL, "snsn", method="POST", body=_FORM
    ),
    unit_row(_GATE, f"/arrivals/desk/{PRIMARY}/", _DESK, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{_GATE}<int:gate>/", f"/arrivals/desk/{PRIMARY}/0/", _DESK, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{_GATE}<int:gate>/", f"/arrivals/desk/{PRIMARY}/0/", "nnnuunnnuunn", ALL, "snsn", unit=PRIMARY,
        method="POST", body=_FORM,
    ),
    # Readings are for the school; above it there are figures.
    id_row(_TURNED, "/arrivals/turned/{arrival_check}/", "nnn2222nn2nn", ALL, "snsn"),
    id_row(
        _TURNED, "/arrivals/turned/{arrival_check}/", "nnnuuuunnunn", ALL, "snsn", method="POST", body=_FORM
    ),
)  # fmt: skip


def arrived(universe: Universe) -> dict[str, str]:
    """A plan in force, and a child of class 1(1) who was turned away."""
    with acting_as(universe.cast["principal"]) as principal:
        plan = published(principal)
        person = universe.person(CLASS_11, 9)
        noted = services.Noted(
            uuid7(), PRIMARY, "东门", "turned_away", clock.now(), person_id=person, why="other"
        )
        check = services.note(principal, noted).first
    with acting_as(BUILDER):
        slot = Place.objects.get(plan_id=plan, person_id=person).slot_id
    return {"arrival_plan": str(plan), "arrival_slot": str(slot), "arrival_check": str(check)}
