"""The columns of an outside list, and what the heads of others mean."""

import tomllib
from importlib.resources import files

_SHEET = tomllib.loads(
    (files("xiaoan.verification") / "data" / "outside-cn.toml").read_text(encoding="utf-8")
)
# Key → the head that the template writes, in its order.
HEADS: dict[str, str] = {key: heads[0] for key, heads in _SHEET["heads"].items()}
# Every head that is understood → key.
KEYS: dict[str, str] = {head: key for key, heads in _SHEET["heads"].items() for head in heads}
NEEDED: tuple[str, ...] = tuple(_SHEET["needed"]["columns"])
HINTS: dict[str, str] = _SHEET["hints"]
EXAMPLE: dict[str, str] = _SHEET["example"]
SHEET_NAME: str = _SHEET["guide"]["sheet"]
# The last column of the sheet with its errors.
REASONS: str = _SHEET["guide"]["reasons"]
