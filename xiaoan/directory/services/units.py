"""Opening units of the tree."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.directory.events import UnitOpened
from xiaoan.directory.models import Unit
from xiaoan.directory.services.rights import only_system
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class NewUnit:
    """A unit to open; `no` and `end` by the numbering of rules.py."""

    no: int
    end: int
    parent_no: int | None
    kind: str
    name: str
    code: str
    school_id: int
    opened: dt.date
    stage: str = ""
    cohort: int | None = None
    boarding: bool = False


def open_unit(actor: Actor, unit: NewUnit) -> Unit:
    """Open one unit, for the system; people open theirs by `opening`."""
    only_system(actor)
    made = Unit.objects.create(**unit.__dict__)
    journal.record(
        actor,
        UnitOpened(school_id=unit.school_id, unit_no=unit.no, unit_kind=unit.kind, code=unit.code),
    )
    return made


def load_units(actor: Actor, units: Sequence[NewUnit]) -> None:
    """Open many units at once; `load_roll` records the fact with the people."""
    only_system(actor)
    Unit.objects.bulk_create([Unit(**unit.__dict__) for unit in units], batch_size=2000)
