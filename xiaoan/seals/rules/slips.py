"""What stands on paper and screens: the number and first digits of an entry (a receipt) or of a seal."""

import re
from dataclasses import dataclass

# Fewer digits than a receipt has prove nothing.
LEAST = 10
_RECEIPT = re.compile(r"(\d{1,10})-(\d{1,10})-([0-9a-f]{10,64})", re.ASCII)
_SEAL = re.compile(r"s(\d{1,10})-([0-9a-f]{10,64})", re.ASCII)
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Slip:
    """An entry of a chain, or (`chain` None) a seal, and the digits that its hash begins with."""

    chain: int | None
    n: int
    digits: str

    def __str__(self) -> str:
        number = f"S{self.n}" if self.chain is None else f"{self.chain}-{self.n}"
        return f"{number}-{self.digits}"


def read(text: str) -> Slip:
    """A slip as somebody types it: blanks, case and kinds of dashes do not matter. ValueError if none."""
    plain = re.sub(r"\s", "", text).replace("–", "-").replace("—", "-").replace("－", "-").lower()
    if found := _RECEIPT.fullmatch(plain):
        slip = Slip(int(found[1]), int(found[2]), found[3])
    elif found := _SEAL.fullmatch(plain):
        slip = Slip(None, int(found[1]), found[2])
    else:
        raise ValueError(f"not a receipt and not a seal: {text[:80]!r}")
    if max(slip.chain or 0, slip.n) > LARGEST:
        raise ValueError(f"not a receipt and not a seal: {text[:80]!r}")
    return slip
