"""Pure decisions: states, packs, money, who decides after whom, the check of a credit code."""

import datetime as dt
import tomllib
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from xiaoan.procurement.rules.releasing import RELEASERS as RELEASERS
from xiaoan.procurement.rules.releasing import Release as Release

REQUISITION_STATES = ("draft", "submitted", "approved", "decided", "refused", "withdrawn")
# What still may become goods.
REQUISITION_OPEN = ("draft", "submitted", "approved")
ORDER_STATES = ("draft", "sent", "closed", "cancelled")
DONATION_STATES = ("offered", "accepted", "declined", "received")
PUBLISH_STATES = ("", "asked", "published")
WISHES = ("named", "anonymous")
DONORS = ("organisation", "person")
FAULTS = ("damaged", "wrong", "expired", "other")
BILLS = ("invoice", "payment")
STEPS = (
    "drafted", "changed", "submitted", "withdrawn", "returned", "approved", "refused", "decided",
    "ordered", "edited", "sent", "delivered", "cancelled", "closed", "chased", "invoiced", "paid",
    "registered", "renewed", "blocked", "unblocked", "papers", "pace",
    "offered", "accepted", "declined", "received", "thanked", "publish_asked", "published", "unpublished",
)  # fmt: skip
LONGEST = 200
MOST_LINES = 60
_FEN = 100
# Our own choices: of one pack a million yuan, of one document a thousand million.
MOST_PRICE = 100_000_000
MOST_SUM = 100_000_000_000
FARTHEST = dt.timedelta(days=366)
# Our own choice: a late order is not left alone for longer.
MOST_WAIT = dt.timedelta(days=30)
# Our own choice, as of an entry of the ledger: a gift is put down at the latest a month after.
OLDEST_OFFER = dt.timedelta(days=31)

_RAW = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "replenish-cn.toml").read_text(encoding="utf-8")
)
PACE_VERSION: str = _RAW["version"]
REVIEW_DAYS: int = _RAW["review"]["days"]
MOST_LEAD = 365
# Where the county has set none.
USUAL_RELEASE = Release(_RAW["release"]["yuan"] * _FEN)
RELEASE_STATES = ("asked", "set", "declined")


@dataclass(frozen=True)
class Pace:
    """Days from the order to the goods, and the pack they come in; `is_ours`: nobody has set it."""

    lead_days: int
    pack: str
    is_ours: bool = True


def usual_pace(item: str) -> Pace:
    """What ships for an item (data/replenish-cn.toml)."""
    one = _RAW["item"].get(item, _RAW["usual"])
    return Pace(one["lead_days"], one["pack"])


def to_order(wanted: int, usable: int, coming: int, size: int) -> int:
    """What to ask for: wanted less what is there and what comes, rounded up to whole packs of `size`."""
    short = wanted - usable - coming
    return -(-short // size) * size if short > 0 else 0


def line_sum(quantity: int, size: int, price: int) -> int:
    """Fen of a line; `quantity` is a whole number of packs of `size`, `price` that of one."""
    packs, rest = divmod(quantity, size)
    if rest:
        raise ValueError("not whole packs")
    return packs * price


def worth(quantity: int, size: int, price: int) -> int:
    """Fen of part of a pack too, half a fen rounded up."""
    return (2 * quantity * price + size) // (2 * size)


def read_fen(number: Decimal | None, most: int) -> int | str:
    """An amount typed in yuan, in fen; else a code of what is wrong: number, negative, range."""
    if number is None:
        return "number"
    fen = number * _FEN
    if fen < 0:
        return "negative"
    if fen != fen.to_integral_value() or fen > most:
        return "range"
    return int(fen)


def document_key(document: str) -> str:
    """The number of a paper as it is compared: without case, width and spaces."""
    return "".join(unicodedata.normalize("NFKC", document).upper().split())


def may_approve(by: UUID | None, authors: Collection[UUID | None]) -> bool:
    """Nobody approves what they wrote, changed or handed in, also if somebody changed it after them."""
    return by not in authors


def may_decide(
    by: UUID | None, approved_by: UUID | None, authors: Collection[UUID | None], kind: str
) -> bool:
    """Another than approved; and another than wrote, changed or handed in, but where the county's own office
    asks for its own store, whose leader has approved."""
    return by != approved_by and (kind == "county" or by not in authors)


# GB 32100-2015: eighteen signs without I O S V Z, weights 3^i mod 31; the last makes the sum divide by 31.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH = 18


def is_credit_code(text: str) -> bool:
    """Whether a unified social credit code is complete and its check sign right."""
    if len(text) != _CODE_LENGTH or any(one not in _SIGNS for one in text):
        return False
    total = sum(_SIGNS.index(one) * pow(3, at, 31) for at, one in enumerate(text[:-1]))
    return (31 - total % 31) % 31 == _SIGNS.index(text[-1])


def is_shown_by_name(wish: str, *, consent: bool) -> bool:
    """A donor is named in public only by their own wish and consent."""
    return wish == "named" and consent
