"""Schemes of care teams and the catalogue of roles, from the data beside."""

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

Tiers = tuple[tuple[str, ...], ...]
# More than that is no team.
LONGEST_TEAM = 8


@dataclass(frozen=True)
class Role:
    """How a carer of a role is found: sources in tiers for pupils and for staff; none: not for them."""

    code: str
    spread: str
    student: Tiers
    staff: Tiers

    def tiers(self, kind: str) -> Tiers:
        return self.student if kind == "student" else self.staff


@dataclass(frozen=True)
class Scheme:
    """The roles of a pupil's and of a teacher's team."""

    code: str
    since: dt.date
    source: str
    confidence: str
    student: tuple[str, ...]
    staff: tuple[str, ...]

    def roles(self, kind: str) -> tuple[str, ...]:
        return self.student if kind == "student" else self.staff


def read(text: str) -> tuple[tuple[Scheme, ...], dict[str, Role]]:
    found = tomllib.loads(text)
    schemes = tuple(
        Scheme(
            one["code"], one["since"], one["source"], one["confidence"], tuple(one["student"]),
            tuple(one["staff"]),
        )
        for one in found["schemes"]
    )  # fmt: skip
    return schemes, {one["code"]: _role(one) for one in found["roles"]}


def _role(one: dict[str, Any]) -> Role:
    tiers = {kind: tuple(tuple(tier) for tier in one[kind]) for kind in ("student", "staff")}
    return Role(one["code"], one["spread"], tiers["student"], tiers["staff"])


SCHEMES, ROLES = read(
    (files("xiaoan.careteams") / "data" / "schemes-cn.toml").read_text(encoding="utf-8")
)
# Of a county that has chosen none.
DEFAULT = SCHEMES[0]


def scheme_of(code: str) -> Scheme | None:
    return next((one for one in SCHEMES if one.code == code), None)


def roles_fault(kind: str, roles: Sequence[str]) -> str:
    """Why these cannot be the roles of a team: `empty`, `many`, `twice`, `unknown`; '' if they can."""
    if not roles:
        return "empty"
    if len(roles) > LONGEST_TEAM:
        return "many"
    if len(set(roles)) < len(roles):
        return "twice"
    return "" if all(code in ROLES and ROLES[code].tiers(kind) for code in roles) else "unknown"
