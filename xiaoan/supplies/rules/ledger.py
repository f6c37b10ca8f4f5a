"""The ledger: kinds of entries, days they may bear, which lots go first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

# Kind → the sign its quantity has; 0: either.
SIGNS = {
    "receipt": 1, "issue": -1, "use": -1, "return": 1, "transfer_out": -1, "transfer_in": 1,
    "count": 0, "correction": 0, "disposal": -1, "opening": 1,
}  # fmt: skip
KINDS = tuple(SIGNS)
SOURCES = ("purchase", "allocation", "donation")
# What is done in one act under one id of a form.
ACTS = (
    "receive", "issue", "use", "return", "dispatch", "take_in", "count", "confirm_count", "cancel_count",
    "correct", "dispose", "recall", "answer_recall", "import", "standard", "learn_code",
    "outfit",
)  # fmt: skip
# Who says what is held outside of the ledgers.
PLACED = ("devices", "kits")
LONGEST = 200
# Goods that run out so soon are shown apart (reference §4: excluded from cover).
EXPIRING = dt.timedelta(days=30)
# Our own choices: an entry is written at the latest a month after; no goods last longer than twenty years.
OLDEST_ENTRY = dt.timedelta(days=31)
FARTHEST_EXPIRY = dt.timedelta(days=20 * 366)
# Our own choice: so many days' use of the standard for a pupil at once are taken without asking back.
MOST_DAYS_AT_ONCE = 7
# In fen, of one pack.
MOST_PRICE = 100_000_000


@dataclass(frozen=True)
class Stock:
    """What a store holds of a lot."""

    lot_id: UUID
    held: int
    expires: dt.date | None
    recalled: bool = False


@dataclass(frozen=True)
class Take:
    """So much of a lot."""

    lot_id: UUID
    quantity: int


def is_usable(one: Stock, day: dt.date) -> bool:
    """May be given out: not recalled, and not past its last day."""
    return not one.recalled and (one.expires is None or one.expires >= day)


def first_expired_first(stocks: Sequence[Stock], quantity: int, day: dt.date) -> list[Take]:
    """Which lots `quantity` is taken of: what expires first goes first, what never does goes last; less
    than asked for if the usable lots do not suffice."""
    found, left = [], quantity
    for one in _in_order(stocks, day):
        part = min(left, one.held)
        if part > 0:
            found.append(Take(one.lot_id, part))
            left -= part
    return found


def is_in_order(stocks: Sequence[Stock], lot_id: UUID, quantity: int, day: dt.date) -> bool:
    """Whether taking all of one lot is what `first_expired_first` would do. Lots of the same last day are
    as good as each other."""
    order = _in_order(stocks, day)
    chosen = next((one for one in order if one.lot_id == lot_id), None)
    if chosen is None:
        return False
    return not any(_last(one) < _last(chosen) and one.held > 0 for one in order)


def _in_order(stocks: Sequence[Stock], day: dt.date) -> list[Stock]:
    usable = [one for one in stocks if is_usable(one, day)]
    return sorted(usable, key=lambda one: (_last(one), one.lot_id))


def _last(one: Stock) -> dt.date:
    return one.expires or dt.date.max


def may_be_day(day: dt.date, today: dt.date) -> str:
    """Why an entry cannot bear a day: `future`, `old`; "" if it can."""
    if day > today:
        return "future"
    return "old" if today - day > OLDEST_ENTRY else ""
