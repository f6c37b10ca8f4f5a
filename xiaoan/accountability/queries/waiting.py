"""A finding waits for a second person; a statement, for whoever was asked for it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _l

from xiaoan.accountability import rules
from xiaoan.accountability.models import CaseFile, FileStep
from xiaoan.accountability.queries import files, own
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.web import waiting


def _to_confirm(actor: Actor) -> int:
    """Findings and appeals that the actor may decide: others wrote them, and the actor is not named."""
    named = files.kept(actor).filter(state__in=["proposed", "appealed"])
    return sum(
        proposed != actor.user_id and (state == "proposed" or found != actor.user_id)
        for state, proposed, found in named.values_list("state", "proposed_by_id", "found_by_id")
    )


def _to_state(actor: Actor) -> int:
    """Files that still run in which the actor was asked, and has not said anything."""
    if actor.user_id is None:
        return 0
    rows = CaseFile.objects.filter(
        party_ids__contains=[actor.user_id], state__in=["open", "proposed"]
    )
    asked = set(rows.values_list("id", flat=True))
    if not asked:
        return 0
    with everywhere("accountability"):
        said = FileStep.objects.filter(file_id__in=asked, kind="state", by_id=actor.user_id)
        return len(asked - set(said.values_list("file_id", flat=True)))


def _to_reply(actor: Actor) -> int:
    """Faults of the last days that name the actor, who has said nothing to them."""
    return own.unanswered(actor, clock.today() - dt.timedelta(days=rules.REPLY_DAYS))


TO_CONFIRM = waiting.Kind(
    "accountability:files", _l("倒查结论或申诉,等您决定"), Permission.KEEP_FILES, _to_confirm
)
TO_STATE = waiting.Kind(
    "accountability:mine", _l("倒查案卷请您陈述"), Permission.MY_DUTIES, _to_state
)
TO_REPLY = waiting.Kind(
    "accountability:own_record", _l("您的记录里有过失,可以答复"), Permission.MY_DUTIES, _to_reply
)
