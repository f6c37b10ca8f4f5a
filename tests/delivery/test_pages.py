"""Pages: channels are set and tested, secrets not shown; a batch adds up; doubts are decided; one's own
ways."""

import re
from base64 import b64decode
from collections.abc import Callable
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, Universe
from tests.delivery.servers import mail
from tests.delivery.worlds import (
    address,
    batch,
    guardians,
    queue,
    settings_of,
    staff,
    states,
    switch_on,
)
from xiaoan.delivery.models import Address, Channel, Group, Sending
from xiaoan.delivery.queries.ways import set_of
from xiaoan.delivery.services.sending import run
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
MORE = {"rate": "", "quiet_since": "00:00", "quiet_until": "00:00", "unsure": "ask", "on": "1"}


@pytest.fixture(autouse=True)
def inside(settings: LazySettings) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["127.0.0.0/8"]


def go(universe: Universe) -> None:
    run(threads=1)
    enter(universe.cast["officer"])


def test_a_channel_is_set_and_its_secret_is_not_shown_again(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    desk = signed_in("officer")
    values = {**settings_of("wecom", 1), **MORE, "base": "0", "secret": "geheim-123"}
    done = desk.post("/delivery/channels/wecom/", values)
    assert (done.status_code, done.headers["Location"]) == (302, "/delivery/channels/wecom/")
    page = desk.get("/delivery/channels/wecom/").content.decode()
    assert "geheim-123" not in page
    assert "已设置,不再显示;不填则不变" in page
    enter(universe.cast["officer"])
    row = Channel.objects.get()
    assert b"geheim" not in bytes(row.secrets or b"")
    assert "geheim" not in str(row.values)
    # An empty secret leaves it as it is; the same once more changes nothing; an older page is told so.
    kept = {**values, "secret": "", "base": "1", "rate": "60"}
    assert desk.post("/delivery/channels/wecom/", kept).status_code == 302
    stale = desk.post("/delivery/channels/wecom/", {**kept, "rate": "70"})
    assert stale.status_code == 409
    enter(universe.cast["officer"])
    assert Channel.objects.get().version == 2
    assert set_of(Channel.objects.get()).value("secret") == "geheim-123"


@pytest.mark.parametrize(
    ("code", "change", "sentence"),
    [
        ("email", {"host": ""}, "渠道要开通,这里必须填。"),
        ("email", {"host": "https://x/"}, "服务器写主机名或 IP 地址"),
        ("email", {"port": "70000"}, "端口是 1 到 65535 的整数。"),
        ("email", {"sender": "x"}, "不是电子邮件地址。"),
        ("email", {"user": "x"}, "用户名和密码要么都填"),
        ("email", {"rate": "0"}, "每分钟条数是 1 到 600000 的整数"),
        ("email", {"rate": "viele"}, "请写整数。"),
        ("email", {"quiet_until": ""}, "免打扰的开始和结束都要填"),
        ("email", {"quiet_until": "25:00"}, "时间请写成 21:30 这样。"),
        ("wecom", {"endpoint": "ftp://x/"}, "网址要以 https:// 开头。"),
        ("wecom", {"agent_id": "abc"}, "这里只能是数字。"),
        ("wecom_bot", {"rate": "21"}, "群机器人最多 20"),
    ],
)
def test_faults_stand_at_their_field_and_nothing_typed_is_lost(
    signed_in: SignedIn, code: str, change: dict[str, str], sentence: str
) -> None:
    values = {**settings_of(code, 25), **MORE, "base": "0", **change}
    done = signed_in("officer").post(f"/delivery/channels/{code}/", values)
    page = done.content.decode()
    assert done.status_code == 422
    assert sentence in page
    (name,) = change
    if change[name] and name != "password":
        assert f'value="{change[name]}"' in page


def test_without_an_address_of_the_product_no_channel_is_switched_on(
    signed_in: SignedIn, settings: LazySettings
) -> None:
    settings.XIAOAN_ADDRESS = ""
    values = {**settings_of("email", 25), **MORE, "base": "0"}
    done = signed_in("officer").post("/delivery/channels/email/", values)
    assert (done.status_code, "XIAOAN_ADDRESS" in done.content.decode()) == (422, True)


def test_a_test_message_goes_the_way_of_all_and_says_what_came_of_it(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    officer = acting("officer")
    desk = signed_in("officer")
    with mail(refuses={"me@bureau.example": 550}) as post:
        enter(officer)
        switch_on(officer, "email", post.port)
        without = desk.post("/delivery/channels/email/test/", {"submission_id": str(uuid7())})
        assert without.headers["Location"] == "/delivery/channels/email/"
        assert (
            "请先到“怎样联系我”登记并确认" in desk.get("/delivery/channels/email/").content.decode()
        )
        enter(officer)
        address(universe.users["officer"].pk, "email", "me@bureau.example")
        done = desk.post("/delivery/channels/email/test/", {"submission_id": str(uuid7())})
        go(universe)
        page = desk.get(done.headers["Location"]).content.decode()
    assert "对方说这个地址不存在或不能接收" in page
    assert "m***@bureau.example" in page
    assert "me@bureau.example" not in page
    home = desk.get("/delivery/").content.decode()
    assert "失败:对方说这个地址不存在或不能接收 1" in re.sub(r"\s+", " ", home)


def test_a_batch_adds_up_and_doubts_are_decided_by_a_person(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    officer = acting("officer")
    principal, doctor, *_ = staff(universe)
    address(principal, "email", "principal@school.example")
    address(doctor, "email", "doctor@school.example")
    desk = signed_in("principal")
    with mail(cuts="end") as post:
        enter(officer)
        switch_on(officer, "email", post.port)
        given = batch("email")
        made = queue(officer, given, staff(universe))
        go(universe)
        here = f"/delivery/batches/{made.batch_id}/"
        page = desk.get(here).content.decode()
        assert "发送时断了,不知道对方收没收到" in page
        cells = re.findall(r'<td class="n">([\d,]+)</td>', page)
        assert cells[:4] == ["2", "2", "0", "4"]  # failed, unknown, not yet, all
        enter(officer)
        ids = [str(one.pk) for one in Sending.objects.filter(state="unknown")]
        assert len(ids) == 2
        nothing = desk.post(f"{here}doubts/", {"decision": "resend"})
        assert nothing.status_code == 302
        desk.post(f"{here}doubts/", {"decision": "resend", "sending": ids[:1]})
        desk.post(f"{here}doubts/", {"decision": "leave", "sending": ids[1:]})
        desk.post(f"{here}doubts/", {"decision": "resend", "sending": ids[1:]})  # decided already
        post.cuts = ""
        go(universe)
        assert len(post.letters) == 2
    assert states(given.source_id) == [
        ("email", "accepted", ""), ("email", "failed", "no_address"),
        ("email", "failed", "no_address"), ("email", "unknown", "decided_leave"),
    ]  # fmt: skip
    assert "又发了一次" in desk.get(here).content.decode()


def test_whose_class_it_is_not_sees_no_batch(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    officer = acting("officer")
    switch_on(officer, "sms_tencent", 80)
    made = queue(officer, batch("sms_tencent"), guardians(universe, 2))
    here = f"/delivery/batches/{made.batch_id}/"
    assert signed_in("teacher").get(here).status_code == 200
    assert signed_in("teacher_12").get(here).status_code == 404
    assert "请看通知" in signed_in("teacher").get("/delivery/batches/").content.decode()
    assert "请看通知" not in signed_in("teacher_12").get("/delivery/batches/").content.decode()


def test_an_address_is_used_once_its_link_was_followed(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    officer = acting("officer")
    phone = signed_in("guardian")
    assert "县里还没有开通消息渠道" in phone.get("/delivery/mine/").content.decode()
    with mail() as post:
        enter(officer)
        switch_on(officer, "email", post.port)
        form = {"submission_id": str(uuid7()), "channel": "email", "act": "enter"}
        wrong = phone.post("/delivery/mine/", {**form, "value": "kein"})
        assert (wrong.status_code, 'value="kein"' in wrong.content.decode()) == (422, True)
        sent = {**form, "value": "family@mail.example"}
        assert phone.post("/delivery/mine/", sent).status_code == 302
        assert phone.post("/delivery/mine/", sent).status_code == 302
        go(universe)
        ((to, letter),) = post.letters
    assert to == ("family@mail.example",)
    enter(BUILDER)
    assert Address.objects.get().verified_at is None
    text = b64decode(letter.replace("\r\n", "\n").partition("\n\n")[2]).decode()
    link = re.search(r"/delivery/mine/confirm/\S+", text)
    assert link
    assert phone.get(link[0]).status_code == 200
    enter(BUILDER)
    assert Address.objects.get().verified_at is None
    assert signed_in("teacher").post(link[0]).status_code == 404
    assert phone.post(link[0]).status_code == 302
    enter(BUILDER)
    assert Address.objects.get().verified_at is not None
    off = {**form, "act": "off", "submission_id": str(uuid7())}
    assert phone.post("/delivery/mine/", off).status_code == 302
    assert "您选择了不从这里接收" in phone.get("/delivery/mine/").content.decode()


def test_a_class_teacher_enters_the_robot_of_the_own_class(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    desk = signed_in("teacher")
    robot = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
    form = {
        "group_id": str(uuid7()), "unit_no": str(CLASS_11), "channel": "wecom_bot", "endpoint": robot,
        "secret": "",
    }  # fmt: skip
    foreign = desk.post("/delivery/groups/", {**form, "unit_no": str(CLASS_12)})
    assert (foreign.status_code, "请从列表中选一项" in foreign.content.decode()) == (422, True)
    elsewhere = desk.post("/delivery/groups/", {**form, "endpoint": "https://evil.example/hook"})
    assert elsewhere.status_code == 422
    assert "这不是所选软件的机器人地址" in elsewhere.content.decode()
    assert "https://evil.example/hook" in elsewhere.content.decode()
    assert desk.post("/delivery/groups/", form).status_code == 302
    assert desk.post("/delivery/groups/", form).status_code == 302
    assert "key=abc" not in desk.get("/delivery/groups/").content.decode()
    enter(universe.cast["officer"])
    group = Group.objects.get()
    assert desk.post(f"/delivery/groups/{group.pk}/end/").status_code == 302
    enter(universe.cast["officer"])
    assert Group.objects.get().ended_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_one_and_three_cost_the_same(
    acting: Acting, signed_in: SignedIn, universe: Universe, count: int,
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    officer = acting("officer")
    switch_on(officer, "email", 25)
    made = [queue(officer, batch("email"), staff(universe)[:count]) for _n in range(count)]
    desk = signed_in("officer")
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]  # a fixture's context
        desk.get("/delivery/batches/")
    with django_assert_max_num_queries(34):  # type: ignore[attr-defined]  # a fixture's context
        desk.get(f"/delivery/batches/{UUID(str(made[0].batch_id))}/")
