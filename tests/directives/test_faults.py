"""A fault stands at its field, in the form that was sent, and what was typed is still there."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.builders import BUILDER, COUNTY, PRIMARY, Universe
from tests.directives.states import DUE, a_directive, a_report, a_task, issued, part
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Circular, Task
from xiaoan.duties import services as duties
from xiaoan.duties.rules import answering
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

SignedIn = Callable[[str], Client]


def faults(response: Any) -> list[str]:
    """The ids of the faults that the page names at its fields; each is pointed to by a control."""
    page = response.content.decode()
    found = re.findall(r'class="field-error" id="([^"]+)"', page)
    assert all(f'aria-describedby="{one}"' in page for one in found)
    return [one.removesuffix("-fault") for one in found]


def task(universe: Universe, **other: Any) -> dict[str, Any]:
    return {
        "submission_id": str(uuid7()), "text": "自查任务", "evidence": "自查表",
        "due_at": f"{DUE:%Y-%m-%dT%H:%M}", "checker_id": str(universe.users["officer"].pk),
        "level": "school", "units": [str(COUNTY)], **other,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"text": " "}, "task-text"), ({"due_at": "2020-01-01T08:00"}, "task-due_at"),
        ({"due_at": "x"}, "task-due_at"), ({"checker_id": ""}, "task-checker_id"),
        ({"units": []}, "task-units"), ({"level": "x"}, "task-level"),
    ],
)  # fmt: skip
def test_a_task(
    acting: Acting, signed_in: SignedIn, universe: Universe, bad: dict[str, Any], field: str
) -> None:
    directive_id = services.register(acting("officer"), a_directive())
    leave()
    response = signed_in("officer").post(
        f"/directives/{directive_id}/?act=put", task(universe, **bad)
    )
    assert (response.status_code, faults(response)) == (422, [field])
    assert 'value="自查表"' in response.content.decode()


def test_a_units_own_deadline_change_and_withdrawal(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    officer_ = acting("officer")
    directive_id = services.register(officer_, a_directive())
    for _n in range(2):
        services.put_task(officer_, a_task(universe, directive_id))
    task_id = Task.objects.order_by("no")[1].pk
    leave()
    officer, here = signed_in("officer"), f"/directives/{directive_id}/"
    given = {"task_id": str(task_id), "unit_no": str(PRIMARY), "unit_due_at": "", "why": "停电"}
    response = officer.post(f"{here}?act=unit_due", given)
    assert faults(response) == ["unit-due"]
    assert response.content.decode().count('value="停电"') == 1
    response = officer.post(f"{here}?act=withdraw", {"submission_id": str(uuid4()), "why": " "})
    assert faults(response) == ["withdraw-why"]


@pytest.mark.parametrize("field", ["title", "text", "reason"])
def test_a_change(acting: Acting, signed_in: SignedIn, universe: Universe, field: str) -> None:
    directive_id = issued(acting, universe)
    leave()
    given = {
        "submission_id": str(uuid7()), "base": "1", "title": "新标题", "text": "新正文",
        "reason": "有误",
    }  # fmt: skip
    response = signed_in("officer").post(
        f"/directives/{directive_id}/?act=change", {**given, field: ""}
    )
    assert faults(response) == [f"change-{field}"]
    left = [
        one for name, one in given.items() if name in ("title", "text", "reason") and name != field
    ]
    assert all(one in response.content.decode() for one in left)


@pytest.mark.parametrize("field", ["title", "held_on", "place", "chair"])
def test_a_meeting(signed_in: SignedIn, field: str) -> None:
    given = {
        "submission_id": str(uuid7()), "unit_no": str(COUNTY), "title": "县防控会议",
        "held_on": "2026-11-23", "place": "会议室", "chair": "主持甲", "attended": "参加乙",
        "minutes": "纪要丙",
    }  # fmt: skip
    response = signed_in("officer").post("/directives/meetings/new/", {**given, field: ""})
    assert (response.status_code, faults(response)) == (422, [f"meeting-{field}"])
    assert "纪要丙" in response.content.decode()


def test_what_a_circular_is_about_is_ticked(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    directive_id = issued(acting, universe)
    leave()
    officer, here = signed_in("officer"), "/directives/circulars/"
    page = officer.get(here).content.decode()
    assert "multiple" not in page
    assert f'type="checkbox" name="directive_ids" value="{directive_id}"' in page
    given = {"submission_id": str(uuid7()), "unit_no": str(COUNTY), "title": "一期通报"}
    response = officer.post(here, given)
    assert faults(response) == ["directive_ids"]
    assert 'value="一期通报"' in response.content.decode()
    response = officer.post(here, {**given, "title": "", "directive_ids": [str(directive_id)]})
    assert faults(response) == ["title"]
    assert f'value="{directive_id}" checked' in response.content.decode()
    assert officer.post(here, {**given, "directive_ids": [str(directive_id)]}).status_code == 302
    enter(BUILDER)
    pk = Circular.objects.get().pk
    leave()
    sent = {"submission_id": str(uuid7()), "base": "0", "title": "", "text": "写了的正文"}
    response = officer.post(f"{here}{pk}/?act=edit", sent)
    assert faults(response) == ["title"]
    assert "写了的正文" in response.content.decode()


def test_the_county_asks_for_a_paper_with_every_report(acting: Acting, universe: Universe) -> None:
    directive_id = issued(acting, universe)
    one = duties.SetAnswering(
        uuid7(), "directives.carry_out", "normal",
        answering.Choice(clock.now(), evidence=("file",)), "要有佐证", clock.today(), {},
    )  # fmt: skip
    assert duties.ask_answering(acting("officer"), COUNTY, one) == "set"
    target = part(directive_id, PRIMARY)
    with pytest.raises(Invalid) as refused:
        services.report(acting("principal"), a_report(target))
    assert refused.value.fields == {"files": "missing"}
    services.report(acting("principal"), a_report(target, "doing"))
