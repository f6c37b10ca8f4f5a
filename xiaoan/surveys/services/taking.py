"""Taking a list away: with a reason, on record."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import looks
from xiaoan.surveys import queries, rules
from xiaoan.surveys.events import ListTaken
from xiaoan.surveys.models import Taken
from xiaoan.surveys.services.rights import require


def take_sheet(actor: Actor, round_id: UUID, unit_no: int, state: str, reason: str) -> queries.Page:
    """The people of a list for a sheet; who took how many, and why, is kept."""
    row, place = queries.named_round(actor, round_id, unit_no)
    require(actor, Permission.EXPORT, unit_no)
    if state not in queries.STATES:
        raise Invalid(_("没有这份名单。"), {"state": "unknown"})
    if not reason.strip() or len(reason) > rules.LONGEST_REASON or "\0" in reason:
        raise Invalid(_("请写明导出的用途,不超过 200 个字。"), {"reason": "missing"})
    found = queries.people(actor, row, place.interval, state, limit=rules.LONGEST_LIST + 1)
    if found.total > rules.LONGEST_LIST:
        said = {"n": found.total, "most": rules.LONGEST_LIST}
        raise Invalid(
            _("这份名单有 %(n)d 人,一次最多导出 %(most)d 人。请按学校导出。") % said,
            {"state": "too_many"},
        )
    looks.keep_class(actor, place.no, clock.today(), "survey_list")
    school_id = place.school_id
    taken = Taken.objects.create(
        id=uuid7(), school_id=school_id, unit_no=place.no, round_id=row.pk, what=state,
        rows=found.total, reason=reason.strip(), at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    journal.record(
        actor,
        ListTaken(
            school_id=school_id, unit_no=place.no, round_id=row.pk, taken_id=taken.pk,
            what=state, rows=found.total,
        ),
    )  # fmt: skip
    return found
