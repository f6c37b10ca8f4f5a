"""Why families are called: each reason is named by the app it is of and connected in wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.kernel.actor import Actor


def _everybody(_actor: Actor, _unit_no: int) -> bool:
    return True


@dataclass(frozen=True)
class Reason:
    """`label`: what a caller reads; `link`: the page of what it is about, "" for none; `opens`: whether
    it opens for somebody, of a pupil of a class; `lasts`: a call that was answered does not end it, only
    `services.close` does."""

    code: str
    label: Any
    link: Callable[[UUID], str]
    lasts: bool = False
    opens: Callable[[Actor, int], bool] = _everybody


_reasons: dict[str, Reason] = {}


def connect(
    code: str, label: Any, link: Callable[[UUID], str], *, lasts: bool = False,
    opens: Callable[[Actor, int], bool] = _everybody,
) -> None:  # fmt: skip
    """Make a reason known; `ask` refuses others."""
    _reasons[code] = Reason(code, label, link, lasts, opens)


def link_for(actor: Actor, unit_no: int, code: str, about_id: UUID) -> str:
    """The page of what a pupil of a class is called about, "" where there is none or it is not the actor's
    to open."""
    found = _reasons.get(code)
    if found is None or not found.opens(actor, unit_no):
        return ""
    return found.link(about_id)


def known(code: str) -> Reason | None:
    return _reasons.get(code)


def lasting() -> tuple[str, ...]:
    """The codes that a call does not end."""
    return tuple(one.code for one in _reasons.values() if one.lasts)


def label_of(code: str) -> str:
    found = _reasons.get(code)
    return str(found.label) if found else code
