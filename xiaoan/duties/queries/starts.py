"""What can be begun from the due list that nobody has asked for, also without a network. Each is named by the
app it is of and connected in wiring; the due list shows them, and knows none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission

OFFLINE = _l("没有网络也能记")


@dataclass(frozen=True)
class Start:
    """What it is called, who may, and the pages that a phone asks for ahead; the first is linked. `said`: the
    words under it. `keeps` False: none is asked for ahead, a phone has them once they were opened."""

    title: Any
    permission: Permission
    addresses: Callable[[], list[str]]
    said: Any = OFFLINE
    keeps: bool = True


_starts: dict[str, Start] = {}


def connect(start: Start) -> None:
    _starts[str(start.permission)] = start


def lines(actor: Actor) -> list[dict[str, str]]:
    """What the actor may begin: title, address, what to keep, what is said under it."""
    found = [one for one in _starts.values() if actor.may_anywhere(one.permission)]
    return [
        {
            "title": str(one.title),
            "url": one.addresses()[0],
            "keep": " ".join(one.addresses()) if one.keeps else "",
            "said": str(one.said),
        }
        for one in found
    ]
