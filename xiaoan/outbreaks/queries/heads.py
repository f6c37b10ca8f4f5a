"""What is above knows of a signal, and whom it counts."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks.models import Signal, SignalCase


@dataclass(frozen=True)
class SignalHead:
    """What is above knows of a signal."""

    id: UUID
    school_id: int
    unit_no: int
    level: str
    layer: str
    rule: str
    rule_version: str
    syndrome: str
    day: dt.date
    raised_at: dt.datetime
    deadline_at: dt.datetime | None
    state: str
    source: str
    basis: str
    rule_status: str


@dataclass(frozen=True)
class Told:
    """A person a signal counts, by the onset that was used; no name. `class_no`: the class of then."""

    person_id: UUID
    class_no: int
    onset: dt.date
    onset_known: bool
    symptoms: int


_HEAD = tuple(SignalHead.__dataclass_fields__)


def head(signal_id: UUID) -> SignalHead:
    """A signal in the running scope; NotFound otherwise."""
    row = Signal.objects.filter(pk=signal_id).first()
    if row is None:
        raise NotFound
    return SignalHead(**{name: getattr(row, name) for name in _HEAD})


def counted(signal_id: UUID) -> list[Told]:
    """Whom a signal in the running scope counts now, by onset; nobody once it is withdrawn."""
    row = Signal.objects.filter(pk=signal_id).exclude(state="withdrawn").first()
    if row is None:
        return []
    cases = SignalCase.objects.filter(school_id=row.school_id, signal_id=signal_id)
    return [
        Told(one.person_id, one.class_no, one.onset, one.onset_known, one.symptoms)
        for one in cases.order_by("onset", "person_id")
    ]


def people_of(actor: Actor, signal_id: UUID) -> list[UUID]:
    """The ids of the people a signal counts, by onset."""
    rows = visible(SignalCase.objects.filter(signal_id=signal_id), actor, Permission.SEE_SIGNALS)
    return list(rows.order_by("onset", "person_id").values_list("person_id", flat=True))
