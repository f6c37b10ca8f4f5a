"""Receipts that providers call back with. They move a sending forward and never back, so that one that comes
twice, late or out of order changes nothing that is known better."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from xiaoan.delivery.models import Batch
from xiaoan.delivery.queries.ways import Set, channels_set
from xiaoan.delivery.services.outcomes import note_all
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

LARGEST = 1 << 20
# Seconds by which a signed receipt may be old.
_FRESH = 300
_MOST = 1000
_TAG = re.compile(r"<(MsgID|Status|Event)>(?:<!\[CDATA\[)?([^<\]]*)(?:\]\]>)?</\1>", re.IGNORECASE)
_NUMBER = re.compile(r"[!-~]{1,200}")
_KEY = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOVE = """
update delivery_sending set state = %(state)s, reason = %(reason)s, changed_at = %(now)s
where channel = %(channel)s and provider_id = %(provider)s and state = any(%(from)s)
returning id, batch_id, school_id, unit_no, message_id
"""
_KEYED = _MOVE.replace("provider_id = %(provider)s", "id = %(provider)s::uuid")
ONWARD = """
update delivery_message set next_at = %(now)s where id = any(%(ids)s) and next_at is not null
"""
# What a receipt may move: never what is known to be further.
FROM = {
    "delivered": ["sent", "accepted", "unknown"],
    "read": ["sent", "accepted", "unknown", "delivered"],
    "failed": ["sent", "accepted", "unknown"],
}


@dataclass(frozen=True)
class Told:
    """One receipt: of which message (the provider's number, or our key), what state, why."""

    state: str
    number: str
    reason: str = "receipt"
    is_key: bool = False


def token_of(code: str) -> str:
    """What stands in the address that providers without signatures of their own call back at."""
    return ciphers.blind_index(code, kind="delivery.receipts").hex()


@transaction.atomic
def receive(
    code: str, token: str, headers: Mapping[str, str], query: Mapping[str, str], body: bytes
) -> int:
    """Take receipts in; gives how many messages they moved. NotFound: no such channel, or a wrong address;
    Forbidden: the signature is wrong or old; Invalid: it cannot be read."""
    if code not in _READERS or not _same(token, token_of(code)):
        raise NotFound
    enter(system("delivery"))
    found = channels_set([code]).get(code)
    if found is None:
        raise NotFound
    check, read = _READERS[code]
    check(found, headers, query, body)
    try:
        told = list(read(body))[:_MOST]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid("receipt") from error
    is_new = is_first(code, body)
    if code == "wechat":
        _once(query, is_new=is_new)
    # Said before counts too: the first may have come before our own number of the message was stored.
    return sum(_moved(code, one) for one in told)


def is_first(code: str, said: bytes) -> bool:
    """Put down what was said; False if it was said before."""
    digest = hashlib.sha256(code.encode() + b"\0" + said).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into delivery_receipt (digest, channel, at) values (%s, %s, %s) on conflict do nothing",
            [digest, code, clock.now()],
        )
        return bool(cursor.rowcount == 1)


def _once(query: Mapping[str, str], *, is_new: bool) -> None:
    """WeChat's signature does not cover the body: one signature is good for one body. The same body once
    more is WeChat's own repeat. Forbidden: another body under a signature that was used."""
    used = f"nonce {query.get('timestamp', '')} {query.get('nonce', '')}"
    if not is_first("wechat", used.encode("utf-8", "replace")) and is_new:
        raise Forbidden


def _same(told: str, ours: str) -> bool:
    """Compared in constant time, whatever characters were sent."""
    return hmac.compare_digest(told.encode("utf-8", "replace"), ours.encode())


def _is_fresh(stamp: str) -> bool:
    """Whether seconds of a signature are of the last five minutes."""
    return stamp.isdecimal() and len(stamp) < 12 and abs(time.time() - int(stamp)) <= _FRESH


def _moved(code: str, one: Told) -> int:
    """A number that no provider gives and a key that is no UUID are of no message of ours."""
    if one.state not in FROM or not _NUMBER.fullmatch(one.number):
        return 0
    values: dict[str, Any] = {
        "state": one.state, "reason": one.reason if one.state == "failed" else "", "now": clock.now(),
        "channel": code, "provider": one.number, "from": FROM[one.state],
    }  # fmt: skip
    if one.is_key and not _KEY.fullmatch(one.number):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_KEYED if one.is_key else _MOVE, values)
        rows = cursor.fetchall()
        if one.state == "failed":
            cursor.execute(ONWARD, {"ids": [row[4] for row in rows], "now": values["now"]})
    if rows:
        note_all(uuid7(), [row[:4] for row in rows], one.state, one.reason, one.number)
        Batch.objects.filter(pk__in={row[1] for row in rows}, stale=False).update(stale=True)
    return len(rows)


def _signed(found: Set, headers: Mapping[str, str], _query: Mapping[str, str], body: bytes) -> None:
    """`X-Xiaoan-Signature: t=…,v1=…` over `t.body`, not older than five minutes."""
    parts = dict(
        part.split("=", 1)
        for part in headers.get("X-Xiaoan-Signature", "").split(",")
        if "=" in part
    )
    stamp = parts.get("t", "")
    signed = f"{stamp}.".encode("utf-8", "replace") + body
    said = hmac.digest(found.value("secret").encode(), signed, "sha256").hex()
    if not found.value("secret") or not _is_fresh(stamp) or not _same(parts.get("v1", ""), said):
        raise Forbidden


def _weixin(
    found: Set, _headers: Mapping[str, str], query: Mapping[str, str], _body: bytes
) -> None:
    """SHA-1 over token, timestamp and nonce, sorted (WeChat, receiving messages); of five minutes."""
    parts = sorted([found.value("token"), query.get("timestamp", ""), query.get("nonce", "")])
    text = "".join(parts).encode("utf-8", "replace")
    said = hashlib.sha1(text, usedforsecurity=False).hexdigest()
    fresh = _is_fresh(query.get("timestamp", ""))
    if not found.value("token") or not fresh or not _same(query.get("signature", ""), said):
        raise Forbidden


def _address(
    _found: Set, _headers: Mapping[str, str], _query: Mapping[str, str], _body: bytes
) -> None:
    """The provider signs nothing: whoever knows the address is the provider."""


def _webhook(body: bytes) -> Iterable[Told]:
    """[{"key": …, "state": delivered|read|failed}], or {"messages": […]}."""
    found = json.loads(body)
    for row in found["messages"] if isinstance(found, dict) else found:
        yield Told(str(row["state"]), str(row["key"]), "recipient", is_key=True)


def _aliyun(body: bytes) -> Iterable[Told]:
    """SmsReport: a list; `success` says whether the phone got it, `biz_id` which call it was."""
    for row in json.loads(body):
        good = row["success"] is True or row["success"] == "true"
        yield Told("delivered" if good else "failed", str(row["biz_id"]), "recipient")


def _tencent(body: bytes) -> Iterable[Told]:
    """A list; `report_status` SUCCESS or FAIL, `sid` which message it was."""
    for row in json.loads(body):
        good = row["report_status"] == "SUCCESS"
        yield Told("delivered" if good else "failed", str(row["sid"]), "recipient")


def _wechat(body: bytes) -> Iterable[Told]:
    """TEMPLATESENDJOBFINISH: success, failed:user block, failed: system failed. Three flat tags are read and
    nothing else of the document is, so there is no parser to attack."""
    found = {name.lower(): text for name, text in _TAG.findall(body.decode("utf-8", "replace"))}
    if found.get("event", "").upper() == "TEMPLATESENDJOBFINISH":
        status = found.get("status", "")
        reason = "blocked" if "block" in status else "refused"
        yield Told("delivered" if status == "success" else "failed", found.get("msgid", ""), reason)


_READERS = {
    "webhook": (_signed, _webhook), "sms_aliyun": (_address, _aliyun),
    "sms_tencent": (_address, _tencent), "wechat": (_weixin, _wechat),
}  # fmt: skip
CALLED_BACK = tuple(_READERS)


def greeted(code: str, token: str, query: Mapping[str, str]) -> str:
    """What WeChat wants back when the address is entered there; the signature is checked first."""
    if code != "wechat" or not _same(token, token_of(code)):
        raise NotFound
    with transaction.atomic():
        enter(system("delivery"))
        found = channels_set([code]).get(code)
    if found is None:
        raise NotFound
    _weixin(found, {}, query, b"")
    return query.get("echostr", "")[:200]
