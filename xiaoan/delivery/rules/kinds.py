"""The kinds of channels: what each needs to be set, what its provider takes. Data with source."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_DATA = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "delivery-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = _DATA["version"]
# A group is written to, not a person.
BOTS = ("wecom_bot", "dingtalk_bot", "feishu_bot")
# What people enter themselves; of SMS the number on the roster holds without being entered.
OWN = ("email", "sms", "wecom", "wechat", "webhook")


@dataclass(frozen=True)
class Quiet:
    """From when until when (of the next day) nothing that is not urgent goes out."""

    since: dt.time
    until: dt.time


@dataclass(frozen=True)
class Retry:
    first: float
    longest: float
    tries: int
    jitter: float


@dataclass(frozen=True)
class Kind:
    """A kind of channel. `fields`: what the officer sets, `secrets`: of these, what is sealed and never shown
    again; `host`: where its provider is; `address`: the channel of people's own addresses; `rate` a minute;
    `most` people in one call; `key_lasts`: for so long the provider knows a key again (zero: it takes
    none)."""

    code: str
    fields: tuple[str, ...]
    optional: tuple[str, ...]
    secrets: tuple[str, ...]
    host: str
    address: str
    rate: int
    most: int
    key_lasts: dt.timedelta
    unsure: str
    source: str


_SHAPES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str, str]] = {
    # code: fields, of these optional, of these secret, the provider's address, whose addresses
    "email": (
        ("host", "port", "security", "user", "password", "sender"), ("user", "password"), ("password",),
        "", "email",
    ),
    "sms_aliyun": (
        ("endpoint", "access_key", "secret", "sign_name", "template"), (), ("secret",),
        "https://dysmsapi.aliyuncs.com/", "sms",
    ),
    "sms_tencent": (
        ("endpoint", "access_key", "secret", "app_id", "sign_name", "template"), (), ("secret",),
        "https://sms.tencentcloudapi.com/", "sms",
    ),
    "wecom": (
        ("endpoint", "corp_id", "agent_id", "secret"), (), ("secret",), "https://qyapi.weixin.qq.com/",
        "wecom",
    ),
    "wecom_bot": (("endpoint",), (), (), "https://qyapi.weixin.qq.com/", ""),
    "dingtalk_bot": (("endpoint",), (), (), "https://oapi.dingtalk.com/", ""),
    "feishu_bot": (("endpoint",), (), (), "https://open.feishu.cn/", ""),
    "wechat": (
        ("endpoint", "app_id", "secret", "template", "token"), ("token",), ("secret", "token"),
        "https://api.weixin.qq.com/", "wechat",
    ),
    "webhook": (("endpoint", "secret"), (), ("secret",), "", "webhook"),
}  # fmt: skip


def _kind(code: str) -> Kind:
    fields, optional, secrets, host, address = _SHAPES[code]
    data = _DATA["channels"][code]
    return Kind(
        code, fields, optional, secrets, host, address, data["rate"], data["most"],
        dt.timedelta(minutes=data["key"]), data["unsure"], data["source"],
    )  # fmt: skip


KINDS: Mapping[str, Kind] = {code: _kind(code) for code in _SHAPES}
QUIET = Quiet(
    dt.time.fromisoformat(_DATA["quiet"]["since"]), dt.time.fromisoformat(_DATA["quiet"]["until"])
)
RETRY = Retry(*(_DATA["retry"][name] for name in ("first", "longest", "tries", "jitter")))
LEASE_SECONDS: int = _DATA["lease"]["seconds"]
