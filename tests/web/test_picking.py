"""A box of all rows of a list works without scripts: it names the rows it was shown with."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

import xiaoan
from tests.builders import PRIMARY
from xiaoan.web.picking import picked

ROOT = Path(xiaoan.__file__).parent
# Its form has the address of a whole filter: "all" without a list of rows (duties:act).
_BY_FILTER = {"duties/templates/duties/blind_spots.html"}


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ("", []),
        ("due=a&due=b", ["a", "b"]),
        ("due-all=a,b,c,", ["a", "b", "c"]),
        ("due=b&due=a&due-all=a,b,c,&due-all=d,", ["b", "a", "c", "d"]),
        ("due-all=,,&other-all=x", []),
    ],
)
def test_each_row_is_picked_once(sent: str, found: list[str]) -> None:
    assert picked(QueryDict(sent), "due") == found


def test_every_box_of_all_says_to_the_server_what_it_stands_for() -> None:
    silent = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("templates/**/*.html")
        for box in re.findall(r"<input[^>]*\sdata-all\b.*?>", path.read_text(encoding="utf-8"))
        if 'name="' not in box
    }
    assert silent == _BY_FILTER


def test_all_unreported_classes_are_urged_by_one_box(
    signed_in: Callable[[str], Client], at: Callable[[str], None]
) -> None:
    at("09:30")
    desk = signed_in("principal")
    page = desk.get(reverse("screening:school", args=[PRIMARY])).content.decode()
    box = re.search(r'data-all name="duty-all" value="([^"]+)"', page)
    assert box is not None
    rows = re.findall(r'name="duty" value="([^"]+)"', page)
    assert (box[1].strip(",").split(","), "hidden><label" in page) == (rows, False)
    sent = {"duty-all": box[1], "day": "", "slot": "morning"}
    answer = desk.post(reverse("screening:urge", args=[PRIMARY]), sent, follow=True)
    assert f"{len(rows)}" in answer.content.decode()
    assert answer.status_code == 200
