"""Makes the character tables of `xiaoan/directory/data` from the packages of the development environment.

`readings-cn.txt`: how Chinese characters are read, from pypinyin (MIT; its data go back to Unihan).
`simplified-cn.txt`: which character stands for which in 简体, from OpenCC (Apache-2.0).
The product reads the tables only: pypinyin takes 57 MB and a third of a second to load.
"""

import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import opencc
from pypinyin.constants import PINYIN_DICT

DATA = Path(__file__).resolve().parent.parent / "xiaoan" / "directory" / "data"
_READINGS = """\
# Readings of Chinese characters without tones, made by scripts/characters.py from pypinyin: do not edit.
# A line: a syllable, the characters whose first reading it is, the characters that can be read so too.
"""
_SIMPLIFIED = """\
# Pairs of characters, other form and simplified one, made by scripts/characters.py from OpenCC: do not edit.
"""
_PER_LINE = 40


def readings() -> str:
    """The text of readings-cn.txt."""
    first: dict[str, list[str]] = defaultdict(list)
    other: dict[str, list[str]] = defaultdict(list)
    for code in sorted(PINYIN_DICT):
        syllables = list(dict.fromkeys(filter(None, map(_plain, PINYIN_DICT[code].split(",")))))
        for at, syllable in enumerate(syllables):
            (other if at else first)[syllable].append(chr(code))
    lines = (
        f"{one} {''.join(first[one]) or '-'} {''.join(other[one]) or '-'}\n"
        for one in sorted({*first, *other})
    )
    return _READINGS + "".join(lines)


def _plain(toned: str) -> str:
    """Without tone, with v for the rounded u; nothing for what is no syllable (hm, ng)."""
    letters = unicodedata.normalize("NFD", toned).replace("u\u0308", "v")
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    is_syllable = plain.isascii() and plain.isalpha() and any(c in "aeiouv" for c in plain)
    return plain if is_syllable else ""


def simplified() -> str:
    """The text of simplified-cn.txt: regional forms first to the common one, then to the simplified."""
    to_simple = _table("TSCharacters")
    regional = {**_table("TWVariantsRev"), **_table("HKVariantsRev")}
    found = {}
    for one in sorted({*to_simple, *regional}):
        goal = one
        for _step in range(3):
            goal = to_simple.get(goal) or to_simple.get(regional.get(goal, ""), goal)
        if goal != one:
            found[one] = goal
    pairs = [one + goal for one, goal in found.items()]
    lines = (" ".join(pairs[at : at + _PER_LINE]) for at in range(0, len(pairs), _PER_LINE))
    return _SIMPLIFIED + "".join(f"{line}\n" for line in lines)


def _table(name: str) -> dict[str, str]:
    file = Path(opencc.__file__).parent / "dictionary" / f"{name}.txt"
    rows = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) > 1 and len(row[0]) == len(row[1]) == 1}


TABLES = {"readings-cn.txt": readings, "simplified-cn.txt": simplified}


def main() -> int:
    for name, made in TABLES.items():
        (DATA / name).write_text(made(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
