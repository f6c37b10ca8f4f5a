"""What is signed goes once to whoever reads it above, seen when opened; a remark becomes a directive."""

import datetime as dt
import json
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from tests.builders import (
    CLASS_11,
    CLASS_12,
    COUNTY,
    DAY,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.dailyreports.test_pages import SignedIn, fields, page_of
from tests.dailyreports.test_reports import all_well
from tests.dailyreports.writing import opened, report, signed
from tests.delivery.worlds import switch_on
from tests.outbreaks.looks import Acting
from xiaoan.dailyreports import queries, services, tasks
from xiaoan.dailyreports.models import Order, Reader, Report
from xiaoan.dailyreports.queries import readers
from xiaoan.delivery.models import Batch, Message
from xiaoan.directives.models import Directive
from xiaoan.directives.services import NewDirective
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere, leave
from xiaoan.screening import services as screening

SYSTEM = system("dailyreports")


def told(unit_no: int = PRIMARY, no: int = 1) -> int:
    """What the worker does after signing."""
    return tasks.tell.func(str(report(unit_no).pk), no)


def names(unit_no: int = PRIMARY) -> list[tuple[int, str, bool]]:
    with everywhere("tests"):
        return [
            (one.no, one.post, one.opened_at is not None)
            for one in readers.readers(report(unit_no))
        ]


def test_what_is_signed_is_told_once_by_the_job(universe: Universe, acting: Acting) -> None:
    opened()
    signed(acting("principal"))
    leave()
    assert (told(), told()) == (1, 0)
    assert names() == [(1, "乡镇联络员", False)]
    with everywhere("tests"):
        (one,) = Reader.objects.all()
        assert one.user_id == universe.users["liaison"].pk
        assert Entry.objects.filter(kind="dailyreports.told").count() == 1
        fact = json.loads(Entry.objects.get(kind="dailyreports.told").body)
    assert (fact["no"], fact["people"]) == (1, 1)


def test_a_quiet_school_sends_nothing_its_correction_does(
    universe: Universe, acting: Acting
) -> None:
    all_well(acting)
    opened()
    signed(acting("principal"), zero=True)
    leave()
    assert told() == 0
    with time_machine.travel(MORNING + dt.timedelta(hours=3), tick=False):
        ill = sick(universe.enrolment(CLASS_11, 1), "fever")
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11, ill, base=1, reason="漏记"))
        signed(acting("principal"), why="补记")
        leave()
        assert told(no=2) == 1
    assert [one[0] for one in names()] == [2]


def test_the_county_is_told_of_townships_and_its_leaders_of_the_county(
    universe: Universe, acting: Acting
) -> None:
    opened()
    signed(acting("liaison"), TOWN)
    signed(acting("officer"), COUNTY)
    leave()
    told(TOWN)
    told(COUNTY)
    with everywhere("tests"):
        found = {
            (one.unit_no, one.role, one.user_id) for one in Reader.objects.exclude(unit_no=PRIMARY)
        }
    officer, leader = universe.users["officer"].pk, universe.users["leader"].pk
    assert (TOWN, "bureau_officer", officer) in found
    assert (TOWN, "county_leader", leader) in found
    assert (COUNTY, "county_leader", leader) in found
    assert (COUNTY, "bureau_officer", officer) not in found


def test_a_message_is_a_title_and_a_link(acting: Acting) -> None:
    switch_on(acting("officer"), "email", 9)
    opened()
    signed(acting("principal"))
    leave()
    assert told() == 1
    with everywhere("tests"):
        batch, message = Batch.objects.get(source=queries.SOURCE), Message.objects.get()
    day = DAY.isoformat()
    assert (batch.subject, batch.text) == (
        "日报已签发", f"实验小学 {day} 的日报已签发,请打开查看。",
    )  # fmt: skip
    assert message.link == reverse("dailyreports:report", args=[report().pk])
    assert set(batch.texts) == {"zh-hant", "en"}


def test_opening_is_seen_and_reading_it_elsewhere_is_not(
    acting: Acting, signed_in: SignedIn
) -> None:
    opened()
    signed(acting("principal"))
    leave()
    told()
    address = page_of()
    leave()
    assert "还没有打开" in signed_in("principal").get(address).content.decode()
    signed_in("officer").get(address)
    assert names()[0][2] is False
    signed_in("liaison").get(address)
    assert names()[0][2] is True
    html = signed_in("principal").get(address).content.decode()
    assert "还没有打开" not in html
    assert "乡镇联络员" in html


def test_sending_again_reaches_who_is_new(acting: Acting, signed_in: SignedIn) -> None:
    opened()
    address = page_of()
    leave()
    browser = signed_in("principal")
    assert browser.post(address, {"act": "tell"}).status_code == 409
    signed(acting("principal"))
    leave()
    assert "已补发给 1 人" in browser.post(address, {"act": "tell"}, follow=True).content.decode()
    again = browser.post(address, {"act": "tell"}, follow=True).content.decode()
    assert "没有要补发的人" in again
    assert signed_in("officer").post(address, {"act": "tell"}).status_code == 403
    assert signed_in("other_principal").post(address, {"act": "tell"}).status_code == 404
    with pytest.raises(Forbidden):
        services.tell(acting("principal"), report().pk, 1)


def test_looking_writes_nothing_and_the_draft_says_its_age(
    acting: Acting, signed_in: SignedIn
) -> None:
    opened()
    address = page_of()
    leave()
    browser = signed_in("principal")
    assert "还没有存为草稿" in browser.get(address).content.decode()
    assert report().draft is None
    browser.post(address, {"act": "redraft"})
    first = report().drafted_at
    assert first is not None
    with time_machine.travel(MORNING + dt.timedelta(minutes=95), tick=False):
        html = browser.get(address).content.decode()
    assert "1 小时 35 分钟前" in html
    assert "按现在的数字更新草稿" in html
    assert report().drafted_at == first


def test_a_draft_of_hours_ago_says_no_zero_over_a_fever_of_now(
    universe: Universe, acting: Acting
) -> None:
    all_well(acting)
    opened()
    services.redraft(acting("principal"), report().pk)
    ill = sick(universe.enrolment(CLASS_11, 1), "fever")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, ill, base=1, reason="漏记"))
    with pytest.raises(Invalid, match="不能报“今日无异常”"):
        signed(acting("principal"), zero=True)


def test_figures_that_moved_are_signed_at_the_second_look(
    universe: Universe, acting: Acting, signed_in: SignedIn
) -> None:
    opened()
    address = page_of()
    leave()
    browser = signed_in("principal")
    seen = fields(browser.get(address).content.decode())
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    leave()
    answer = browser.post(address, {**seen, "zero": "0", "note": "写了的"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "写了的" in html
    assert report().draft is not None
    screening.submit_roll_call(acting("teacher_12"), sent(CLASS_12))
    leave()
    assert browser.post(address, {**fields(html), "zero": "0"}).status_code == 302


def remarked(acting: Acting, unit_no: int = PRIMARY) -> tuple[Report, UUID]:
    opened()
    row = signed(acting("principal"), unit_no)
    made = uuid7()
    services.remark(acting("liaison"), made, row.pk, "请查清发热学生去向")
    leave()
    return row, made


def form(remark: UUID, **other: str) -> dict[str, str]:
    return {
        "act": "order", "submission_id": str(uuid7()), "remark": str(remark), "unit_no": str(TOWN),
        "title": "落实批示", "text": "请查清发热学生去向", "source": "township", "issuer": "联络员",
        "secrecy": "internal", "dated_on": DAY.isoformat(), "not_secret": "1", **other,
    }  # fmt: skip


def test_a_remark_becomes_a_directive_and_both_know(acting: Acting, signed_in: SignedIn) -> None:
    _row, remark = remarked(acting)
    address = page_of()
    leave()
    liaison = signed_in("liaison")
    html = liaison.get(address).content.decode()
    assert 'value="落实对实验小学 2026-11-23 日报的批示"' in html
    given = form(remark)
    for _ in range(2):
        answer = liaison.post(address, given)
        assert answer.status_code == 302
    with everywhere("tests"):
        made, one = Directive.objects.get(), Order.objects.get()
    assert (one.remark_id, one.directive_id, made.state) == (remark, made.pk, "registered")
    assert answer["Location"] == reverse("directives:directive", args=[made.pk])
    page = liaison.get(answer["Location"]).content.decode()
    assert f'href="{address}"' in page
    assert "实验小学 2026-11-23 日报的批示" in page
    after = liaison.get(address).content.decode()
    assert "已转为督办:落实批示(已登记,未下发)" in after
    assert 'value="order"' not in after
    other = liaison.post(address, form(remark))
    assert (other.status_code, "已经转为督办" in other.content.decode()) == (409, True)
    assert "已转为督办" in signed_in("principal").get(address).content.decode()


def test_what_is_wrong_stays_typed(acting: Acting, signed_in: SignedIn) -> None:
    _row, remark = remarked(acting)
    address = page_of()
    leave()
    liaison = signed_in("liaison")
    answer = liaison.post(address, form(remark, title="", text="改过的话", not_secret=""))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "改过的话" in html
    assert f'aria-describedby="o-title-{remark}-e"' in html
    assert liaison.post(address, form(uuid7())).status_code == 404
    assert signed_in("principal").post(address, form(remark)).status_code in (403, 404)
    enter(SYSTEM)
    assert Directive.objects.count() == 0
    with pytest.raises(NotFound):
        services.order(acting("other_liaison"), report().pk, remark, _new())


def _new() -> NewDirective:
    return NewDirective(
        uuid7(), TOWN, "township", "甲", "", DAY, "题", "话", "internal", not_secret=True
    )
