"""Facts of supplies. Ids, codes and counts only."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from xiaoan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class Posted(Event):
    """Entries were added to the ledger of a store in one act: `what` of an item."""

    kind: ClassVar[str] = "supplies.posted"
    act_id: UUID
    what: str
    item: str
    entries: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class TransferSent(Event):
    """Goods are on the way to another store."""

    kind: ClassVar[str] = "supplies.transfer_sent"
    transfer_id: UUID
    to_no: int
    item: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class TransferReceived(Event):
    """What came was counted in; `missing`: of what was sent."""

    kind: ClassVar[str] = "supplies.transfer_received"
    transfer_id: UUID
    from_no: int
    received: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class ShortfallSeen(Event):
    """Somebody of the sending store has looked at what of a transfer did not come."""

    kind: ClassVar[str] = "supplies.shortfall_seen"
    transfer_id: UUID
    to_no: int


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    """A keeper has counted an item; a second person decides (`state`)."""

    kind: ClassVar[str] = "supplies.counted"
    count_id: UUID
    item: str
    state: str
    differences: int


@dataclass(frozen=True, kw_only=True)
class LotRecalled(Event):
    """A lot is not to be given out; so many stores have or had pieces of it. `lifted`: that is over."""

    kind: ClassVar[str] = "supplies.lot_recalled"
    recall_id: UUID
    lot_id: UUID
    stores: int
    lifted: bool


@dataclass(frozen=True, kw_only=True)
class RecallAnswered(Event):
    """A store has brought in and put aside what it can of a recalled lot."""

    kind: ClassVar[str] = "supplies.recall_answered"
    recall_id: UUID
    outstanding: int


@dataclass(frozen=True, kw_only=True)
class StandardChanged(Event):
    """A version of the standard was drafted, asked for, published or withdrawn."""

    kind: ClassVar[str] = "supplies.standard_changed"
    standard_id: UUID
    state: str
    since: dt.date
    rules: int


@dataclass(frozen=True, kw_only=True)
class CodeLearnt(Event):
    """What a bar code stands for was said for the first time."""

    kind: ClassVar[str] = "supplies.code_learnt"
    item: str
    pack: str


@dataclass(frozen=True, kw_only=True)
class LedgerImported(Event):
    """The opening stock of a store was read from a sheet."""

    kind: ClassVar[str] = "supplies.ledger_imported"
    act_id: UUID
    rows: int
    entries: int
