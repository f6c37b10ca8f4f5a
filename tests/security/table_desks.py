"""The access table of the rumour desk and of questions of families. Letters: see table.py."""

from tests.builders import PRIMARY, Universe
from tests.enquiries.talk import a_question
from tests.photos.pictures import jpeg
from tests.rumours.desk import an_answer, sent
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.enquiries import services as enquiries
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rumours import services as rumours
from xiaoan.rumours.queries.desk import detail

_EVERY, _DESK, _FAMILY = "2" * 12, "22nnnnnnnnnn", "nnnnnnnnnnn2"
_ANSWERS, _WATCHES = "n2n22n2nnnnn", "2222nnnnnnnn"
_FORM = {"submission_id": "0190b2d0-0000-7000-8000-0000000de5c5"}
_ITEM, _AT = "rumours/items/<uuid:item_id>/", "/rumours/items/{rumour}/"
_MINE, _CHECKED = "rumours/mine/<uuid:report_id>/", "rumours/checked/<uuid:item_id>/"
_ENQUIRY, _OF = "enquiries/<uuid:enquiry_id>/", "/enquiries/{enquiry}/"

DESKS_ROWS = (
    Row("rumours/", "GET", "/rumours/", _EVERY, _EVERY, "sns2"),
    Row("rumours/new/", "GET", "/rumours/new/", _EVERY, _EVERY, "sns2"),
    Row("rumours/new/", "POST", "/rumours/new/", "u" * 12, "u" * 12, "snsu"),
    # Whoever reported it, and nobody else.
    id_row(_MINE, "/rumours/mine/{telling}/", _FAMILY, ALL, "snsn"),
    Row("rumours/checked/", "GET", "/rumours/checked/", _EVERY, _EVERY, "sns2"),
    # Everybody of the county.
    id_row(_CHECKED, "/rumours/checked/{rumour}/", _EVERY, "nn2222222222", "sns2"),
    Row("rumours/desk/", "GET", "/rumours/desk/", _DESK, _DESK, "snsn"),
    Row("rumours/desk/waiting/", "GET", "/rumours/desk/waiting/", _DESK, _DESK, "snsn"),
    id_row(_ITEM, _AT, _DESK, ALL, "snsn"),
    # The leader only reviews; it is published, and nothing waits for review.
    id_row(_ITEM, f"{_AT}?act=take", "fcnnnnnnnnnn", ALL, "snsn", method="POST", body=_FORM),
    id_row(_ITEM, f"{_AT}?act=publish", "ccnnnnnnnnnn", ALL, "snsn", method="POST", body=_FORM),
    id_row(
        f"{_ITEM}photos/<uuid:photo_id>/", f"{_AT}photos/{{told_shot}}/", _DESK, ALL, "snsn"
    ),
    Row("enquiries/", "GET", "/enquiries/", _FAMILY, _FAMILY, "snsn"),
    Row("enquiries/new/", "GET", "/enquiries/new/", _FAMILY, _FAMILY, "snsn"),
    Row("enquiries/new/", "POST", "/enquiries/new/", "nnnnnnnnnnnu", "nnnnnnnnnnnu", "snsn"),
    Row("enquiries/desk/", "GET", "/enquiries/desk/", _ANSWERS, _ANSWERS, "sns2"),
    Row("enquiries/figures/", "GET", "/enquiries/figures/", _WATCHES, _WATCHES, "snsn"),
    unit_row(
        "enquiries/figures/", f"/enquiries/figures/?unit={PRIMARY}", _WATCHES, ALL, "snsn",
        unit=PRIMARY,
    ),
    id_row(_ENQUIRY, _OF, "2222nn2nnnn2", ALL, "snsn"),
    id_row(_ENQUIRY, f"{_OF}?act=reply", "fffunnunnnnf", ALL, "snsn", method="POST", body=_FORM),
)  # fmt: skip


def spoken(universe: Universe) -> dict[str, str]:
    """A published rumour with the report and picture of a guardian; a question to the class teacher."""
    with acting_as(universe.cast["guardian"]) as guardian:
        told = rumours.report(guardian, sent(photos=(jpeg(5),)))
        asked = enquiries.ask(guardian, a_question(universe))
    answer = an_answer(told.item_id)
    with acting_as(universe.cast["officer"]) as officer:
        rumours.propose(officer, answer)
        found = detail(officer, told.item_id).said[0].photo_ids
    with acting_as(universe.cast["leader"]) as leader:
        rumours.publish(leader, rumours.Act(uuid7(), told.item_id, answer_id=answer.id))
    return {
        "rumour": str(told.item_id), "telling": str(told.id), "told_shot": str(found[0]),
        "enquiry": str(asked),
    }  # fmt: skip
