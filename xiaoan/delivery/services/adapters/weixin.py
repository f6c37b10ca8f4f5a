"""WeCom (企业微信) application messages and template messages of a WeChat official account. Both give a
token for two hours, and say in `errcode` of an answer with HTTP 200 what went wrong."""

import threading
import time
from typing import Any
from urllib.parse import urlencode

from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.rules.checking import address_fault
from xiaoan.delivery.services.adapters.call import Call, codes, judged
from xiaoan.delivery.services.adapters.wire import Fault, Wire

_CODES = codes(
    never_recipient=["40003", "40013", "43004", "60111", "81013", "81014", "60011"],
    never_blocked=["43101", "43019"],
    later_busy=["-1", "50002"],
    channel_limit=["45009", "45011", "45033", "45047"],
    channel_credentials=["40001", "40014", "42001", "40125", "41002", "41004", "40164", "60020"],
    channel_settings=["40056", "301002", "40037", "48001"],
    channel_content=["47003", "44004", "40058"],
)
# The token is not, or no longer, theirs: a fresh one is fetched once.
_STALE = ("40001", "40014", "42001")
# Seconds before its end at which a token is renewed.
_EARLY = 300
_NO_ACCOUNT = Outcome("never", "recipient", "userid")
_tokens: dict[tuple[object, ...], tuple[str, float]] = {}
_lock = threading.Lock()


def wecom(call: Call, wire: Wire) -> list[Outcome]:
    """One message to up to 500 people; whom the company does not know is named in the answer. What is no
    account of one person ("@all") is never handed over."""
    good = [one for one in call.to if not address_fault("wecom", one)]
    if not good:
        return [_NO_ACCOUNT] * len(call.to)
    found = call.channel
    ask = {"corpid": found.value("corp_id"), "corpsecret": found.value("secret")}
    said = _with_token(
        call, wire, f"cgi-bin/gettoken?{urlencode(ask)}", "cgi-bin/message/send",
        {
            "touser": "|".join(good), "msgtype": "text", "agentid": int(found.value("agent_id") or 0),
            "text": {"content": f"{call.subject}\n{call.text}\n{call.link}"},
            # The same words to the same people within half an hour are one message to WeCom.
            "enable_duplicate_check": 1, "duplicate_check_interval": 1800,
        },
    )  # fmt: skip
    code = str(said.get("errcode", ""))
    if code != "0":
        outcome = judged(code, str(said.get("errmsg", "")), _CODES, ("later", "refused"))
        return [outcome if one in good else _NO_ACCOUNT for one in call.to]
    unknown = {one.lower() for one in str(said.get("invaliduser", "")).split("|") if one}
    unlicensed = {one.lower() for one in str(said.get("unlicenseduser", "")).split("|") if one}
    return [
        _of_person(one.lower(), unknown, unlicensed, str(said.get("msgid", "")))
        if one in good
        else _NO_ACCOUNT
        for one in call.to
    ]


def _of_person(who: str, unknown: set[str], unlicensed: set[str], msgid: str) -> Outcome:
    if who in unknown:
        return Outcome("never", "recipient", "invaliduser")
    if who in unlicensed:
        return Outcome("never", "recipient", "unlicenseduser")
    return Outcome("accepted", "", "", msgid)


def wechat(call: Call, wire: Wire) -> list[Outcome]:
    """One person a call, with a key that the provider knows again for ten minutes."""
    found = call.channel
    ask = {
        "grant_type": "client_credential", "appid": found.value("app_id"),
        "secret": found.value("secret"),
    }  # fmt: skip
    outcomes = []
    for openid, key in zip(call.to, call.keys, strict=True):
        said = _with_token(
            call, wire, f"cgi-bin/token?{urlencode(ask)}", "cgi-bin/message/template/send",
            {
                "touser": openid, "template_id": found.value("template"), "url": call.link,
                "client_msg_id": key,
                "data": {"first": {"value": call.subject}, "remark": {"value": call.text}},
            },
        )  # fmt: skip
        code = str(said.get("errcode", ""))
        outcomes.append(
            Outcome("accepted", "", "", str(said.get("msgid", "")))
            if code == "0"
            else judged(code, str(said.get("errmsg", "")), _CODES, ("later", "refused"))
        )
    return outcomes


def _with_token(
    call: Call, wire: Wire, ask: str, path: str, body: dict[str, Any]
) -> dict[str, Any]:
    """The answer; a token that is not taken any more is renewed once (a refused token means that nothing
    was sent)."""
    base = call.channel.endpoint.rstrip("/")
    said: dict[str, Any] = {}
    for fresh in (False, True):
        token = _token(call, wire, f"{base}/{ask}", fresh=fresh)
        said = wire.post_json(f"{base}/{path}?{urlencode({'access_token': token})}", body).json()
        if str(said.get("errcode", "")) not in _STALE:
            break
    return said


def _token(call: Call, wire: Wire, address: str, *, fresh: bool) -> str:
    """The token, kept until shortly before its end; one thread fetches, the others wait."""
    key = (call.channel.id, call.channel.version)
    with _lock:
        token, until = _tokens.get(key, ("", 0.0))
        if token and not fresh and time.monotonic() < until:
            return token
        try:
            said = wire.get(address).json()
        except Fault as fault:
            # Nothing was asked of it yet but a token: no message can have gone.
            one = fault.outcome
            what = "later" if one.what == "unknown" else one.what
            raise Fault(what, one.reason, one.detail) from fault
        if not said.get("access_token"):
            outcome = judged(
                str(said.get("errcode", "")), str(said.get("errmsg", "")), _CODES,
                ("channel", "credentials"),
            )  # fmt: skip
            raise Fault(outcome.what, outcome.reason, outcome.detail)
        until = time.monotonic() + max(float(said.get("expires_in", 7200)) - _EARLY, 0)
        _tokens[key] = (str(said["access_token"]), until)
        return _tokens[key][0]
