"""Materials that go along with a notice: kept by code, shown as what is in force when it is read."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xiaoan.materials import queries as materials

MATERIAL = "material"
# More than these nobody opens (our own choice).
MOST = 5


def choices() -> list[tuple[str, str]]:
    """Code and title of each material in force, in the reader's language."""
    return list(materials.titles().items())


def kept(codes: Collection[str]) -> list[dict[str, str]]:
    """As a notice keeps them, each once, in the order given."""
    return [{"kind": MATERIAL, "code": code} for code in dict.fromkeys(codes)]


def codes_of(attachments: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The codes of what a notice keeps."""
    return tuple(one["code"] for one in attachments if one.get("kind") == MATERIAL)


def gone(codes: Collection[str]) -> list[str]:
    """Which of these are in force no more, or never were."""
    known = materials.titles() if codes else {}
    return [code for code in codes if code not in known]


def lines(attachments: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Title and address of each; what was taken out of use since is left out."""
    codes = codes_of(attachments)
    known = materials.titles() if codes else {}
    return [(known[code], materials.address(code)) for code in codes if code in known]
