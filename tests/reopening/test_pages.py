"""Pages of opening dates: form, last look, confirmation, what a school sees."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import JUNIOR, PRIMARY, TOWN
from tests.outbreaks.looks import Acting
from tests.reopening.states import MONDAY, THURSDAY, decided, line, proposed
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave

SignedIn = Callable[[str], Client]


def form(**fields: Any) -> dict[str, Any]:
    return {
        "submission_id": str(uuid7()), "looked_at": clock.now().isoformat(), "act": "look",
        "document": "青教发〔2026〕12号", "note": "带口罩", "reason": "", **fields,
    }  # fmt: skip


def post(pages: Client, fields: dict[str, Any]) -> tuple[int, str]:
    answer = pages.post("/reopening/new/", fields)
    return answer.status_code, answer.content.decode()


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    pages = signed_in("officer")
    fields = form(
        **{
            "day-primary": "2026-11-28", "day-junior": "后天", "what-senior": "gone",
            "what-kindergarten": "held", "day-kindergarten": "2026-11-30",
        },
        document="", note="带口罩<b>", units=[str(TOWN)],
    )  # fmt: skip
    status, page = post(pages, fields)
    assert status == 422
    assert 'id="day-junior-fault">日期看不懂。请按“2026-11-23”填写。' in page
    assert 'id="day-senior-fault">请从列表中选一项。' in page
    assert 'id="day-kindergarten-fault">填了日期又选了“暂缓,日期另行通知”。请只留一样。' in page
    assert 'value="2026-11-28"' in page
    assert "带口罩&lt;b&gt;" in page
    assert f'value="{TOWN}" checked' in page
    status, page = post(pages, form(**{"day-primary": "2026-11-28"}, document=""))
    assert status == 422
    assert 'id="day-primary-fault">2026-11-28 在青禾县的校历上不上课(周末)。' in page
    assert 'id="document-fault">请填写。' in page


def test_from_the_form_to_the_school(signed_in: SignedIn) -> None:
    officer, leader = signed_in("officer"), signed_in("leader")
    fields = form(**{"day-primary": MONDAY.isoformat(), "day-primary_final": THURSDAY.isoformat()})
    status, page = post(officer, fields)
    assert status == 200
    assert "最后看一遍" in page
    assert "小学六年级会晚于小学开学" in page
    assert post(officer, {**fields, "act": "again"})[0] == 200
    made = officer.post("/reopening/new/", {**fields, "act": "propose"})
    assert made.status_code == 302
    url = made.headers["Location"]
    assert officer.post("/reopening/new/", {**fields, "act": "propose"}).headers["Location"] == url
    assert "等待另一个人确认" in officer.get(url).content.decode()
    own = officer.post(f"{url}?act=decide", {"submission_id": str(uuid7())})
    assert own.status_code == 403
    assert "/reopening/proposals/" in leader.get("/duties/today/").content.decode()
    wrong = leader.post(f"{url}?act=refuse", {"submission_id": str(uuid7()), "why": ""})
    assert (wrong.status_code, "请填写。" in wrong.content.decode()) == (422, True)
    assert leader.post(f"{url}?act=decide", {"submission_id": str(uuid7())}).status_code == 302
    assert leader.post(f"{url}?act=decide", {"submission_id": str(uuid7())}).status_code == 409
    page = signed_in("principal").get("/reopening/").content.decode()
    assert "实验小学" in page
    assert "11月30日(周一)" in page
    assert signed_in("principal").get(f"/reopening/{JUNIOR}/").status_code == 404
    history = signed_in("principal").get(f"/reopening/{PRIMARY}/").content.decode()
    assert "第 1 次决定" in history


def test_what_was_decided_while_the_form_was_open_is_not_overwritten(
    signed_in: SignedIn, acting: Acting
) -> None:
    pages = signed_in("officer")
    fields = form(
        **{"day-primary": THURSDAY.isoformat()},
        looked_at=(clock.now() - dt.timedelta(minutes=5)).isoformat(),
    )
    decided(acting)
    leave()
    status, page = post(pages, fields)
    assert status == 422
    assert "已在 2026-11-23 07:30 决定为“2026-11-30”" in page
    status, page = post(pages, {**fields, "looked_at": clock.now().isoformat()})
    assert status == 422
    assert "请写明原因" in page


@pytest.mark.parametrize("times", [1, 3])
def test_lists_cost_the_same_however_long(
    signed_in: SignedIn,
    acting: Acting,
    times: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for no in (PRIMARY, TOWN, JUNIOR)[:times]:
        stage = "junior" if no == JUNIOR else "primary"
        decided(acting, line(stage, MONDAY, no))
        proposed(acting, line(stage, THURSDAY, no, 1))
    leave()
    pages = signed_in("officer")
    for url in ("/reopening/", "/reopening/proposals/"):
        pages.get(url)
        with django_assert_num_queries(COSTS[url]):
            assert pages.get(url).status_code == 200


COSTS = {"/reopening/": 9, "/reopening/proposals/": 7}
