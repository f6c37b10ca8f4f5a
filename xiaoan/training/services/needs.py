"""Who needs a course, from which day on: set by the county; what was set before stays on record."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import everywhere
from xiaoan.training import queries
from xiaoan.training.events import NeedSet
from xiaoan.training.models import Need
from xiaoan.training.rules.courses import limits_of
from xiaoan.training.services import acting, counting

# Posts that learn: all that work here.
ROLES = tuple(role for role in ROLE_NAMES if role != "guardian")


@dataclass(frozen=True)
class NewNeed:
    """`required_from` None: not required, only a hint is shown."""

    id: UUID
    course: str
    roles: Sequence[str]
    required_from: dt.date | None
    ahead: int


@transaction.atomic
def set_need(actor: Actor, given: NewNeed) -> None:
    """Set it; faults at `roles`, `required_from` or `ahead`. Schools are counted by it at once; duties are
    laid out in the night."""
    county = acting.county_for(actor)
    now = queries.rule_of(given.course)
    roles = [role for role in ROLES if role in set(given.roles)]
    if len(roles) != len(set(given.roles)):
        raise Invalid(_("请从列表中选岗位。"), {"roles": "unknown"})
    if given.required_from is not None and not roles:
        raise Invalid(_("要求持证的,请至少选一个岗位。"), {"roles": "empty"})
    today = clock.today()
    if given.required_from not in (None, now.required_from) and given.required_from < today:
        raise Invalid(_("不能从过去的日子起要求。请选今天或以后。"), {"required_from": "past"})
    least, most = limits_of("ahead")
    if not least <= given.ahead <= most:
        raise Invalid(
            _("请写 %(least)s 到 %(most)s 天。") % {"least": least, "most": most},
            {"ahead": "range"},
        )
    acting.hold(f"course {given.course}")
    body = (given.course, roles, given.required_from, given.ahead)
    if acting.begin(actor, given.id, county, "need", *body):
        return
    Need.objects.create(
        id=given.id, unit_no=county.unit_no, course=given.course, roles=roles,
        required_from=given.required_from, ahead=given.ahead, at=_later(given.course),
        by_id=actor.user_id,
    )  # fmt: skip
    journal.record(
        actor,
        NeedSet(
            school_id=0, unit_no=county.unit_no, need_id=given.id, course=given.course,
            roles=len(roles), required_from=given.required_from, ahead=given.ahead,
        ),
    )  # fmt: skip
    with everywhere("training") as system:
        counting.recount(system)


def _later(course: str) -> dt.datetime:
    """Now, and after what was set before, whatever the clock does: the newest holds."""
    last = Need.objects.filter(course=course).aggregate(last=Max("at"))["last"]
    now = clock.now()
    return max(now, last + dt.timedelta(microseconds=1)) if last else now
