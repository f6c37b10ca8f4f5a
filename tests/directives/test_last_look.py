"""A circular goes out in the words on the screen, never with the gap of its draft, after a last look."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, COUNTY, PRIMARY, Universe
from tests.directives.states import issued
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Circular
from xiaoan.directives.queries.drafting import is_unfinished
from xiaoan.journal.models import Entry as Fact
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

SignedIn = Callable[[str], Client]


def a_draft(acting: Acting, universe: Universe) -> Circular:
    found = issued(acting, universe)
    services.draft(acting("officer"), services.NewCircular(uuid7(), COUNTY, "通报", (found,)))
    return kept()


def kept() -> Circular:
    enter(BUILDER)
    found = Circular.objects.get()
    leave()
    return found


def said(text: str, **other: object) -> dict[str, object]:
    return {"submission_id": str(uuid7()), "base": "0", "title": "通报", "text": text, **other}


def test_what_is_on_the_screen_goes_out(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    row, officer = a_draft(acting, universe), signed_in("officer")
    url = f"/directives/circulars/{row.pk}/"
    looked = officer.post(f"{url}?act=look", said("刚改的话", units=[str(PRIMARY)]))
    shown = looked.content.decode()
    assert (looked.status_code, "刚改的话" in shown, "将印发给 1 个单位" in shown) == (
        200,
        True,
        True,
    )
    assert (kept().state, kept().text) == ("draft", row.text)
    back = officer.post(f"{url}?act=again", said("刚改的话", units=[str(PRIMARY)]))
    assert (back.status_code, "刚改的话" in back.content.decode()) == (200, True)
    sent = officer.post(f"{url}?act=issue", said("刚改的话", units=[str(PRIMARY)]))
    assert (sent.status_code, kept().state, kept().text) == (302, "issued", "刚改的话")
    enter(BUILDER)
    about = Fact.objects.filter(kind="directives.circular_drafted").order_by("n")
    assert [json.loads(one.body)["how"] for one in about] == ["draft", "edit"]


@pytest.mark.parametrize("act", ["look", "issue"])
def test_the_gap_of_a_draft_does_not_go_out(
    signed_in: SignedIn, acting: Acting, universe: Universe, act: str
) -> None:
    row = a_draft(acting, universe)
    url = f"/directives/circulars/{row.pk}/?act={act}"
    response = signed_in("officer").post(url, said(f"我的前言。{row.text}"))
    text = response.content.decode()
    assert (response.status_code, "请写好或删去" in text, "我的前言。" in text) == (422, True, True)
    assert kept().state == "draft"


@pytest.mark.parametrize(
    ("text", "found"),
    [("(由印发人填写)", True), ("(由印發人填寫)", True), ("请继续抓好。", False)],
)
def test_the_gap_in_each_language(text: str, found: bool) -> None:
    assert is_unfinished(text) is found


def test_counting_anew_keeps_what_was_typed(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    row = a_draft(acting, universe)
    url = f"/directives/circulars/{row.pk}/?act=recount"
    assert signed_in("officer").post(url, said("没有保存的话")).status_code == 302
    assert kept().text == "没有保存的话"


def test_whoever_cannot_issue_does_not_look(acting: Acting, universe: Universe) -> None:
    row = a_draft(acting, universe)
    given = services.Edit(uuid7(), row.pk, 0, "通报", "")
    with pytest.raises(Invalid) as refused:
        services.look_at_circular(acting("officer"), given, ())
    assert refused.value.fields == {"text": "missing"}


def test_taking_a_circular_away_is_a_fact(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    row = a_draft(acting, universe)
    assert signed_in("officer").get(f"/directives/circulars/{row.pk}/?file=docx").status_code == 200
    enter(BUILDER)
    fact = Fact.objects.get(kind="directives.circular_taken")
    who = str(universe.users["officer"].pk)
    assert (json.loads(fact.body)["circular_id"], fact.actor) == (str(row.pk), who)
