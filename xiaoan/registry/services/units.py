"""Closing and merging units, with everybody whom that concerns: transfers that wait, guardians, staff."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.accounts import services as accounts
from xiaoan.directory.rules import school_of
from xiaoan.directory.services import closing, holding, joining, keeping
from xiaoan.directory.services.acts import Outcome, Sent, once
from xiaoan.directory.services.rights import beyond, require
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.registry.models import Transfer


def close_unit(
    actor: Actor, act_id: UUID, unit_no: int, since: dt.date, reason: str = ""
) -> Outcome:
    """A unit is no more from a day on; no transfer may wait to bring somebody into it."""
    keeping.kept(actor, unit_no)
    holding.alone()
    refuse_waiting(actor, unit_no)
    return closing.close_unit(actor, act_id, unit_no, since, reason)


def merge_classes(
    actor: Actor, act_id: UUID, from_no: int, into_no: int, since: dt.date, reason: str = ""
) -> Outcome:
    """Every pupil of a class goes to another of the school from a day on."""
    keeping.kept(actor, from_no)
    holding.alone()
    refuse_waiting(actor, from_no)
    return closing.merge_classes(actor, act_id, from_no, into_no, since, reason)


def merge_schools(
    actor: Actor, act_id: UUID, from_no: int, into_no: int, since: dt.date,
    targets: Mapping[int, int], reason: str = "",
) -> Outcome:  # fmt: skip
    """Every pupil of a school is transferred from a day on, guardians with them, and the school closes."""
    require(actor, Permission.KEEP_SCHOOLS, from_no)

    def run() -> Outcome:
        holding.alone()
        refuse_waiting(actor, from_no)
        joined = joining.merge_schools(actor, from_no, into_no, since, targets)
        with beyond(actor):
            wards = accounts.hand_over_many_wards(actor, into_no, joined.pupils)
        return {
            "pupils": len(joined.pupils), "classes": joined.classes, "units": joined.units,
            "wards": wards,
        }  # fmt: skip

    said = (into_no, since, tuple(sorted(targets.items())))
    return once(actor, Sent(act_id, "merge", from_no, said, reason), run)


def refuse_waiting(actor: Actor, unit_no: int) -> None:
    """Refuse while a transfer into the unit (or from and to the school) has no answer yet."""
    seen = inside(actor.intervals) | inside(actor.intervals, "to_unit_no")
    rows = Transfer.objects.filter(seen, state="asked", lapses_on__gt=clock.today())
    if unit_no == school_of(unit_no):
        rows = rows.filter(Q(school_id=unit_no) | Q(to_school_id=unit_no))
    else:
        rows = rows.filter(to_unit_no=unit_no)
    count = rows.count()
    if count:
        raise Conflict(
            _("还有 %(n)s 份转学在等答复,涉及这里。请先在“转学”里办完或撤回。") % {"n": count}
        )
