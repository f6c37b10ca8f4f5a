"""Robots of groups: WeCom, DingTalk, Feishu. A group is written to once for all its people; who read it,
nobody says."""

import base64
import hmac
import time
from urllib.parse import urlencode

from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services.adapters.call import Call, codes, judged, same
from xiaoan.delivery.services.adapters.wire import Wire

_WECOM = codes(
    channel_limit=["45009"],
    channel_credentials=["93000"],
    later_busy=["-1"],
    channel_content=["44004"],
)
_DINGTALK = codes(
    channel_limit=["130101", "130103"], channel_credentials=["310000", "300001", "300005"],
    later_busy=["-1"],
)  # fmt: skip
_FEISHU = codes(
    channel_limit=["9499", "11232", "99991400"], channel_credentials=["19001", "19021", "19022"],
    channel_content=["19024", "9499001"],
)  # fmt: skip


def _text(call: Call) -> str:
    return "\n".join(part for part in (call.subject, call.text, call.link) if part)


def wecom(call: Call, wire: Wire) -> list[Outcome]:
    said = wire.post_json(call.to[0], {"msgtype": "text", "text": {"content": _text(call)}}).json()
    code = str(said.get("errcode", ""))
    if code == "0":
        return same(call, Outcome("accepted"))
    return same(call, judged(code, str(said.get("errmsg", "")), _WECOM, ("later", "refused")))


def dingtalk_sign(stamp: str, secret: str) -> str:
    """Base64 of HMAC-SHA256 over timestamp, line break, secret; the key is the secret (milliseconds)."""
    said = f"{stamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), said, "sha256")).decode()


def dingtalk(call: Call, wire: Wire) -> list[Outcome]:
    address = call.to[0]
    if call.secret:
        stamp = str(round(time.time() * 1000))
        sign = urlencode({"timestamp": stamp, "sign": dingtalk_sign(stamp, call.secret)})
        address = f"{address}{'&' if '?' in address else '?'}{sign}"
    said = wire.post_json(address, {"msgtype": "text", "text": {"content": _text(call)}}).json()
    code = str(said.get("errcode", ""))
    if code == "0":
        return same(call, Outcome("accepted"))
    return same(call, judged(code, str(said.get("errmsg", "")), _DINGTALK, ("later", "refused")))


def feishu_sign(stamp: str, secret: str) -> str:
    """Base64 of HMAC-SHA256 over nothing; the key is timestamp, line break, secret (seconds)."""
    return base64.b64encode(hmac.digest(f"{stamp}\n{secret}".encode(), b"", "sha256")).decode()


def feishu(call: Call, wire: Wire) -> list[Outcome]:
    body: dict[str, object] = {"msg_type": "text", "content": {"text": _text(call)}}
    if call.secret:
        stamp = str(int(time.time()))
        body |= {"timestamp": stamp, "sign": feishu_sign(stamp, call.secret)}
    said = wire.post_json(call.to[0], body).json()
    # Older robots answer with StatusCode.
    code = str(said.get("code", said.get("StatusCode", "")))
    if code == "0":
        return same(call, Outcome("accepted"))
    return same(call, judged(code, str(said.get("msg", "")), _FEISHU, ("later", "refused")))
