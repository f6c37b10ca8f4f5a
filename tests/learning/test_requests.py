"""What is not collected of families is refused by rule, and let through only by another, by name."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tests.builders import CLASS_11, DAY, PRIMARY
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.learning import services
from xiaoan.learning.models import Request

Acting = Callable[[str], Actor]
NEW = services.NewRequest(uuid7(), PRIMARY, "video", "看看谁在听", DAY)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("video", "refused"),
        ("punch_in", "refused"),
        ("daily_form", "refused"),
        ("other", "allowed"),
    ],
)
def test_by_rule(acting: Acting, what: str, state: str) -> None:
    new = replace(NEW, id=uuid7(), what=what)
    assert [services.ask(acting("principal"), new) for _n in range(2)] == [state, state]
    assert Request.objects.count() == 1
    with pytest.raises(Conflict):
        services.ask(acting("principal"), replace(new, why="另一回事"))


def test_who_may_and_what_is_wrong(acting: Acting) -> None:
    for who, error in (
        ("guardian", NotFound),
        ("other_principal", NotFound),
        ("leader", Forbidden),
    ):
        with pytest.raises(error):
            services.ask(acting(who), NEW)
    for field, value in (
        ("why", " "), ("why", "字" * 301), ("what", "x"), ("until", DAY - dt.timedelta(days=1)),
        ("until", DAY + dt.timedelta(days=121)),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            services.ask(acting("principal"), replace(NEW, **{field: value}))  # type: ignore[arg-type]  # by name
        assert set(refused.value.fields) == {field}


def test_let_through_by_another_with_a_reason(acting: Acting) -> None:
    services.ask(acting("principal"), NEW)
    with pytest.raises(Forbidden):
        services.let_through(acting("principal"), NEW.id, "我说可以")
    for _n in range(2):
        services.let_through(acting("officer"), NEW.id, "音乐考查要看演奏")
    assert Request.objects.get().state == "passed"
    with pytest.raises(Conflict):
        services.let_through(acting("officer"), NEW.id, "别的理由")
    own = replace(NEW, id=uuid7())
    services.ask(acting("officer"), own)
    with pytest.raises(Forbidden):
        services.let_through(acting("officer"), own.id, "我自己说可以")


def test_the_page_says_the_rule(signed_in: Callable[[str], Client]) -> None:
    phone, here = signed_in("teacher"), f"/learning/unit/{CLASS_11}/requests/"
    sent = {"submission_id": str(uuid7()), "what": "punch_in", "why": "要打卡", "until": f"{DAY}"}
    assert phone.post(here, sent).status_code == 302
    page = phone.get(here).content.decode()
    assert "按规定不收" in page
    assert "不强行要求学生每天上网打卡(未核对原文)" in page
    assert (
        phone.post(here, {**sent, "submission_id": str(uuid7()), "until": "x"}).status_code == 422
    )
