"""Well, and of an illness: one question. Well, and absent sick today: shown to who answers for the class."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, Universe, sent, sick
from tests.surveys.made import given, opened
from tests.surveys.test_pages import form, text
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening
from xiaoan.surveys import rules, services
from xiaoan.surveys.models import Answer, Tally

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
BOTH: dict[str, Any] = {"condition": "well", "categories": ("gastro",)}


@pytest.mark.parametrize(
    ("condition", "codes", "doubtful"),
    [
        ("well", ("gastro",), ("gastro",)), ("well", ("household",), ()), ("well", (), ()),
        ("symptoms", ("gastro", "rash"), ()), ("well", ("rash", "gastro"), ("gastro", "rash")),
    ],
)  # fmt: skip
def test_what_cannot_both_be_so(
    condition: str, codes: tuple[str, ...], doubtful: tuple[str, ...]
) -> None:
    assert rules.doubt(rules.Said("home", condition, codes)) == doubtful


def test_it_is_asked_once_and_then_taken(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    teacher, wanted = acting("teacher"), given(row, universe.person(CLASS_11, 2), **BOTH)
    with pytest.raises(services.Doubtful) as asked:
        services.answer(teacher, wanted)
    assert (asked.value.status, str(asked.value)) == (422, "选了“健康”,又选了“胃肠炎”,哪一个对?")
    assert Answer.objects.count() == 0
    sure = services.Given(wanted.id, row.pk, wanted.person_id, wanted.said, "", asked.value.sure)
    assert services.answer(teacher, sure).version == 1
    assert services.answer(teacher, sure).version == 1
    other = services.Given(
        wanted.id, row.pk, universe.person(CLASS_11, 3),
        rules.Said("home", "well", ("rash",)), "", asked.value.sure,
    )  # fmt: skip
    with pytest.raises(services.Doubtful):
        services.answer(teacher, other)


def test_a_guardian_is_asked_on_the_page(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    row = opened(acting("officer"))
    guardian = signed_in("guardian")
    where = f"/surveys/answer/{row.pk}/{universe.cast['guardian'].people[0]}/"
    typed = form(categories=["gastro"])
    page = guardian.post(where, typed)
    assert (page.status_code, page.context["doubt"]) == (
        422, "选了“健康”,又选了“胃肠炎”,哪一个对?",
    )  # fmt: skip
    assert "已核对,提交" in text(page)
    again = guardian.post(where, {**typed, "sure": page.context["sure"]})
    assert (again.status_code, again.headers["Location"]) == (302, "/surveys/mine/")


def test_who_is_absent_sick_and_said_to_be_well_is_shown_to_the_teacher(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    row = opened(acting("officer"))
    child = universe.person(CLASS_11, 2)
    services.answer(acting("teacher"), given(row, child))
    enter(BUILDER)
    screening.submit_roll_call(
        BUILDER, sent(CLASS_11, sick(universe.enrolment(CLASS_11, 2), "vomiting"))
    )
    tally = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
    people = signed_in("teacher").get(f"/surveys/sheet/{tally.pk}/").context["people"]
    assert [one["person_id"] for one in people if one["sick_today"]] == [child]
