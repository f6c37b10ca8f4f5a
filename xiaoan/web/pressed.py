"""When a button was pressed on a phone without a network: `pressed` of a form, the header of its outbox."""

import datetime as dt

from xiaoan.kernel import clock

# A phone whose clock is farther off than this did not wait that long.
_LONGEST = dt.timedelta(days=14)


def pressed_at(pressed: str, phone_now: str) -> dt.datetime:
    """When a button was pressed, by the phone's clock; `phone_now`, what that clock says as it sends, sets it
    right. Now, where the phone did not say, or cannot have meant it."""
    now = clock.now()
    if not _is_count(pressed):
        return now
    sends = int(phone_now) if _is_count(phone_now) else int(now.timestamp() * 1000)
    waited = dt.timedelta(milliseconds=sends - int(pressed))
    return now - max(waited, dt.timedelta(0)) if waited < _LONGEST else now


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 15
