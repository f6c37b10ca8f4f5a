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
# Seconds: whether something came in is asked again; a fragment with news is rendered anew at most so often
# (own choice: with a look each second, what came in is seen in 1.8 s at the latest).
_ASK, _FLOOR = 0.5, 0.8
# Without news, what hangs on the clock alone (a deadline that passes) is rendered after so long.
_QUIET = 5.0


@dataclass(frozen=True)
class Fragment:
    """`digest`: the same as long as nothing has changed but the time."""

    html: SafeString
    digest: str


@dataclass(frozen=True)
class _Kept:
    """When it was rendered, and what came in until then (`pulse`)."""

    at: float
    pulse: Hashable
    fragment: Fragment


_kept: OrderedDict[Hashable, _Kept] = OrderedDict()
_locks: dict[Hashable, Lock] = {}
_pulses: dict[Hashable, tuple[float, Hashable]] = {}


def fragment(key: Hashable, make: Callable[[], SafeString]) -> Fragment:
    """A fragment that is no older than `settings.FRAGMENT_SECONDS`; one render at a time for each key, and
    whoever waits for it takes what came out."""
    return _fresh(key, make, None, settings.FRAGMENT_SECONDS)


def live(
    key: Hashable, make: Callable[[], SafeString], pulse: Callable[[], Hashable], of: Hashable
) -> Fragment:
    """The same, but rendered anew when `pulse` says that something came in, and else seldom. The pulse `of` a
    unit and day is asked once in half a second, however many ask."""
    beats = _beat(of, pulse, time.monotonic())
    return _fresh(key, make, beats, max(_QUIET, settings.FRAGMENT_SECONDS) * _is_kept())


def _is_kept() -> bool:
    """FRAGMENT_SECONDS 0: nothing is kept."""
    return settings.FRAGMENT_SECONDS > 0


def _fresh(
    key: Hashable, make: Callable[[], SafeString], beats: Hashable, lasts: float
) -> Fragment:
    with _locks.setdefault(key, Lock()):
        found, now = _kept.get(key), time.monotonic()
        if found is not None and _is_fresh(found, beats, now - found.at, lasts):
            return found.fragment
        html = make()
        made = Fragment(html, hashlib.sha256(html.encode()).hexdigest()[:16])
        _kept[key] = _Kept(now, beats, made)
        _kept.move_to_end(key)
        while len(_kept) > _MOST:
            old, _gone = _kept.popitem(last=False)
            _locks.pop(old, None)
        return made


def _is_fresh(found: _Kept, beats: Hashable, age: float, lasts: float) -> bool:
    """Nothing came in and it is not old; or it was rendered just now."""
    return age < min(_FLOOR, lasts) or (found.pulse == beats and age < lasts)


def _beat(of: Hashable, pulse: Callable[[], Hashable], now: float) -> Hashable:
    """What came in last: read before what is rendered, so that what comes in meanwhile is news again."""
    asked = _pulses.get(of)
    if asked is not None and now - asked[0] < _ASK * _is_kept():
        return asked[1]
    beats = pulse()
    if len(_pulses) > _MOST:
        _pulses.clear()
    _pulses[of] = now, beats
    return beats


def forget() -> None:
    """For tests."""
    _kept.clear()
    _locks.clear()
    _pulses.clear()
