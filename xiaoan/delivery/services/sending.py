"""Sending what is due: a few threads, each with its own connections. No transaction is open while a
provider is waited for, and each call is on record before it is made."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle

import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.delivery import rules
from xiaoan.delivery.models import Sending
from xiaoan.delivery.queries.ways import Set, addresses, channels_set, robot, to_confirm
from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.services import adapters, claiming, outcomes, sweeping
from xiaoan.delivery.services.adapters import Call, Wire
from xiaoan.delivery.services.claiming import Claim
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.races import again
from xiaoan.kernel.scope import acting_as

log = structlog.get_logger("xiaoan.delivery")
THREADS = 4
# So many subjects are named in a digest; of the rest only how many.
_NAMED = 8


def run(seconds: float = 20, threads: int = THREADS) -> int:
    """Send what is due for at most so many seconds; gives how many people's messages were tried. Several
    processes may do so at once."""
    sweep()
    until = time.monotonic() + seconds
    channels = _due()
    total = 0
    if channels:
        if threads == 1:
            total = _go(channels, until)
        else:
            with ThreadPoolExecutor(threads) as pool:
                total = sum(pool.map(lambda _n: _thread(channels, until), range(threads)))
    again(sweeping.go_on)
    again(sweeping.tell)
    return total


def sweep() -> None:
    """What time does by itself, before and without sending."""
    for step in (outcomes.recover, sweeping.expire, sweeping.go_on):
        again(step)


def _due() -> list[Set]:
    """The channels that are on and have something that is due."""
    with acting_as(system("delivery")):
        rows = Sending.objects.filter(state__in=rules.WAITING, due_at__lte=clock.now())
        codes = [
            code for code in rules.KINDS if rows.filter(channel=code).only("pk").first() is not None
        ]
        found = channels_set(codes)
    return [one for one in found.values() if one.on]


def _thread(channels: list[Set], until: float) -> int:
    close_old_connections()
    try:
        return _go(channels, until)
    finally:
        connection.close()


def _go(channels: list[Set], until: float) -> int:
    """One claim after the other, channel by channel, until none has anything or the time is over."""
    total, idle = 0, 0
    with Wire() as wire:
        for found in cycle(channels):
            if idle >= len(channels) or time.monotonic() > until:
                break
            claim = again(partial(claiming.claim, found))
            if claim is None:
                idle += 1
                continue
            idle = 0
            total += len(claim.ones)
            _call(found, claim, wire)
    return total


def _call(found: Set, claim: Claim, wire: Wire) -> None:
    """Make the call and put down what came of it."""
    result = _outcomes(found, claim, wire)
    for what in {one.what for one in result} - {"accepted"}:
        reason = next(one.reason for one in result if one.what == what)
        log.warning("message not accepted", channel=found.code, what=what, reason=reason)
    again(lambda: outcomes.settle_call(found, claim, result))


def _outcomes(found: Set, claim: Claim, wire: Wire) -> list[Outcome]:
    """One outcome for each of the claim. Two people with the same address are one recipient."""
    with translation.override(settings.LANGUAGE_CODE):
        to, secret = _to(found, claim)
        subject, text, link = _words(claim)
    calls: dict[str, str] = {}
    for one, address in zip(claim.ones, to, strict=True):
        if address:
            calls.setdefault(address, one.id.hex)
    if not calls:
        reason = "group_gone" if claim.group_id else "no_address"
        return [Outcome("never", reason) for _one in claim.ones]
    call = Call(
        claim.call_id, found, tuple(calls), tuple(calls.values()), subject, text, link, secret
    )
    result = dict(zip(calls, _sent(call, wire), strict=True))
    return [result[address] if address else Outcome("never", "no_address") for address in to]


def _sent(call: Call, wire: Wire) -> list[Outcome]:
    """A fault of our own after the call was begun leaves it open whether it went out."""
    try:
        return adapters.send(call, wire)
    except Exception as error:
        log.exception("adapter failed", channel=call.channel.code)
        return [Outcome("unknown", "answer", type(error).__name__)] * len(call.to)


def _to(found: Set, claim: Claim) -> tuple[list[str], str]:
    """The address of each of the claim ("": none any more), and the secret of a robot."""
    with acting_as(system("delivery")) as actor:
        if claim.group_id is not None:
            robots = robot(claim.group_id) or {}
            return [robots.get("endpoint", "")] * len(claim.ones), robots.get("secret", "")
        if claim.batches[0].source == rules.CONFIRM:
            return [to_confirm(claim.links[0])] * len(claim.ones), ""
        known = addresses(actor, found.kind, [one.person_id for one in claim.ones])
    return [known.get(one.person_id, "") for one in claim.ones], ""


def _words(claim: Claim) -> tuple[str, str, str]:
    """Subject, text and whole link. Several batches for one group become a digest."""
    if len(claim.batches) == 1:
        batch, variables = claim.batches[0], claim.variables[0]
        said = batch.texts.get(claim.languages[0], {"subject": batch.subject, "text": batch.text})
        return (
            rules.fill(said["subject"], variables), rules.fill(said["text"], variables),
            settings.XIAOAN_ADDRESS + claim.links[0],
        )  # fmt: skip
    lines = [
        f"{rules.fill(batch.subject, variables)} {settings.XIAOAN_ADDRESS}{link}"
        for batch, variables, link in zip(
            claim.batches[:_NAMED], claim.variables, claim.links, strict=False
        )
    ]
    if len(claim.batches) > _NAMED:
        lines.append(_("还有 %(n)s 条,请登录校安查看。") % {"n": len(claim.batches) - _NAMED})
    return _("有 %(n)s 条新消息") % {"n": len(claim.batches)}, "\n".join(lines), ""
