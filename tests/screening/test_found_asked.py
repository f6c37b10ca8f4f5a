"""What the county asks besides that a missing boarder was found."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, DAY, ROOM_1, Universe
from tests.duties.evidence import ask_for
from tests.screening.test_rounds import WHOLE, Acting, At, gone, round_of
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening
from xiaoan.screening.models import Missing


def test_how_a_boarder_was_found_is_asked_if_the_county_does(
    acting: Acting, universe: Universe, at: At, signed_in: Callable[[str], Client]
) -> None:
    enter(BUILDER)
    screening.open_rounds(BUILDER, DAY, WHOLE)
    ask_for(acting, "screening.missing_boarder", "note")
    at("22:40")
    screening.submit_round(acting("keeper"), round_of(ROOM_1, gone(universe)))
    missing = Missing.objects.get()
    with pytest.raises(Invalid) as refused:
        screening.found_boarder(acting("teacher_71"), missing.pk, screening.Found("home"))
    assert refused.value.fields == {"note": "missing"}
    leave()
    here, teacher = f"/screening/missing/{missing.pk}/", signed_in("teacher_71")
    assert 'name="note" value="" maxlength="200" autocomplete="off" required' in (
        teacher.get(here).content.decode()
    )
    page = teacher.post(here, {"where": "home", "note": " "})
    assert (page.status_code, 'id="note-fault"' in page.content.decode()) == (422, True)
    assert 'value="home" required checked' in page.content.decode()
    assert teacher.post(here, {"where": "home", "note": "母亲接回"}).status_code == 302
