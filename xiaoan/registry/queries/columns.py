"""The columns of the roster sheet: one template for pupils and staff, told apart by a column."""

import tomllib
from importlib.resources import files
from typing import Any

_SHEET = tomllib.loads(
    (files("xiaoan.registry") / "data" / "roster-cn.toml").read_text(encoding="utf-8")
)
# Key → the head that the template writes, in its order.
HEADS: dict[str, str] = {key: heads[0] for key, heads in _SHEET["heads"].items()}
# Every head that is understood → key.
KEYS: dict[str, str] = {head: key for key, heads in _SHEET["heads"].items() for head in heads}
NEEDED: tuple[str, ...] = tuple(_SHEET["needed"]["columns"])
KINDS: dict[str, str] = {word: kind for kind, words in _SHEET["kinds"].items() for word in words}
CHOICES: dict[str, list[str]] = _SHEET["choices"]
HINTS: dict[str, str] = _SHEET["hints"]
# The row of the template that shows how it is filled in; whoever bears this name is not a person.
EXAMPLE: dict[str, str] = _SHEET["example"]
GUIDE: dict[str, Any] = _SHEET["guide"]
SHEET_NAME: str = GUIDE["sheets"][0]
# The last column of the sheet with its errors.
REASONS: str = _SHEET["errors"]["column"]
# The word that a sheet has for a kind of person.
KIND_WORDS: dict[str, str] = {kind: words[0] for kind, words in _SHEET["kinds"].items()}
