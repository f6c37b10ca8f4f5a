"""How Chinese characters are read, and which stands for which in simplified writing: tables of facts.

Made by scripts/characters.py from pypinyin and OpenCC (readings of Unihan, H; simplified forms, H).
"""

from functools import cache
from importlib.resources import files


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    first: dict[str, tuple[str, ...]] = {}
    other: dict[str, tuple[str, ...]] = {}
    for line in _lines("readings-cn.txt"):
        syllable, main, rest = line.split(" ")
        first.update(dict.fromkeys(main, (syllable,)))
        for character in rest:
            other[character] = (*other.get(character, ()), syllable)
    return {**first, **{c: first.get(c, ()) + more for c, more in other.items()}}


def readings(character: str) -> tuple[str, ...]:
    """Every reading without tone, the usual one first; v is the rounded u. None of what is unknown."""
    return _readings().get(character, ())


@cache
def syllables() -> frozenset[str]:
    """Every syllable there is."""
    return frozenset(line.split(" ", 1)[0] for line in _lines("readings-cn.txt"))


@cache
def _simplified() -> dict[int, str]:
    pairs = (pair for line in _lines("simplified-cn.txt") for pair in line.split(" "))
    return {ord(pair[0]): pair[1] for pair in pairs}


def simplified(text: str) -> str:
    """Every character in its simplified form; several forms can become one, never the other way."""
    return text.translate(_simplified())


def _lines(name: str) -> list[str]:
    file = files("xiaoan.directory") / "data" / name
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
