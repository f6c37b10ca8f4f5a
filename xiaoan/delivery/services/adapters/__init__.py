"""Channels as their providers want them. Each adapter takes a call and gives an outcome for each person, or
raises `Fault` for all of them; an error code inside HTTP 200 is a failure."""

from collections.abc import Callable

from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services.adapters import bots, mail, sms, webhook, weixin
from xiaoan.delivery.services.adapters.call import Call
from xiaoan.delivery.services.adapters.wire import Fault, Wire

__all__ = ["Call", "Fault", "Wire", "send"]
_SENDERS: dict[str, Callable[[Call, Wire], list[Outcome]]] = {
    "email": mail.send, "sms_aliyun": sms.aliyun, "sms_tencent": sms.tencent, "wecom": weixin.wecom,
    "wecom_bot": bots.wecom, "dingtalk_bot": bots.dingtalk, "feishu_bot": bots.feishu,
    "wechat": weixin.wechat, "webhook": webhook.send,
}  # fmt: skip


def send(call: Call, wire: Wire) -> list[Outcome]:
    """What came of it, one outcome for each address."""
    try:
        return _SENDERS[call.channel.code](call, wire)
    except Fault as fault:
        return [fault.outcome] * len(call.to)
