"""The page of a day: printed, signed and kept where no computer reaches."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.seals import rules
from xiaoan.seals.queries.days import Day, of_day
from xiaoan.web.gate import Asked, page, require


@page(Permission.VERIFY)
def day_page(request: Asked, day: str) -> HttpResponse:
    """The day's last seal with its root and counts, as text and as two QR codes."""
    county = directory.county()
    require(request.actor, Permission.VERIFY, county.no)
    try:
        found = of_day(request.actor, dt.date.fromisoformat(day))
    except (ValueError, OverflowError) as error:
        raise NotFound from error
    if found is None:
        raise NotFound
    check = request.build_absolute_uri(reverse("seals:check"))
    context = {
        "county": county, "found": found, "is_running": found.day == clock.today(),
        "check_url": check, "by_phone": f"{check}?r={found.last.slip}", "plain": _plain(found),
        "printed_at": clock.now(), "back_url": reverse("seals:home"),
        "lines": [
            ("last", found.last.no, found.last.at, _groups(found.last.hash)),
            ("first", found.first.no, found.first.at, _groups(found.first.hash)),
        ],
        "root": _groups(found.last.root), "key": _groups(found.last.key),
    }  # fmt: skip
    return render(request, "seals/day.html", context)


def _plain(found: Day) -> str:
    """What the verifier needs, without any network."""
    last: rules.Seal = found.last
    return f"{last.slip}\nroot {last.root}\nkey {last.key}\nchains {last.chains} entries {last.entries}"


def _groups(digits: str) -> str:
    """In eights, so that it can be read aloud and compared."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))
