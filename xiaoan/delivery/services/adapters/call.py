"""One call: what is said to whom over which channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.delivery.queries.ways import Set
from xiaoan.delivery.rules import Outcome


@dataclass(frozen=True)
class Call:
    """`to`: an address for each person, in order; `keys`: the key of each, the same whenever it is tried
    again; `link` whole, with the product's own host. Of a group `to` has one address: that of its robot."""

    id: UUID
    channel: Set
    to: tuple[str, ...]
    keys: tuple[str, ...]
    subject: str
    text: str
    link: str
    secret: str = ""


def same(call: Call, outcome: Outcome) -> list[Outcome]:
    """One outcome for all."""
    return [outcome] * len(call.to)


# A provider's code → what it means: (what, reason).
Codes = Mapping[str, tuple[str, str]]


def judged(code: str, said: str, codes: Codes, usual: tuple[str, str]) -> Outcome:
    """The outcome of a provider's code that says no; `usual`: of one that is on no list."""
    what, reason = codes.get(code, usual)
    return Outcome(what, reason, f"{code} {said}".strip())


def codes(**groups: Sequence[str]) -> dict[str, tuple[str, str]]:
    """`what_reason=[codes]` as a table."""
    found: dict[str, tuple[str, str]] = {}
    for name, listed in groups.items():
        what, reason = name.split("_", 1)
        found |= dict.fromkeys(listed, (what, reason))
    return found
