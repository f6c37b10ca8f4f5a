"""网课 and 学习三率 say the same of viewing, each with its denominator, and lead to each other."""

import re
from collections.abc import Callable

from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY
from xiaoan.directory import rules as numbering
from xiaoan.kernel.scope import enter, leave
from xiaoan.lessons.models import Day

SignedIn = Callable[[str], Client]


def _viewed() -> None:
    """49 of 54 of the lessons that were reported; 60 seats more of which nobody has said anything."""
    enter(BUILDER)
    for no, subject, reported, watched, missed, unknown in (
        (CLASS_11, "maths", 1, 49, 5, 0), (CLASS_12, "english", 0, 0, 0, 60),
    ):  # fmt: skip
        Day.objects.create(
            school_id=numbering.school_of(no), unit_no=no, day=DAY, subject=subject, lessons=1,
            reported=reported, minutes=40, due=watched + missed + unknown, watched=watched,
            missed=missed, unknown=unknown,
        )  # fmt: skip
    leave()


def _rates(page: str) -> set[str]:
    return set(re.findall(r"<small>([\d,]+/[\d,]+)</small>", page))


def test_both_pages_say_both_rates_and_lead_to_each_other(signed_in: SignedIn) -> None:
    _viewed()
    principal = signed_in("principal")
    lessons = principal.get("/lessons/").content.decode()
    learning = principal.get(f"/learning/unit/{PRIMARY}/").content.decode()
    whole = lessons[lessons.index("<tfoot>") : lessons.index("</tfoot>")]
    assert _rates(whole) == {"49/114", "49/54"}
    said = learning[learning.index('id="rows"') :]
    said = said[: said.index("<form")]
    assert _rates(said) == {"49/114", "49/54"}
    assert "没有报的 60 人次算未知" in said
    assert f"/lessons/?day={DAY}" in said
    assert f"/learning/?by=day&amp;day={DAY}" in lessons
    assert principal.get(f"/lessons/?day={DAY}").status_code == 200
    assert (
        "看当天的网课" not in principal.get(f"/learning/unit/{PRIMARY}/?by=week").content.decode()
    )


def test_the_bureau_sees_the_same(signed_in: SignedIn) -> None:
    _viewed()
    page = signed_in("officer").get("/lessons/").content.decode()
    assert _rates(page[page.index("<tfoot>") : page.index("</tfoot>")]) == {"49/114", "49/54"}
