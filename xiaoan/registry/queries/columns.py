"""The columns of the roster sheet: one template for pupils and staff, told apart by a column."""

import tomllib
from importlib.resources import files

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
GUIDE: tuple[str, ...] = tuple(_SHEET["guide"]["lines"])
# Of the sheet with its errors.
REASONS = "错误原因"
