"""What keeps people away by policy pack: from the data beside."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Pack:
    """`lines`: categories of key persons; `unanswered`: days back that a survey counts, 0 for none; `both`:
    grounds for which two papers are kept, the diagnosis and the return (双证明)."""

    pack: str
    lines: tuple[str, ...]
    contacts: bool
    symptoms: bool
    unanswered: int
    both: tuple[str, ...]
    source: str
    confidence: str


def read_packs(text: str) -> tuple[Pack, ...]:
    """The packs of a file; TypeError or KeyError says which field is wrong."""
    return tuple(
        Pack(**{**one, "lines": tuple(one["lines"]), "both": tuple(one["both"])})
        for one in tomllib.loads(text)["packs"]
    )


PACKS = read_packs(
    (files("xiaoan.clearances") / "data" / "packs-cn.toml").read_text(encoding="utf-8")
)
_BY_CODE = {one.pack: one for one in PACKS}
DEFAULT = _BY_CODE["post-2023"]


def pack_of(code: str) -> Pack:
    """The rows of a pack; of one that this file does not know, the default."""
    return _BY_CODE.get(code, DEFAULT)
