"""Positions as pages: what is vacant, the staff, appointing, handing over with what moves shown first."""

import re
from collections.abc import Callable
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    COUNTY,
    DAY,
    JUNIOR,
    PRIMARY,
    RIVER,
    Universe,
)
from tests.registry.posts import member_of
from xiaoan.accounts.models import Grant, Notice, Proposal, User
from xiaoan.accounts.queries import vacancies
from xiaoan.directory.models import Enrolment
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
APPOINT = "/registry/positions/appoint/"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # an HttpResponse


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def grant(universe: Universe, login: str) -> UUID:
    enter(BUILDER)
    found = Grant.objects.get(user=universe.users[login], until=None).pk
    leave()
    return found


def leaves(*logins: str) -> None:
    enter(BUILDER)
    Grant.objects.filter(user__login__in=logins).update(until=DAY)
    leave()


def vacant(actor: Actor) -> list[tuple[int, str]]:
    enter(actor)
    total, rows = vacancies.vacancies(actor, (COUNTY, 2 * COUNTY))
    assert total == len(rows)
    return [(one.unit_no, one.role) for one in rows]


# ---------------------------------------------------------------- what is vacant


def test_what_ought_to_be_held_and_is_not(acting: Acting, universe: Universe) -> None:
    before = vacant(universe.cast["officer"])
    assert (CLASS_11, "class_teacher") not in before
    assert (PRIMARY, "principal") not in before
    # The primary school has no boarders; the junior school has, and a keeper.
    assert [no for no, role in before if role == "dormitory_keeper"] == []
    leaves("teacher", "principal", "doctor", "grade_head", "keeper", "other_liaison")
    new = set(vacant(universe.cast["officer"])) - set(before)
    assert new == {
        (CLASS_11, "class_teacher"), (PRIMARY, "principal"), (PRIMARY, "school_doctor"),
        (CLASS_11 - 1, "grade_head"), (JUNIOR, "dormitory_keeper"), (RIVER, "township_liaison"),
    }  # fmt: skip
    # Each sees what is theirs.
    assert set(vacant(universe.cast["other_principal"])) <= {
        (no, role) for no, role in vacant(universe.cast["officer"]) if JUNIOR <= no < JUNIOR + 4096
    }
    assert vacant(universe.cast["teacher_12"]) == []
    enter(BUILDER)
    Enrolment.objects.filter(boarder=True).update(boarder=False, dormitory_no=None)
    assert (JUNIOR, "dormitory_keeper") not in vacant(universe.cast["officer"])


def test_a_locked_account_and_a_deputy_leave_the_position_vacant(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    User.objects.filter(login="teacher_12").update(is_active=False)
    Grant.objects.filter(user__login="teacher_21").update(
        deputises_id=universe.users["teacher"].pk, until=DAY.replace(day=27)
    )
    found = vacant(universe.cast["principal"])
    assert {(CLASS_12, "class_teacher"), (CLASS_21, "class_teacher")} <= set(found)


def test_the_page_lists_by_name_and_the_filter_stands_in_the_address(
    signed_in: SignedIn, universe: Universe
) -> None:
    leaves("teacher", "doctor")
    page = text(signed_in("principal").get("/registry/positions/?role=class_teacher"))
    assert "1 个岗位没有人" in page
    assert "一年级1班 班主任" in page
    assert "11月23日(周一)" in page
    assert f"?unit={CLASS_11}&amp;role=class_teacher" in page
    assert "实验小学 校医" not in page
    assert "实验小学 校医" in text(signed_in("liaison").get("/registry/positions/"))
    # The liaison sees and does not appoint.
    assert f"?unit={CLASS_11}" not in text(signed_in("liaison").get("/registry/positions/"))
    for odd in ("?role=emperor", "?unit=x", "?offset=-1"):
        assert signed_in("officer").get(f"/registry/positions/{odd}").status_code == 200
    assert signed_in("officer").get("/registry/positions/?offset=9999").status_code == 404


def test_lists_cost_the_same_for_one_and_three(signed_in: SignedIn, universe: Universe) -> None:
    client = signed_in("principal")
    address = "/registry/positions/?role=class_teacher"
    leaves("teacher")
    assert cost(client, address) == cost(client, address) == 10
    leaves("teacher_12", "teacher_21")
    assert "3 个岗位没有人" in text(client.get(address))
    assert cost(client, address) == 10
    staff = f"/registry/positions/staff/{JUNIOR}/"
    theirs = signed_in("other_principal")
    member_of(JUNIOR)
    leave()
    first = cost(theirs, staff)
    for number in ("T2", "T3"):
        member_of(JUNIOR, number=number)
    leave()
    assert cost(theirs, staff) == first


# ---------------------------------------------------------------- the acts


def test_a_principal_appoints_somebody_from_the_roster(
    signed_in: SignedIn, universe: Universe
) -> None:
    leaves("teacher_12")
    pk = member_of(PRIMARY)
    leave()
    client = signed_in("principal")
    staff = text(client.get(f"/registry/positions/staff/{PRIMARY}/"))
    assert "新来的" in staff
    assert "任命时开" in staff
    chosen = text(client.get(f"{APPOINT}?at={PRIMARY}&who={pk}"))
    assert f'<option value="{CLASS_12}"' in chosen
    assert 'value="principal"' not in chosen
    address = f"{APPOINT}?unit={CLASS_12}&role=class_teacher&who={pk}"
    form = text(client.get(address))
    assert f'<option value="{pk}" selected>' in form
    assert f'value="{universe.users["principal"].pk}"' not in form
    body = {"who": str(pk), "since": "2026-11-23", "last": "2026-11-27"}
    done = client.post(address, body)
    page = text(client.get(done.headers["Location"]))
    assert "一年级2班 班主任" in page
    assert "11月27日(周五)" in page
    enter(BUILDER)
    row = Grant.objects.get(user__person_id=pk)
    assert (row.since, row.until) == (DAY, DAY.replace(day=28))
    leave()


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    signed_in: SignedIn, universe: Universe
) -> None:
    client = signed_in("principal")
    who = str(universe.users["canteen"].pk)
    address = f"{APPOINT}?unit={CLASS_11}&role=class_teacher"
    for body, words in (
        ({}, "请选一项。"),
        ({"who": who, "since": "2026-11-23"}, "这里已有班主任:班主任壬。"),
        ({"who": who, "since": "2026-11-20"}, "岗位从今天或以后的日期起。"),
        ({"who": who, "since": "2026-11-23", "last": "9999-12-31"}, "日期太远,请核对年份。"),
        ({"who": who, "since": "2026-11-23", "last": "2026-11-22"}, "最后一天不能早于第一天。"),
        ({"who": who, "since": "0001-01-01"}, "日期太远,请核对年份。"),
        ({"who": str(universe.users["principal"].pk), "since": "2026-11-23"}, "请重新选"),
        ({"who": "x", "since": "昨天"}, "日期请写成 2026-11-24 这样。"),
    ):
        answer = client.post(address, body)
        assert answer.status_code == 422
        assert words in text(answer)
    for query in ("role=principal", "role=emperor", "role=grade_head"):
        assert client.get(f"{APPOINT}?unit={CLASS_11}&{query}").status_code == 422
    assert client.get(f"{APPOINT}?unit={CLASS_71}&role=class_teacher").status_code == 404
    assert client.get(f"{APPOINT}?at={JUNIOR}").status_code == 404
    assert client.get(f"{APPOINT}?at={CLASS_11}&unit=x&role=").status_code == 200


def hidden(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def test_a_hand_over_shows_what_moves_before_it_does(
    signed_in: SignedIn, universe: Universe
) -> None:
    client, new = signed_in("principal"), universe.users["logistics"].pk
    teacher, took = signed_in("teacher"), signed_in("logistics")
    address = f"/registry/positions/{grant(universe, 'teacher')}/hand-over/"
    assert "下一步" in text(client.get(address))
    body = {"who": str(new), "since": "2026-11-23", "reason": "休产假"}
    assert client.post(address, {**body, "reason": ""}).status_code == 422
    preview = text(client.post(address, body))
    for words in ("班主任由 班主任壬 移交给 后勤巳", "2 项待办移交给 后勤巳", "一年级1班 晨检"):
        assert words in preview
    enter(BUILDER)
    assert Notice.objects.count() == 0
    leave()
    assert teacher.get("/duties/today/").status_code == 200
    sent = hidden(preview)
    assert sent["step"] == "confirm"
    for _ in range(2):
        # Sent twice, done once, and answered alike.
        answer = client.post(address, sent)
        assert answer.headers["Location"] == f"/registry/positions/members/{new}/"
    assert teacher.get("/duties/today/").status_code == 404
    nothing = text(teacher.get("/nothing/"))
    assert "您的岗位已移交给后勤巳:实验小学 一年级1班 班主任" in nothing
    assert "2 项待办已由您移交给后勤巳。" in nothing
    today = text(took.get("/duties/today/"))
    assert "2 项待办已由班主任壬移交给您。" in today
    assert f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/" in today
    for page, browser, back in ((nothing, teacher, "/nothing/"), (today, took, "/duties/today/")):
        (dismiss,) = re.findall(r'action="(/notices/[0-9a-f-]+/dismiss/)"', page)
        assert browser.post(dismiss).headers["Location"] == back
        assert "移交" not in text(browser.get(back))
    past = text(client.get(f"/registry/positions/members/{universe.users['teacher'].pk}/"))
    assert "休产假" in past
    assert "已结束" in past
    assert client.get(address).status_code == 409


def test_standing_in_and_ending_by_page(signed_in: SignedIn, universe: Universe) -> None:
    client, who = signed_in("principal"), str(universe.users["logistics"].pk)
    address = f"/registry/positions/{grant(universe, 'teacher')}/"
    body = {"who": who, "since": "2026-11-24"}
    assert "日期请写成" in text(client.post(f"{address}deputise/", body))
    assert client.post(f"{address}deputise/", {**body, "last": "2026-11-26"}).status_code == 302
    listed = text(client.get(f"/registry/positions/staff/{PRIMARY}/"))
    assert "代理" in listed
    notice = text(signed_in("logistics").get("/duties/today/"))
    assert "您代理班主任壬的岗位:实验小学 一年级1班 班主任" in notice
    assert "到 11月26日(周四) 自动结束" in notice
    end = {"since": "2026-11-23", "reason": "辞职"}
    assert client.post(f"{address}end/", end).status_code == 302
    assert client.post(f"{address}end/", end).status_code == 409
    assert signed_in("teacher").get("/duties/today/").status_code == 404
    assert "一年级1班 班主任" in text(client.get("/registry/positions/"))


def test_two_people_at_the_bureau(signed_in: SignedIn, universe: Universe) -> None:
    officer, leader = signed_in("officer"), signed_in("leader")
    who = str(universe.users["leader"].pk)
    address = f"{APPOINT}?unit={COUNTY}&role=bureau_officer"
    assert "由另一名经办人或县领导确认才生效" in text(officer.get(address))
    where = officer.post(address, {"who": who, "since": "2026-11-23"}).headers["Location"]
    page = text(officer.get(where))
    assert "县长甲 · 青禾县 教育局经办人" in page
    assert "确认任命" not in page
    enter(BUILDER)
    pk = Proposal.objects.get().pk
    leave()
    first = cost(leader, where)
    assert leader.post(f"{where}{pk}/", {"what": "confirm"}).status_code == 403
    assert leader.post(f"{where}{pk}/", {"what": "refuse"}).status_code == 302
    assert leader.post(f"{where}{pk}/", {"what": "refuse"}).status_code == 409
    assert "没有等确认的任命。" in text(leader.get(where))
    assert first > 0
    assert signed_in("principal").get(where).status_code == 404
