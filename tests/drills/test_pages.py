"""Pages of drills: planned, run and assessed by plain forms; faults at the field; the cost of lists; the
sheet."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, COUNTY, PRIMARY, Universe
from tests.drills.drilling import FLU, held, planned, running
from tests.outbreaks.looks import Acting
from xiaoan.drills import queries
from xiaoan.drills.models import Drill
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, leave

SignedIn = Callable[[str], Client]
NEW = f"/drills/unit/{PRIMARY}/new/"


def form(universe: Universe, **other: object) -> dict[str, object]:
    users = universe.users
    at = (clock.now() + dt.timedelta(hours=3)).astimezone(clock.ZONE)
    return {
        "submission_id": str(uuid7()), "scenario": "flu_cluster", "form": "tabletop",
        "planned_at": f"{at:%Y-%m-%dT%H:%M}", "class_no": CLASS_11, "assessor": users["doctor"].pk,
        "part-teacher": users["teacher"].pk, **other,
    }  # fmt: skip


def test_from_the_plan_to_the_record_by_plain_forms(
    signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal, doctor, teacher = (signed_in(who) for who in ("principal", "doctor", "teacher"))
    assert "演练什么" in principal.get(NEW).content.decode()
    sent = form(universe)
    at = principal.post(NEW, sent)["Location"]
    assert principal.post(NEW, sent)["Location"] == at
    assert "演练 · 一个班流感样病例增多" in teacher.get(at).content.decode()
    assert principal.post(f"{at}?act=begin", {"submission_id": uuid7()}).status_code == 302
    done = {"submission_id": uuid7(), "code": "notice"}
    assert teacher.post(f"{at}?act=done", done).status_code == 302
    for step in FLU.steps[1:]:
        morning.shift(30)
        sent = {"submission_id": uuid7(), "code": step.code}
        assert principal.post(f"{at}?act=done", sent).status_code == 302
    refused = principal.post(
        f"{at}?act=end", {"submission_id": uuid7(), "staff": "六", "text": "顺利"}
    )
    assert (refused.status_code, "顺利" in refused.content.decode()) == (422, True)
    ended = {"submission_id": uuid7(), "staff": "6", "pupils": "0", "text": "顺利"}
    assert principal.post(f"{at}?act=end", ended).status_code == 302
    judged = {"submission_id": uuid7(), "verdict": "passed", "text": "分工清楚"}
    assert doctor.post(f"{at}?act=conclude", judged).status_code == 302
    page = doctor.get(f"{at}record/").content.decode()
    assert [words in page for words in ("应急演练记录", "9/9", "分工清楚", "教职工 6,学生 0")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"planned_at": "明天"}, "时间看不懂"),
        ({"assessor": ""}, "请选一位评估人"),
        ({"form": ""}, "请选实战演练或桌面推演"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_lost(
    signed_in: SignedIn, universe: Universe, other: dict[str, object], words: str
) -> None:
    refused = signed_in("principal").post(NEW, form(universe, place="三楼会议室", **other))
    page = refused.content.decode()
    assert (refused.status_code, words in page, "三楼会议室" in page) == (422, True, True)
    assert "field-error" in page


def test_an_unknown_act_is_not_there(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    made = planned(acting, universe)
    leave()
    for act in ("", "explode"):
        assert signed_in("principal").post(f"/drills/{made.pk}/?act={act}").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_lists_cost_the_same(
    acting: Acting, signed_in: SignedIn, universe: Universe, n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for _ in range(n):
        held(acting, universe)
    leave()
    principal, officer = signed_in("principal"), signed_in("officer")
    for client, address, cost in (
        (principal, f"/drills/unit/{PRIMARY}/", 13), (officer, f"/drills/unit/{COUNTY}/", 11),
    ):  # fmt: skip
        client.get(address)
        with django_assert_num_queries(cost):
            assert client.get(address).status_code == 200


def test_the_county_counts_every_school_once(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    held(acting, universe)
    leave()
    officer = signed_in("officer")
    page = officer.get(f"/drills/unit/{COUNTY}/").content.decode()
    assert "3 所学校" in page
    assert "没有演练过" in page
    sheet = officer.get(f"/drills/unit/{COUNTY}/sheet/").content
    book = openpyxl.load_workbook(io.BytesIO(sheet), read_only=True)
    cells = [[cell for cell in line if cell is not None] for line in book.worksheets[0].values]
    stands = [str(line[1]) for line in cells if len(line) >= 3]
    told = sorted(one for one in stands if one.startswith(("没有", "已演练")))
    assert told == ["已演练,待评估", "没有演练过", "没有演练过"]


def test_what_waited_on_a_phone_is_of_when_it_was_pressed(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    made = running(acting, universe)
    leave()
    with transaction.atomic(), acting_as(BUILDER):
        Drill.objects.filter(pk=made.pk).update(begun_at=clock.now() - dt.timedelta(minutes=30))
    now = int(clock.now().timestamp() * 1000)
    sent = {"submission_id": uuid7(), "code": "notice", "pressed": str(now - 25 * 60 * 1000)}
    answer = signed_in("teacher").post(
        f"/drills/{made.pk}/?act=done", sent, headers={"X-Outbox-Now": str(now)}
    )
    assert answer.status_code == 302
    step = queries.detail(acting("principal"), made.pk).steps[0]
    assert (step.minutes, step.result) == (5, "in_time")
