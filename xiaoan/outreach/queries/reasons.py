"""Why families are called: each reason is named by the app it is of and connected in wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Reason:
    """`label`: what a caller reads; `link`: the page of what it is about, "" for none; `lasts`: a call that
    was answered does not end it, only `services.close` does."""

    code: str
    label: Any
    link: Callable[[UUID], str]
    lasts: bool = False


_reasons: dict[str, Reason] = {}


def connect(code: str, label: Any, link: Callable[[UUID], str], *, lasts: bool = False) -> None:
    """Make a reason known; `ask` refuses others."""
    _reasons[code] = Reason(code, label, link, lasts)


def known(code: str) -> Reason | None:
    return _reasons.get(code)


def lasting() -> tuple[str, ...]:
    """The codes that a call does not end."""
    return tuple(one.code for one in _reasons.values() if one.lasts)


def label_of(code: str) -> str:
    found = _reasons.get(code)
    return str(found.label) if found else code
