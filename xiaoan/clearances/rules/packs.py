"""What keeps people away by policy pack: from the data beside."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Pack:
    """`lines`: categories of key persons; `unanswered`: days back that a survey counts, 0 for none; `both`:
    grounds for which two papers are kept, the diagnosis and the return (双证明); `second`: diseases of
    which the diagnosis has to be on file first, where the county has switched that on (own choice)."""

    pack: str
    lines: tuple[str, ...]
    contacts: bool
    symptoms: bool
    unanswered: int
    both: tuple[str, ...]
    second: tuple[str, ...]
    source: str
    confidence: str

    def has_second(self, disease: str) -> bool:
        """Whether a disease is one of `second`; an illness without a diagnosis never is."""
        return bool(disease) and ("*" in self.second or disease in self.second)


def read_packs(text: str) -> tuple[Pack, ...]:
    """The packs of a file; TypeError or KeyError says which field is wrong."""
    return tuple(
        Pack(**{**one, **{name: tuple(one[name]) for name in ("lines", "both", "second")}})
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
