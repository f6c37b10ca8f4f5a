"""The due list, the blind spots, the steps and the ladder as pages."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, COUNTY, DAY, TOWN, Universe
from xiaoan.duties import queries
from xiaoan.duties import services as duties
from xiaoan.duties.models import Override
from xiaoan.duties.pages.spots import overdue
from xiaoan.kernel.actor import Actor

SignedIn = Callable[[str], Client]


def test_the_teacher_sees_what_is_due_and_goes_there(signed_in: SignedIn) -> None:
    page = signed_in("teacher").get("/duties/today/").content.decode()
    assert f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/" in page
    assert "一年级1班" in page


def test_blind_spots_name_the_person_and_the_number(
    signed_in: SignedIn, at: Callable[[str], None]
) -> None:
    at("08:21")
    page = signed_in("officer").get("/duties/blind-spots/").content.decode()
    for text in ("班主任壬", "tel:199", "实验小学", "河口初中"):
        assert text in page
    narrowed = signed_in("officer").get(f"/duties/blind-spots/?unit={TOWN}").content.decode()
    assert "河口初中" not in narrowed
    assert signed_in("liaison").get(f"/duties/blind-spots/?unit={COUNTY}").status_code == 404


def test_the_steps_of_a_duty(
    signed_in: SignedIn, acting: Callable[[str], Actor], universe: Universe
) -> None:
    principal = acting("principal")
    due = queries.duties_on(principal, (CLASS_11, CLASS_11 + 1), DAY, "morning")[0]
    duties.urge(principal, [due.id])
    page = signed_in("principal").get(f"/duties/steps/{due.id}/").content.decode()
    assert "校长戊" in page
    assert signed_in("other_principal").get(f"/duties/steps/{due.id}/").status_code == 404


def test_the_officer_sets_the_ladder(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    here = f"/duties/ladder/{COUNTY}/"
    assert officer.get(here).status_code == 200
    minutes = {"grade_head": "3", "principal": "6", "township_liaison": "9", "bureau_officer": "12"}
    why = {"since": "2026-11-23", "reason": "演练"}
    for bad in ({"principal": "六"}, {"reason": ""}, {"since": "2026-11-22"}, {"since": "x"}):
        assert officer.post(here, {**minutes, **why, **bad}).status_code == 422
    assert Override.objects.count() == 0
    assert officer.post(here, {**minutes, **why}).status_code == 302
    found = Override.objects.order_by("value").values_list("path", "value", "level", "reason")
    assert list(found) == [
        (f"ladder.{role}", int(text), "normal", "演练") for role, text in minutes.items()
    ]
    assert signed_in("principal").get(here).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, ""), (5, "5 分钟"), (119, "119 分钟"), (120, "2 小时"), (47 * 60 + 59, "47 小时"),
     (48 * 60, "2 天"), (28_570, "19 天")],
)  # fmt: skip
def test_by_how_much_it_is_over_is_said_in_what_people_count_in(minutes: int, words: str) -> None:
    assert overdue(dt.timedelta(minutes=minutes)) == words


def test_what_is_overdue_has_its_shape_and_says_by_how_much(
    signed_in: SignedIn, at: Callable[[str], None]
) -> None:
    at("08:40")
    page = signed_in("principal").get("/duties/blind-spots/")
    rows = [row for group in page.context["groups"] for row in group["rows"]]
    assert {row["overdue"] for row in rows} == {"20 分钟"}
    assert page.content.decode().count('<th scope="row"><span class="is-missed">') == len(rows)
