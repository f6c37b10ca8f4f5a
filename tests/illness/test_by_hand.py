"""An illness opened by hand from a page."""

from uuid import UUID

from tests.builders import CLASS_11, Universe
from tests.illness.ill import Acting, the_illness
from tests.illness.test_pages import SignedIn
from xiaoan.kernel.ids import uuid7


def test_added_by_hand(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    teacher, key = signed_in("teacher"), str(uuid7())
    sent = {
        "step_id": key, "pupil": str(universe.person(CLASS_11, 4)), "where": "here",
        "symptoms": ["fever"], "note": "上课时脸红",
    }  # fmt: skip
    made = teacher.post(f"/illness/open/{CLASS_11}/", sent)
    again = teacher.post(f"/illness/open/{CLASS_11}/", sent)
    assert (made.status_code, made.headers["Location"]) == (302, again.headers["Location"])
    assert UUID(made.headers["Location"].split("/")[2]) == the_illness().pk
    other = teacher.post(f"/illness/open/{CLASS_11}/", {**sent, "step_id": str(uuid7())})
    assert other.status_code == 409
    stranger = {**sent, "pupil": str(universe.person(CLASS_11 + 1, 4))}
    assert teacher.post(f"/illness/open/{CLASS_11}/", stranger).status_code == 422
