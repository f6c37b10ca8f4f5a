"""Rendered fragments kept for a moment: twenty screens of one unit cost little more than one. In the memory
of this process; what is kept names nobody."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.utils.safestring import SafeString

_MOST = 200


@dataclass(frozen=True)
class Fragment:
    """`digest`: the same as long as nothing has changed but the time."""

    html: SafeString
    digest: str


_kept: OrderedDict[Hashable, tuple[float, Fragment]] = OrderedDict()
_locks: dict[Hashable, Lock] = {}


def fragment(key: Hashable, make: Callable[[], SafeString]) -> Fragment:
    """A fragment that is no older than `settings.FRAGMENT_SECONDS`; one render at a time for each key, and
    whoever waits for it takes what came out."""
    with _locks.setdefault(key, Lock()):
        found = _kept.get(key)
        if found is not None and time.monotonic() - found[0] < settings.FRAGMENT_SECONDS:
            return found[1]
        html = make()
        made = Fragment(html, hashlib.sha256(html.encode()).hexdigest()[:16])
        _kept[key] = (time.monotonic(), made)
        _kept.move_to_end(key)
        while len(_kept) > _MOST:
            old, _gone = _kept.popitem(last=False)
            _locks.pop(old, None)
        return made


def forget() -> None:
    """For tests."""
    _kept.clear()
    _locks.clear()
