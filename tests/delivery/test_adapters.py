"""Each provider as it is imitated by a real server: what it is asked, and what its answers mean."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

import pytest
from django.conf import LazySettings

from tests.delivery.servers import Asked, vendor
from tests.delivery.worlds import SECRET, call, send
from xiaoan.delivery.services.adapters import sms, webhook, weixin

PHONES = ("13800000001", "13800000002", "13800000003")


@pytest.fixture(autouse=True)
def inside(settings: LazySettings) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["127.0.0.0/8"]


# ---------------------------------------------------------------- Aliyun


def aliyun(code: str = "OK") -> Callable[[Asked], tuple[int, Any]]:
    """Recalculates the signature by the text of its documentation."""

    def answer(asked: Asked) -> tuple[int, Any]:
        values = dict(parse_qsl(asked.body.decode()))
        signed = values.pop("Signature")
        line = "&".join(
            f"{quote(n, safe='-_.~')}={quote(values[n], safe='-_.~')}" for n in sorted(values)
        )
        said = f"POST&%2F&{quote(line, safe='-_.~')}".encode()
        own = base64.b64encode(hmac.new(f"{SECRET}&".encode(), said, hashlib.sha1).digest())
        if own.decode() != signed:
            return 400, {"Code": "SignatureDoesNotMatch"}
        found = {"Code": code, "Message": "m", "RequestId": "r"}
        return 200, found | ({"BizId": "B1"} if code == "OK" else {})

    return answer


def test_aliyun_takes_a_message_that_is_signed() -> None:
    with vendor(aliyun()) as there:
        assert send(call("sms_aliyun", there.port, PHONES[0])) == [("accepted", "")]
        values = dict(parse_qsl(there.asked[0].body.decode()))
    assert (values["Action"], values["PhoneNumbers"], values["Version"]) == (
        "SendSms", PHONES[0], "2017-05-25",
    )  # fmt: skip
    assert json.loads(values["TemplateParam"])["link"] == "https://xiaoan.example/notices/1/"


def test_the_signature_is_that_of_the_documentation() -> None:
    """The worked example of Alibaba Cloud's RPC signature (DescribeRegions)."""
    values = {
        "TimeStamp": "2016-02-23T12:46:24Z", "Format": "XML", "AccessKeyId": "testid",
        "Action": "DescribeRegions", "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf", "Version": "2014-05-26",
        "SignatureVersion": "1.0",
    }  # fmt: skip
    values["Timestamp"] = values.pop("TimeStamp")
    signed = sms.aliyun_signature(values, "testsecret", "GET")
    assert signed == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", ("never", "recipient")),
        ("isv.BUSINESS_LIMIT_CONTROL", ("later", "person_limit")),
        ("isv.AMOUNT_NOT_ENOUGH", ("channel", "balance")),
        ("isv.SMS_TEMPLATE_ILLEGAL", ("channel", "content")),
        ("Throttling.User", ("channel", "limit")),
        ("something.new", ("later", "refused")),
    ],
)
def test_aliyun_says_no_inside_200(code: str, wanted: tuple[str, str]) -> None:
    with vendor(aliyun(code)) as there:
        assert send(call("sms_aliyun", there.port, PHONES[0])) == [wanted]


def test_a_wrong_secret_is_the_channels_fault() -> None:
    with vendor(aliyun()) as there:
        wrong = call("sms_aliyun", there.port, PHONES[0])
        wrong.channel.values["secret"] = "other"  # type: ignore[index]  # only here
        assert send(wrong) == [("channel", "settings")]


# ---------------------------------------------------------------- Tencent


def test_the_tencent_signature_is_stable() -> None:
    """The steps of Tencent Cloud's signature v3, worked out by themselves."""
    body, stamp = b'{"a": 1}', 1551113065
    found = sms.tencent_headers("https://sms.tencentcloudapi.com/", body, "AKID", "SK", stamp)
    kind = "application/json; charset=utf-8"
    asked = "\n".join(
        ["POST", "/", "", f"content-type:{kind}", "host:sms.tencentcloudapi.com", "",
         "content-type;host", hashlib.sha256(body).hexdigest()]
    )  # fmt: skip
    said = "\n".join(
        ["TC3-HMAC-SHA256", str(stamp), "2019-02-25/sms/tc3_request",
         hashlib.sha256(asked.encode()).hexdigest()]
    )  # fmt: skip
    key = b"TC3SK"
    for part in ("2019-02-25", "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    wanted = hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
    assert found["Authorization"] == (
        "TC3-HMAC-SHA256 Credential=AKID/2019-02-25/sms/tc3_request, "
        f"SignedHeaders=content-type;host, Signature={wanted}"
    )


def test_tencent_has_a_status_for_each_number() -> None:
    def answer(asked: Asked) -> tuple[int, Any]:
        wanted = sms.tencent_headers(
            f"http://{asked.headers['Host']}/", asked.body, "AKID", SECRET,
            int(asked.headers["X-TC-Timestamp"]),
        )  # fmt: skip
        if wanted["Authorization"] != asked.headers["Authorization"]:
            return 200, {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}}
        codes = (
            "Ok",
            "InvalidParameterValue.IncorrectPhoneNumber",
            "LimitExceeded.PhoneNumberDailyLimit",
        )
        rows = [
            {"Code": code, "SerialNo": f"S{n}", "PhoneNumber": number, "Message": code}
            for n, (code, number) in enumerate(
                zip(codes, asked.json["PhoneNumberSet"], strict=True)
            )
        ]
        return 200, {"Response": {"SendStatusSet": rows, "RequestId": "r"}}

    with vendor(answer) as there:
        assert send(call("sms_tencent", there.port, *PHONES)) == [
            ("accepted", ""), ("never", "recipient"), ("later", "person_limit"),
        ]  # fmt: skip
        wrong = call("sms_tencent", there.port, *PHONES)
        wrong.channel.values["secret"] = "other"  # type: ignore[index]  # only here
        assert send(wrong) == [("channel", "credentials")] * 3
        assert there.asked[0].json["PhoneNumberSet"][0] == "+8613800000001"


def test_an_answer_that_lacks_somebody_is_unknown() -> None:
    with vendor(lambda asked: (200, {"Response": {"SendStatusSet": []}})) as there:
        assert send(call("sms_tencent", there.port, *PHONES)) == [("unknown", "answer")] * 3


# ---------------------------------------------------------------- WeCom and WeChat


def tencent_house(
    tokens: list[str], result: Callable[[Asked], dict[str, Any]]
) -> Callable[[Asked], tuple[int, Any]]:
    """Gives tokens, and takes only the last it gave."""

    def answer(asked: Asked) -> tuple[int, Any]:
        url = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path in ("/cgi-bin/gettoken", "/cgi-bin/token"):
            if query.get("corpsecret", query.get("secret")) != SECRET:
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            tokens.append(f"T{len(tokens)}")
            return 200, {"errcode": 0, "access_token": tokens[-1], "expires_in": 7200}
        if query.get("access_token") != tokens[-1]:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        return 200, result(asked)

    return answer


@pytest.fixture(autouse=True)
def no_tokens() -> Iterator[None]:
    weixin._tokens.clear()
    yield
    weixin._tokens.clear()


def test_wecom_names_whom_it_does_not_know_and_keeps_its_token() -> None:
    tokens: list[str] = []

    def result(asked: Asked) -> dict[str, Any]:
        return {"errcode": 0, "errmsg": "ok", "invaliduser": "Wang", "msgid": "m1"}

    with vendor(tencent_house(tokens, result)) as there:
        one = call("wecom", there.port, "li", "wang")
        assert send(one) == [("accepted", ""), ("never", "recipient")]
        assert send(one) == [("accepted", ""), ("never", "recipient")]
        assert tokens == ["T0"]
        body = there.asked[1].json
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("li|wang", 1000002, "text")


def test_a_token_that_ended_is_fetched_anew_once() -> None:
    tokens: list[str] = []
    with vendor(tencent_house(tokens, lambda asked: {"errcode": 0, "msgid": "1"})) as there:
        one = call("wecom", there.port, "li")
        send(one)
        tokens.append("given to somebody else")
        assert send(one) == [("accepted", "")]
        assert len(tokens) == 3


@pytest.mark.parametrize(
    ("errcode", "wanted"),
    [
        (45009, ("channel", "limit")), (-1, ("later", "busy")), (81013, ("never", "recipient")),
        (99999, ("later", "refused")),
    ],
)  # fmt: skip
def test_wecom_says_no_inside_200(errcode: int, wanted: tuple[str, str]) -> None:
    with vendor(tencent_house([], lambda asked: {"errcode": errcode})) as there:
        assert send(call("wecom", there.port, "li")) == [wanted]


def test_wechat_is_given_the_key_and_says_who_does_not_follow() -> None:
    def result(asked: Asked) -> dict[str, Any]:
        return {"errcode": 43004 if asked.json["touser"] == "stranger" else 0, "msgid": 7}

    with vendor(tencent_house([], result)) as there:
        one = call("wechat", there.port, "friend", "stranger")
        assert send(one) == [("accepted", ""), ("never", "recipient")]
        assert there.asked[1].json["client_msg_id"] == one.keys[0]


def test_a_wrong_secret_gets_no_token() -> None:
    with vendor(tencent_house([], lambda asked: {"errcode": 0})) as there:
        one = call("wecom", there.port, "li")
        one.channel.values["secret"] = "other"  # type: ignore[index]  # only here
        assert send(one) == [("channel", "credentials")]


# ---------------------------------------------------------------- robots


def dingtalk_checked(asked: Asked) -> tuple[int, Any]:
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
    said = f"{query['timestamp']}\n{SECRET}".encode()
    own = base64.b64encode(hmac.new(SECRET.encode(), said, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() * 1000 - int(query["timestamp"])) < 3_600_000
    good = own == query["sign"] and query["access_token"] == "k" and fresh
    return 200, {"errcode": 0 if good else 310000, "errmsg": "sign not match"}


def feishu_checked(asked: Asked) -> tuple[int, Any]:
    body = asked.json
    own = hmac.new(f"{body['timestamp']}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    good = base64.b64encode(own).decode() == body["sign"]
    return 200, {"code": 0 if good else 19021, "msg": "sign match fail"}


@pytest.mark.parametrize(
    ("code", "path", "check"),
    [
        ("dingtalk_bot", "robot/send?access_token=k", dingtalk_checked),
        ("feishu_bot", "open-apis/bot/v2/hook/k", feishu_checked),
    ],
)
def test_robots_are_signed(code: str, path: str, check: Callable[[Asked], tuple[int, Any]]) -> None:
    with vendor(check) as there:
        assert send(call(code, there.port, there.url + path, secret=SECRET)) == [("accepted", "")]
        wrong = call(code, there.port, there.url + path, secret="other")
        assert send(wrong) == [("channel", "credentials")]


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("wecom_bot", {"errcode": 45009}), ("dingtalk_bot", {"errcode": 130101}),
        ("feishu_bot", {"code": 9499}),
    ],
)  # fmt: skip
def test_robots_that_spoke_too_often_wait(code: str, answer: dict[str, Any]) -> None:
    with vendor(lambda asked: (200, answer)) as there:
        assert send(call(code, there.port, there.url)) == [("channel", "limit")]


# ---------------------------------------------------------------- the campus network


def test_the_webhook_is_signed_and_answers_for_each_key() -> None:
    def answer(asked: Asked) -> tuple[int, Any]:
        stamp = int(asked.headers["X-Xiaoan-Signature"].split(",")[0][2:])
        if asked.headers["X-Xiaoan-Signature"] != webhook.signature(asked.body, SECRET, stamp):
            return 401, {}
        rows = asked.json["messages"]
        codes = ("ok", "no_such_person", "busy")
        return 200, {
            "results": [{"key": r["key"], "code": c} for r, c in zip(rows, codes, strict=False)]
        }

    with vendor(answer) as there:
        one = call("webhook", there.port, "a", "b", "c", "d")
        assert send(one) == [
            ("accepted", ""), ("never", "recipient"), ("later", "busy"), ("unknown", "answer"),
        ]  # fmt: skip
        one.channel.values["secret"] = "other"  # type: ignore[index]  # only here
        assert send(one) == [("channel", "credentials")] * 4
