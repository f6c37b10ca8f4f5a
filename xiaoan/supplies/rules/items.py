"""Items, their units and packs (data/items-cn.toml): whole base units, converted exactly."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

_RAW = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "items-cn.toml").read_text(encoding="utf-8")
)
# Base units, and packs in which several of them come. The base unit itself is a pack of one.
UNITS = (
    "zhi", "tai", "stick", "ml", "tablet", "piece", "garment", "set", "pair_fu", "pair", "bag", "ba",
    "sheet", "dose", "book",
)  # fmt: skip
PACKS = ("box", "case", "bottle", "litre", "barrel", "pack", "roll")
# Liquids are typed in bottles and litres; all else must come to whole pieces anyway.
PIECES = ""
_MOST = 10_000_000
_LONGEST_NUMBER = 16
_DECIMALS = 3


@dataclass(frozen=True)
class Item:
    """One kind of thing. `packs`: code of a pack → base units in it."""

    code: str
    unit: str
    packs: Mapping[str, int]
    dated: bool
    most: int

    def size(self, pack: str) -> int:
        """Base units of a pack; the base unit is written "". 0: it does not come so."""
        return 1 if pack == PIECES else self.packs.get(pack, 0)


ITEMS: dict[str, Item] = {
    code: Item(code, one["unit"], one["packs"], one["dated"], one.get("most", _MOST))
    for code, one in _RAW["item"].items()
}
items_version: str = _RAW["version"]


class Fault(ValueError):
    """Why a quantity cannot be taken: a code (`unit`, `number`, `whole`, `none`, `negative`, `most`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_number(typed: str) -> Decimal:
    """What somebody typed as a number: full-width digits, a thousands comma and a decimal point pass."""
    text = typed.translate(_NARROW).replace(",", "").strip()
    if not text or len(text) > _LONGEST_NUMBER:
        raise Fault("number")
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise Fault("number") from None
    if not found.is_finite() or "e" in text.lower():
        raise Fault("number")
    return found


# Digits of a bar code: EAN-8, UPC-A, EAN-13, GTIN-14.
_GS1 = (8, 12, 13, 14)
# Full-width digits, comma and point as a Chinese keyboard types them.
_NARROW = str.maketrans("0123456789,.-", "0123456789,.-")


def in_base(item: Item, typed: str, pack: str, *, least: int = 1) -> int:
    """A typed number of a pack in whole base units, exactly."""
    size = item.size(pack)
    if not size:
        raise Fault("unit")
    found = read_number(typed) * size
    if found != found.to_integral_value():
        raise Fault("whole")
    if found < least:
        raise Fault("none" if least else "negative")
    if found > item.most:
        raise Fault("most")
    return int(found)


def read_code(typed: str) -> str:
    """A bar code as a scanner types it, checked by its last digit (GS1: EAN-8, UPC-A, EAN-13, GTIN-14).

    A code that was scanned twice into the same field is told apart (`twice`) from one of which the check
    digit is wrong (`check`) and one that is none (`code`).
    """
    digits = typed.translate(_NARROW).strip()
    half = len(digits) // 2
    if (
        digits
        and len(digits) % 2 == 0
        and digits[:half] == digits[half:]
        and _is_gs1(digits[:half])
    ):
        raise Fault("twice")
    if not _is_gs1(digits):
        whole = len(digits) in _GS1 and digits.isascii() and digits.isdigit()
        raise Fault("check" if whole else "code")
    return digits.zfill(14)


def _is_gs1(digits: str) -> bool:
    if len(digits) not in _GS1 or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(int(d) * (3, 1)[at % 2] for at, d in enumerate(reversed(digits[:-1])))
    return (10 - total % 10) % 10 == int(digits[-1])
