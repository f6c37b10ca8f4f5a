"""Exposures: what is looked into, and who was exposed."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.investigations import rules
from xiaoan.investigations.events import ExposureSet, ExposuresMarked
from xiaoan.investigations.models import Exposed, Exposure
from xiaoan.investigations.queries import exposures as queries
from xiaoan.investigations.services.cases import held, refuse_onset
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.races import taken

LONGEST_NAME = 60


@dataclass(frozen=True)
class NewExposure:
    """`id` is the form's own (UUIDv7): the same once more adds nothing."""

    id: UUID
    event_id: UUID
    kind: str
    name: str
    day: dt.date | None = None


def add_exposure(actor: Actor, new: NewExposure) -> UUID:
    """Look into a meal, water, an activity."""
    row = held(actor, new.event_id)
    if new.kind not in rules.EXPOSURES:
        raise Invalid(_("请从列表中选择类别。"), {"kind": "unknown"})
    if not 0 < len(new.name) <= LONGEST_NAME or "\0" in new.name:
        raise Invalid(_("请写明是什么,不超过 60 个字。"), {"name": "empty"})
    refuse_onset(row, new.day)
    known = Exposure.objects.filter(pk=new.id).first()
    if known is not None:
        if known.event_id != row.pk:
            raise taken()
        return known.pk
    try:
        with transaction.atomic():
            Exposure.objects.create(
                id=new.id, event_id=row.pk, school_id=row.school_id, unit_no=row.unit_no,
                kind=new.kind, name=new.name, day=new.day, made_at=clock.now(),
                made_by_id=actor.user_id,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("这个暴露因素已经登记过了。")) from None
    journal.record(
        actor,
        ExposureSet(
            school_id=row.school_id, unit_no=row.unit_no, event_id=row.pk, exposure_id=new.id
        ),
    )
    return new.id


def mark_exposed(
    actor: Actor, event_id: UUID, exposure_id: UUID, class_no: int,
    marks: Mapping[UUID, bool | None],
) -> int:  # fmt: skip
    """Say of pupils of a class whether they were exposed; None: nobody knows. Gives how many changed.

    Only what the sender changed is sent: two people who fill in the same class do not undo each other.
    """
    row = held(actor, event_id)
    now = {
        one.person_id: one.exposed for one in queries.sheet(actor, event_id, exposure_id, class_no)
    }
    if not marks.keys() <= now.keys():
        raise NotFound
    changed = {who: mark for who, mark in marks.items() if now[who] is not mark}
    if not changed:
        return 0
    rows = Exposed.objects.filter(school_id=row.school_id, exposure_id=exposure_id)
    rows.filter(person_id__in=changed).delete()
    Exposed.objects.bulk_create(
        Exposed(
            exposure_id=exposure_id, person_id=who, school_id=row.school_id, unit_no=class_no,
            class_then=class_no, exposed=mark, at=clock.now(), by_id=actor.user_id,
        )
        for who, mark in changed.items()
        if mark is not None
    )  # fmt: skip
    counts = Counter({**now, **changed}.values())
    journal.record(
        actor,
        ExposuresMarked(
            school_id=row.school_id, unit_no=row.unit_no, event_id=row.pk, exposure_id=exposure_id,
            exposed=counts[True], unexposed=counts[False], unknown=counts[None],
        ),
    )  # fmt: skip
    return len(changed)
