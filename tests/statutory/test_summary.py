"""The summary of an event: every figure from what was recorded, nobody's name, and what was learnt."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import DAY, MORNING, Universe
from tests.investigations.events import decision, facts
from tests.measures.orders import an_order, answer
from tests.outbreaks.looks import Acting
from tests.statutory.owed import BUREAU, CDC, event_of, first, sending, settle
from xiaoan.investigations import services as investigations
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.measures import services as measures
from xiaoan.statutory import rules
from xiaoan.statutory import services as statutory
from xiaoan.statutory.queries.summary import summary

Signed = Callable[[str], Client]
At = Callable[[str], None]


def ended(acting: Acting, universe: Universe, at: At) -> UUID:
    """Three vomit; confirmed at nine, reported at ten, disinfected at eleven, closed at noon."""
    event_id = event_of(acting, universe)
    at(f"{DAY}T09:00+08:00")
    investigations.confirm(acting("doctor"), decision(event_id), "norovirus")
    measures.order(acting("doctor"), an_order(universe, event_id))
    at(f"{DAY}T10:00+08:00")
    for recipient in (CDC, BUREAU):
        doctor = acting("doctor")
        statutory.send(doctor, sending(doctor, first(recipient).pk))
    at(f"{DAY}T11:00+08:00")
    measures.carry_out(acting("logistics"), answer(at=MORNING + dt.timedelta(hours=3, minutes=30)))
    at(f"{DAY}T12:00+08:00")
    investigations.close(acting("doctor"), decision(event_id, "72 小时没有新病例"))
    settle(event_id)
    return event_id


def test_each_step_with_how_long_it_took(acting: Acting, universe: Universe, at: At) -> None:
    event_id = ended(acting, universe, at)
    found = summary(acting("doctor"), event_id)
    detected = found.event.head.detected_at
    hours = {one.kind: one.after for one in found.milestones}
    told = {kind: None if after is None else detected + after for kind, after in hours.items()}
    day = dt.datetime.combine(DAY, dt.time(), detected.astimezone(MORNING.tzinfo).tzinfo)
    assert told == {
        "detected": detected, "confirmed": day + dt.timedelta(hours=9),
        "ordered": day + dt.timedelta(hours=9), "reported": day + dt.timedelta(hours=10),
        "carried_out": day + dt.timedelta(hours=11), "suspended": None,
        "closed": day + dt.timedelta(hours=12),
    }  # fmt: skip
    assert (found.days, found.days_to_detection) == (1, 0)
    assert [(one.kind, one.state, one.is_late) for one in found.measures] == [
        ("disinfect", "done", False)
    ]
    assert sorted((one.recipient, one.kind, one.state) for one in found.reports) == [
        (CDC, "closing", "due"), (CDC, "first", "sent"), (BUREAU, "closing", "due"),
        (BUREAU, "first", "sent"),
    ]  # fmt: skip


def test_the_page_sums_up_and_names_nobody(
    acting: Acting, signed_in: Signed, universe: Universe, at: At
) -> None:
    event_id = ended(acting, universe, at)
    page = signed_in("principal").get(f"/statutory/events/{event_id}/")
    lines = dict(page.context["lines"])
    assert lines["病例"] == "3 例(疑似 3、临床诊断 0、确诊 0、排除 0、已移出 0)"
    assert lines["结案依据"] == "72 小时没有新病例"
    tables = {title: rows for title, _note, _head, rows in page.context["tables"]}
    assert tables["按发病日"] == [["11月23日(周一)", "3"]]
    assert tables["罹患率"][0] == ["一年级1班", "3", "10", "30.0%"]
    assert tables["停课"] == []
    text = page.content.decode()
    assert "测试生" not in text
    # The curve is drawn, and its table stands beside it; so do the shares.
    assert (
        page.context["curve"]["title"]
        == "11月23日(周一) 到 11月23日(周一) 共 3 例,11月23日(周一) 最多,3 例"
    )
    assert (text.count('<svg role="img"'), text.count('class="s0"')) == (1, 2)
    assert [(one.name, one.ill, one.people) for one in page.context["shares"]] == [
        ("一年级1班", 3, 10), ("一年级", 3, 20),
    ]  # fmt: skip


def test_the_document_says_the_same(
    acting: Acting, signed_in: Signed, universe: Universe, at: At
) -> None:
    event_id = ended(acting, universe, at)
    investigations.learn(acting("doctor"), decision(event_id, "第一例呕吐时就该消毒。"))
    answer_ = signed_in("officer").get(f"/statutory/events/{event_id}/?file=docx")
    with zipfile.ZipFile(io.BytesIO(answer_.content)) as found:
        text = found.read("word/document.xml").decode()
    for said in ("每一步用了多久", "72 小时没有新病例", "30.0%", "第一例呕吐时就该消毒。"):
        assert said in text
    assert "测试生" not in text


def test_without_the_right_to_see_reports_it_says_so(
    acting: Acting, signed_in: Signed, universe: Universe, at: At
) -> None:
    event_id = ended(acting, universe, at)
    page = signed_in("grade_head").get(f"/statutory/events/{event_id}/")
    tables = {title: (note, rows) for title, note, _head, rows in page.context["tables"]}
    assert tables["法定报告"] == ("您的岗位看不到报告,这里不列。", [])
    assert [row[0] for row in tables["每一步用了多久"][1]] == [
        "首例发病", "发现(信号)", "核实", "首项措施布置", "首项措施办结", "决定停课", "结案",
    ]  # fmt: skip


def test_of_a_running_event_it_is_for_now(
    acting: Acting, signed_in: Signed, universe: Universe
) -> None:
    event_id = event_of(acting, universe)
    page = signed_in("doctor").get(f"/statutory/events/{event_id}/")
    assert page.context["is_over"] is False
    assert "还没有结案" in page.content.decode()
    assert summary(acting("doctor"), event_id).milestones[-1] == rules.Milestone(
        "closed", None, None
    )
    with pytest.raises(NotFound):
        summary(acting("other_principal"), event_id)


def test_lessons_are_written_when_it_is_over_and_stay(
    acting: Acting, universe: Universe, at: At
) -> None:
    event_id = event_of(acting, universe)
    early = decision(event_id, "太早")
    with pytest.raises(Conflict):
        investigations.learn(acting("doctor"), early)
    investigations.confirm(acting("doctor"), decision(event_id), "norovirus")
    investigations.close(acting("doctor"), decision(event_id))
    for wrong in (decision(event_id, ""), decision(event_id, "长" * 2001)):
        with pytest.raises(Invalid):
            investigations.learn(acting("doctor"), wrong)
    own = decision(event_id, "不是我的")
    with pytest.raises(Forbidden):
        investigations.learn(acting("grade_head"), own)
    told = decision(event_id, "通风不够。")
    for _twice in range(2):
        investigations.learn(acting("doctor"), told)
    investigations.learn(acting("principal"), decision(event_id, "长" * 2000))
    found = summary(acting("doctor"), event_id)
    assert [one.reason for one in found.lessons] == ["通风不够。", "长" * 2000]
    assert facts()[-2:] == ["lessons_written", "lessons_written"]
