"""Letting somebody in although something stands (破例放行): one asks with a reason, another decides."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.clearances import queries, rules
from xiaoan.clearances.events import OverrideAsked, OverrideDecided
from xiaoan.clearances.models import Override
from xiaoan.directory.queries import moves as roll
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import visible

REASON_PLACE = "clearances_override.reason_cipher"


@dataclass(frozen=True)
class NewOverride:
    """From which day to which, both included, and why; `id` is made by the form."""

    id: UUID
    person_id: UUID
    first: dt.date
    last: dt.date
    reason: str

    @property
    def said(self) -> bytes:
        return fingerprint(str(self.person_id), self.first, self.last, self.reason.strip())


def ask(actor: Actor, given: NewOverride) -> UUID:
    """Ask that a pupil may come; whoever checks papers may ask. Conflict: one waits already, or nothing
    keeps the pupil."""
    known = Override.objects.filter(pk=given.id).first()
    if known is not None:
        if known.asked_by_id != actor.user_id or bytes(known.said) != given.said:
            raise Conflict(_("这个编号已经用过。请刷新页面再试。"))
        return known.pk
    where = roll.where_on_roll([given.person_id], clock.today()).get(given.person_id)
    if where is None or not actor.may(Permission.SEE_CLEARANCES, where[1]):
        raise NotFound
    if not actor.may(Permission.CHECK_PAPERS, where[1]):
        raise Forbidden
    reason = acts.words(
        "reason", given.reason, longest=rules.LONGEST,
        required=_("请写明为什么放行、凭什么认为安全。"),
    )  # fmt: skip
    _refuse_days(given)
    standing = queries.standings({given.person_id: where[0]}, given.first)[given.person_id]
    if standing.state == rules.CLEARED:
        raise Conflict(_("这名学生那天本来就可以到校,不用破例。"))
    if Override.objects.filter(person_id=given.person_id, state="asked").exists():
        raise Conflict(_("已经有人提出放行,等另一个人决定。"))
    with new_id():
        row = Override.objects.create(
            id=given.id, school_id=where[0], unit_no=where[1], person_id=given.person_id,
            first=given.first, last=given.last, asked_at=clock.now(), asked_by_id=acts.user(actor),
            reason_cipher=ciphers.seal(reason, place=REASON_PLACE, row=given.id), said=given.said,
        )  # fmt: skip
    journal.record(
        actor,
        OverrideAsked(
            school_id=row.school_id, unit_no=row.unit_no, override_id=row.pk, person_id=row.person_id,
            first=row.first, last=row.last,
        ),
    )  # fmt: skip
    return row.pk


def _refuse_days(given: NewOverride) -> None:
    today = clock.today()
    if not today <= given.first <= today + dt.timedelta(days=90):
        raise Invalid(_("开始的日期应在今天到 90 天以内。"), {"first": "out_of_range"})
    if not given.first <= given.last < given.first + dt.timedelta(days=rules.MOST_DAYS):
        said = _("结束的日期不能早于开始,最多 %(n)s 天。") % {"n": rules.MOST_DAYS}
        raise Invalid(said, {"last": "out_of_range"})


def decide(actor: Actor, override_id: UUID, *, grant: bool) -> str:
    """Grant or refuse; never by who asked. Gives the state; the same decision once more changes nothing."""
    rows = visible(Override.objects.select_for_update(), actor, Permission.SEE_CLEARANCES)
    row = rows.filter(pk=override_id).first()
    if row is None:
        raise NotFound
    if not actor.may(Permission.CHECK_PAPERS, row.unit_no):
        raise Forbidden
    if row.asked_by_id == actor.user_id:
        raise Invalid(_("放行要由另一个人决定。您是提出的人,不能自己决定。"), {"decide": "same"})
    to_be = "granted" if grant else "refused"
    if row.state != "asked":
        if (row.state, row.decided_by_id) == (to_be, actor.user_id):
            return row.state
        raise Conflict(_("已经有人决定了。请刷新后看结果。"))
    row.state, row.decided_at, row.decided_by_id = to_be, clock.now(), acts.user(actor)
    row.save()
    journal.record(
        actor,
        OverrideDecided(
            school_id=row.school_id, unit_no=row.unit_no, override_id=row.pk, person_id=row.person_id,
            granted=grant,
        ),
    )  # fmt: skip
    return row.state
