"""What is asked besides that a duty is done is the county's to set, where the app of the kind can take it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, TOWN
from tests.duties.evidence import Acting, ask_for, asking
from xiaoan.duties import queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries import evidence, kinds
from xiaoan.duties.rules import answering
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import enter

SignedIn = Callable[[str], Client]
SPOT = "verification.spot_check"


def test_only_what_an_app_can_take_is_offered() -> None:
    offered = {one.code: set(one.asks) for one in kinds.kinds() if one.asks}
    assert offered == {
        "screening.missing_boarder": {"note"},
        "measures.do": {"file"},
        "inspections.rectify": {"file"},
        "verification.clear": {"file", "second"},
        "verification.spot_check": {"file", "second"},
        "directives.carry_out": {"file"},
        "directives.township_carry_out": {"file"},
    }
    assert set().union(*offered.values()) <= set(kinds.ASKS)


def test_more_needs_nobody_else_and_less_does(acting: Acting) -> None:
    ask_for(acting, SPOT, "file")
    assert evidence.asked(SPOT, CLASS_11) == {"file"}
    other = asking(SPOT, "second")
    assert duties.ask_answering(acting("officer"), COUNTY, other) == "asked"
    assert evidence.asked(SPOT, CLASS_11) == {"file"}
    duties.decide_answering(acting("leader"), other.id, confirmed=True)
    assert evidence.asked(SPOT, CLASS_11) == {"second"}
    none = asking(SPOT)
    assert duties.ask_answering(acting("officer"), COUNTY, none) == "asked"
    duties.decide_answering(acting("leader"), none.id, confirmed=True)
    assert evidence.asked(SPOT, CLASS_11) == set()


def test_a_township_that_asks_for_less_than_the_county_needs_one_too(acting: Acting) -> None:
    ask_for(acting, SPOT, "file")
    alone = replace(
        asking(SPOT, "second"),
        choice=answering.Choice(dt.datetime.now(dt.UTC), evidence=("second",)),
    )
    assert duties.ask_answering(acting("officer"), TOWN, alone) == "asked"


def test_a_higher_level_asks_what_a_lower_one_does_from_the_day_it_names(acting: Acting) -> None:
    ask_for(acting, SPOT, "file")
    later = replace(asking(SPOT, "second", level="II"), since=DAY + dt.timedelta(days=3))
    assert duties.ask_answering(acting("officer"), COUNTY, later) == "set"
    enter(BUILDER)
    force = queries.ladders()
    then = dt.datetime.combine(later.since, dt.time(12), dt.UTC)
    assert force.evidence(SPOT, CLASS_11, "I") == ("file",)
    assert force.evidence(SPOT, CLASS_11, "I", then) == ("file", "second")
    assert force.evidence(SPOT, CLASS_11, "IV", then) == ("file",)


@pytest.mark.parametrize("kind", ["screening.rollcall", "statutory.report"])
def test_what_an_app_cannot_take_is_refused(acting: Acting, kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        duties.ask_answering(acting("officer"), COUNTY, asking(kind, "note"))
    assert list(refused.value.fields) == ["evidence"]


def test_the_page_shows_what_would_be_asked_and_keeps_what_is(
    acting: Acting, signed_in: SignedIn
) -> None:
    here = f"/duties/kinds/{COUNTY}/{SPOT}/"
    officer = signed_in("officer")
    page = officer.get(here)
    given = {name: value for name, value in page.context["given"].items() if value is not None}
    sent = {
        **given,
        "level": "normal",
        "reason": "要有凭据",
        "evidence": ["file"],
        "what": "preview",
    }
    looked = officer.post(here, sent)
    assert [one["changes"] for one in looked.context["preview"]["asked"]] == [True] * 5
    assert "不另要材料 → 要凭材料核实" in looked.content.decode()
    seen = looked.context["preview"]["digest"]
    assert officer.post(here, {**sent, "what": "save", "seen": seen}).status_code == 302
    again = officer.get(f"{here}?level=II")
    assert [one["on"] for one in again.context["asks"]] == [True, False]
    assert [row["evidence"] for row in again.context["rows"]] == ["要凭材料核实,写明材料和编号"] * 5
    # Left as it stands it is no change of this level.
    same = {**sent, "level": "II", "submission_id": again.context["given"]["submission_id"]}
    refused = officer.post(here, {**same, "what": "save", "seen": seen})
    assert (refused.status_code, refused.context["error"]) == (422, "和现在的一样,没有改动。")
