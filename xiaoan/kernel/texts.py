"""Signs that no text for the public has to hold: what XML cannot carry, and what turns the direction of what
follows, so that an address reads as another."""

import re

_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def is_unfit(text: str) -> bool:
    return bool(_UNFIT.search(text))


def fit(text: str) -> str:
    """The text without them: of what was not written for the public."""
    return _UNFIT.sub("", text)
