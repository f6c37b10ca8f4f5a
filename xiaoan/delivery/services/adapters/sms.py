"""Short messages of Aliyun (SendSms 2017-05-25) and Tencent Cloud (SendSms 2021-01-11). The text is the
provider's template; ours fills subject and link."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services.adapters.call import Call, codes, judged
from xiaoan.delivery.services.adapters.wire import Wire

_ALIYUN = codes(
    never_recipient=["isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT"],
    never_blocked=["isv.BLACK_KEY_CONTROL_LIMIT", "isv.DENY_IP_RANGE"],
    later_person_limit=["isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL"],
    later_busy=["isp.SYSTEM_ERROR", "isp.RAM_PERMISSION_DENY", "ServiceUnavailable", "InternalError"],
    channel_limit=["Throttling", "Throttling.User", "Throttling.Api"],
    channel_balance=["isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT_ABNORMAL"],
    channel_content=[
        "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS", "isv.INVALID_PARAMETERS", "isv.PARAM_LENGTH_LIMIT",
    ],
    channel_credentials=[
        "SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound", "InvalidAccessKeyId.Inactive",
        "InvalidTimeStamp.Expired", "SignatureNonceUsed",
    ],
)  # fmt: skip
_TENCENT = codes(
    never_recipient=[
        "InvalidParameterValue.IncorrectPhoneNumber", "UnsupportedOperation.UnsupportedRegion",
        "FailedOperation.PhoneNumberInBlacklist", "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    ],
    later_person_limit=[
        "LimitExceeded.PhoneNumberDailyLimit", "LimitExceeded.PhoneNumberThirtySecondLimit",
        "LimitExceeded.PhoneNumberOneHourLimit", "LimitExceeded.PhoneNumberSameContentDailyLimit",
    ],
    later_busy=["InternalError", "InternalError.Timeout", "InternalError.OtherError"],
    channel_limit=["RequestLimitExceeded", "LimitExceeded.DeliveryFrequencyLimit"],
    channel_balance=["FailedOperation.InsufficientBalanceInSmsPackage", "LimitExceeded.AppDailyLimit"],
    channel_credentials=[
        "AuthFailure.SignatureFailure", "AuthFailure.SecretIdNotFound", "AuthFailure.SignatureExpire",
        "AuthFailure.TokenFailure", "UnauthorizedOperation",
    ],
    channel_content=[
        "FailedOperation.SignatureIncorrectOrUnapproved",
        "FailedOperation.TemplateIncorrectOrUnapproved", "InvalidParameterValue.TemplateParameterLengthLimit",
    ],
)  # fmt: skip
_CHINA = "+86"


def escaped(text: str) -> str:
    """As Aliyun signs it: RFC 3986, `~` as it stands."""
    return quote(text, safe="-_.~")


def aliyun_signature(values: dict[str, str], secret: str, method: str = "POST") -> str:
    """HMAC-SHA1 over the sorted parameters (Alibaba Cloud, RPC signature version 1.0)."""
    line = "&".join(f"{escaped(name)}={escaped(values[name])}" for name in sorted(values))
    said = f"{method}&{escaped('/')}&{escaped(line)}"
    return base64.b64encode(hmac.digest(f"{secret}&".encode(), said.encode(), "sha1")).decode()


def aliyun(call: Call, wire: Wire) -> list[Outcome]:
    """One number a call: the answer has one code for all of it. A code other than OK is a failure, whatever
    the HTTP status."""
    return [
        _aliyun(call, wire, number, key) for number, key in zip(call.to, call.keys, strict=True)
    ]


def _aliyun(call: Call, wire: Wire, number: str, key: str) -> Outcome:
    found = call.channel
    values = {
        "AccessKeyId": found.value("access_key"), "Action": "SendSms", "Format": "JSON",
        "OutId": key, "PhoneNumbers": number, "RegionId": "cn-hangzhou",
        "SignatureMethod": "HMAC-SHA1", "SignatureNonce": uuid4().hex, "SignatureVersion": "1.0",
        "SignName": found.value("sign_name"), "TemplateCode": found.value("template"),
        "TemplateParam": json.dumps({"subject": call.subject, "link": call.link}, ensure_ascii=False),
        # Held against the provider's clock, so not the demonstration's.
        "Timestamp": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "Version": "2017-05-25",
    }  # fmt: skip
    values["Signature"] = aliyun_signature(values, found.value("secret"))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    said = wire.post(found.endpoint, urlencode(values).encode(), kind).json()
    code = str(said.get("Code", ""))
    if code == "OK":
        return Outcome("accepted", "", "", str(said.get("BizId", "")))
    return judged(code, str(said.get("Message", "")), _ALIYUN, ("later", "refused"))


def tencent(call: Call, wire: Wire) -> list[Outcome]:
    """Up to 200 numbers; each has its own status in the answer."""
    found = call.channel
    numbers = [number if number.startswith("+") else _CHINA + number for number in call.to]
    body = json.dumps(
        {
            "PhoneNumberSet": numbers, "SmsSdkAppId": found.value("app_id"),
            "SignName": found.value("sign_name"), "TemplateId": found.value("template"),
            "TemplateParamSet": [call.subject, call.link], "SessionContext": call.keys[0],
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip
    headers = tencent_headers(
        found.endpoint, body, found.value("access_key"), found.value("secret")
    )
    said = wire.post(found.endpoint, body, headers).json().get("Response", {})
    if "Error" in said:
        error = said["Error"]
        outcome = judged(
            str(error.get("Code")), str(error.get("Message")), _TENCENT, ("later", "refused")
        )
        return [outcome] * len(call.to)
    # Answered in the order asked; a number may come back written otherwise.
    rows = said.get("SendStatusSet", [])
    if len(rows) != len(numbers):
        return [Outcome("unknown", "answer", f"{len(rows)} of {len(numbers)}")] * len(call.to)
    return [_tencent_row(row) for row in rows]


def _tencent_row(row: dict[str, str]) -> Outcome:
    if row.get("Code") == "Ok":
        return Outcome("accepted", "", "", str(row.get("SerialNo", "")))
    return judged(str(row.get("Code")), str(row.get("Message")), _TENCENT, ("never", "refused"))


def tencent_headers(
    endpoint: str, body: bytes, access_key: str, secret: str, at: int | None = None
) -> dict[str, str]:
    """TC3-HMAC-SHA256 (Tencent Cloud API 3.0, signature v3) over content type, host and body."""
    stamp = at if at is not None else int(time.time())
    day = dt.datetime.fromtimestamp(stamp, dt.UTC).strftime("%Y-%m-%d")
    host = urlsplit(endpoint).netloc
    kind = "application/json; charset=utf-8"
    asked = (
        f"POST\n/\n\ncontent-type:{kind}\nhost:{host}\n\ncontent-type;host\n"
        f"{hashlib.sha256(body).hexdigest()}"
    )
    scope = f"{day}/sms/tc3_request"
    said = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, said.encode(), "sha256").hex()
    return {
        "Authorization": (
            f"TC3-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders=content-type;host, "
            f"Signature={signature}"
        ),
        "Content-Type": kind, "Host": host, "X-TC-Action": "SendSms", "X-TC-Timestamp": str(stamp),
        "X-TC-Version": "2021-01-11", "X-TC-Region": "ap-guangzhou",
    }  # fmt: skip
