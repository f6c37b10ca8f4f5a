"""A letter to people outside: the last seal in words, all of the batch as a file."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.seals.rules.places import Address
from xiaoan.seals.services.carrying import Batch
from xiaoan.seals.services.places.trouble import PATIENCE


def send(place: Address, batch: Batch) -> None:
    """By `smtps` at once encrypted; by `smtp` as soon as the server offers it."""
    trust = ssl.create_default_context(cafile=place.option("ca") or None)
    host = place.url.hostname or ""
    server: smtplib.SMTP
    if place.secure:
        server = smtplib.SMTP_SSL(host, place.url.port or 465, timeout=PATIENCE, context=trust)
    else:
        server = smtplib.SMTP(host, place.url.port or 25, timeout=PATIENCE)
    with server:
        server.ehlo()
        if not place.secure and server.has_extn("starttls"):
            server.starttls(context=trust)
            server.ehlo()
        if place.user:
            server.login(place.user, place.password)
        server.send_message(letter(place, batch))


def letter(place: Address, batch: Batch) -> EmailMessage:
    """The letter. Sent twice, it has the same Message-ID: it is the same letter."""
    one = batch.last
    at = one.at.astimezone(clock.ZONE)
    said = {"no": one.no, "at": at.strftime("%Y-%m-%d %H:%M")}
    message = EmailMessage()
    message["Subject"] = _("校安封存 第 %(no)s 号 %(at)s") % said
    message["From"] = place.option("from")
    message["To"] = place.option("to")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{sha256(batch.content).hexdigest()[:32]}@xiaoan.invalid>"
    lines = [
        _("第 %(no)s 号封存,%(at)s。请保留这封信:记录被改动时,它是证据。") % said,
        "",
        one.slip,
        f"root {one.root}",
        f"key {one.key}",
        _("%(chains)s 条链,共 %(entries)s 条记录。附件里是第 %(first)s 至 %(no)s 号封存。")
        % {**said, "chains": one.chains, "entries": one.entries, "first": batch.first.no},
    ]
    message.set_content("\n".join(lines) + "\n")
    message.add_attachment(
        batch.content, maintype="application", subtype="x-ndjson", filename=batch.name
    )
    return message
