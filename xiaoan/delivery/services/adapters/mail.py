"""E-mail by SMTP (RFC 5321), STARTTLS or TLS. Each recipient is accepted or refused for itself; none sees the
others. That the server took a letter is all that is known then; letters that come back are read by
`xiaoan delivery bounce` (services/bounces.py)."""

import re
import smtplib
import socket
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any

from django.conf import settings

from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services.adapters.call import Call
from xiaoan.delivery.services.adapters.wire import (
    PATIENCE,
    Fault,
    Span,
    Wire,
    pinned,
    span,
    trust,
)

_FINE, _GO_AHEAD, _NO = (250, 251, 252), 354, 500
_STAMPED = re.compile(r"(?:queued as|id=?)\s*([\w.@-]{1,60})", re.IGNORECASE)
_SHUT = 421


def send(call: Call, wire: Wire) -> list[Outcome]:
    """One letter to all of them; a connection that went away while it lay idle is opened anew. However slowly
    the server goes on, the whole call has a deadline: until the letter is handed over nothing was sent, after
    that nobody knows."""
    key = (call.channel.id, call.channel.version)
    kept = key in wire.mail
    with span() as given:
        try:
            return _send(call, _server(call, wire, key, given), given)
        except _Gone:
            wire.mail.pop(key).close()
            if not kept or given.is_over:
                raise _unreached(given) from None
            return _send_anew(call, wire, key, given)
        except Fault:
            if key in wire.mail:
                wire.mail.pop(key).close()
            raise


def _send_anew(call: Call, wire: Wire, key: tuple[object, ...], given: Span) -> list[Outcome]:
    try:
        return _send(call, _server(call, wire, key, given), given)
    except _Gone:
        wire.mail.pop(key).close()
        raise _unreached(given) from None


def _unreached(given: Span) -> Fault:
    """Nothing was sent yet."""
    if given.is_over:
        return Fault("later", "timeout", "deadline")
    return Fault("later", "unreachable", "connection closed")


class _Gone(Exception):
    """The connection ended before the letter was handed over."""


def _server(call: Call, wire: Wire, key: tuple[object, ...], given: Span) -> smtplib.SMTP:
    known = wire.mail.get(key)
    if known is not None:
        if known.sock is None:
            raise _Gone
        given.watch(known.sock)
        return known
    try:
        server = _opened(call, given)
    except smtplib.SMTPAuthenticationError as error:
        raise Fault("channel", "credentials", _said(error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Fault("channel", "settings", str(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        if given.is_over:
            raise _unreached(given) from error
        certificate = "certificate" in str(error).lower()
        raise Fault(
            "channel" if certificate else "later", "certificate" if certificate else "unreachable",
            f"{type(error).__name__}: {error}",
        ) from error  # fmt: skip
    wire.mail[key] = server
    return server


class _Pinned(smtplib.SMTP):
    """Connects to the address that was looked at."""

    def __init__(self, host: str, port: int, given: Span) -> None:
        self._given = given
        super().__init__(host, port, timeout=PATIENCE)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection(pinned(host, port), timeout)
        self._given.watch(plain)
        return plain


class _PinnedTls(smtplib.SMTP_SSL):
    def __init__(self, host: str, port: int, given: Span) -> None:
        self._given = given
        super().__init__(host, port, timeout=PATIENCE, context=trust())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection(pinned(host, port), timeout)
        self._given.watch(plain)
        return self.context.wrap_socket(plain, server_hostname=host)


def _opened(call: Call, given: Span) -> smtplib.SMTP:
    """Signed in; in clear only where a demonstration is set so."""
    found = call.channel
    host, security = found.value("host"), found.value("security")
    port = int(found.value("port") or 0)
    kind, usual = (_PinnedTls, 465) if security == "tls" else (_Pinned, 587)
    server = kind(host, port or usual, given)
    try:
        _greeted(call, server)
    except BaseException:
        server.close()
        raise
    return server


def _greeted(call: Call, server: smtplib.SMTP) -> None:
    """Encrypted as set, and signed in."""
    found = call.channel
    security = found.value("security")
    server.ehlo()
    if security == "starttls":
        server.starttls(context=trust())
        server.ehlo()
    elif security != "tls" and not settings.DEMO:
        raise Fault("channel", "settings", "no encryption")
    if found.value("user"):
        server.login(found.value("user"), found.value("password"))


def _send(call: Call, server: smtplib.SMTP, given: Span) -> list[Outcome]:
    """Envelope, each recipient, the letter. Until the letter is handed over nothing was sent."""
    sender = call.channel.value("sender")
    try:
        code, said = server.mail(sender)
        if code == _SHUT:
            raise _Gone
        if code not in _FINE:
            server.rset()
            what = "channel" if code >= _NO else "later"
            raise Fault(what, "refused" if what == "channel" else "busy", f"{code} {_said(said)}")
        outcomes = [_recipient(*server.rcpt(address)) for address in call.to]
        taken = [n for n, outcome in enumerate(outcomes) if outcome.what == "accepted"]
        if not taken:
            server.rset()
            return outcomes
        code, said = server.docmd("data")
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise _Gone from error
    if code != _GO_AHEAD:
        return _with(outcomes, taken, _refused(code, said))
    return _with(outcomes, taken, _handed(server, letter(call), given))


def _recipient(code: int, said: bytes) -> Outcome:
    if code in _FINE:
        return Outcome("accepted")
    detail = f"{code} {_said(said)}"
    return (
        Outcome("never", "recipient", detail) if code >= _NO else Outcome("later", "busy", detail)
    )


def _handed(server: smtplib.SMTP, text: bytes, given: Span) -> Outcome:
    """The letter, and what the server says of it. Broken in here: it may have been taken."""
    try:
        server.send(text)
        server.send(b".\r\n")
        code, said = server.getreply()
    except TimeoutError as error:
        server.close()
        return Outcome("unknown", "timeout", str(error))
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        server.close()
        if given.is_over:
            return Outcome("unknown", "timeout", "deadline")
        return Outcome("unknown", "cut", type(error).__name__)
    if code not in _FINE:
        return _refused(code, said)
    stamp = _STAMPED.search(_said(said))
    return Outcome("accepted", "", "", stamp[1] if stamp else "")


def _refused(code: int, said: bytes) -> Outcome:
    detail = f"{code} {_said(said)}"
    return Outcome("never", "content", detail) if code >= _NO else Outcome("later", "busy", detail)


def _with(outcomes: list[Outcome], taken: list[int], outcome: Outcome) -> list[Outcome]:
    return [outcome if n in set(taken) else one for n, one in enumerate(outcomes)]


def letter(call: Call) -> bytes:
    """The letter as it goes over the wire. Sent again it has the same Message-ID: it is the same letter."""
    message: Any = EmailMessage(policy=SMTP.clone(max_line_length=76))
    sender = call.channel.value("sender")
    # One line, whatever a variable brought along: a header of ours is no place for another.
    message["Subject"] = " ".join(call.subject.split())
    message["From"] = sender
    message["To"] = "undisclosed-recipients:;"
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{call.keys[0]}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{call.text}\n\n{call.link}\n", cte="base64")
    # Base64 has no line that begins with a dot, so none is to be doubled (RFC 5321 4.5.2).
    text: bytes = message.as_bytes()
    return text


def _said(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
