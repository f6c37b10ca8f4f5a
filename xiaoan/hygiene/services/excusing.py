"""What need not be done today for a reason: a place, or a whole school; and due after all."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.directory import queries as directory
from xiaoan.hygiene.events import DuesExcused
from xiaoan.hygiene.models import Due
from xiaoan.hygiene.services import figures, standing
from xiaoan.hygiene.services.acting import hold_days, words_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Excuse:
    """What a form says need not be done today at a school: these places, or (none named) all of them."""

    school_no: int
    place_ids: tuple[UUID, ...]
    reason: str


@transaction.atomic
def excuse(actor: Actor, wanted: Excuse) -> int:
    """What is still due there today is excused; what was done stays done, what is past stays missed. The same
    again changes nothing. Gives how much was excused."""
    _refuse(actor, wanted.school_no)
    reason = words_of(wanted.reason, "reason", required=_("请写明为什么今天不用做。"))
    with everywhere("hygiene"):
        hold_days([wanted.school_no])
        rows = [one for one in _rows(wanted) if one.state == "due"]
        before = figures.tally(rows)
        for one in rows:
            one.state, one.excused, one.excused_by_id = "excused", reason, user_id(actor)
        return _keep(actor, wanted.school_no, rows, before)


@transaction.atomic
def due_again(actor: Actor, wanted: Excuse) -> int:
    """What somebody had excused today is due after all; what is past its time too, for it was not done. Gives
    how much."""
    _refuse(actor, wanted.school_no)
    words_of(wanted.reason, "reason", required=_("请写明为什么又要做。"))
    with everywhere("hygiene"):
        hold_days([wanted.school_no])
        rows = [one for one in _rows(wanted) if one.state == "excused" and one.excused_by_id]
        before = figures.tally(rows)
        for one in rows:
            one.state, one.excused, one.excused_by_id = "due", "", None
        return _keep(actor, wanted.school_no, rows, before, again=True)


def _refuse(actor: Actor, school_no: int) -> None:
    if directory.place(school_no).kind != "school" or not actor.sees(school_no):
        raise NotFound
    if not any(
        actor.may(one, school_no) for one in (Permission.PLAN_HYGIENE, Permission.APPROVE_HYGIENE)
    ):
        raise Forbidden


def _rows(wanted: Excuse) -> list[Due]:
    rows = Due.objects.filter(school_id=wanted.school_no, day=clock.today()).order_by("id")
    if wanted.place_ids:
        rows = rows.filter(place_id__in=wanted.place_ids)
    found = list(rows)
    if wanted.place_ids and not found:
        raise Invalid(_("这些地方今天没有要做的。请刷新后再选。"), {"places": "none"})
    return found


def _keep(
    actor: Actor, school_no: int, rows: list[Due], before: Counter[str], *, again: bool = False
) -> int:
    if not rows:
        return 0
    standing.hold_rounds(one.round_id for one in rows)
    standing.keep(actor, school_no, clock.today(), rows, before)
    journal.record(
        actor,
        DuesExcused(
            school_id=school_no, unit_no=school_no, day=clock.today(), dues=len(rows), again=again
        ),
    )
    return len(rows)
