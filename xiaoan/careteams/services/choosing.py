"""Which roles teams have in the county: chosen by an officer, dated, with a reason."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xiaoan.careteams import rules
from xiaoan.careteams.events import SchemeSet
from xiaoan.careteams.models import SchemeChoice
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import unreadable


@dataclass(frozen=True)
class Wanted:
    """The scheme that is started from, the roles of pupils and of staff, from which day, and why."""

    scheme: str
    student: tuple[str, ...]
    staff: tuple[str, ...]
    since: dt.date
    reason: str


def choose(actor: Actor, given: Wanted) -> None:
    """Put roles in force from today or a later day on. Links of roles that are no more end that day."""
    county = directory.county()
    if not actor.may(Permission.SET_CARE, county.no):
        raise Forbidden if actor.sees(county.no) else NotFound
    _refuse(given)
    SchemeChoice.objects.update_or_create(
        unit_no=county.no, since=given.since,
        defaults={
            "scheme": given.scheme, "student_roles": list(given.student),
            "staff_roles": list(given.staff), "reason": given.reason.strip(), "at": clock.now(),
            "by_id": actor.user_id,
        },
    )  # fmt: skip
    journal.record(
        actor,
        SchemeSet(
            school_id=0, unit_no=county.no, scheme=given.scheme, since=given.since,
            student_roles=given.student, staff_roles=given.staff,
        ),
    )  # fmt: skip


def _refuse(given: Wanted) -> None:
    if rules.scheme_of(given.scheme) is None:
        raise Invalid(_("请从列表中选一项。"), {"scheme": "unknown"})
    said = {
        "empty": _("至少要有一个角色。"),
        "many": _("最多 8 个角色。"),
        "twice": _("同一个角色只能有一次。"),
        "unknown": _("请从列表中选角色。"),
    }
    for kind, roles in (("student", given.student), ("staff", given.staff)):
        fault = rules.roles_fault(kind, roles)
        if fault:
            raise Invalid(said[fault], {kind: fault})
    if not clock.today() <= given.since <= clock.LAST_DAY:
        raise Invalid(_("过去的日子不能改:请选今天或以后。"), {"since": "past"})
    if "\0" in given.reason:
        raise unreadable()
    if not given.reason.strip() or len(given.reason.strip()) > rules.LONGEST:
        raise Invalid(_("请写明理由(不超过 200 个字)。"), {"reason": "empty"})
