"""A lost account: asked for by anybody, opened by the code that a person hands over and nothing else."""

import datetime as dt
from collections.abc import Callable

import pyotp
import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.accounts.lost import (
    CODE,
    LIST,
    LOST,
    NEW_PASSWORD,
    approved,
    asked,
    facts,
    renewed,
    rows,
)
from tests.builders import (
    BUILDER,
    MORNING,
    PASSWORD,
    Universe,
    session_of,
)
from xiaoan.accounts import queries, rules, services
from xiaoan.accounts.models import (
    Factor,
    Notice,
    Recovery,
    RecoveryCode,
    Session,
    User,
)
from xiaoan.accounts.queries import recoveries
from xiaoan.accounts.services import Attempt, recovering
from xiaoan.accounts.services.recovering import Named
from xiaoan.journal.models import Entry
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import NOBODY, Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def test_the_whole_way(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    old = signed_in("teacher")
    assert old.get("/duties/today/").status_code == 200
    phone = Client()
    page = phone.post(LOST, {"login": "teacher"}).content.decode()
    assert "如果账号存在,负责人会在“找回账号”里看到" in page
    desk = signed_in("principal")
    listed = desk.get(LIST).content.decode()
    assert ("班主任壬" in listed, "班主任 实验小学 一年级1班" in listed) == (True, True)
    enter(BUILDER)
    pk = Recovery.objects.get().pk
    shown = desk.post(f"{LIST}{pk}/", {"what": "approve", "press": str(uuid7())})
    code = shown.context["code"]
    assert len(rules.read_code(code)) == 12
    body = {
        "login": "teacher",
        "code": code.lower(),
        "password": NEW_PASSWORD,
        "again": NEW_PASSWORD,
    }
    answer = phone.post(CODE, body)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/duties/today/")
    today = phone.get("/duties/today/").content.decode()
    assert "有人申请找回您的账号" not in today
    assert "校长戊于 11月23日(周一) 核对后同意找回您的账号" in today
    assert old.get("/duties/today/").headers["Location"].startswith("/sign-in/")
    assert services.sign_in(Attempt("teacher", PASSWORD)) is None
    assert services.sign_in(Attempt("teacher", NEW_PASSWORD)) is not None
    assert "已找回" in desk.get(LIST).content.decode()
    assert (rows(), facts()) == (["used"], ["asked", "approved", "used"])
    bodies = Entry.objects.filter(kind__startswith="accounts.recovery_").values_list(
        "body", flat=True
    )
    assert not any("班主任" in body or "teacher" in body for body in bodies)


def test_the_answer_is_one_for_whoever_asks(db: None, universe: Universe) -> None:
    enter(BUILDER)
    User.objects.filter(login="deputy").update(is_active=False)
    pages = set()
    for login in ("teacher", "nobody-here", "deputy", "teacher", "19900000008"):
        answer = Client().post(LOST, {"login": login})
        token = str(answer.context["csrf_token"])
        pages.add((answer.status_code, answer.content.decode().replace(token, "")))
    assert [status for status, _page in pages] == [200]
    assert rows() == ["asked"]


def test_asking_again_is_the_same_request_until_it_expires(
    db: None, universe: Universe, morning: time_machine.Traveller
) -> None:
    first = asked("teacher")
    recovering.ask(Named("teacher"))
    recovering.ask(Named("19900000008"))
    assert (rows(), facts()) == (["asked"], ["asked"])
    morning.move_to(MORNING + dt.timedelta(hours=24))
    assert asked("teacher") != first
    assert rows() == ["expired", "asked"]


def test_a_code_that_is_out_is_not_made_worthless_by_asking(acting: Acting) -> None:
    code = approved("teacher", acting("principal"))
    recovering.ask(Named("teacher"))
    assert rows() == ["approved"]
    assert renewed("teacher", code)


def test_asking_and_typing_codes_are_throttled(db: None, universe: Universe) -> None:
    enter(NOBODY)
    for _ in range(rules.SIGN_IN_LIMIT.tries):
        recovering.ask(Named("nobody-here"))
    with pytest.raises(Invalid):
        recovering.ask(Named("nobody-here"))
    assert Client().post(LOST, {"login": "nobody-here"}).status_code == 422
    # A phone number and a login of one account share its count.
    for _ in range(rules.PROOF_LIMIT.tries):
        assert not renewed("teacher", "000000000000")
    with pytest.raises(Invalid):
        renewed("teacher", "000000000000")
    # Signing in is not disturbed by it.
    assert services.sign_in(Attempt("teacher", PASSWORD)) is not None


def test_guesses_under_all_names_of_an_account_are_counted_together(acting: Acting) -> None:
    code = approved("teacher", acting("principal"))
    for _ in range(rules.PROOF_LIMIT.tries):
        assert not renewed("19900000008", "000000000000")
    assert not renewed("teacher", code)


def test_a_second_press_shows_the_same_code_and_another_person_none(acting: Acting) -> None:
    pk, press = asked("teacher"), uuid7()
    principal = acting("principal")
    assert recovering.approve(principal, pk, press) == recovering.approve(principal, pk, press)
    with pytest.raises(Conflict):
        recovering.approve(principal, pk, uuid7())
    with pytest.raises(Conflict):
        recovering.approve(acting("officer"), pk, press)
    assert facts() == ["asked", "approved"]


def test_only_a_keyed_hash_is_kept_and_only_of_this_account(acting: Acting) -> None:
    code = rules.read_code(approved("teacher", acting("principal")))
    asked("deputy")
    enter(BUILDER)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(r::text, '') from accounts_recovery r")
        stored = str(cursor.fetchone()[0])
    assert code not in stored
    assert ciphers.blind_index(code, kind="account recovery") not in [
        bytes(one) for one in Recovery.objects.values_list("digest", flat=True) if one
    ]
    assert not renewed("deputy", code)
    assert renewed("teacher", code)
    assert not renewed("teacher", code)


def test_refused_taken_back_and_old_codes_open_nothing(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    pk = asked("teacher")
    for reason in ("", " ", "长" * 201):
        with pytest.raises(Invalid):
            recovering.refuse(acting("principal"), pk, reason)
    recovering.refuse(acting("principal"), pk, "电话里不是本人")
    with pytest.raises(Conflict):
        recovering.refuse(acting("principal"), pk, "再来一次")
    with pytest.raises(Conflict):
        recovering.approve(acting("principal"), pk, uuid7())
    code = approved("teacher", acting("principal"))
    enter(BUILDER)
    second = Recovery.objects.get(state="approved").pk
    recovering.refuse(acting("officer"), second, "交错了人")
    assert not renewed("teacher", code)
    code = approved("teacher", acting("principal"))
    morning.move_to(MORNING + dt.timedelta(hours=24))
    assert not renewed("teacher", code)
    late = asked("deputy")
    morning.move_to(MORNING + dt.timedelta(hours=48))
    with pytest.raises(Conflict):
        recovering.approve(acting("principal"), late, uuid7())
    assert facts() == [
        "asked",
        "refused",
        "asked",
        "approved",
        "refused",
        "asked",
        "approved",
        "asked",
    ]


def test_a_weak_password_leaves_the_code_good(acting: Acting) -> None:
    code = approved("teacher", acting("principal"))
    for weak in ("short", "aaaaaaaaaaaa", "password123456", "我是班主任壬我在这里"):
        answer = Client().post(
            CODE, {"login": "teacher", "code": code, "password": weak, "again": weak}
        )
        assert answer.status_code == 422
        assert code in answer.content.decode()
    unlike = {"login": "teacher", "code": code, "password": NEW_PASSWORD, "again": "x"}
    page = Client().post(CODE, unlike)
    assert "两次输入的密码不一样" in page.content.decode()
    assert renewed("teacher", code)


def test_an_account_that_is_locked_meanwhile_stays_out(acting: Acting, universe: Universe) -> None:
    code = approved("teacher", acting("principal"))
    pk = asked("deputy")
    enter(BUILDER)
    User.objects.filter(login__in=["teacher", "deputy"]).update(is_active=False)
    assert not renewed("teacher", code)
    principal = acting("principal")
    found = recoveries.requests(principal)
    assert (found.waiting, found.handed_out) == ([], [])
    with pytest.raises(Conflict):
        recovering.approve(principal, pk, uuid7())
    assert facts() == ["asked", "approved", "asked"]


def test_factors_and_codes_are_gone_and_must_be_set_up_again(
    acting: Acting, universe: Universe
) -> None:
    user = universe.users["principal"]
    enter(BUILDER)
    key = session_of(user)
    pk = uuid7()
    secret = ciphers.seal(pyotp.random_base32(), place=queries.FACTOR_PLACE, row=pk)
    Factor.objects.create(
        id=pk, user=user, school_id=user.school_id, unit_no=user.unit_no, kind="totp",
        secret_cipher=secret, created_at=MORNING, confirmed_at=MORNING,
    )  # fmt: skip
    RecoveryCode.objects.create(
        user=user, school_id=user.school_id, unit_no=user.unit_no, digest=b"x"
    )
    device = services.remember_device(user.pk, "")
    code = approved("principal", acting("officer"))
    client = Client()
    client.cookies["xiaoan-device"] = device
    body = {"login": "principal", "code": code, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    answer = client.post(CODE, body)
    assert answer.headers["Location"].startswith("/sign-in/second/")
    assert client.get(answer.headers["Location"]).headers["Location"].startswith("/sign-in/set-up/")
    assert client.get("/screening/school/").headers["Location"].startswith("/sign-in/second/")
    # What knew the account before still does.
    assert services.known_device(user.pk, client.cookies["xiaoan-device"].value) != ""
    enter(BUILDER)
    found = (
        Factor.objects.filter(user=user).exclude(confirmed_at=None).count(),
        RecoveryCode.objects.filter(user=user).count(),
        Session.objects.filter(user=user, ended_at=None).count(),
    )
    assert found == (0, 0, 1)
    old = Client()
    old.cookies["sessionid"] = key
    assert old.get("/screening/school/").headers["Location"].startswith("/sign-in/")
    enter(BUILDER)
    fact = Entry.objects.get(kind="accounts.recovery_used")
    assert '"factors":1' in fact.body
    assert '"sessions":1' in fact.body


def test_a_guardian_comes_back_by_the_class_teacher(acting: Acting, signed_in: SignedIn) -> None:
    pk = asked("guardian")
    desk = signed_in("teacher")
    listed = desk.get(LIST).content.decode()
    assert "家长 实验小学 一年级1班 测试生0001" in listed
    code = desk.post(f"{LIST}{pk}/", {"what": "approve"}).context["code"]
    client = Client()
    body = {"login": "guardian", "code": code, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert client.post(CODE, body).headers["Location"] == "/account/"
    assert "班主任壬于" in client.get("/account/").content.decode()
    enter(BUILDER)
    notice = Notice.objects.get(kind="recovered")
    assert client.post(f"/notices/{notice.pk}/dismiss/", {"at": "account"}).status_code == 302
    assert "班主任壬于" not in client.get("/account/").content.decode()


def test_whoever_is_signed_in_is_told_and_may_stop_it(acting: Acting, signed_in: SignedIn) -> None:
    teacher = signed_in("teacher")
    code = approved("teacher", acting("principal"))
    assert "有人申请找回您的账号" in teacher.get("/duties/today/").content.decode()
    assert "不是我,取消申请" in teacher.get("/account/").content.decode()
    enter(BUILDER)
    url = f"/account/lost/{Recovery.objects.get().pk}/withdraw/"
    assert signed_in("deputy").post(url).status_code == 404
    assert teacher.post(url).status_code == 302
    assert teacher.post(url).status_code == 409
    assert "不是我,取消申请" not in teacher.get("/account/").content.decode()
    assert not renewed("teacher", code)
    assert [one.state for one in recoveries.requests(acting("principal")).past] == ["withdrawn"]
    assert facts() == ["asked", "approved", "withdrawn"]


def test_the_past_is_shown_for_thirty_days(acting: Acting, morning: time_machine.Traveller) -> None:
    pk = asked("teacher")
    recovering.refuse(acting("principal"), pk, "电话里不是本人")
    morning.move_to(MORNING + dt.timedelta(days=29))
    found = recoveries.requests(acting("principal"))
    assert [(one.state, one.decided_by, one.reason) for one in found.past] == [
        ("refused", "校长戊", "电话里不是本人")
    ]
    assert recoveries.requests(acting("other_principal")).past == []
    morning.move_to(MORNING + dt.timedelta(days=30, minutes=1))
    assert recoveries.requests(acting("principal")).past == []


@pytest.mark.parametrize("lost", [["teacher"], ["teacher", "guardian", "logistics"]], ids=len)
def test_one_and_three_rows_cost_the_same(
    lost: list[str], signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for login in lost:
        asked(login)
    desk = signed_in("principal")
    with django_assert_num_queries(13):
        page = desk.get(LIST)
    assert len(page.context["waiting"]) == len(lost)
