"""Quiet hours as apps that send ask about them before they do."""

import datetime as dt
from collections.abc import Collection

from xiaoan.delivery.models import Channel
from xiaoan.delivery.rules import QUIET, Quiet, quiet_until
from xiaoan.kernel.scope import everywhere


def held(codes: Collection[str], at: dt.datetime) -> dict[str, dt.datetime]:
    """Of the channels that are on, those whose quiet hours a moment falls in, and when they end; what is not
    urgent waits until then."""
    with everywhere("delivery"):
        rows = Channel.objects.filter(code__in=list(codes), on=True).order_by("code")
        found = list(rows.values_list("code", "quiet_since", "quiet_until"))
    ends = {code: quiet_until(at, _quiet(since, until)) for code, since, until in found}
    return {code: end for code, end in ends.items() if end > at}


def _quiet(since: dt.time | None, until: dt.time | None) -> Quiet | None:
    if since is None or until is None:
        return QUIET
    return None if since == until else Quiet(since, until)
