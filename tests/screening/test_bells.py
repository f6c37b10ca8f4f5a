"""The bells of a school day: the county's or a school's own, a line each."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, JUNIOR, PRIMARY
from xiaoan.directory import queries
from xiaoan.directory import services as directory
from xiaoan.directory.models import Bell as Row
from xiaoan.directory.rules.bells import MOST_BELLS, Bell, bell_faults
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.screening import forms

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HERE = f"/screening/calendar/{PRIMARY}/bells/"


def bell(name: str, times: str) -> Bell:
    starts, _, ends = times.partition("-")
    return Bell(name, dt.time.fromisoformat(starts), dt.time.fromisoformat(ends))


FIRST, SECOND = bell("第一节", "08:30-09:10"), bell("第二节", "09:20-10:00")


@pytest.mark.parametrize(
    ("bells", "faults"),
    [
        ([FIRST, SECOND], {}),
        ([FIRST, bell("第二节", "09:10-09:50")], {}),
        ([], {0: "none"}),
        ([bell(f"{n}", f"{n // 2:02d}:{n % 2 * 30:02d}-23:59") for n in range(31)], {0: "many"}),
        ([SECOND, FIRST], {1: "overlap"}),
        ([FIRST, bell("第一节", "09:20-10:00")], {1: "twice"}),
        ([bell("第一节", "09:10-08:30")], {0: "order"}),
        ([bell("", "08:30-09:10"), bell("节" * 21, "09:20-10:00")], {0: "name", 1: "name"}),
        ([bell("第\u202e节", "08:30-09:10")], {0: "name"}),
    ],
)
def test_what_is_wrong_with_bells(bells: list[Bell], faults: dict[int, str]) -> None:
    assert bell_faults(bells) == faults


def test_the_nearest_unit_decides(acting: Acting) -> None:
    officer = acting("officer")
    assert directory.set_bells(officer, COUNTY, "primary", [FIRST, SECOND])
    assert not directory.set_bells(officer, COUNTY, "primary", [FIRST, SECOND])
    principal = acting("principal")
    assert queries.bells_at(CLASS_11) == {"primary": (COUNTY, [FIRST, SECOND])}
    assert directory.set_bells(principal, PRIMARY, "primary", [SECOND])
    assert queries.bells_at(CLASS_11) == {"primary": (PRIMARY, [SECOND])}
    assert directory.clear_bells(principal, PRIMARY, "primary")
    assert not directory.clear_bells(principal, PRIMARY, "primary")
    assert queries.bells_at(CLASS_11) == {"primary": (COUNTY, [FIRST, SECOND])}
    enter(BUILDER)
    kinds = Entry.objects.filter(kind__startswith="directory.bells").order_by("pk")
    assert list(kinds.values_list("kind", "body")) == [
        ("directory.bells_set", '{"bells":2,"stage":"primary"}'),
        ("directory.bells_set", '{"bells":1,"stage":"primary"}'),
        ("directory.bells_cleared", '{"stage":"primary"}'),
    ]


def test_bells_are_set_only_where_one_may(acting: Acting) -> None:
    for name, unit_no, refusal in (
        ("doctor", PRIMARY, Forbidden), ("principal", JUNIOR, NotFound),
        ("principal", COUNTY, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            directory.set_bells(acting(name), unit_no, "primary", [FIRST])
        with pytest.raises(refusal):
            directory.clear_bells(acting(name), unit_no, "primary")
    for unit_no, stage in ((CLASS_11, "primary"), (PRIMARY, "university")):
        with pytest.raises(Invalid) as refused:
            directory.set_bells(acting("officer"), unit_no, stage, [FIRST])
        assert refused.value.fields == {"stage": "unknown"}
    assert Row.objects.count() == 0


@pytest.mark.parametrize(
    "line",
    ["第一节 08:30-09:10", "第一节  8:30 – 9:10", "第一节 0830至0910", "第一节 8：30到9：10"],
)
def test_a_line_as_people_type_it(line: str) -> None:
    assert forms.read_bells(f"\n {line} \n\n") == [FIRST]
    assert forms.bell_line(FIRST) == "第一节 08:30-09:10"


def test_lines_that_cannot_be_read_are_named_and_kept(signed_in: SignedIn) -> None:
    principal = signed_in("principal")
    text = "第一节 08:30-09:10\n课间\n第二节 9点-10点\n第三节 25:00-26:00"
    refused = principal.post(HERE, {"stage": "primary", "bells": text})
    assert refused.status_code == 422
    assert refused.context["errors"] == [
        "第 2 行“课间”:请写成“第一节 08:30-09:10”这样。",
        "第 3 行“第二节 9点-10点”:请写成“第一节 08:30-09:10”这样。",
        "第 4 行“第三节 25:00-26:00”:请写成“第一节 08:30-09:10”这样。",
    ]
    assert refused.context["stages"][0]["text"] == text
    backwards = principal.post(HERE, {"stage": "primary", "bells": "晚自习 21:00-19:00"})
    assert backwards.context["errors"] == ["第 1 行“晚自习”:开始要早于结束。"]
    many = "\n".join(f"第{n}段 00:{n:02d}-00:{n + 1:02d}" for n in range(MOST_BELLS + 1))
    assert principal.post(HERE, {"stage": "primary", "bells": many}).context["errors"] == [
        "最多 30 行。"
    ]
    assert Row.objects.count() == 0


def test_a_principal_sets_the_bells_and_goes_back(signed_in: SignedIn) -> None:
    principal = signed_in("principal")
    given = {"stage": "primary", "bells": "早读 08:00-08:20\n第一节 08:30-09:10"}
    for _again in range(2):
        assert principal.post(HERE, given).status_code == 302
    (stage,) = principal.get(HERE).context["stages"]
    assert (stage["own"], stage["text"]) == (True, given["bells"])
    doctor = signed_in("doctor").get(HERE)
    assert (doctor.status_code, "早读" in doctor.content.decode()) == (200, True)
    assert principal.post(HERE, {"stage": "primary", "action": "clear"}).status_code == 302
    assert Row.objects.count() == 0
    assert "bells/" in principal.get(f"/screening/calendar/{PRIMARY}/").content.decode()
