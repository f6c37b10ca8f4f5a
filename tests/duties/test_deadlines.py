"""Deadlines that apps reckon are numbers of the catalogue: the county's own, or the law's, which may only be
made shorter."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, PRIMARY
from tests.duties.evidence import Acting, put
from xiaoan.duties import queries, rules
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import enter

SignedIn = Callable[[str], Client]
LAW = {one.path: one for one in rules.VALUES.values() if one.law}


def test_what_the_law_gives() -> None:
    assert {path: (one.most, one.source) for path, one in LAW.items()} == {
        "statutory.report.promptly": (1440, "卫办疾控发〔2006〕65号"),
        "statutory.report.emergency": (120, "突发公共卫生事件应急条例"),
        "investigations.judge.within": (1440, "卫办疾控发〔2006〕65号"),
    }


@pytest.mark.parametrize("path", LAW)
def test_the_law_is_made_shorter_and_never_longer(acting: Acting, path: str) -> None:
    most = LAW[path].most
    with pytest.raises(Invalid, match="法定时限只能改短") as refused:
        put(acting, path, most + 1)
    assert refused.value.fields[f"v-{path}"] == "range"
    put(acting, path, most - 30)
    enter(BUILDER)
    assert queries.ladders().value(path, PRIMARY) == most - 30


def test_the_page_says_what_is_the_laws_and_refuses_at_the_field(signed_in: SignedIn) -> None:
    here = f"/duties/kinds/{COUNTY}/statutory.report/"
    officer = signed_in("officer")
    page = officer.get(here)
    text = page.content.decode()
    assert "法定(卫办疾控发〔2006〕65号),只能改短" in text
    assert "条文写明时限的,照条文,不在这里改:卫办疾控发〔2006〕65号。" in text
    path = "statutory.report.emergency"
    sent = {
        **{name: value for name, value in page.context["given"].items() if value is not None},
        "level": "normal", "reason": "试", f"v-{path}": "180", "what": "preview",
    }  # fmt: skip
    refused = officer.post(here, sent)
    assert (refused.status_code, list(refused.context["fields"])) == (422, [f"v-{path}"])
    assert refused.context["error"] == "法定时限只能改短。请填 5 到 120 的整数(分钟)。"
    assert 'value="180"' in refused.content.decode()
    looked = officer.post(here, sent | {f"v-{path}": "60"})
    assert looked.context["preview"]["numbers"][0]["levels"][0]["after"] == "60 分钟"


@pytest.mark.parametrize("path", ["verification.spot_check.within", "directives.read.within"])
def test_no_days_are_no_deadline(acting: Acting, path: str) -> None:
    with pytest.raises(Invalid):
        put(acting, path, 0)
    put(acting, path, 1)
    enter(BUILDER)
    assert queries.ladders().days(path, CLASS_11).days == 1
