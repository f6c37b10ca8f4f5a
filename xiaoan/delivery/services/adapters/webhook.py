"""The campus network's own address: JSON, signed with HMAC-SHA256, a key for each message.

`X-Xiaoan-Signature: t=<seconds>,v1=<hex>` is over `t.body`. The other side answers for each message; what
it knows by its key it does not send twice and answers as the first time.
"""

import hmac
import json
import time

from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services.adapters.call import Call, codes, judged
from xiaoan.delivery.services.adapters.wire import Wire

_CODES = codes(
    never_recipient=["no_such_person", "gone"], never_blocked=["refused"], later_busy=["busy"],
    channel_limit=["limit"],
)  # fmt: skip


def signature(body: bytes, secret: str, at: int) -> str:
    """The header's value."""
    return f"t={at},v1={hmac.digest(secret.encode(), f'{at}.'.encode() + body, 'sha256').hex()}"


def send(call: Call, wire: Wire) -> list[Outcome]:
    body = json.dumps(
        {
            "subject": call.subject, "text": call.text, "link": call.link,
            "messages": [
                {"key": key, "to": to} for key, to in zip(call.keys, call.to, strict=True)
            ],
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip
    headers = {
        "Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(call.id),
        "X-Xiaoan-Signature": signature(body, call.channel.value("secret"), int(time.time())),
    }  # fmt: skip
    said = wire.post(call.channel.endpoint, body, headers).json()
    if str(said.get("code", "ok")) != "ok":
        outcome = judged(
            str(said["code"]), str(said.get("message", "")), _CODES, ("later", "refused")
        )
        return [outcome] * len(call.to)
    rows = {str(row.get("key")): row for row in said.get("results", []) if isinstance(row, dict)}
    return [_of(rows.get(key)) for key in call.keys]


def _of(row: dict[str, object] | None) -> Outcome:
    if row is None:
        return Outcome("unknown", "answer", "no result")
    if row.get("code") == "ok":
        return Outcome("accepted", "", "", str(row.get("id", "")))
    return judged(str(row.get("code")), str(row.get("message", "")), _CODES, ("never", "refused"))
